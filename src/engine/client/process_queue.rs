//! The messages of one queue that were pulled and are not done with yet.
//!
//! State: derived from what was pulled; losing it costs redelivery, never a message. Invariants:
//! the offset to commit is the lowest that is not done, or one past the last pulled when all are;
//! an offset is in here at most once; once dropped, nothing is committed through it any more. A
//! queue consumed in order has one message in hand at most, and its lock is given back only when
//! none is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio::time::Instant;

use crate::engine::protocol::names::{MessageQueue, QueueOffset};

/// The queue is this member's.
const ACTIVE: u8 = 0;
/// It is given up: nothing more is handed out, what is in hand may still be finished.
const CLOSING: u8 = 1;
/// It is another member's.
const DROPPED: u8 = 2;

/// How much may be pulled ahead of what is consumed (`config.md` 6.7).
#[derive(Clone, Copy, Debug)]
pub struct FlowLimits {
    /// Messages of one queue (`pullThresholdForQueue`).
    pub messages: usize,
    /// Bytes of bodies of one queue (`pullThresholdSizeForQueue`, there in MiB).
    pub bytes: usize,
    /// Distance from the first to the last offset (`consumeConcurrentlyMaxSpan`).
    pub span: i64,
}

impl Default for FlowLimits {
    fn default() -> Self {
        Self { messages: 1000, bytes: 100 * 1024 * 1024, span: 2000 }
    }
}

#[derive(Default)]
struct Held {
    /// Body length by offset.
    messages: BTreeMap<QueueOffset, usize>,
    bytes: usize,
    /// One past the highest offset ever put.
    end: Option<QueueOffset>,
}

/// How much is held of a queue.
pub(super) struct HeldFigures {
    pub count: usize,
    /// Bytes of bodies.
    pub bytes: usize,
    pub first: Option<QueueOffset>,
    pub last: Option<QueueOffset>,
}

/// The messages held of one queue.
pub struct ProcessQueue {
    /// Which queue.
    pub queue: MessageQueue,
    held: Mutex<Held>,
    state: AtomicU8,
    changed: Notify,
    /// The first offset of the queue and the one behind its last, as the last pull told.
    ends: Mutex<(QueueOffset, QueueOffset)>,
    /// When the broker last said that the queue is locked for this member.
    locked_at: Mutex<Instant>,
    /// Held by the message in hand, where messages are consumed in order.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl ProcessQueue {
    /// Nothing held of `queue` yet.
    pub fn new(queue: MessageQueue) -> Self {
        Self {
            queue,
            held: Mutex::default(),
            state: AtomicU8::new(ACTIVE),
            changed: Notify::new(),
            ends: Mutex::default(),
            locked_at: Mutex::new(Instant::now()),
            turn: Arc::default(),
        }
    }

    /// A pull told where the queue begins and ends.
    pub(super) fn set_ends(&self, min: QueueOffset, max: QueueOffset) {
        *self.ends.lock() = (min, max);
    }

    /// Where the queue begins and ends, as the last pull told.
    pub(super) fn ends(&self) -> (QueueOffset, QueueOffset) {
        *self.ends.lock()
    }

    /// Takes in a message; false when one with that offset is held already.
    pub fn put(&self, offset: QueueOffset, body_len: usize) -> bool {
        let mut held = self.held.lock();
        if held.messages.contains_key(&offset) {
            return false;
        }
        held.messages.insert(offset, body_len);
        held.bytes += body_len;
        let end = offset.plus(1);
        held.end = Some(held.end.map_or(end, |old| old.max(end)));
        true
    }

    /// Takes out a message that is done with. Gives the offset up to which everything is, or
    /// `None` when nothing may be committed: it was not held, or the queue was dropped.
    pub fn remove(&self, offset: QueueOffset) -> Option<QueueOffset> {
        let mut held = self.held.lock();
        let body_len = held.messages.remove(&offset)?;
        held.bytes -= body_len;
        let done = held.messages.keys().next().copied().or(held.end);
        drop(held);
        self.changed.notify_waiters();
        done.filter(|_| self.may_commit())
    }

    /// Everything before `next` has been pulled; what is not held of it was filtered out. Gives
    /// the offset up to which everything is done when nothing is held.
    pub fn advance(&self, next: QueueOffset) -> Option<QueueOffset> {
        let mut held = self.held.lock();
        let end = held.end.map_or(next, |old| old.max(next));
        held.end = Some(end);
        (held.messages.is_empty() && self.may_commit()).then_some(end)
    }

    /// What is held, in figures.
    pub(super) fn held(&self) -> HeldFigures {
        let held = self.held.lock();
        HeldFigures {
            count: held.messages.len(),
            bytes: held.bytes,
            first: held.messages.keys().next().copied(),
            last: held.messages.keys().next_back().copied(),
        }
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.held.lock().messages.is_empty()
    }

    /// Whether no more should be pulled for now.
    pub fn is_full(&self, limits: &FlowLimits) -> bool {
        let held = self.held.lock();
        let span = match (held.messages.first_key_value(), held.messages.last_key_value()) {
            (Some((first, _)), Some((last, _))) => last.since(*first),
            _ => 0,
        };
        held.messages.len() > limits.messages || held.bytes > limits.bytes || span > limits.span
    }

    /// Waits until more may be pulled, or the queue is dropped.
    pub async fn until_room(&self, limits: &FlowLimits) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.is_dropped() || !self.is_full(limits) {
                return;
            }
            changed.await;
        }
    }

    /// Nothing more is handed out; what is in hand may still be finished and committed.
    pub fn close(&self) {
        self.state.fetch_max(CLOSING, Ordering::AcqRel);
        self.changed.notify_waiters();
    }

    /// The queue is another consumer's from now on.
    pub fn drop_queue(&self) {
        self.state.store(DROPPED, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// Whether the queue was given up.
    pub fn is_dropped(&self) -> bool {
        self.state.load(Ordering::Acquire) != ACTIVE
    }

    fn may_commit(&self) -> bool {
        self.state.load(Ordering::Acquire) != DROPPED
    }

    /// The broker has locked the queue for this member, now.
    pub fn renew_lock(&self) {
        *self.locked_at.lock() = Instant::now();
    }

    /// Whether the lock was renewed less than `life` ago.
    pub fn is_locked(&self, life: Duration) -> bool {
        self.locked_at.lock().elapsed() < life
    }

    /// The right to have a message in hand; `None` while another one is, or the lock is given back.
    pub fn take_turn(&self) -> Option<OwnedMutexGuard<()>> {
        self.turn.clone().try_lock_owned().ok()
    }

    /// Waits until no message is in hand, and lets none be taken any more while the guard lives.
    pub async fn until_idle(&self) -> OwnedMutexGuard<()> {
        self.turn.clone().lock_owned().await
    }

    /// Waits until the queue is given up.
    pub async fn until_dropped(&self) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.is_dropped() {
                return;
            }
            changed.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{FlowLimits, ProcessQueue};
    use crate::engine::protocol::names::{MessageQueue, QueueOffset};

    fn queue() -> ProcessQueue {
        ProcessQueue::new(MessageQueue::default())
    }

    #[test]
    fn the_lowest_unfinished_offset_is_committed() {
        let queue = queue();
        for offset in [5, 6, 9] {
            assert!(queue.put(QueueOffset(offset), 1));
        }
        assert!(!queue.put(QueueOffset(6), 1), "held already");
        assert_eq!(queue.remove(QueueOffset(6)), Some(QueueOffset(5)));
        assert_eq!(queue.remove(QueueOffset(5)), Some(QueueOffset(9)));
        assert_eq!(queue.remove(QueueOffset(5)), None, "done already");
        assert_eq!(queue.remove(QueueOffset(9)), Some(QueueOffset(10)));
        assert!(queue.is_empty());
    }

    #[test]
    fn nothing_is_committed_for_a_dropped_queue() {
        let queue = queue();
        queue.put(QueueOffset(0), 1);
        queue.drop_queue();
        assert_eq!(queue.remove(QueueOffset(0)), None);
    }

    #[test]
    fn what_is_in_hand_is_committed_while_the_queue_is_given_up() {
        let queue = queue();
        queue.put(QueueOffset(0), 1);
        queue.close();
        assert!(queue.is_dropped());
        assert_eq!(queue.remove(QueueOffset(0)), Some(QueueOffset(1)));
        queue.drop_queue();
        queue.close();
        assert_eq!(queue.advance(QueueOffset(5)), None, "a dropped queue stays dropped");
    }

    #[test]
    fn each_limit_stops_the_pulling() {
        let limits = FlowLimits { messages: 3, bytes: 100, span: 50 };
        let (count, bytes, span) = (queue(), queue(), queue());
        for offset in 0..4 {
            assert!(!count.is_full(&limits));
            count.put(QueueOffset(offset), 0);
        }
        assert!(count.is_full(&limits), "4 messages");
        count.remove(QueueOffset(0));
        assert!(!count.is_full(&limits));

        bytes.put(QueueOffset(0), 60);
        assert!(!bytes.is_full(&limits));
        bytes.put(QueueOffset(1), 60);
        assert!(bytes.is_full(&limits), "120 bytes");

        span.put(QueueOffset(0), 0);
        span.put(QueueOffset(51), 0);
        assert!(span.is_full(&limits), "span 51");
        span.remove(QueueOffset(0));
        assert!(!span.is_full(&limits));
    }

    #[tokio::test]
    async fn a_full_queue_wakes_up_when_a_message_is_done() {
        let limits = FlowLimits { messages: 0, ..FlowLimits::default() };
        let queue = Arc::new(queue());
        queue.put(QueueOffset(0), 0);
        let waiter = tokio::spawn({
            let queue = queue.clone();
            async move { queue.until_room(&limits).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiter.is_finished());
        queue.remove(QueueOffset(0));
        waiter.await.expect("the waiter ends");
    }
}
