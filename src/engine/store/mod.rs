//! The storage engine: the commit log and what is derived from it, in Apache's file formats.
//!
//! One thread appends (`appender`), one dispatches (`follow`), one flushes (`flush`), one
//! makes files ahead (`next_file`), one keeps house (`keeper`), one removes old files (`cleaning`). Ground state is the commit
//! log; queues, index and checkpoint follow from it and can be deleted between two runs.

mod append;
mod appender;
mod bell;
mod checkpoint;
mod cleaning;
mod cleaning_rules;
mod commit_log;
mod config;
mod consume_queue;
mod cq_ext;
mod deleted_topics;
mod disk;
mod dispatch;
mod error;
mod flags;
mod flush;
mod follow;
mod hand_over;
mod index;
mod index_catch_up;
mod index_file;
pub mod inspect;
mod keeper;
mod lane;
mod last_units;
mod layout;
mod loading;
mod log_dirs;
mod log_writer;
mod mmap;
mod next_file;
mod open_files;
mod overdue;
mod ownership;
mod query;
mod queue_ends;
mod queue_scan;
mod queues;
mod read;
mod read_ahead;
mod recovery;
mod replay;
mod replica;
mod segments;
mod set_aside;
mod shared;
mod space;
mod spare;
mod threads;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use parking_lot::Mutex;

pub use append::{
    AppendSink, AppendStatus, Appended, Entries, Entry, Group, Kind, Refused, RefusedReason,
    Ticket, UnitTag, Waited,
};
pub use cleaning::Cleaned;
pub use cleaning_rules::{CleaningRules, Moment};
pub use config::{FlushMode, StoreConfig};
pub use consume_queue::queue::Queue;
pub use disk::{DirEntry, Disk, DiskFile, DiskLock, DiskSpace, LockOutcome, OsDisk};
pub use dispatch::{Arrival, ArrivalListener, Arrivals, unit_tag};
pub use error::StoreError;
pub use lane::LaneLoad;
pub use layout::{
    ABORT_FILE, CHECKPOINT_FILE, CONSUME_QUEUE_DIR, ExtUnit, INDEX_DIR, KeyHashes, SCHEDULE_TOPIC,
    UNIT_LEN, Unit, key_hash, key_hashes, tags_hash,
};
pub use mmap::WritableRegion;
pub use overdue::FlowRules;
pub use query::IndexQuery;
pub use read::{ReadLimits, ReadResult, ReadStatus, Wanted};
pub use recovery::RecoveryReport;
pub use replay::EndCause;
pub use replica::{Replica, ReplicaError};
pub use space::FullDisk;

use self::dispatch::Dispatcher;
use self::error::IoContext;
use self::loading::Loaded;
use self::ownership::Ownership;
use self::recovery::Recovery;
use self::shared::Shared;
use self::threads::Threads;
use super::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use super::util::clock::TimestampMs;

/// An open store. Dropping it without [`Store::close`] stops it the way a crash would, except
/// that its threads end.
pub struct Store {
    shared: Arc<Shared>,
    report: RecoveryReport,
    running: Mutex<Option<(Ownership, Threads)>>,
}

impl Store {
    /// Opens the store below `config.root_dir`: locks, loads, recovers, starts.
    pub fn open(
        config: StoreConfig,
        arrivals: Arc<dyn ArrivalListener>,
    ) -> Result<Arc<Self>, StoreError> {
        Self::open_on(Arc::new(OsDisk), config, arrivals)
    }

    /// Opens a store that lies on `disk`.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        config: StoreConfig,
        arrivals: Arc<dyn ArrivalListener>,
    ) -> Result<Arc<Self>, StoreError> {
        let Loaded { ownership, shared, last_units, ends, index_from } =
            loading::load(disk, config.checked()?)?;
        let mut dispatcher = Dispatcher::new(
            shared.queues.clone(),
            shared.index.clone(),
            shared.deleted_topics.clone(),
        );
        let recovery = Recovery {
            config: &shared.config,
            disk: &*shared.disk,
            log: &shared.log,
            queues: &shared.queues,
            deleted_topics: &shared.deleted_topics,
            index: shared.index.as_deref(),
            dispatcher: &mut dispatcher,
            checkpoint: shared.checkpoint.times(),
            clean: ownership.was_clean(),
            last_units,
            ends,
            index_from,
        };
        let report = recovery.run()?;
        shared.dispatched.set(report.log_end, report.newest);
        dispatcher.take_newly_dirty(&mut shared.dirty_queues.lock());
        if !report.clean {
            shared.queues.doubt(&mut shared.dirty_queues.lock());
        }
        // What was only in the page cache when the last process died counts as stored.
        shared.log.flush()?;
        space::look_and_judge(&shared);
        tracing::info!(?report, "store opened");
        let shared = Arc::new(shared);
        let threads = Threads::start(&shared, dispatcher, arrivals)?;
        Ok(Arc::new(Self { shared, report, running: Mutex::new(Some((ownership, threads))) }))
    }

    /// What recovery found when the store was opened.
    pub fn recovery_report(&self) -> &RecoveryReport {
        &self.report
    }

    /// Stops properly: what was submitted is appended, dispatched, flushed, and the directory
    /// is marked as left properly. Closing twice is fine.
    pub fn close(&self) -> Result<(), StoreError> {
        let Some((ownership, threads)) = self.running.lock().take() else { return Ok(()) };
        let shared = &*self.shared;
        threads.stop(shared);
        shared.next_file.discard(&shared.log)?;
        if let Some(reason) = shared.flags.poisoned() {
            return Err(StoreError::Poisoned { reason: reason.to_owned() });
        }
        keeper::save_progress(shared)?;
        if let Some(index) = &shared.index {
            index.flush_last()?;
        }
        let (disk, root) = (&*shared.disk, &shared.config.root_dir);
        queue_ends::save(disk, root, &shared.queues, self.max_physical_offset())?;
        let index_complete = shared.index.as_ref().is_none_or(|index| !index.is_behind());
        ownership.give_back(index_complete && self.dispatch_behind_bytes() == 0)
    }

    /// The handle of a queue, made on first use. Looking one up is a map read.
    pub fn queue(&self, topic: &TopicName, id: QueueId) -> Arc<Queue> {
        self.shared.queues.get(topic, id)
    }

    /// The handle of a queue, if one was made or has messages.
    pub fn find_queue(&self, topic: &str, id: QueueId) -> Option<Arc<Queue>> {
        self.shared.queues.find(topic, id)
    }

    /// Topics that have queues in this store, and those queues.
    pub fn topics(&self) -> Vec<(TopicName, Vec<QueueId>)> {
        self.shared.queues.topics()
    }

    /// An empty buffer for the records of a [`Group`]: one that was used before, if there is one.
    pub fn spare_buffer(&self) -> Vec<u8> {
        self.shared.spare.take()
    }

    /// Hands records over to the append thread; never waits. A refused group comes back.
    pub fn submit(&self, group: Group) -> Result<(), Refused> {
        match self.refusal() {
            Some(reason) => Err(Refused::new(group, reason)),
            None => self.shared.lane.put(group),
        }
    }

    /// Why messages would be refused now, if they would.
    pub fn refusal(&self) -> Option<RefusedReason> {
        let replica = self.shared.config.is_replica.then_some(RefusedReason::Replica);
        replica.or_else(|| self.shared.flags.refusal())
    }

    /// The end of a replica's log, to append there what its master sends; `None` for a store that
    /// takes messages by itself. There must be one at a time, and none when the store closes.
    pub fn replica(&self) -> Option<Replica> {
        self.shared.config.is_replica.then(|| Replica::new(self.shared.clone()))
    }

    /// Lets `told` hear each time that the log has become longer. It is called by the append
    /// thread and must be quick. Only the first call of this counts.
    pub fn on_growth(&self, told: impl Fn() + Send + Sync + 'static) {
        self.shared.log.on_growth(Box::new(told));
    }

    /// The written bytes of the log from `offset` on, at most `max` and none behind the file in
    /// which `offset` lies: a slice of the mapped file. `None` where the log has none.
    pub fn log_bytes(&self, offset: PhysicalOffset, max: usize) -> Option<Bytes> {
        self.shared.log.written_slice(offset, max)
    }

    /// Bytes of each file of the commit log.
    pub fn log_file_size(&self) -> u64 {
        self.shared.log.segments.file_size()
    }

    /// The one cause for which messages are refused with `reason` now, with the figures.
    pub fn why(&self, reason: RefusedReason) -> String {
        let flags = &self.shared.flags;
        let known = match reason {
            RefusedReason::DiskFull => flags.full_disk().map(|full| full.to_string()),
            RefusedReason::QueueError => flags.queue_error(),
            RefusedReason::Poisoned => flags.poisoned().map(str::to_owned),
            _ => None,
        };
        known.map_or_else(|| reason.to_string(), |cause| format!("{reason}: {cause}"))
    }

    /// Messages of a queue from `offset` on.
    pub fn read(
        &self,
        topic: &str,
        id: QueueId,
        offset: QueueOffset,
        limits: &ReadLimits,
        wanted: &dyn Wanted,
    ) -> ReadResult {
        let queue = self.shared.queues.find(topic, id);
        read::read(&self.shared, queue.as_deref(), offset, limits, wanted)
    }

    /// Units of a queue from `offset` on: at most `max`, and none behind the file in which `offset`
    /// lies. None for a queue that does not exist. Their tags codes are those of their extensions.
    pub fn units(
        &self,
        topic: &str,
        id: QueueId,
        offset: QueueOffset,
        max: usize,
    ) -> Result<Vec<Unit>, StoreError> {
        let Some(queue) = self.find_queue(topic, id) else { return Ok(Vec::new()) };
        if offset < queue.min() || offset >= queue.max() {
            return Ok(Vec::new());
        }
        let there = usize::try_from(queue.max().since(offset)).unwrap_or(0);
        let mut bytes = vec![0; max.min(there) * layout::UNIT_LEN];
        let len = self.shared.queues.files.read(&queue, offset, &mut bytes)?;
        let units = Unit::decode_all(&bytes[..len]);
        Ok(units.map(|unit| read::with_own_code(&self.shared, &queue, unit)).collect())
    }

    /// What the queue unit of a message will hold.
    pub fn unit_tag(&self, topic: &str, properties: &str) -> UnitTag {
        unit_tag(&self.shared.config, topic, properties)
    }

    /// First offset of a queue; 0 for one that does not exist.
    pub fn min_offset(&self, topic: &str, id: QueueId) -> QueueOffset {
        self.find_queue(topic, id).map(|queue| queue.min()).unwrap_or_default()
    }

    /// The offset behind the last readable message; 0 for a queue that does not exist.
    pub fn max_offset(&self, topic: &str, id: QueueId) -> QueueOffset {
        self.find_queue(topic, id).map(|queue| queue.max()).unwrap_or_default()
    }

    /// The record at a place in the log; `None` where the log does not reach. Without `size`,
    /// the length is read from the record.
    pub fn record_at(
        &self,
        offset: PhysicalOffset,
        size: Option<u32>,
    ) -> Result<Option<Bytes>, StoreError> {
        query::record_at(&self.shared, offset, size)
    }

    /// Records of `topic` that have `key`, at most `max`, stored from `begin` to `end`.
    pub fn query_index(
        &self,
        topic: &str,
        key: &str,
        max: usize,
        begin: TimestampMs,
        end: TimestampMs,
    ) -> IndexQuery {
        query::by_key(&self.shared, (topic, key), max, begin, end)
    }

    /// The offset of the message stored nearest to `time`; 0 for a queue that does not exist.
    pub fn offset_by_time(&self, topic: &str, id: QueueId, time: TimestampMs) -> QueueOffset {
        let queue = self.find_queue(topic, id);
        queue.map(|queue| query::offset_by_time(&self.shared, &queue, time)).unwrap_or_default()
    }

    /// Store time of the message at an offset of a queue.
    pub fn store_time_at(
        &self,
        topic: &str,
        id: QueueId,
        offset: QueueOffset,
    ) -> Option<TimestampMs> {
        let queue = self.find_queue(topic, id)?;
        let unit = self.shared.queues.files.unit_at(&queue, offset).ok()??;
        query::store_time(&self.shared, unit.physical_offset)
    }

    /// Store time of a queue's first message.
    pub fn earliest_store_time_of(&self, topic: &str, id: QueueId) -> Option<TimestampMs> {
        self.store_time_at(topic, id, self.min_offset(topic, id))
    }

    /// Store time of the log's first message.
    pub fn earliest_store_time(&self) -> Option<TimestampMs> {
        query::store_time(&self.shared, self.min_physical_offset())
    }

    /// Removes a topic's queues. Its records stay in the log until that is cleaned.
    pub fn delete_topic(&self, topic: &str) -> Result<(), StoreError> {
        let (end, log_min) = (self.max_physical_offset(), self.min_physical_offset());
        // First, so that a crash in between cannot bring the queues back.
        self.shared.deleted_topics.add(topic, end, log_min)?;
        self.shared.queues.remove_topic(topic)
    }

    /// First offset that the log still holds.
    pub fn min_physical_offset(&self) -> PhysicalOffset {
        self.shared.log.min()
    }

    /// End of the log.
    pub fn max_physical_offset(&self) -> PhysicalOffset {
        self.shared.log.written()
    }

    /// Everything before this offset is on the device.
    pub fn flushed_to(&self) -> PhysicalOffset {
        self.shared.log.flushed()
    }

    /// Everything before this offset has its queue units and index entries.
    pub fn dispatched_to(&self) -> PhysicalOffset {
        self.shared.dispatched.to()
    }

    /// Waits until everything that is in the log now has its queue units, at most for `patience`;
    /// answers whether it has. Blocks.
    pub fn wait_for_dispatch(&self, patience: Duration) -> bool {
        self.shared.dispatched.wait_for(self.max_physical_offset(), patience)
    }

    /// Bytes of the log that dispatch has still to do.
    pub fn dispatch_behind_bytes(&self) -> u64 {
        let behind = self.max_physical_offset().since(self.dispatched_to());
        u64::try_from(behind).unwrap_or(0)
    }

    /// Milliseconds that the append thread is in its current round (`pageCacheLockTimeMills`).
    pub fn append_busy_ms(&self) -> i64 {
        self.shared.append_busy_ms()
    }

    /// What waits for the append thread.
    pub fn lane_load(&self) -> LaneLoad {
        self.shared.lane.load()
    }

    /// Whether the append thread hangs in a write, as the last [`Store::control_flow`] found it.
    pub fn is_stuck(&self) -> bool {
        self.shared.flags.is_stuck()
    }

    /// Finds out whether the append thread is stuck, and gives up groups that have waited too long:
    /// their sinks hear that they are refused. Answers when to call this again at the latest.
    pub fn control_flow(&self, rules: &FlowRules) -> Option<Instant> {
        overdue::look(&self.shared, rules)
    }

    /// Room on the commit log's disk; where there are several, on the one with most of it.
    pub fn commit_log_space(&self) -> Result<DiskSpace, StoreError> {
        self.shared.log.segments.dirs().space(&*self.shared.disk)
    }

    /// Room on the disk of each folder of the commit log.
    pub fn commit_log_spaces(&self) -> Vec<(&Path, Result<DiskSpace, StoreError>)> {
        let dirs = self.shared.log.segments.dirs().writable();
        dirs.iter().map(|dir| (dir.as_path(), self.space(dir))).collect()
    }

    /// Room on the consume queues' disk.
    pub fn consume_queue_space(&self) -> Result<DiskSpace, StoreError> {
        self.space(self.shared.queues.root())
    }

    fn space(&self, dir: &Path) -> Result<DiskSpace, StoreError> {
        self.shared.disk.space(dir).or_io("look at the space of", dir)
    }

    /// Whether reading a queue from `offset` on may have to wait for the disk before any record is
    /// touched.
    pub fn is_queue_maybe_cold(&self, topic: &str, id: QueueId, offset: QueueOffset) -> bool {
        self.find_queue(topic, id).is_some_and(|queue| queue.is_maybe_cold(offset))
    }

    /// Whether reading at `offset` may have to wait for the disk.
    pub fn is_maybe_cold(&self, offset: PhysicalOffset) -> bool {
        offset < self.report.log_end
            || self.max_physical_offset().since(offset) > self.shared.config.in_memory_bytes()
    }

    /// Whether a message is so far behind the end of the log that it counts as on disk
    /// (`DefaultMessageStore.checkInDiskByConsumeOffset`); false when there is none.
    pub fn is_on_disk(&self, topic: &str, id: QueueId, offset: QueueOffset) -> bool {
        let (end, in_memory) = (self.max_physical_offset(), self.shared.config.in_memory_bytes());
        // Most logs are shorter than the memory: then nothing needs to be read.
        if end.since(self.min_physical_offset()) <= in_memory {
            return false;
        }
        let Some(queue) = self.find_queue(topic, id) else { return false };
        let unit = self.shared.queues.files.unit_at(&queue, offset).ok().flatten();
        unit.is_some_and(|unit| end.since(unit.physical_offset) > in_memory)
    }

    /// Brings a result's records into memory, and takes out those whose bodies are not what was
    /// stored: what lay on a disk may have changed there. Blocks; for a thread that may.
    pub fn check_cold(&self, result: &mut ReadResult) {
        read::drop_damaged(result);
    }

    /// One round of cleaning, as the store does it by itself every `cleanResourceInterval`. Blocks.
    pub fn clean(&self, moment: Moment) -> Result<Cleaned, StoreError> {
        cleaning::round(&self.shared, moment)
    }

    /// Lets the next rounds of cleaning remove expired files at any hour, and begins with them.
    pub fn clean_by_hand(&self) {
        self.shared.cleaning.by_hand();
    }

    /// Cleans by other rules from now on.
    pub fn set_cleaning_rules(&self, rules: CleaningRules) {
        self.shared.cleaning.set_rules(rules);
    }

    /// Removes the files of queues whose records have all left the log; their offsets go on while
    /// this store is open. Answers how many queues there were.
    pub fn remove_expired_queues(&self) -> Result<usize, StoreError> {
        cleaning::remove_expired_queues(&self.shared)
    }

    /// Whether the index lacks entries that could not be written. It is tried again every second,
    /// and made again by the next start.
    pub fn index_failed(&self) -> bool {
        self.shared.index.as_ref().is_some_and(|index| index.is_behind())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some((ownership, threads)) = self.running.lock().take() {
            threads.stop(&self.shared);
            if let Err(error) = ownership.give_back(false) {
                tracing::warn!(%error, "letting go of the store");
            }
        }
    }
}
