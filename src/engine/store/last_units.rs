//! Whether a queue's last unit points at the record that it should, and the way back to one
//! that does.

use super::append::Kind;
use super::commit_log::CommitLog;
use super::consume_queue::queue::Queue;
use super::error::StoreError;
use super::layout::Unit;
use super::queues::{LastUnit, Queues};
use super::replay::{Scan, Seen};
use crate::engine::protocol::message::{self, property};
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};

/// What a look at the record behind a unit told.
enum Verdict {
    /// It is the unit's.
    Right,
    /// There is no record that could be read.
    NoRecord,
    /// It is another message's, or none can be there.
    Wrong,
}

/// Compares units with the log.
pub(super) struct UnitCheck<'a> {
    log: &'a CommitLog,
    queues: &'a Queues,
    scan: Scan<'a>,
}

impl<'a> UnitCheck<'a> {
    /// A check of `queues` against `log`.
    pub fn new(log: &'a CommitLog, queues: &'a Queues) -> Self {
        Self { log, queues, scan: Scan::new(log, log.min(), false) }
    }

    /// Looks at all of `units`, in the log's order. Answers the queues whose last unit is wrong;
    /// after a crash, that is also one of a record that is not there.
    pub fn wrong_ones(
        &mut self,
        mut units: Vec<LastUnit>,
        after_crash: bool,
    ) -> Result<Vec<LastUnit>, StoreError> {
        units.sort_unstable_by_key(|last| last.unit.physical_offset);
        let mut wrong = Vec::new();
        for last in units {
            let (queue, at) = (&last.queue, last.queue.max().plus(-1));
            match self.judge(queue, at, &last.unit)? {
                Verdict::Right => {}
                // The record may have rotten; then it is not the queue that is wrong.
                Verdict::NoRecord
                    if !after_crash && self.follows_its_predecessor(queue, at, &last.unit)? => {}
                Verdict::NoRecord | Verdict::Wrong => wrong.push(last),
            }
        }
        Ok(wrong)
    }

    /// Cuts `queue` behind its newest unit that is right, or empties it. Answers from where the
    /// log has to be dispatched again to complete it.
    pub fn cut_back(&mut self, queue: &Queue) -> Result<PhysicalOffset, StoreError> {
        let files = &self.queues.files;
        let log_min = self.log.min();
        let (mut at, mut step) = (queue.max().plus(-1), 1);
        while let Some(unit) = files.unit_at(queue, at)? {
            if let Verdict::Right = self.judge(queue, at, &unit)? {
                break;
            }
            at = at.plus(-step);
            step *= 2;
        }
        // Not one right unit is given up: a checkpoint may vouch for it, and the next start, should
        // this one be killed, would not look for its record again.
        let mut end = at.max(queue.min());
        let mut physical_end = None;
        while let Some(unit) = files.unit_at(queue, end)? {
            if !matches!(self.judge(queue, end, &unit)?, Verdict::Right) {
                break;
            }
            physical_end = Some(unit.end());
            end = end.plus(1);
        }
        if let Some(physical_end) = physical_end {
            files.cut_at(queue, end)?;
            files.correct_min(queue, log_min)?;
            return Ok(physical_end.max(log_min));
        }
        files.clear(queue)?;
        Ok(log_min)
    }

    fn follows_its_predecessor(
        &self,
        queue: &Queue,
        at: QueueOffset,
        unit: &Unit,
    ) -> Result<bool, StoreError> {
        let before = self.queues.files.unit_at(queue, at.plus(-1))?;
        Ok(before.is_none_or(|before| before.is_blank() || before.end() <= unit.physical_offset))
    }

    fn judge(
        &mut self,
        queue: &Queue,
        at: QueueOffset,
        unit: &Unit,
    ) -> Result<Verdict, StoreError> {
        // Nothing can be said of a message that is cleaned away, or of none.
        if unit.is_blank() || unit.physical_offset < self.log.min() {
            return Ok(Verdict::Right);
        }
        let log_end = self.log.segments.last().map_or(self.log.min(), |last| last.end());
        let Ok(size) = u32::try_from(unit.size) else { return Ok(Verdict::Wrong) };
        if size == 0 || unit.end() > log_end {
            return Ok(Verdict::Wrong);
        }
        Ok(match self.scan.record(unit.physical_offset, size)? {
            None => Verdict::NoRecord,
            Some(seen) if is_of(queue, at, &seen) => Verdict::Right,
            Some(_) => Verdict::Wrong,
        })
    }
}

/// Whether a record is the message number `at` of `queue`. One that was sent to several queues
/// at once carries the number of one of them only.
fn is_of(queue: &Queue, at: QueueOffset, seen: &Seen<'_>) -> bool {
    let record = &seen.record;
    if message::property_value(record.properties, property::INNER_MULTI_DISPATCH).is_some() {
        return true;
    }
    record.topic == queue.topic().as_str()
        && record.queue_id == queue.id()
        && record.queue_offset == at
        && Kind::of_sys_flag(record.sys_flag).is_queued()
}
