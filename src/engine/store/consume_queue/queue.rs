//! The handle of one consume queue: its bounds, without its files.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};

use parking_lot::Mutex;

use super::super::layout;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};

/// The handle of one queue of a topic. Cheap to keep; the broker holds one for each message
/// that it hands to the store.
pub struct Queue {
    topic: TopicName,
    id: QueueId,
    uid: u64,
    next: AtomicI64,
    max: AtomicI64,
    pub(super) min: AtomicI64,
    physical_end: AtomicI64,
    pub(super) flushed: AtomicI64,
    /// Units before it were written before the store was opened.
    cold_end: AtomicI64,
    round_place: AtomicU32,
    pub(super) dirty: AtomicBool,
    pub(super) retired: AtomicBool,
    pub(super) files: Mutex<FileRow>,
}

/// Which files exist: bytes from the first one's start to the last one's end.
#[derive(Clone, Copy, Default)]
pub(super) struct FileRow {
    pub(super) first: u64,
    pub(super) end: u64,
}

impl Queue {
    pub(in crate::engine::store) fn new(topic: TopicName, id: QueueId) -> Self {
        static UID: AtomicU64 = AtomicU64::new(0);
        // A name that no folder can have never gets a file.
        let retired = AtomicBool::new(!layout::is_folder_name(&topic));
        Self {
            retired,
            topic,
            id,
            uid: UID.fetch_add(1, Ordering::Relaxed),
            next: AtomicI64::new(0),
            max: AtomicI64::new(0),
            min: AtomicI64::new(0),
            physical_end: AtomicI64::new(0),
            flushed: AtomicI64::new(0),
            cold_end: AtomicI64::new(0),
            round_place: AtomicU32::new(u32::MAX),
            dirty: AtomicBool::new(false),
            files: Mutex::new(FileRow::default()),
        }
    }

    /// The topic.
    pub fn topic(&self) -> &TopicName {
        &self.topic
    }

    /// A number that no other handle of this process has.
    pub(in crate::engine::store) fn uid(&self) -> u64 {
        self.uid
    }

    /// The queue's number in its topic.
    pub fn id(&self) -> QueueId {
        self.id
    }

    /// First offset that is still there.
    pub fn min(&self) -> QueueOffset {
        QueueOffset(self.min.load(Ordering::Acquire))
    }

    /// The offset behind the last readable message.
    pub fn max(&self) -> QueueOffset {
        QueueOffset(self.max.load(Ordering::Acquire))
    }

    /// End of the newest record that has a unit here.
    pub(in crate::engine::store) fn physical_end(&self) -> PhysicalOffset {
        PhysicalOffset(self.physical_end.load(Ordering::Acquire))
    }

    /// Takes the next queue offset. Only for the append thread.
    pub(in crate::engine::store) fn take_next(&self) -> QueueOffset {
        let next = self.next.load(Ordering::Relaxed);
        self.next.store(next + 1, Ordering::Relaxed);
        QueueOffset(next)
    }

    /// Gives the newest queue offset back. Only for the append thread.
    pub(in crate::engine::store) fn give_back(&self) {
        let next = self.next.load(Ordering::Relaxed);
        self.next.store(next - 1, Ordering::Relaxed);
    }

    /// Lets appending go on where the units end; those before it may be on the disk only.
    pub(in crate::engine::store) fn resume_at_max(&self) {
        self.next.store(self.max().0, Ordering::Relaxed);
        self.cold_end.store(self.max().0, Ordering::Relaxed);
    }

    /// Whether reading the unit at `offset` may have to wait for the disk.
    pub(in crate::engine::store) fn is_maybe_cold(&self, offset: QueueOffset) -> bool {
        offset < self.max() && offset.0 < self.cold_end.load(Ordering::Relaxed)
    }

    /// Place in the running dispatch round; `u32::MAX` when it has none. Only for dispatch.
    pub(in crate::engine::store) fn round_place(&self) -> &AtomicU32 {
        &self.round_place
    }

    /// Marks the queue as written to; answers whether it was clean before.
    pub(in crate::engine::store) fn mark_dirty(&self) -> bool {
        !self.dirty.swap(true, Ordering::AcqRel)
    }

    /// Makes units up to `max` readable.
    pub(in crate::engine::store) fn publish(&self, max: QueueOffset, physical_end: PhysicalOffset) {
        self.physical_end.store(physical_end.0, Ordering::Release);
        self.max.store(max.0, Ordering::Release);
    }

    /// Whether this handle leads nowhere: its topic was deleted, or cannot have files.
    pub(in crate::engine::store) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    pub(super) fn set_min(&self, min: QueueOffset) {
        self.min.store(min.0, Ordering::Release);
    }
}
