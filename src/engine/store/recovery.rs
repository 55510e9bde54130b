//! What happens at start: how far the log is good, and the derived files fitted to it
//! (`store.md` 3.4).

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::append::Kind;
use super::commit_log::CommitLog;
use super::config::StoreConfig;
use super::deleted_topics::DeletedTopics;
use super::disk::Disk;
use super::dispatch::{Added, Dispatcher, Holes, Replaying};
use super::error::{IoContext, StoreError};
use super::index::Index;
use super::last_units::UnitCheck;
use super::layout::CheckpointTimes;
use super::queue_ends::QueueEnds;
use super::queues::{LastUnit, Queues};
use super::read_ahead::reading_ahead;
use super::replay::{EndCause, Past, Scan, Seen};
use super::set_aside::set_aside;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;

/// Messages after which replayed units are written. Nobody waits for them yet, and with very many
/// queues each write takes an opened file.
const ROUND: usize = 1 << 17;

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
    /// Queues whose last unit was not what it should be; they were completed from the log.
    pub queues_rebuilt: usize,
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
    /// The queues that have units.
    pub last_units: Vec<LastUnit>,
    /// Where the queues ended when the store was stopped properly, where that is known.
    pub ends: Option<QueueEnds>,
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
}

/// What was done about it.
struct Done {
    tail: Tail,
    set_aside: Option<PathBuf>,
    queues_rebuilt: usize,
    replayed_from: Option<PhysicalOffset>,
}

impl Recovery<'_> {
    /// Finds the end of the log, cuts what is behind it, and completes queues and index.
    pub fn run(mut self) -> Result<RecoveryReport, StoreError> {
        let began = Instant::now();
        let done = if self.clean { self.after_proper_stop()? } else { self.after_crash()? };
        self.queues.resume();
        let tail = done.tail;
        Ok(RecoveryReport {
            clean: self.clean,
            scanned_from: tail.from,
            log_end: tail.end,
            records: tail.records,
            end_cause: tail.cause,
            set_aside: done.set_aside,
            queues_rebuilt: done.queues_rebuilt,
            replayed_from: done.replayed_from,
            newest: tail.newest,
            took: began.elapsed(),
        })
    }

    /// Everything is written, flushed and dispatched, unless somebody changed it since.
    fn after_proper_stop(&mut self) -> Result<Done, StoreError> {
        let log_min = self.log.min();
        let known = self.queues.physical_end();
        let units = std::mem::take(&mut self.last_units);
        let (tail, wrong, complete) = match self.as_it_was_left(&units)? {
            Some(found) => found,
            None => {
                let wrong = self.unit_check().wrong_ones(units, false)?;
                let mut complete = true;
                let past = Past::Flushed { queued: known };
                let from = (self.third_from_last(), past);
                let tail = read_tail(self.config, self.log, from, &mut |seen| {
                    complete &= self.has_unit(seen, known);
                    Ok(())
                })?;
                (tail, wrong, complete)
            }
        };
        let set_aside = self.cut_all(&tail)?;
        let mut from = known.min(tail.end);
        if !complete {
            tracing::error!("queues lack units; they are completed from the commit log");
            from = log_min;
        }
        let queues_rebuilt = wrong.len();
        from = from.min(self.cut_back(wrong)?.unwrap_or(from));
        from = from.min(self.index_from.unwrap_or(from)).max(log_min);
        self.log.start_at(tail.end, tail.end, tail.newest);
        let replayed_from = (from < tail.end).then_some(from);
        if replayed_from.is_some() {
            self.replay(from, tail.end, tail.end)?;
        }
        Ok(Done { tail, set_aside, queues_rebuilt, replayed_from })
    }

    /// What the list of the queues' ends tells, when it was made for this very log: the log's
    /// end, queues that end otherwise now, and whether all that had units are there. Then only
    /// what stands behind the newest record that a queue knows has to be read.
    fn as_it_was_left(
        &self,
        units: &[LastUnit],
    ) -> Result<Option<(Tail, Vec<LastUnit>, bool)>, StoreError> {
        let Some(ends) = &self.ends else { return Ok(None) };
        let known = units.iter().filter(|last| !last.unit.is_blank());
        let newest = known.map(|last| last.unit.physical_offset).max();
        let Some(from) = newest.filter(|newest| *newest >= self.log.min()) else { return Ok(None) };
        let past = Past::Flushed { queued: ends.log_end };
        let tail = read_tail(self.config, self.log, (from, past), &mut |_| Ok(()))?;
        if tail.end != ends.log_end {
            return Ok(None);
        }
        let wrong = units.iter().filter(|last| !ends.agree_with(&last.queue)).cloned().collect();
        Ok(Some((tail, wrong, ends.are_all_in(units))))
    }

    /// Reads the log from where the checkpoint is sure of it, and dispatches what it reads in the
    /// same go. A power cut may have spared any pages of the units from there on: they are written
    /// again, behind a last unit that its record confirms.
    fn after_crash(&mut self) -> Result<Done, StoreError> {
        let log_min = self.log.min();
        let units = std::mem::take(&mut self.last_units);
        let ends: Vec<_> = units.iter().map(|u| (u.queue.clone(), u.queue.max())).collect();
        let wrong = self.unit_check().wrong_ones(units, true)?;
        let queues_rebuilt = wrong.len();
        let safe = self.last_safe_file()?;
        let mut from = self.cut_back(wrong)?.unwrap_or(safe);
        from = from.min(self.index_from.unwrap_or(from)).min(safe).max(log_min);
        let mut complete = from == safe || self.replay_once(from, safe, safe, Holes::Report)?;
        let replaying = self.replaying(from, safe, Holes::Report);
        let tail = read_tail(self.config, self.log, (safe, Past::Rot), &mut |seen| {
            if complete {
                complete = self.dispatch(seen, &replaying)?;
            }
            Ok(())
        })?;
        self.dispatcher.finish_round()?;
        let index_from = self.index_from;
        let set_aside = self.cut_all(&tail)?;
        self.log.start_at(tail.end, safe, tail.newest);
        if !complete {
            from = log_min;
            self.fill_holes(tail.end, safe)?;
        } else if self.index_from != index_from {
            from = from.min(self.index_from.unwrap_or(from)).max(log_min);
            self.replay(from, tail.end, tail.end)?;
        }
        // Behind a queue that became shorter stand units of before.
        for (queue, end) in ends.iter().filter(|(queue, end)| queue.max() < *end) {
            tracing::info!(topic = %queue.topic(), queue = %queue.id(), %end, now = %queue.max(),
                "the queue is shorter than it was");
            self.queues.files.cut_at(queue, queue.max())?;
        }
        let replayed_from = (from < tail.end).then_some(from);
        Ok(Done { tail, set_aside, queues_rebuilt, replayed_from })
    }

    /// Whether a record before `known` has its queue unit, if it is to have one.
    fn has_unit(&self, seen: &Seen<'_>, known: PhysicalOffset) -> bool {
        let record = &seen.record;
        seen.offset >= known
            || !Kind::of_sys_flag(record.sys_flag).is_queued()
            || self.deleted_topics.covers(record.topic, seen.offset)
            || self
                .queues
                .find(record.topic, record.queue_id)
                .is_some_and(|queue| queue.max() > record.queue_offset)
    }

    fn unit_check(&self) -> UnitCheck<'_> {
        UnitCheck::new(self.log, self.queues)
    }

    /// Cuts queues with wrong units back to right ones; answers from where on the log has to be
    /// dispatched again for them.
    fn cut_back(&self, wrong: Vec<LastUnit>) -> Result<Option<PhysicalOffset>, StoreError> {
        let mut from = None;
        for LastUnit { queue, unit } in wrong {
            tracing::error!(
                topic = %queue.topic(), queue = %queue.id(), max = %queue.max(), ?unit,
                "the queue does not end as it should; it is made again from the commit log"
            );
            let own = self.unit_check().cut_back(&queue)?;
            from = Some(from.map_or(own, |from: PhysicalOffset| from.min(own)));
        }
        Ok(from)
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

    /// Lets log, queues and index end where the good data ends. Answers where the data behind it
    /// was copied to.
    fn cut_all(&mut self, tail: &Tail) -> Result<Option<PathBuf>, StoreError> {
        let set_aside = self.cut_log(tail)?;
        self.deleted_topics.cut(tail.end)?;
        self.queues.cut(tail.end)?;
        if let Some(index) = self.index
            && let Some(lacks) = index.cut(tail.end)?
        {
            self.index_from = Some(self.index_from.map_or(lacks, |from| from.min(lacks)));
        }
        Ok(set_aside)
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
        self.fill_holes(end, doubtful)
    }

    fn fill_holes(
        &mut self,
        end: PhysicalOffset,
        doubtful: PhysicalOffset,
    ) -> Result<(), StoreError> {
        tracing::info!("a queue lacks units; all queues are completed from the commit log");
        self.replay_once(self.log.min(), end, doubtful, Holes::Fill).map(|_| ())
    }

    /// How a replay from `from` on is dispatched: nothing fills a hole
    /// that is left when the whole log is read.
    fn replaying(&self, from: PhysicalOffset, doubtful: PhysicalOffset, holes: Holes) -> Replaying {
        let log_min = self.log.min();
        let holes = if from <= log_min { Holes::Fill } else { holes };
        Replaying { holes, log_min, doubtful, is_announced: false }
    }

    /// Answers whether it came through; it does not when holes are to be reported.
    fn replay_once(
        &mut self,
        from: PhysicalOffset,
        end: PhysicalOffset,
        doubtful: PhysicalOffset,
        holes: Holes,
    ) -> Result<bool, StoreError> {
        let replaying = self.replaying(from, doubtful, holes);
        let mut came_through = true;
        let scan = Scan::new(self.log, end, false).going_past(Past::All);
        let scanned = reading_ahead(self.log, from, end, |ahead| {
            scan.fed_by(ahead).run(from, &mut |seen| {
                came_through = self.dispatch(&seen, &replaying)?;
                Ok(came_through)
            })
        })?;
        self.dispatcher.finish_round()?;
        if let EndCause::Damaged { file, problem } = &scanned.cause {
            tracing::error!(file, problem, "messages behind this stay without queue units");
        }
        Ok(came_through)
    }

    /// Adds one record to queues and index; `false` when its queue has a hole before it.
    fn dispatch(&mut self, seen: &Seen<'_>, replaying: &Replaying) -> Result<bool, StoreError> {
        let added = self.dispatcher.add_seen(seen, self.config, replaying)?;
        if self.dispatcher.gathered() >= ROUND {
            self.dispatcher.finish_round()?;
        }
        Ok(added != Added::Hole)
    }
}

/// Reads the log from `from` until it ends in something that is no record.
fn read_tail(
    config: &StoreConfig,
    log: &CommitLog,
    (from, past): (PhysicalOffset, Past),
    visit: &mut dyn FnMut(&Seen<'_>) -> Result<(), StoreError>,
) -> Result<Tail, StoreError> {
    let limit = log.segments.last().map_or(from, |last| last.end());
    let (mut records, mut newest) = (0, TimestampMs(0));
    let scan = Scan::new(log, limit, config.check_crc_on_recover).going_past(past);
    let end = reading_ahead(log, from, limit, |ahead| {
        scan.fed_by(ahead).run(from, &mut |seen| {
            records += 1;
            newest = seen.record.store_timestamp;
            visit(&seen)?;
            Ok(true)
        })
    })?;
    Ok(Tail { from, end: end.at, cause: end.cause, records, newest })
}
