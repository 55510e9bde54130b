//! What the broker has done, in counters.
//!
//! Derived state that starts at zero with the process. The hot path adds to atomics and counters,
//! once a group of messages; rates and percentiles are made from samples that a task takes each second
//! (`rates.rs`, `latency.rs`). Meaning of the figures: Apache's `StoreStatsService`, `BrokerStats`
//! and `BrokerStatsManager`.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use parking_lot::Mutex;

use super::counter::{Count, Counter, Measure, Period};
use super::latency::Latencies;
use super::rates::{Rates, Sample};
use super::traffic::Traffic;
use crate::engine::protocol::bodies::stats::BrokerStatsData;
use crate::engine::protocol::names::QueueId;
use crate::engine::util::clock::TimestampMs;

/// Seconds after which latencies are counted anew.
const LATENCY_PERIOD_S: u64 = 60;

/// Totals at midnight, for the daily figures.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    yesterday_morning: u64,
    today_morning: u64,
}

/// The broker's counters.
#[derive(Debug)]
pub struct Stats {
    started: TimestampMs,
    puts: Mutex<Counter>,
    put_failures: AtomicU64,
    longest_put: AtomicI64,
    gets_found: AtomicU64,
    gets_missed: AtomicU64,
    got: Mutex<Counter>,
    longest_get: AtomicU64,
    latencies: Latencies,
    rates: Rates,
    /// Puts and messages got, at the last two midnights.
    days: Mutex<(Day, Day)>,
    ticks: AtomicU64,
    /// By topic, queue and group.
    traffic: Traffic,
}

/// The plain figures, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Messages stored.
    pub puts: u64,
    /// Their bytes in the log.
    pub put_bytes: u64,
    /// Messages refused by the store.
    pub put_failures: u64,
    /// Longest append, ms.
    pub longest_put: i64,
    /// Messages handed out.
    pub got: u64,
    /// Longest read that found something, ms.
    pub longest_get: u64,
    /// Messages stored before yesterday, today: 0:00.
    pub puts_by_morning: (u64, u64),
    /// Messages handed out before yesterday, today: 0:00.
    pub got_by_morning: (u64, u64),
}

impl Stats {
    /// Counters at zero.
    pub fn new() -> Self {
        Self {
            started: TimestampMs::now(),
            puts: Mutex::default(),
            put_failures: AtomicU64::new(0),
            longest_put: AtomicI64::new(0),
            gets_found: AtomicU64::new(0),
            gets_missed: AtomicU64::new(0),
            got: Mutex::default(),
            longest_get: AtomicU64::new(0),
            latencies: Latencies::default(),
            rates: Rates::default(),
            days: Mutex::default(),
            ticks: AtomicU64::new(0),
            traffic: Traffic::default(),
        }
    }

    /// When counting started.
    pub fn started(&self) -> TimestampMs {
        self.started
    }

    /// Sends to queues of `topic` were stored.
    pub fn put(&self, topic: &str, sends: impl Iterator<Item = (QueueId, Count)>) {
        let sum = self.traffic.stored(topic, sends);
        self.puts.lock().add(Count { calls: 0, ..sum });
    }

    /// Storing `messages` took `ms` milliseconds each.
    pub fn put_took(&self, ms: i64, messages: u64) {
        self.latencies.add(ms, messages);
        self.longest_put.fetch_max(ms, Ordering::Relaxed);
    }

    /// `messages` could not be stored.
    pub fn put_failed(&self, messages: u64) {
        self.put_failures.fetch_add(messages, Ordering::Relaxed);
    }

    /// A pull handed messages of a queue of `topic` to `group`.
    pub fn got(&self, group: &str, topic: &str, queue: QueueId, count: Count) {
        self.gets_found.fetch_add(1, Ordering::Relaxed);
        self.longest_get.fetch_max(count.took_ms, Ordering::Relaxed);
        self.got.lock().add(Count { calls: 0, took_ms: 0, ..count });
        self.traffic.handed_out(group, topic, queue, count);
    }

    /// `group` sent a message of `topic` back.
    pub fn sent_back(&self, group: &str, topic: &str) {
        self.traffic.sent_back(group, topic);
    }

    /// A pull found nothing.
    pub fn missed(&self) {
        self.gets_missed.fetch_add(1, Ordering::Relaxed);
    }

    /// Messages a second of `topic` handed to `group`, over the last minute.
    pub fn consume_tps(&self, group: &str, topic: &str) -> f64 {
        self.traffic.consume_tps(group, topic)
    }

    /// The statistic called `name` of `key` (315), on the broker of `cluster`; `None` when nothing
    /// has been counted under it.
    pub fn figures(&self, cluster: &str, name: &str, key: &str) -> Option<BrokerStatsData> {
        let whole = match name {
            "BROKER_PUT_NUMS" => &self.puts,
            "BROKER_GET_NUMS" => &self.got,
            _ => return self.traffic.figures(name, key),
        };
        let whole = whole.lock();
        let is_counted = key == cluster && whole.total() != Count::default();
        is_counted.then(|| whole.figures(Measure::Messages))
    }

    /// Forgets the counters of a deleted topic.
    pub fn forget_topic(&self, topic: &str) {
        self.traffic.forget_topic(topic);
    }

    /// Forgets the counters of a deleted group.
    pub fn forget_group(&self, group: &str) {
        self.traffic.forget_group(group);
    }

    /// The plain figures.
    pub fn totals(&self) -> Totals {
        let (puts, got) = *self.days.lock();
        let stored = self.puts.lock().total();
        Totals {
            puts: stored.messages,
            put_bytes: stored.bytes,
            put_failures: self.put_failures.load(Ordering::Relaxed),
            longest_put: self.longest_put.load(Ordering::Relaxed),
            got: self.got.lock().total().messages,
            longest_get: self.longest_get.load(Ordering::Relaxed),
            puts_by_morning: (puts.yesterday_morning, puts.today_morning),
            got_by_morning: (got.yesterday_morning, got.today_morning),
        }
    }

    /// Rates over the last minutes.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// How long storing took.
    pub fn latencies(&self) -> &Latencies {
        &self.latencies
    }

    /// Takes the samples of one second; `now` is its time.
    pub fn tick(&self, now: TimestampMs) {
        self.rates.push(Sample {
            at: now,
            puts: self.puts.lock().total().messages,
            found: self.gets_found.load(Ordering::Relaxed),
            missed: self.gets_missed.load(Ordering::Relaxed),
            got: self.got.lock().total().messages,
        });
        let tick = self.ticks.fetch_add(1, Ordering::Relaxed) + 1;
        if tick.is_multiple_of(LATENCY_PERIOD_S) {
            self.latencies.start_anew();
        }
        for period in Period::ALL {
            if tick.is_multiple_of(period.pace_s()) {
                self.puts.lock().sample(period, now);
                self.got.lock().sample(period, now);
                self.traffic.sample(period, now);
            }
        }
    }

    /// A day is over.
    pub fn midnight(&self) {
        let (puts, got) = (self.puts.lock().total().messages, self.got.lock().total().messages);
        let mut days = self.days.lock();
        let next =
            |day: Day, total| Day { yesterday_morning: day.today_morning, today_morning: total };
        *days = (next(days.0, puts), next(days.1, got));
    }
}

impl Default for Stats {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, QueueId, Stats};
    use crate::engine::util::clock::TimestampMs;

    #[test]
    fn days_roll_over() {
        let stats = Stats::new();
        let put = |stats: &Stats, messages, bytes| {
            stats.put("t", [(QueueId(0), Count::call(messages, bytes))].into_iter());
        };
        put(&stats, 3, 300);
        stats.midnight();
        put(&stats, 2, 200);
        stats.midnight();
        put(&stats, 1, 100);
        let totals = stats.totals();
        assert_eq!((totals.puts, totals.put_bytes), (6, 600));
        assert_eq!(totals.puts_by_morning, (3, 5));
        assert_eq!(stats.figures("c", "TOPIC_PUT_NUMS", "t").unwrap().stats_minute.sum, 0);
    }

    #[test]
    fn a_groups_rate_is_that_of_the_last_minute() {
        let stats = Stats::new();
        assert_eq!(stats.consume_tps("g", "t"), 0.0);
        for second in 1..=20 {
            stats.got("g", "t", QueueId(0), Count::call(5, 500));
            stats.tick(TimestampMs(second * 1000));
        }
        assert_eq!(stats.consume_tps("g", "t"), 5.0);
        assert_eq!(stats.figures("c", "BROKER_GET_NUMS", "c").unwrap().stats_minute.sum, 100);
        assert_eq!(stats.figures("c", "BROKER_GET_NUMS", "t"), None);
        assert_eq!(stats.figures("c", "BROKER_PUT_NUMS", "c"), None);
        stats.forget_group("g");
        assert_eq!(stats.consume_tps("g", "t"), 0.0);
    }
}
