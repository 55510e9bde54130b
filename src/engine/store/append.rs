//! What a caller hands to the store and gets back: groups of encoded records, and where they
//! went.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

use super::consume_queue::queue::Queue;
use super::layout::KeyHashes;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use crate::engine::protocol::sys_flag;
use crate::engine::util::clock::TimestampMs;

/// Encoded records that are appended together.
pub struct Group {
    /// The records, back to back; offsets and store time are stamped by the append.
    pub records: Vec<u8>,
    /// One entry for each record, in order.
    pub entries: Entries,
    /// Hears what became of them.
    pub sink: Box<dyn AppendSink>,
    /// What it is to the others that wait.
    pub ticket: Ticket,
}

/// What decides how long a group waits for the append thread.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    /// When it was made.
    pub since: Instant,
    /// How long it may wait from then on; `None`: until its turn comes.
    pub patience: Option<Duration>,
    /// Clients' requests that it answers, of which only so many may wait; 0 for the broker's own.
    pub requests: usize,
}

impl Ticket {
    /// The ticket of a group that nobody sent: it waits for as long as it takes.
    pub fn own() -> Self {
        Self { since: Instant::now(), patience: None, requests: 0 }
    }

    /// Whether it has waited too long at `now`.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.patience.is_some_and(|patience| now.saturating_duration_since(self.since) >= patience)
    }
}

/// The entries of a group, and the queues that they name: each queue once, since its handle is
/// shared with other threads and counting it for every record costs more than the rest of an entry.
#[derive(Default)]
pub struct Entries {
    entries: SmallVec<[Entry; 1]>,
    queues: SmallVec<[Arc<Queue>; 2]>,
}

/// The place of a queue among those of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuePlace(u32);

/// What the store must know of one record without decoding it.
#[derive(Clone)]
pub struct Entry {
    /// The queue that the record's topic and queue id name ([`Entries::place`]).
    pub queue: QueuePlace,
    /// Bytes of the record.
    pub len: u32,
    /// What its queue unit will hold.
    pub tag: UnitTag,
    /// Hashes under which the index will find it.
    pub key_hashes: KeyHashes,
    /// What the transaction bits of its `sysFlag` say.
    pub kind: Kind,
    /// Whether its answer waits for the flush under [`FlushMode::Sync`](super::FlushMode);
    /// ignored otherwise.
    pub waits_for_flush: bool,
    /// Whether it must lie in one file with the record before it (a batch, code 320).
    pub joined: bool,
}

impl Entries {
    /// The place of the queue of `topic` with number `id`; `handle` is asked for one that the group
    /// has not met, at least lately.
    pub fn place(
        &mut self,
        topic: &str,
        id: QueueId,
        handle: impl FnOnce() -> Arc<Queue>,
    ) -> QueuePlace {
        const LATELY: usize = 16;
        let mut met = self.queues.iter().enumerate().rev().take(LATELY);
        match met.find(|(_, queue)| queue.id() == id && **queue.topic() == *topic) {
            Some((at, _)) => QueuePlace(at as u32),
            None => {
                self.queues.push(handle());
                QueuePlace(self.queues.len() as u32 - 1)
            }
        }
    }

    /// Adds the entry of the next record; its queue has a place here.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Makes room for `more` entries.
    pub fn reserve(&mut self, more: usize) {
        self.entries.reserve(more);
    }

    /// Takes back all but the first `len` entries.
    pub fn truncate(&mut self, len: usize) {
        self.entries.truncate(len);
    }

    /// The queue of an entry of this group.
    pub fn queue(&self, entry: &Entry) -> &Arc<Queue> {
        &self.queues[entry.queue.0 as usize]
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.entries
    }
}

impl DerefMut for Entries {
    fn deref_mut(&mut self) -> &mut [Entry] {
        &mut self.entries
    }
}

/// The last field of a queue unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitTag {
    /// This number: a tag hash.
    Code(i64),
    /// The store time plus so many milliseconds: when a delayed message is due.
    DueAfterMs(i64),
}

impl UnitTag {
    /// The number, for a record stored at `stored`.
    pub fn code(self, stored: TimestampMs) -> i64 {
        match self {
            Self::Code(code) => code,
            Self::DueAfterMs(delay) => stored.0.saturating_add(delay),
        }
    }
}

/// What the transaction bits of a record say about dispatch (`store.md` 1.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No transaction: gets a queue offset, a queue unit and index entries.
    Plain,
    /// Committed: like plain.
    Commit,
    /// Prepared: queue offset 0, no unit, index entries.
    Prepared,
    /// Rolled back: queue offset 0, no unit, no index entries.
    Rollback,
}

impl Kind {
    /// The kind that a record's `sysFlag` gives.
    pub fn of_sys_flag(flag: i32) -> Self {
        match flag & sys_flag::TRANSACTION_MASK {
            sys_flag::TRANSACTION_PREPARED => Self::Prepared,
            sys_flag::TRANSACTION_COMMIT => Self::Commit,
            sys_flag::TRANSACTION_ROLLBACK => Self::Rollback,
            _ => Self::Plain,
        }
    }

    /// Whether such a record takes a place in its queue.
    pub fn is_queued(self) -> bool {
        matches!(self, Self::Plain | Self::Commit)
    }

    /// Whether the index holds such a record.
    pub fn is_indexed(self) -> bool {
        self != Self::Rollback
    }
}

/// Hears what became of a group. One that is dropped without having heard of an entry belongs to
/// a store that broke down: whether that entry is stored is unknown.
pub trait AppendSink: Send {
    /// Called once; and [`AppendSink::flushed`] for entries that wait for the flush. Each
    /// entry is in one call. Runs on a thread of the store and must not block.
    fn done(&mut self, results: &[Appended]);

    /// The same, after a flush. The next flush, for which others wait by now, starts when this
    /// returns: what takes time belongs to another thread.
    fn flushed(&mut self, results: &[Appended]) {
        self.done(results);
    }

    /// For whoever submitted the group to call when the store did not take it. The store calls it
    /// for a group that it took, and which then waited too long.
    fn refused(&mut self, reason: RefusedReason) {
        tracing::warn!(%reason, "a group of messages was not taken");
    }
}

/// What became of entries: in order, one for each.
pub type Results = SmallVec<[Appended; 1]>;

/// What became of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its place in the group's entries.
    pub entry: usize,
    /// Whether it is stored.
    pub status: AppendStatus,
    /// Where it starts in the log, when stored.
    pub physical_offset: PhysicalOffset,
    /// Its place in the queue, when stored.
    pub queue_offset: QueueOffset,
    /// Its store time, when stored.
    pub store_timestamp: TimestampMs,
}

/// Outcome of one append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendStatus {
    /// Stored, and flushed where it was to wait for that.
    Stored,
    /// Written, but the flush took longer than `syncFlushTimeout`. It may still come.
    FlushTimedOut,
    /// Not stored: no room on the disk.
    DiskFull,
    /// Not stored: the next commit log file cannot be made.
    FileFailed,
    /// Not stored: it does not fit into a commit log file, with those joined to it.
    TooLarge,
    /// Not stored: its topic was deleted after the entry got its queue, or has a name that no
    /// folder can have.
    QueueGone,
    /// Not stored: writing failed, or the entries contradict the records.
    Failed,
    /// Written, but flushing failed: what a power cut leaves of it is unknown. The store is
    /// poisoned.
    FlushFailed,
}

impl AppendStatus {
    /// Whether the record is in the log, flushed or not.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Stored | Self::FlushTimedOut | Self::FlushFailed)
    }
}

/// A group that the store did not take.
pub struct Refused {
    /// The group, unchanged.
    pub group: Box<Group>,
    /// Why.
    pub reason: RefusedReason,
}

impl Refused {
    /// `group`, refused for `reason`.
    pub(super) fn new(group: Group, reason: RefusedReason) -> Self {
        Self { group: Box::new(group), reason }
    }
}

impl std::fmt::Debug for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refused").field("reason", &self.reason).finish_non_exhaustive()
    }
}

/// What a group has behind it that was taken and is not appended after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// How long it waited, in milliseconds.
    pub waited_ms: u32,
    /// How many requests waited behind it.
    pub behind: u32,
}

/// Why the store does not take messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedReason {
    /// More messages wait than `max_waiting_bytes` or `max_waiting_requests` allow.
    #[error("too many messages wait to be appended")]
    LaneFull,
    /// The append thread hangs in a write, and more than it can hold would pile up behind it.
    #[error("the disk does not take what is written to it")]
    Stuck,
    /// It was taken, and nothing was appended any more for as long as counts as stuck.
    #[error("the disk did not take what was written to it for {} ms", .0.waited_ms)]
    WaitedStuck(Waited),
    /// It was taken, and waited for longer than its patience.
    #[error("it waited for {} ms to be appended", .0.waited_ms)]
    WaitedTooLong(Waited),
    /// The disk is fuller than the warning ratio.
    #[error("the disk is full")]
    DiskFull,
    /// An earlier flush failed.
    #[error("an earlier flush failed, the store needs a restart")]
    Poisoned,
    /// A queue could not be written.
    #[error("a consume queue could not be written")]
    QueueError,
    /// The store is closed or being closed.
    #[error("the store is closed")]
    Closed,
    /// The store is a copy of a master's, which alone may take messages.
    #[error("messages are put to the master, this is its slave")]
    Replica,
}
