//! What a measurement found: plain values, which a file keeps for the next one to be compared with.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::latencies::Latencies;
use super::measure::Measured;

/// How long things took, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// The shortest.
    pub min_us: f64,
    /// The mean.
    pub mean_us: f64,
    /// Half of all took no longer.
    pub p50_us: f64,
    /// 90 % took no longer.
    pub p90_us: f64,
    /// 99 % took no longer.
    pub p99_us: f64,
    /// 99.9 % took no longer.
    pub p999_us: f64,
    /// 99.99 % took no longer.
    pub p9999_us: f64,
    /// The longest.
    pub max_us: f64,
}

impl From<&Latencies> for Figures {
    fn from(all: &Latencies) -> Self {
        let us = |took: Duration| (took.as_nanos() as f64 / 100.0).round() / 10.0;
        Self {
            min_us: us(all.least()),
            mean_us: us(all.mean()),
            p50_us: us(all.percentile(50.0)),
            p90_us: us(all.percentile(90.0)),
            p99_us: us(all.percentile(99.0)),
            p999_us: us(all.percentile(99.9)),
            p9999_us: us(all.percentile(99.99)),
            max_us: us(all.greatest()),
        }
    }
}

impl Figures {
    /// Each with its name.
    pub fn named(&self) -> [(&'static str, f64); 8] {
        [
            ("min", self.min_us),
            ("mean", self.mean_us),
            ("p50", self.p50_us),
            ("p90", self.p90_us),
            ("p99", self.p99_us),
            ("p99.9", self.p999_us),
            ("p99.99", self.p9999_us),
            ("max", self.max_us),
        ]
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Bytes of a body, where messages are sent.
    pub size: Option<usize>,
    /// Messages of a request, where messages are sent.
    pub batch: Option<usize>,
    /// Connections to each broker.
    pub connections: Option<usize>,
    /// Requests on their way at a time, all connections together.
    pub window: Option<usize>,
    /// Requests a second; none is as many as the window lets through.
    pub rate: Option<f64>,
    /// What was not counted at the beginning, in seconds.
    pub warm_up_s: f64,
    /// The consumer group, if one consumed.
    pub group: Option<String>,
}

/// What a measurement found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What was measured: `produce`, `consume` or `latency`.
    pub kind: String,
    /// From when to when, in words.
    pub measured: String,
    /// The topic.
    pub topic: String,
    /// What was asked for.
    pub settings: Settings,
    /// How long it took, the warm-up aside.
    pub seconds: f64,
    /// Messages that were stored or received.
    pub messages: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Those of them that access control or a permission refused.
    #[serde(default)]
    pub refused: u64,
    /// Requests that were due and never sent, because the ones before them were still on their way.
    pub unsent: u64,
    /// Why requests failed, and how often.
    pub errors: BTreeMap<String, u64>,
    /// Messages a second.
    pub messages_per_second: f64,
    /// Megabytes of bodies a second.
    pub megabytes_per_second: f64,
    /// How long requests took; for consumers, from storing to receiving.
    pub latency: Figures,
    /// How long messages took from the sender to the receiver, where both are here.
    #[serde(default)]
    pub end_to_end: Option<Figures>,
}

impl Report {
    /// The report of `measured`, whose bodies have `bytes` in all.
    pub fn new(
        kind: &str,
        words: String,
        topic: &str,
        settings: Settings,
        measured: &Measured,
        bytes: u64,
    ) -> Self {
        let seconds = measured.elapsed.as_secs_f64();
        let each_second = |count: u64| if seconds > 0.0 { count as f64 / seconds } else { 0.0 };
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        Self {
            kind: kind.to_owned(),
            measured: words,
            topic: topic.to_owned(),
            settings,
            seconds: (seconds * 1000.0).round() / 1000.0,
            messages: measured.messages,
            failed: measured.failed,
            refused: measured.refused,
            unsent: measured.unsent,
            errors: measured.errors.clone(),
            messages_per_second: tenths(each_second(measured.messages)),
            megabytes_per_second: (each_second(bytes) / 1e4).round() / 100.0,
            latency: Figures::from(&measured.latencies),
            end_to_end: None,
        }
    }

    /// Every figure with its name and unit, in the order in which they are shown.
    pub fn figures(&self) -> Vec<(String, f64)> {
        let mut figures = vec![
            ("messages/s".to_owned(), self.messages_per_second),
            ("MB/s".to_owned(), self.megabytes_per_second),
            ("messages".to_owned(), self.messages as f64),
            ("seconds".to_owned(), self.seconds),
            ("failed".to_owned(), self.failed as f64),
        ];
        if self.settings.rate.is_some() {
            figures.push(("due, not sent".to_owned(), self.unsent as f64));
        }
        figures.extend(self.latency.named().map(|(name, us)| (format!("{name}, µs"), us)));
        let end_to_end = self.end_to_end.iter().flat_map(Figures::named);
        figures.extend(end_to_end.map(|(name, us)| (format!("end to end {name}, µs"), us)));
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Measured, Report, Settings};

    #[test]
    fn a_report_is_read_as_it_was_written() {
        let mut measured =
            Measured { messages: 300, elapsed: Duration::from_millis(1500), ..Measured::default() };
        for ms in 1..=100 {
            measured.latencies.record(Duration::from_millis(ms));
        }
        let settings = Settings { rate: Some(200.0), ..Settings::default() };
        let report = Report::new("produce", "x".to_owned(), "T", settings, &measured, 3_000_000);
        assert_eq!((report.messages_per_second, report.megabytes_per_second), (200.0, 2.0));
        // Three digits are right.
        assert!((report.latency.p50_us - 50_000.0).abs() < 50.0, "{:?}", report.latency);
        assert!((report.latency.p99_us - 99_000.0).abs() < 100.0, "{:?}", report.latency);
        assert!((report.latency.min_us - 1000.0).abs() < 1.0, "{:?}", report.latency);
        assert!((report.latency.max_us - 100_000.0).abs() < 100.0, "{:?}", report.latency);
        let text = serde_json::to_string(&report).expect("text");
        assert_eq!(serde_json::from_str::<Report>(&text).expect("a report"), report);
    }
}
