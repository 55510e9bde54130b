//! What happens at start: how far the log is good, and the derived files fitted to it
//! (`store.md` 3.4).

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::append::Kind;
use super::commit_log::CommitLog;
use super::config::StoreConfig;
use super::consume_queue::Queue;
use super::deleted_topics::DeletedTopics;
use super::disk::Disk;
use super::dispatch::{Added, Dispatcher, Holes, Replaying};
use super::error::{IoContext, StoreError};
use super::index::Index;
use super::layout::{CheckpointTimes, Unit};
use super::queues::Queues;
use super::replay::{EndCause, Past, Scan};
use super::set_aside::set_aside;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};
use crate::engine::protocol::record::Record;
use crate::engine::util::clock::TimestampMs;

/// Messages after which replayed units are written.
const ROUND: usize = 1 << 14;

/// What recovery found and did.
#[derive(Clone, Debug)]
pub struct RecoveryReport {
    /// Whether the store was stopped properly before.
    pub clean: bool,
    /// Where reading the log began.
    pub scanned_from: PhysicalOffset,
    /// End of the good data; the log goes on there.
    pub log_end: PhysicalOffset,
    /// Good records from `scanned_from` on.
    pub records: u64,
    /// Why the good data ends there.
    pub end_cause: EndCause,
    /// Where data behind a damaged record was copied to before it was cut off.
    pub set_aside: Option<PathBuf>,
    /// From where records were dispatched again, if any were to be.
    pub replayed_from: Option<PhysicalOffset>,
    /// Store time of the newest record read.
    pub newest: TimestampMs,
    /// How long it took.
    pub took: Duration,
}

/// What recovery works on.
pub(super) struct Recovery<'a> {
    pub config: &'a StoreConfig,
    pub disk: &'a dyn Disk,
    pub log: &'a CommitLog,
    pub queues: &'a Queues,
    pub deleted_topics: &'a DeletedTopics,
    pub index: Option<&'a Index>,
    pub dispatcher: &'a mut Dispatcher,
    pub checkpoint: CheckpointTimes,
    /// Whether the store was stopped properly.
    pub clean: bool,
    /// From where the index lacks entries, if it does.
    pub index_from: Option<PhysicalOffset>,
}

/// What reading the log's end told.
struct Tail {
    from: PhysicalOffset,
    end: PhysicalOffset,
    cause: EndCause,
    records: u64,
    newest: TimestampMs,
    queues_incomplete: bool,
}

impl Recovery<'_> {
    /// Finds the end of the log, cuts what is behind it, and completes queues and index.
    pub fn run(mut self) -> Result<RecoveryReport, StoreError> {
        let began = Instant::now();
        let log_min = self.log.min();
        let known = self.queues.physical_end();
        let tail = self.read_tail(known)?;
        let set_aside = self.cut_log(&tail)?;
        self.deleted_topics.cut(tail.end)?;
        self.queues.cut(tail.end)?;
        if !self.clean {
            self.confirm_last_units(&tail)?;
        }
        if let Some(index) = self.index
            && let Some(lacks) = index.cut(tail.end)?
        {
            self.index_from = Some(self.index_from.map_or(lacks, |from| from.min(lacks)));
        }
        self.log.start_at(tail.end, if self.clean { tail.end } else { tail.from }, tail.newest);

        let queues_from = if tail.queues_incomplete {
            log_min
        } else if self.clean {
            known.min(tail.end)
        } else {
            tail.from
        };
        let from = self.index_from.map_or(queues_from, |index| index.min(queues_from));
        let from = from.max(log_min);
        if from < tail.end {
            let doubtful = if self.clean { tail.end } else { tail.from };
            self.replay(from, tail.end, doubtful)?;
        }
        self.queues.settle(log_min)?;
        Ok(RecoveryReport {
            clean: self.clean,
            scanned_from: tail.from,
            log_end: tail.end,
            records: tail.records,
            end_cause: tail.cause,
            set_aside,
            replayed_from: (from < tail.end).then_some(from),
            newest: tail.newest,
            took: began.elapsed(),
        })
    }

    /// Reads the log's last files until they end in something that is no record.
    fn read_tail(&self, known: PhysicalOffset) -> Result<Tail, StoreError> {
        let from = if self.clean { self.third_from_last() } else { self.last_safe_file()? };
        let limit = self.log.segments.last().map_or(from, |last| last.end());
        let (mut records, mut newest, mut queues_incomplete) = (0, TimestampMs(0), false);
        let past = if self.clean { Past::Flushed { queued: known } } else { Past::Rot };
        let mut scan =
            Scan::new(self.log, limit, self.config.check_crc_on_recover).going_past(past);
        let end = scan.run(from, &mut |seen| {
            records += 1;
            newest = seen.record.store_timestamp;
            if self.clean
                && seen.offset < known
                && Kind::of_sys_flag(seen.record.sys_flag).is_queued()
                && !self.deleted_topics.covers(seen.record.topic, seen.offset)
            {
                let queue = self.queues.find(seen.record.topic, seen.record.queue_id);
                queues_incomplete |=
                    queue.is_none_or(|queue| queue.max() <= seen.record.queue_offset);
            }
            Ok(true)
        })?;
        Ok(Tail { from, end: end.at, cause: end.cause, records, newest, queues_incomplete })
    }

    /// A power cut may spare any pages of a queue's last units: it ends behind the newest one that
    /// its record confirms. What is wrong before that is written anew by the replay.
    fn confirm_last_units(&self, tail: &Tail) -> Result<(), StoreError> {
        let mut buffer = Vec::new();
        for queue in self.queues.all() {
            let (mut end, first) = (queue.max(), queue.min());
            while end > first {
                let last = end.plus(-1);
                let unit = self.queues.files.unit_at(&queue, last)?.unwrap_or(Unit::BLANK);
                if unit.is_blank() || self.is_confirmed(&queue, last, &unit, tail, &mut buffer)? {
                    break;
                }
                end = last;
            }
            if end < queue.max() {
                self.queues.files.cut_at(&queue, end)?;
            }
        }
        Ok(())
    }

    /// Whether the log has the record of a unit, or had it before it was cleaned.
    fn is_confirmed(
        &self,
        queue: &Queue,
        offset: QueueOffset,
        unit: &Unit,
        tail: &Tail,
        buffer: &mut Vec<u8>,
    ) -> Result<bool, StoreError> {
        let start = unit.physical_offset;
        if start < self.log.min() {
            return Ok(unit.is_written());
        }
        let Some(file) = self.log.segments.find(start) else { return Ok(false) };
        let Ok(len) = usize::try_from(unit.size) else { return Ok(false) };
        if unit.end() > tail.end.min(file.end()) {
            return Ok(false);
        }
        buffer.resize(len, 0);
        self.log.read(&file, start, buffer)?;
        Ok(Record::decode(buffer).is_ok_and(|record| {
            record.topic == queue.topic().as_str()
                && (record.queue_id, record.queue_offset) == (queue.id(), offset)
        }))
    }

    fn third_from_last(&self) -> PhysicalOffset {
        let files = self.log.segments.all();
        files.iter().nth_back(2).or(files.first()).map_or(PhysicalOffset(0), |file| file.base)
    }

    /// Start of the newest file whose first record was on disk in full before the checkpoint,
    /// with everything derived from what stands before it; otherwise of the first file.
    fn last_safe_file(&self) -> Result<PhysicalOffset, StoreError> {
        let safe = self.checkpoint.safe();
        for file in self.log.segments.all().iter().rev() {
            let mut first = None;
            Scan::new(self.log, file.end(), false).run(file.base, &mut |seen| {
                first = Some((seen.offset, seen.record.store_timestamp));
                Ok(false)
            })?;
            if let Some((offset, stored)) = first
                && offset == file.base
                && stored.0 != 0
                && stored <= safe
            {
                return Ok(file.base);
            }
        }
        Ok(self.log.min())
    }

    /// Removes what stands behind the good data, so that none of it comes to life again.
    fn cut_log(&self, tail: &Tail) -> Result<Option<PathBuf>, StoreError> {
        let tidy = self.clean && tail.cause == EndCause::Unwritten;
        if tidy {
            self.log.segments.remove_behind(tail.end)?;
            return Ok(None);
        }
        let aside = set_aside(self.disk, self.log, tail.end)?;
        if aside.is_some() || matches!(tail.cause, EndCause::Damaged { .. }) {
            tracing::error!(
                cause = ?tail.cause, end = %tail.end, copy = ?aside,
                "the commit log is cut off where good records end"
            );
        }
        self.log.segments.remove_behind(tail.end)?;
        if let Some(file) = self.log.segments.find(tail.end) {
            let at = file.position(tail.end);
            let zeroed = file.file.zero(at, file.len - at).and_then(|()| file.file.sync_data());
            // On the device before anything new is written: otherwise a power cut could bring
            // old records back behind new ones.
            zeroed.or_io("zero the end of", &file.path)?;
        }
        Ok(aside)
    }

    /// Dispatches records from `from` to `end`; what queues and index have already is skipped, and
    /// written again from `doubtful` on.
    fn replay(
        &mut self,
        from: PhysicalOffset,
        end: PhysicalOffset,
        doubtful: PhysicalOffset,
    ) -> Result<(), StoreError> {
        if self.replay_once(from, end, doubtful, Holes::Report)? {
            return Ok(());
        }
        tracing::info!("a queue lacks units; all queues are completed from the commit log");
        self.replay_once(self.log.min(), end, doubtful, Holes::Fill).map(|_| ())
    }

    /// Answers whether it came through; it does not when holes are to be reported.
    fn replay_once(
        &mut self,
        from: PhysicalOffset,
        end: PhysicalOffset,
        doubtful: PhysicalOffset,
        holes: Holes,
    ) -> Result<bool, StoreError> {
        let log_min = self.log.min();
        let holes = if from <= log_min { Holes::Fill } else { holes };
        let replaying = Replaying { holes, log_min, doubtful };
        let (dispatcher, config) = (&mut *self.dispatcher, self.config);
        let mut hole = false;
        let mut scan = Scan::new(self.log, end, false).going_past(Past::All);
        let scanned = scan.run(from, &mut |seen| {
            hole = dispatcher.add_seen(&seen, config, &replaying)? == Added::Hole;
            if dispatcher.gathered() >= ROUND {
                dispatcher.finish_round()?;
                dispatcher.keep_quiet();
            }
            Ok(!hole)
        })?;
        self.dispatcher.finish_round()?;
        self.dispatcher.keep_quiet();
        if let EndCause::Damaged { file, problem } = &scanned.cause {
            tracing::error!(file, problem, "messages behind this stay without queue units");
        }
        Ok(!hole)
    }
}
