//! Pulls that wait for a message.
//!
//! Derived state: a held pull lives as long as its connection. To suspend is to register, then to
//! look at the queue's maximum once more, then to wait: an arrival between the two looks finds the
//! pull registered. A pull leaves the table exactly once, by an arrival, its deadline or the close.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::filter::message_filter::MessageFilter;
use crate::engine::protocol::names::{QueueId, QueueOffset, TopicName};
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::Frame;
use crate::engine::store::{Arrival, Arrivals};

/// A pull that found nothing and may wait.
pub(super) struct HeldPull {
    pub(super) connection: Arc<Connection>,
    pub(super) frame: Frame,
    pub(super) offset: QueueOffset,
    pub(super) filter: MessageFilter,
    pub(super) deadline: Instant,
}

/// The held pulls of every queue.
#[derive(Default)]
pub(super) struct LongPolls {
    /// Number of held pulls, so that arrivals cost nothing when nobody waits.
    held: AtomicUsize,
    queues: Mutex<HashMap<TopicName, HashMap<QueueId, Vec<HeldPull>>>>,
}

impl LongPolls {
    /// Registers a pull.
    pub(super) fn hold(&self, topic: &str, queue: QueueId, pull: HeldPull) {
        let mut queues = self.queues.lock();
        self.held.fetch_add(1, Ordering::SeqCst);
        if let Some(by_queue) = queues.get_mut(topic) {
            by_queue.entry(queue).or_default().push(pull);
        } else {
            queues.insert(TopicName::from(topic), HashMap::from([(queue, vec![pull])]));
        }
    }

    /// Takes out the pulls that `arrivals` are news for. A record that cannot be had is news.
    pub(super) fn woken_by(
        &self,
        arrivals: &[Arrivals],
        records: &dyn Fn(&Arrival) -> Option<Bytes>,
    ) -> Vec<HeldPull> {
        if self.held.load(Ordering::SeqCst) == 0 {
            return Vec::new();
        }
        let mut woken = Vec::new();
        let mut queues = self.queues.lock();
        for arrivals in arrivals {
            let queue = arrivals.queue();
            let held = queues.get_mut(&**queue.topic()).and_then(|q| q.get_mut(&queue.id()));
            let Some(held) = held else { continue };
            let is_news = |pull: &HeldPull, arrival: &Arrival| {
                arrival.next_offset > pull.offset
                    && pull.filter.wants_code(arrival.tags_code)
                    && (!pull.filter.needs_record()
                        || records(arrival).is_none_or(|record| pull.filter.wants_record(&record)))
            };
            woken.extend(
                held.extract_if(.., |pull| {
                    arrivals.messages().any(|arrival| is_news(pull, &arrival))
                }),
            );
        }
        self.held.fetch_sub(woken.len(), Ordering::SeqCst);
        woken
    }

    /// Takes out every pull of one queue whose offset the queue has passed by now.
    pub(super) fn passed_by(
        &self,
        topic: &str,
        queue: QueueId,
        max_offset: QueueOffset,
    ) -> Vec<HeldPull> {
        let mut queues = self.queues.lock();
        let held = queues.get_mut(topic).and_then(|by_queue| by_queue.get_mut(&queue));
        let Some(held) = held else { return Vec::new() };
        let passed: Vec<_> = held.extract_if(.., |pull| max_offset > pull.offset).collect();
        self.held.fetch_sub(passed.len(), Ordering::SeqCst);
        passed
    }

    /// Takes out the pulls whose time is over, and forgets those whose connection is gone.
    pub(super) fn expired(&self, now: Instant) -> Vec<HeldPull> {
        let mut gone = self.extract(|pull| pull.deadline <= now || pull.connection.is_closed());
        gone.retain(|pull| !pull.connection.is_closed());
        gone
    }

    fn extract(&self, which: impl Fn(&HeldPull) -> bool) -> Vec<HeldPull> {
        if self.held.load(Ordering::SeqCst) == 0 {
            return Vec::new();
        }
        let mut taken = Vec::new();
        let mut queues = self.queues.lock();
        queues.retain(|_, by_queue| {
            by_queue.retain(|_, held| {
                taken.extend(held.extract_if(.., |pull| which(pull)));
                !held.is_empty()
            });
            !by_queue.is_empty()
        });
        self.held.fetch_sub(taken.len(), Ordering::SeqCst);
        taken
    }
}

/// Hears what became readable and passes on the pulls that waited for it.
pub(super) struct Wakeups {
    polls: Arc<LongPolls>,
    woken: UnboundedSender<Vec<HeldPull>>,
}

impl Wakeups {
    /// Hears for `polls`, and where the pulls it wakes come out.
    pub(super) fn new(polls: Arc<LongPolls>) -> (Self, UnboundedReceiver<Vec<HeldPull>>) {
        let (woken, pulls) = unbounded_channel();
        (Self { polls, woken }, pulls)
    }
}

impl Wakeups {
    /// Passes on the pulls that `arrivals` are news for; must not block.
    pub(super) fn arrived(
        &self,
        arrivals: &[Arrivals],
        records: &dyn Fn(&Arrival) -> Option<Bytes>,
    ) {
        let pulls = self.polls.woken_by(arrivals, records);
        if !pulls.is_empty() {
            // Without a receiver the broker has stopped, and its connections with it.
            drop(self.woken.send(pulls));
        }
    }
}
