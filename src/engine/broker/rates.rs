//! Calls a second over the last 10, 60 and 600 seconds, from totals sampled each second.

use std::collections::VecDeque;

use parking_lot::Mutex;

use crate::engine::protocol::bodies::fastjson::{self, Form};
use crate::engine::util::clock::TimestampMs;

/// The windows, in samples.
const WINDOWS: [usize; 3] = [10, 60, 600];
/// Samples kept: the longest window and the one it starts from.
const KEPT: usize = 601;

/// Totals at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// When.
    pub at: TimestampMs,
    /// Messages stored.
    pub puts: u64,
    /// Reads that found messages.
    pub found: u64,
    /// Reads that found none.
    pub missed: u64,
    /// Messages handed out.
    pub got: u64,
}

/// The last ten minutes.
#[derive(Debug, Default)]
pub struct Rates(Mutex<VecDeque<Sample>>);

impl Rates {
    /// Adds the sample of one more second.
    pub fn push(&self, sample: Sample) {
        let mut samples = self.0.lock();
        samples.push_back(sample);
        if samples.len() > KEPT {
            samples.pop_front();
        }
    }

    /// What `total` grew by each second, over 10, 60 and 600 seconds; `None` where there are not
    /// samples enough.
    pub fn of(&self, total: impl Fn(&Sample) -> u64) -> [Option<f64>; 3] {
        let samples = self.0.lock();
        WINDOWS.map(|window| {
            let last = samples.back()?;
            let first = samples.get(samples.len().checked_sub(window + 1)?)?;
            let millis = last.at.since(first.at).max(1);
            Some(total(last).saturating_sub(total(first)) as f64 / millis as f64 * 1000.0)
        })
    }

    /// The three rates as the runtime information shows them: a window that is not full is empty.
    pub fn text(&self, total: impl Fn(&Sample) -> u64) -> String {
        self.of(total).map(|rate| rate.map(java_double).unwrap_or_default()).join(" ")
    }

    /// The three rates with 0.0 for a window that is not full, as `getTotalTps` shows them.
    pub fn full_text(&self, total: impl Fn(&Sample) -> u64) -> String {
        self.of(total).map(|rate| java_double(rate.unwrap_or_default())).join(" ")
    }
}

/// A double as Java's `Double.toString` spells it.
pub fn java_double(value: f64) -> String {
    let text = fastjson::write(&value, Form::Compact).unwrap_or_default();
    String::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Rates, Sample};
    use crate::engine::util::clock::TimestampMs;

    /// A young Apache broker shows `"0.0  "` for a window of 10 s and none of the others, and
    /// `"0.0 0.0 0.0"` for the total.
    #[test]
    fn windows_without_samples_are_empty() {
        let rates = Rates::default();
        let push = |second: i64, puts| {
            let at = TimestampMs(second * 1000);
            rates.push(Sample { at, puts, found: 0, missed: 0, got: 0 });
        };
        (0..10).for_each(|second| push(second, 0));
        assert_eq!(rates.text(|s| s.puts), "  ");
        push(10, 15);
        assert_eq!(rates.text(|s| s.puts), "1.5  ");
        assert_eq!(rates.full_text(|s| s.puts), "1.5 0.0 0.0");
        (11..2000).for_each(|second| push(second, 15));
        assert_eq!(rates.text(|s| s.puts), "0.0 0.0 0.0");
    }
}
