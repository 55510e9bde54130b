//! What the threads of one store share.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::bell::Bell;
use super::checkpoint::Checkpoint;
use super::cleaning::Cleaning;
use super::commit_log::CommitLog;
use super::config::StoreConfig;
use super::consume_queue::queue::Queue;
use super::deleted_topics::DeletedTopics;
use super::disk::Disk;
use super::flags::Flags;
use super::flush::Flusher;
use super::hand_over::HandOver;
use super::index::Index;
use super::lane::Lane;
use super::next_file::NextFile;
use super::queues::Queues;
use super::spare::SpareBuffers;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;

/// One store's parts.
pub(super) struct Shared {
    pub config: StoreConfig,
    pub disk: Arc<dyn Disk>,
    pub log: CommitLog,
    pub queues: Arc<Queues>,
    pub index: Option<Arc<Index>>,
    pub deleted_topics: Arc<DeletedTopics>,
    pub checkpoint: Checkpoint,
    pub flags: Flags,
    pub lane: Lane,
    pub spare: SpareBuffers,
    pub next_file: NextFile,
    pub flusher: Flusher,
    pub hand_over: HandOver,
    /// Wakes the keeper.
    pub bell: Bell,
    pub cleaning: Cleaning,
    /// Queues with units that are not flushed.
    pub dirty_queues: Mutex<Vec<Arc<Queue>>>,
    /// When the append thread began the round it is in, in milliseconds; 0 between rounds.
    pub append_busy_since: AtomicI64,
    pub dispatched: Dispatched,
}

impl Shared {
    /// Milliseconds that the append thread is in its current round; 0 between rounds.
    pub fn append_busy_ms(&self) -> i64 {
        match self.append_busy_since.load(Ordering::Relaxed) {
            0 => 0,
            since => TimestampMs::now().since(TimestampMs(since)).max(0),
        }
    }
}

/// How far dispatch came.
#[derive(Default)]
pub(super) struct Dispatched {
    to: AtomicI64,
    timestamp: AtomicI64,
    /// How many threads wait in [`Dispatched::wait_for`].
    waiting: Mutex<usize>,
    moved: Condvar,
}

impl Dispatched {
    /// Everything before this offset has its queue units and index entries.
    pub fn to(&self) -> PhysicalOffset {
        PhysicalOffset(self.to.load(Ordering::Acquire))
    }

    /// Store time of the newest record before [`Dispatched::to`].
    pub fn timestamp(&self) -> TimestampMs {
        TimestampMs(self.timestamp.load(Ordering::Acquire))
    }

    /// Dispatch came to `to`; its newest record has the store time `timestamp`.
    pub fn set(&self, to: PhysicalOffset, timestamp: TimestampMs) {
        self.timestamp.store(timestamp.0, Ordering::Release);
        self.to.store(to.0, Ordering::SeqCst);
        if *self.waiting.lock() > 0 {
            self.moved.notify_all();
        }
    }

    /// Waits until dispatch came to `to`, at most for `patience`; answers whether it did.
    pub fn wait_for(&self, to: PhysicalOffset, patience: Duration) -> bool {
        if self.to() >= to {
            return true;
        }
        let mut waiting = self.waiting.lock();
        *waiting += 1;
        let until = Instant::now() + patience;
        while self.to() < to && !self.moved.wait_until(&mut waiting, until).timed_out() {}
        *waiting -= 1;
        self.to() >= to
    }
}
