//! Who stored and who was handed how much: counters by topic, queue and group, and the names by
//! which they are asked for (315, Apache's `BrokerStatsManager`).
//!
//! Derived state that starts empty with the process. A counter exists from its first call on;
//! asking for one makes none.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use super::counter::{Count, Counter, Measure, Period};
use crate::engine::protocol::bodies::stats::BrokerStatsData;
use crate::engine::protocol::names::{GroupName, QueueId, TopicName};
use crate::engine::util::clock::TimestampMs;

/// A counter, and one for each queue of it.
#[derive(Debug, Default)]
struct WithQueues {
    all: Counter,
    queues: BTreeMap<QueueId, Counter>,
}

impl WithQueues {
    fn add(&mut self, queue: QueueId, count: Count) {
        self.all.add(count);
        self.queues.entry(queue).or_default().add(count);
    }

    fn sample(&mut self, period: Period, now: TimestampMs) {
        self.all.sample(period, now);
        self.queues.values_mut().for_each(|counter| counter.sample(period, now));
    }

    fn of_queue(&self, queue: &str, measure: Measure) -> Option<BrokerStatsData> {
        let queue = QueueId(queue.parse().ok()?);
        Some(self.queues.get(&queue)?.figures(measure))
    }
}

// A round of sends, or a pull, locks what it counts in once.
type ByTopic<C> = RwLock<HashMap<TopicName, Arc<Mutex<C>>>>;
type ByGroup<C> = RwLock<HashMap<TopicName, HashMap<GroupName, Arc<Mutex<C>>>>>;

/// The counters.
#[derive(Debug, Default)]
pub struct Traffic {
    stored: ByTopic<WithQueues>,
    handed_out: ByGroup<WithQueues>,
    sent_back: ByGroup<Counter>,
}

impl Traffic {
    /// Sends to queues of `topic` were stored. The sum of them.
    pub fn stored(&self, topic: &str, sends: impl Iterator<Item = (QueueId, Count)>) -> Count {
        let counters = of_topic(&self.stored, topic);
        let mut counters = counters.lock();
        let mut sum = Count::default();
        for (queue, count) in sends {
            counters.add(queue, count);
            sum.add(count);
        }
        sum
    }

    /// A pull handed messages of a queue of `topic` to `group`.
    pub fn handed_out(&self, group: &str, topic: &str, queue: QueueId, count: Count) {
        of_group(&self.handed_out, group, topic).lock().add(queue, count);
    }

    /// `group` sent a message of `topic` back.
    pub fn sent_back(&self, group: &str, topic: &str) {
        of_group(&self.sent_back, group, topic).lock().add(Count::call(1, 0));
    }

    /// Messages a second of `topic` handed to `group`, over the last minute.
    pub fn consume_tps(&self, group: &str, topic: &str) -> f64 {
        let counters = found(&self.handed_out, group, topic);
        counters.map_or(0.0, |c| c.lock().all.over(Period::Minute, Measure::Messages).tps)
    }

    /// The statistic called `name` of `key`; `None` when nothing has been counted under it, or
    /// the name is not known here.
    pub fn figures(&self, name: &str, key: &str) -> Option<BrokerStatsData> {
        let measure = match name {
            "GROUP_GET_LATENCY" => Measure::Time,
            name if name.ends_with("_SIZE") => Measure::Bytes,
            _ => Measure::Messages,
        };
        let mut parts = key.splitn(3, '@');
        let mut part = || parts.next();
        match name {
            "TOPIC_PUT_NUMS" | "TOPIC_PUT_SIZE" => {
                Some(self.stored.read().get(key)?.lock().all.figures(measure))
            }
            "QUEUE_PUT_NUMS" | "QUEUE_PUT_SIZE" => {
                let (topic, queue) = (part()?, part()?);
                self.stored.read().get(topic)?.lock().of_queue(queue, measure)
            }
            "GROUP_GET_NUMS" | "GROUP_GET_SIZE" => {
                let (topic, group) = (part()?, part()?);
                Some(found(&self.handed_out, group, topic)?.lock().all.figures(measure))
            }
            "QUEUE_GET_NUMS" | "QUEUE_GET_SIZE" => {
                let (topic, queue, group) = (part()?, part()?, part()?);
                found(&self.handed_out, group, topic)?.lock().of_queue(queue, measure)
            }
            "GROUP_GET_LATENCY" => {
                let (queue, topic, group) = (part()?, part()?, part()?);
                found(&self.handed_out, group, topic)?.lock().of_queue(queue, measure)
            }
            "SNDBCK_PUT_NUMS" => {
                let (topic, group) = (part()?, part()?);
                Some(found(&self.sent_back, group, topic)?.lock().figures(measure))
            }
            _ => None,
        }
    }

    /// Takes the samples of a period that has come round.
    pub fn sample(&self, period: Period, now: TimestampMs) {
        self.stored.read().values().for_each(|counters| counters.lock().sample(period, now));
        let groups = self.handed_out.read();
        groups.values().flat_map(HashMap::values).for_each(|c| c.lock().sample(period, now));
        let groups = self.sent_back.read();
        groups.values().flat_map(HashMap::values).for_each(|c| c.lock().sample(period, now));
    }

    /// Forgets the counters of a deleted topic.
    pub fn forget_topic(&self, topic: &str) {
        self.stored.write().remove(topic);
        self.handed_out.write().remove(topic);
        self.sent_back.write().remove(topic);
    }

    /// Forgets the counters of a deleted group.
    pub fn forget_group(&self, group: &str) {
        self.handed_out.write().values_mut().for_each(|groups| drop(groups.remove(group)));
        self.sent_back.write().values_mut().for_each(|groups| drop(groups.remove(group)));
    }
}

fn of_topic<C: Default>(table: &ByTopic<C>, topic: &str) -> Arc<Mutex<C>> {
    if let Some(counter) = table.read().get(topic) {
        return counter.clone();
    }
    table.write().entry(TopicName::from(topic)).or_default().clone()
}

fn of_group<C: Default>(table: &ByGroup<C>, group: &str, topic: &str) -> Arc<Mutex<C>> {
    if let Some(counter) = found(table, group, topic) {
        return counter;
    }
    let mut groups = table.write();
    let of_topic = groups.entry(TopicName::from(topic)).or_default();
    of_topic.entry(GroupName::from(group)).or_default().clone()
}

fn found<C>(table: &ByGroup<C>, group: &str, topic: &str) -> Option<Arc<Mutex<C>>> {
    table.read().get(topic)?.get(group).cloned()
}

#[cfg(test)]
mod tests {
    use super::{Count, Period, QueueId, TimestampMs, Traffic};

    #[test]
    fn every_name_finds_its_counter() {
        let traffic = Traffic::default();
        let sends = [(0, 1, 100), (1, 2, 200), (0, 1, 50)];
        let sends = sends.map(|(queue, n, bytes)| (QueueId(queue), Count::call(n, bytes)));
        assert_eq!(traffic.stored("t", sends.into_iter()).messages, 4);
        let pull = Count { took_ms: 7, ..Count::call(3, 250) };
        traffic.handed_out("g", "t", QueueId(1), pull);
        traffic.sent_back("g", "t");
        traffic.sample(Period::Minute, TimestampMs(20_000));
        let sum = |name: &str, key: &str| {
            traffic.figures(name, key).map(|figures| figures.stats_minute.sum)
        };
        for (name, key, expected) in [
            ("TOPIC_PUT_NUMS", "t", Some(4)),
            ("TOPIC_PUT_SIZE", "t", Some(350)),
            ("QUEUE_PUT_NUMS", "t@0", Some(2)),
            ("QUEUE_PUT_SIZE", "t@1", Some(200)),
            ("GROUP_GET_NUMS", "t@g", Some(3)),
            ("GROUP_GET_SIZE", "t@g", Some(250)),
            ("QUEUE_GET_NUMS", "t@1@g", Some(3)),
            ("QUEUE_GET_SIZE", "t@1@g", Some(250)),
            ("GROUP_GET_LATENCY", "1@t@g", Some(7)),
            ("SNDBCK_PUT_NUMS", "t@g", Some(1)),
            ("TOPIC_PUT_NUMS", "t@0", None),
            ("QUEUE_PUT_NUMS", "t@2", None),
            ("GROUP_GET_NUMS", "t", None),
            ("QUEUE_GET_NUMS", "t@x@g", None),
            ("GROUP_GET_FROM_DISK_NUMS", "t@g", None),
        ] {
            assert_eq!(sum(name, key), expected, "{name} {key}");
        }
        traffic.forget_group("g");
        assert_eq!(traffic.figures("GROUP_GET_NUMS", "t@g"), None);
    }
}
