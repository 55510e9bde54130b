//! One counter: of a topic, a queue, a group, or the whole broker.
//!
//! Derived state that starts at zero with the process. Whoever shares it locks it; what happened
//! over the last minute, hour and day is the difference of samples taken every ten seconds, ten
//! minutes and hour (Apache's `StatsItem`).

use std::collections::VecDeque;

use crate::engine::protocol::bodies::stats::{BrokerStatsData, BrokerStatsItem};
use crate::engine::util::clock::TimestampMs;

/// What happened, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Messages.
    pub messages: u64,
    /// Their bytes in the log.
    pub bytes: u64,
    /// Sends or pulls they came in.
    pub calls: u64,
    /// How long the calls took together, in ms.
    pub took_ms: u64,
}

impl Count {
    /// One call with so many messages and bytes.
    pub fn call(messages: u64, bytes: u64) -> Self {
        Self { messages, bytes, calls: 1, took_ms: 0 }
    }

    /// Adds `more`.
    pub fn add(&mut self, more: Self) {
        self.messages += more.messages;
        self.bytes += more.bytes;
        self.calls += more.calls;
        self.took_ms += more.took_ms;
    }
}

/// A figure of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Messages.
    Messages,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Time,
}

impl Measure {
    fn of(self, count: &Count) -> u64 {
        match self {
            Self::Messages => count.messages,
            Self::Bytes => count.bytes,
            Self::Time => count.took_ms,
        }
    }
}

/// A period that is looked back on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Sampled every 10 s.
    Minute,
    /// Sampled every 10 min.
    Hour,
    /// Sampled every hour.
    Day,
}

impl Period {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Seconds between two samples.
    pub fn pace_s(self) -> u64 {
        match self {
            Self::Minute => 10,
            Self::Hour => 600,
            Self::Day => 3600,
        }
    }

    /// Samples that span the period.
    fn samples(self) -> usize {
        match self {
            Self::Minute | Self::Hour => 7,
            Self::Day => 25,
        }
    }
}

type Samples = VecDeque<(TimestampMs, Count)>;

/// A counter.
#[derive(Debug, Default)]
pub struct Counter {
    total: Count,
    minute: Samples,
    hour: Samples,
    day: Samples,
}

impl Counter {
    /// Counts.
    pub fn add(&mut self, more: Count) {
        self.total.add(more);
    }

    /// Everything so far.
    pub fn total(&self) -> Count {
        self.total
    }

    /// Takes a sample; to be called at the pace of `period`. The first one stands behind one of
    /// zeros: the counter was made since the last round.
    pub fn sample(&mut self, period: Period, now: TimestampMs) {
        let total = self.total;
        let samples = match period {
            Period::Minute => &mut self.minute,
            Period::Hour => &mut self.hour,
            Period::Day => &mut self.day,
        };
        if samples.is_empty() {
            let before = TimestampMs(now.0 - period.pace_s() as i64 * 1000);
            samples.push_back((before, Count::default()));
        }
        samples.push_back((now, total));
        if samples.len() > period.samples() {
            samples.pop_front();
        }
    }

    /// Sum, rate a second, and average of a call over `period`, as far as samples reach.
    pub fn over(&self, period: Period, measure: Measure) -> BrokerStatsItem {
        let samples = match period {
            Period::Minute => &self.minute,
            Period::Hour => &self.hour,
            Period::Day => &self.day,
        };
        let (Some((from, before)), Some((to, after))) = (samples.front(), samples.back()) else {
            return BrokerStatsItem::default();
        };
        let sum = measure.of(after).saturating_sub(measure.of(before));
        let calls = after.calls.saturating_sub(before.calls);
        let span_ms = to.since(*from);
        BrokerStatsItem {
            sum: i64::try_from(sum).unwrap_or(i64::MAX),
            tps: if span_ms > 0 { sum as f64 * 1000.0 / span_ms as f64 } else { 0.0 },
            avgpt: if calls > 0 { sum as f64 / calls as f64 } else { 0.0 },
        }
    }

    /// `measure` over each period.
    pub fn figures(&self, measure: Measure) -> BrokerStatsData {
        BrokerStatsData {
            stats_day: self.over(Period::Day, measure),
            stats_hour: self.over(Period::Hour, measure),
            stats_minute: self.over(Period::Minute, measure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Counter, Measure, Period};
    use crate::engine::util::clock::TimestampMs;

    #[test]
    fn a_minute_slides() {
        let mut counter = Counter::default();
        assert_eq!(counter.over(Period::Minute, Measure::Messages).sum, 0);
        for second in (10..=60).step_by(10) {
            counter.add(Count::call(4, 400));
            counter.add(Count { took_ms: 3, ..Count::call(2, 200) });
            counter.sample(Period::Minute, TimestampMs(second * 1000));
        }
        let messages = counter.over(Period::Minute, Measure::Messages);
        assert_eq!((messages.sum, messages.tps, messages.avgpt), (36, 0.6, 3.0));
        let time = counter.over(Period::Minute, Measure::Time);
        assert_eq!((time.sum, time.avgpt), (18, 1.5));
        for second in (70..=120).step_by(10) {
            counter.sample(Period::Minute, TimestampMs(second * 1000));
        }
        assert_eq!(counter.over(Period::Minute, Measure::Bytes).sum, 0);
        assert_eq!(counter.total().bytes, 3600);
    }

    #[test]
    fn a_day_has_twenty_four_hours() {
        let mut counter = Counter::default();
        for hour in 1..=30 {
            counter.add(Count::call(1, 10));
            counter.sample(Period::Day, TimestampMs(hour * 3_600_000));
        }
        let day = counter.figures(Measure::Messages).stats_day;
        assert_eq!((day.sum, day.tps), (24, 1.0 / 3600.0));
    }
}
