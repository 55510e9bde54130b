//! What the broker has done, in counters.
//!
//! Derived state that starts at zero with the process. The hot path adds to atomics, once a group
//! of messages; rates and percentiles are made from samples that a task takes each second
//! (`rates.rs`, `latency.rs`). Meaning of the figures: Apache's `StoreStatsService`, `BrokerStats`
//! and `BrokerStatsManager`.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use parking_lot::{Mutex, RwLock};

use super::latency::Latencies;
use super::rates::{Rates, Sample};
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// Seconds between two samples of a topic's or group's counter.
const DETAIL_PERIOD_S: u64 = 10;
/// Samples that span a minute.
const DETAIL_SAMPLES: usize = 7;
/// Seconds after which latencies are counted anew.
const LATENCY_PERIOD_S: u64 = 60;

/// Messages and bytes of one topic or group.
#[derive(Debug, Default)]
pub struct Counter {
    messages: AtomicU64,
    bytes: AtomicU64,
    /// Time and messages, over the last minute.
    minute: Mutex<VecDeque<(TimestampMs, u64)>>,
}

impl Counter {
    fn add(&self, messages: u64, bytes: u64) {
        self.messages.fetch_add(messages, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Messages so far.
    pub fn messages(&self) -> u64 {
        self.messages.load(Ordering::Relaxed)
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn sample(&self, now: TimestampMs) {
        let mut minute = self.minute.lock();
        minute.push_back((now, self.messages()));
        if minute.len() > DETAIL_SAMPLES {
            minute.pop_front();
        }
    }

    /// Messages a second over the last minute.
    pub fn per_second(&self) -> f64 {
        let minute = self.minute.lock();
        match (minute.front(), minute.back()) {
            (Some((from, before)), Some((to, after))) if to > from => {
                after.saturating_sub(*before) as f64 * 1000.0 / to.since(*from) as f64
            }
            _ => 0.0,
        }
    }
}

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
    puts: AtomicU64,
    put_bytes: AtomicU64,
    put_failures: AtomicU64,
    longest_put: AtomicI64,
    gets_found: AtomicU64,
    gets_missed: AtomicU64,
    got: AtomicU64,
    longest_get: AtomicI64,
    latencies: Latencies,
    rates: Rates,
    /// Puts and messages got, at the last two midnights.
    days: Mutex<(Day, Day)>,
    ticks: AtomicU64,
    topics: RwLock<HashMap<TopicName, Arc<Counter>>>,
    groups: RwLock<HashMap<TopicName, HashMap<GroupName, Arc<Counter>>>>,
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
    /// Longest read, ms.
    pub longest_get: i64,
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
            puts: AtomicU64::new(0),
            put_bytes: AtomicU64::new(0),
            put_failures: AtomicU64::new(0),
            longest_put: AtomicI64::new(0),
            gets_found: AtomicU64::new(0),
            gets_missed: AtomicU64::new(0),
            got: AtomicU64::new(0),
            longest_get: AtomicI64::new(0),
            latencies: Latencies::default(),
            rates: Rates::default(),
            days: Mutex::default(),
            ticks: AtomicU64::new(0),
            topics: RwLock::default(),
            groups: RwLock::default(),
        }
    }

    /// When counting started.
    pub fn started(&self) -> TimestampMs {
        self.started
    }

    /// `messages` of `topic` were stored, as `bytes` of log.
    pub fn put(&self, topic: &str, messages: u64, bytes: u64) {
        self.puts.fetch_add(messages, Ordering::Relaxed);
        self.put_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.topic(topic).add(messages, bytes);
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

    /// A pull handed `messages` of `topic` to `group`, as `bytes` of log.
    pub fn got(&self, group: &str, topic: &str, messages: u64, bytes: u64) {
        self.gets_found.fetch_add(1, Ordering::Relaxed);
        self.got.fetch_add(messages, Ordering::Relaxed);
        self.group(group, topic).add(messages, bytes);
    }

    /// A pull found nothing.
    pub fn missed(&self) {
        self.gets_missed.fetch_add(1, Ordering::Relaxed);
    }

    /// Reading took `ms` milliseconds.
    pub fn get_took(&self, ms: i64) {
        self.longest_get.fetch_max(ms, Ordering::Relaxed);
    }

    /// Counter of messages stored under `topic`.
    pub fn topic(&self, topic: &str) -> Arc<Counter> {
        if let Some(counter) = self.topics.read().get(topic) {
            return counter.clone();
        }
        self.topics.write().entry(TopicName::from(topic)).or_default().clone()
    }

    /// Counter of messages of `topic` handed to `group`.
    pub fn group(&self, group: &str, topic: &str) -> Arc<Counter> {
        if let Some(counter) = self.groups.read().get(topic).and_then(|groups| groups.get(group)) {
            return counter.clone();
        }
        let mut groups = self.groups.write();
        let of_topic = groups.entry(TopicName::from(topic)).or_default();
        of_topic.entry(GroupName::from(group)).or_default().clone()
    }

    /// Messages a second of `topic` handed to `group`, over the last minute.
    pub fn consume_tps(&self, group: &str, topic: &str) -> f64 {
        let groups = self.groups.read();
        groups.get(topic).and_then(|of_topic| of_topic.get(group)).map_or(0.0, |c| c.per_second())
    }

    /// Forgets the counters of a deleted topic.
    pub fn forget_topic(&self, topic: &str) {
        self.topics.write().remove(topic);
        self.groups.write().remove(topic);
    }

    /// Forgets the counters of a deleted group.
    pub fn forget_group(&self, group: &str) {
        self.groups.write().values_mut().for_each(|of_topic| drop(of_topic.remove(group)));
    }

    /// The plain figures.
    pub fn totals(&self) -> Totals {
        let (puts, got) = *self.days.lock();
        Totals {
            puts: self.puts.load(Ordering::Relaxed),
            put_bytes: self.put_bytes.load(Ordering::Relaxed),
            put_failures: self.put_failures.load(Ordering::Relaxed),
            longest_put: self.longest_put.load(Ordering::Relaxed),
            got: self.got.load(Ordering::Relaxed),
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
            puts: self.puts.load(Ordering::Relaxed),
            found: self.gets_found.load(Ordering::Relaxed),
            missed: self.gets_missed.load(Ordering::Relaxed),
            got: self.got.load(Ordering::Relaxed),
        });
        let tick = self.ticks.fetch_add(1, Ordering::Relaxed) + 1;
        if tick.is_multiple_of(LATENCY_PERIOD_S) {
            self.latencies.start_anew();
        }
        if tick.is_multiple_of(DETAIL_PERIOD_S) {
            self.topics.read().values().for_each(|counter| counter.sample(now));
            self.groups.read().values().flat_map(HashMap::values).for_each(|c| c.sample(now));
        }
    }

    /// A day is over.
    pub fn midnight(&self) {
        let (puts, got) = (self.puts.load(Ordering::Relaxed), self.got.load(Ordering::Relaxed));
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
    use super::Stats;
    use crate::engine::util::clock::TimestampMs;

    #[test]
    fn days_roll_over() {
        let stats = Stats::new();
        stats.put("t", 3, 300);
        stats.midnight();
        stats.put("t", 2, 200);
        stats.midnight();
        stats.put("t", 1, 100);
        let totals = stats.totals();
        assert_eq!((totals.puts, totals.put_bytes), (6, 600));
        assert_eq!(totals.puts_by_morning, (3, 5));
        assert_eq!(stats.topic("t").messages(), 6);
    }

    #[test]
    fn a_groups_rate_is_that_of_the_last_minute() {
        let stats = Stats::new();
        assert_eq!(stats.consume_tps("g", "t"), 0.0);
        for second in 1..=20 {
            stats.got("g", "t", 5, 500);
            stats.tick(TimestampMs(second * 1000));
        }
        assert_eq!(stats.consume_tps("g", "t"), 5.0);
        stats.forget_group("g");
        assert_eq!(stats.consume_tps("g", "t"), 0.0);
    }
}
