//! The consumers: four groups that read everything while members leave and come, and what each
//! group has seen.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::client::push::{Delivery, PushConfig, PushConsumer, StartAt};
use rmq::engine::client::subscription::Filter;
use rmq::engine::protocol::names::{GroupName, MessageQueue};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::PATIENCE;
use crate::producers::{Acknowledged, Id};
use crate::world::{TOPIC, World};

/// How a group consumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Plain,
    /// One message of a queue at a time, in order.
    InOrder,
    /// A member leaves and another comes again and again.
    Restless,
    /// Some messages are sent back, to come again later.
    SendingBack,
}

const GROUPS: [(&str, Manner); 4] = [
    ("Plain", Manner::Plain),
    ("InOrder", Manner::InOrder),
    ("Restless", Manner::Restless),
    ("SendingBack", Manner::SendingBack),
];
const MEMBERS: usize = 2;

/// What one group has seen.
#[derive(Default)]
pub struct Seen {
    /// Messages that were consumed.
    ids: Mutex<HashSet<Id>>,
    queues: Mutex<BTreeMap<MessageQueue, Progress>>,
}

/// Offsets of a queue that a group is done with: all before `next`, and some behind it.
#[derive(Default)]
struct Progress {
    next: i64,
    later: BTreeSet<i64>,
}

impl Seen {
    /// One past the last offset before which the group is done with everything.
    pub fn done_up_to(&self, queue: &MessageQueue) -> i64 {
        self.queues.lock().get(queue).map_or(0, |progress| progress.next)
    }

    /// Notes that `delivery` is done with, before the client is told.
    fn note(&self, delivery: &Delivery, in_order: bool) {
        let offset = delivery.message.queue_offset.0;
        let mut queues = self.queues.lock();
        let progress = queues.entry(delivery.queue().clone()).or_default();
        if in_order {
            let queue = delivery.queue();
            assert!(offset <= progress.next, "{queue:?}: {offset} before {}", progress.next);
        }
        if offset >= progress.next {
            progress.later.insert(offset);
        }
        while progress.later.remove(&progress.next) {
            progress.next += 1;
        }
    }
}

/// What each group has seen, by its name.
pub type SeenByGroup = Vec<(GroupName, Arc<Seen>)>;

/// Groups at work.
pub struct Groups {
    seen: SeenByGroup,
    stop: watch::Sender<bool>,
    members: JoinSet<()>,
}

/// Starts every member.
pub fn start(world: &Arc<World>, seed: u64) -> Groups {
    let (stop, stopped) = watch::channel(false);
    let mut groups = Groups { seen: Vec::new(), stop, members: JoinSet::new() };
    for (name, manner) in GROUPS {
        let seen = Arc::new(Seen::default());
        groups.seen.push((name.into(), seen.clone()));
        for number in 0..MEMBERS {
            let member = Member {
                world: world.clone(),
                group: name,
                manner,
                seen: seen.clone(),
                stopped: stopped.clone(),
                random: StdRng::seed_from_u64(seed ^ (number as u64 + 1).wrapping_mul(0x9E37)),
                is_restless: manner == Manner::Restless && number == 0,
            };
            groups.members.spawn(member.run());
        }
    }
    groups
}

impl Groups {
    pub fn seen(&self) -> SeenByGroup {
        self.seen.clone()
    }

    /// Waits until every group has consumed every message of `acknowledged` with code 0.
    pub async fn until_all_seen(&self, acknowledged: &[Acknowledged]) {
        let deadline = Instant::now() + PATIENCE;
        let promised = acknowledged.iter().filter(|told| told.is_replicated);
        let mut left: Vec<Vec<&Acknowledged>> = vec![promised.collect(); self.seen.len()];
        loop {
            for ((_, seen), left) in self.seen.iter().zip(&mut left) {
                let ids = seen.ids.lock();
                left.retain(|told| !ids.contains(&told.id));
            }
            if left.iter().all(Vec::is_empty) {
                return;
            }
            for ((group, seen), left) in self.seen.iter().zip(&left) {
                let late = Instant::now() > deadline && !left.is_empty();
                let progress = seen.queues.lock();
                let at: Vec<_> = progress
                    .iter()
                    .map(|(queue, progress)| (queue, progress.next, progress.later.first()))
                    .collect();
                assert!(!late, "{group} has not seen {} as {:?}; {at:?}", left.len(), left[0]);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn names(&self) -> Vec<GroupName> {
        self.seen.iter().map(|(group, _)| group.clone()).collect()
    }

    /// Lets every member leave its group.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.members.join_all().await;
    }
}

struct Member {
    world: Arc<World>,
    group: &'static str,
    manner: Manner,
    seen: Arc<Seen>,
    stopped: watch::Receiver<bool>,
    random: StdRng,
    is_restless: bool,
}

impl Member {
    async fn run(mut self) {
        while !*self.stopped.borrow() {
            let Ok(consumer) = PushConsumer::start(self.config()).await else {
                // No name server could be reached.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            self.consume(consumer).await;
        }
    }

    fn config(&self) -> PushConfig {
        let mut config = PushConfig::new(self.world.client(), self.group);
        config.subscriptions.push((TOPIC.into(), Filter::All));
        config.start_at = StartAt::First;
        config.orderly = self.manner == Manner::InOrder;
        config.rebalance_interval = Duration::from_secs(2);
        config.suspend = Duration::from_secs(5);
        config.pull_timeout = Duration::from_secs(8);
        config
    }

    /// Consumes until the test is over, or a restless member leaves.
    async fn consume(&mut self, mut consumer: PushConsumer) {
        let stay = Duration::from_millis(self.random.random_range(500..4000));
        let leaves = tokio::time::Instant::now() + stay;
        let mut stopped = self.stopped.clone();
        let mut in_hand = JoinSet::new();
        loop {
            let delivery = tokio::select! {
                delivery = consumer.next() => delivery.unwrap(),
                () = tokio::time::sleep_until(leaves), if self.is_restless => break,
                _ = stopped.changed() => break,
            };
            // While one takes its time, those behind it are done with.
            let takes_time = self.manner == Manner::Plain && self.random.random_bool(0.02);
            let time = if takes_time { self.random.random_range(0..1500) } else { 0 };
            let sends_back = self.manner == Manner::SendingBack && self.random.random_bool(0.01);
            let taking = take(delivery, self.seen.clone(), self.manner, sends_back);
            if takes_time {
                in_hand.spawn(async move {
                    tokio::time::sleep(Duration::from_millis(time)).await;
                    taking.await;
                });
            } else {
                taking.await;
            }
        }
        // Now and then a member is just gone.
        if *self.stopped.borrow() || self.random.random_bool(0.7) {
            in_hand.join_all().await;
            consumer.shutdown().await;
        }
    }
}

async fn take(delivery: Delivery, seen: Arc<Seen>, manner: Manner, sends_back: bool) {
    let id = Id::of_body(&delivery.message.body);
    assert!(id.is_some() || delivery.message.body == "begin", "a body that nobody sent");
    seen.note(&delivery, manner == Manner::InOrder);
    if sends_back {
        // It comes again, also when nobody took it back.
        let _ = delivery.retry(1).await;
        return;
    }
    if let Some(id) = id {
        seen.ids.lock().insert(id);
    }
    delivery.ack();
}
