//! The consume queues under the eye of `verify`, compared with the log while that is read.
//!
//! Units stand in the order of the log, so one place in each queue is enough: what the log shows
//! next for a queue must be what stands there. Memory goes with the queues, not with the messages.

use std::collections::{BTreeMap, HashMap};

use super::finding::{Finding, Findings, MessagePlace, Severity};
use super::folder::QueueFolder;
use super::log_check::LogCheck;
use super::queue_units::QueueUnits;
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::store::append::{Kind, UnitTag};
use crate::engine::store::config::StoreConfig;
use crate::engine::store::deleted_topics::DeletedTopics;
use crate::engine::store::disk::Disk;
use crate::engine::store::dispatch::unit_tag;
use crate::engine::store::error::StoreError;
use crate::engine::store::layout::{Unit, ext_offset};
use crate::engine::store::replay::Seen;

const REBUILD: &str = "`rmq store rebuild` makes all queues anew from the commit log";

/// All queues of a store.
pub(super) struct QueueCheck<'a> {
    config: &'a StoreConfig,
    deleted: &'a DeletedTopics,
    was_clean: bool,
    has_ext: bool,
    queues: HashMap<TopicName, BTreeMap<QueueId, Cursor>>,
    /// Records of queues that have no files.
    homeless: BTreeMap<TopicName, u64>,
    /// Units that were looked at.
    pub units: u64,
}

/// One queue and how far it was compared.
struct Cursor {
    units: QueueUnits,
    next: i64,
    /// Records whose units are not there, from first to last in a row.
    missing: Option<Missing>,
}

struct Missing {
    first: MessagePlace,
    last: i64,
    count: u64,
}

impl<'a> QueueCheck<'a> {
    /// The queues in `folders`.
    pub fn new(
        config: &'a StoreConfig,
        deleted: &'a DeletedTopics,
        folders: Vec<QueueFolder>,
        was_clean: bool,
        has_ext: bool,
    ) -> Self {
        let mut queues: HashMap<TopicName, BTreeMap<QueueId, Cursor>> = HashMap::new();
        for folder in folders.into_iter().filter(|folder| !folder.files.is_empty()) {
            let (topic, id) = (folder.topic.clone(), folder.id);
            let units = QueueUnits::new(folder, config.consume_queue_file_size);
            let next = units.first();
            let cursor = Cursor { units, next, missing: None };
            queues.entry(topic).or_default().insert(id, cursor);
        }
        let homeless = BTreeMap::new();
        Self { config, deleted, was_clean, has_ext, queues, homeless, units: 0 }
    }

    /// How many queues have files.
    pub fn count(&self) -> u64 {
        self.queues.values().map(|ids| ids.len() as u64).sum()
    }

    /// Compares the next record of the log.
    pub fn record(
        &mut self,
        disk: &dyn Disk,
        log: &LogCheck,
        seen: &Seen<'_>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let record = &seen.record;
        if !Kind::of_sys_flag(record.sys_flag).is_queued()
            || self.deleted.covers(record.topic, seen.offset)
        {
            return Ok(());
        }
        let queue = self.queues.get_mut(record.topic).and_then(|q| q.get_mut(&record.queue_id));
        let Some(cursor) = queue else {
            *self.homeless.entry(TopicName::from(record.topic)).or_default() += 1;
            return Ok(());
        };
        let at = record.queue_offset.0;
        if at < cursor.next {
            // Cleaned away, or of a topic that was made again.
            return Ok(());
        }
        let Some(unit) = cursor.units.at(disk, at, findings).filter(Unit::is_written) else {
            cursor.missed(MessagePlace::of(record, seen.offset), at);
            return Ok(());
        };
        if unit.physical_offset > seen.offset {
            // Of a topic that was made again: a later record has this place.
            return Ok(());
        }
        cursor.tell_hole(at, findings);
        while cursor.next < at.min(cursor.units.end()) {
            let next = cursor.next;
            self.units += 1;
            cursor.unclaimed(disk, log, next, self.was_clean, findings);
            cursor.next += 1;
        }
        cursor.next = at + 1;
        self.units += 1;
        let (size, place) = (seen.len as i32, seen.offset);
        let tag = unit_tag(self.config, record.topic, record.properties);
        let tags_code = tag.code(record.store_timestamp);
        let expected = Unit { physical_offset: place, size, tags_code };
        // Delays may have been others when the unit was written.
        let is_due_time =
            matches!(tag, UnitTag::DueAfterMs(_)) && unit.tags_code >= record.store_timestamp.0;
        let is_ext = self.has_ext && ext_offset(unit.tags_code).is_some();
        let found = if is_due_time || is_ext { Unit { tags_code, ..unit } } else { unit };
        if found != expected {
            let message = MessagePlace::of(record, seen.offset);
            let finding = cursor.finding(Severity::Error, "a wrong unit", at);
            let finding = finding.expected(shown(&expected), shown(&unit));
            findings.add(finding.message(Some(message)).help(REBUILD));
        }
        Ok(())
    }

    /// Looks at what the log said nothing about, once it was read to its end.
    pub fn finish(&mut self, disk: &dyn Disk, log: &LogCheck, findings: &mut Findings) {
        let mut topics: Vec<_> = self.queues.iter_mut().collect();
        topics.sort_by(|a, b| a.0.cmp(b.0));
        for cursor in topics.into_iter().flat_map(|(_, ids)| ids.values_mut()) {
            cursor.tell_missing(self.was_clean, findings);
            while let Some(unit) = cursor.units.at(disk, cursor.next, findings) {
                if !unit.is_written() {
                    break;
                }
                self.units += 1;
                cursor.unclaimed(disk, log, cursor.next, self.was_clean, findings);
                cursor.next += 1;
            }
            cursor.units.check_rest(disk, cursor.next, findings);
        }
        let root = self.config.root_dir.join(crate::engine::store::layout::CONSUME_QUEUE_DIR);
        for (topic, records) in &self.homeless {
            let problem =
                format!("{records} messages of {topic} are in the log, but not its queue");
            let finding = Finding::new(Severity::Info, &root.join(topic.as_str()), problem);
            findings.add(finding.help(
                "as it is with a topic that was deleted; if it was not, `rmq store rebuild`",
            ));
        }
    }
}

impl Cursor {
    fn finding(&self, severity: Severity, problem: impl Into<String>, at: i64) -> Finding {
        let (path, position) = self.units.place(at);
        Finding::new(severity, &path, problem).at(position)
    }

    fn missed(&mut self, place: MessagePlace, at: i64) {
        match &mut self.missing {
            Some(missing) if missing.last < at => {
                missing.last = at;
                missing.count += 1;
            }
            _ => self.missing = Some(Missing { first: place, last: at, count: 1 }),
        }
    }

    /// A record behind those that are missing has its unit: if it follows them, they should have
    /// theirs; otherwise they belong to a topic that was made again.
    fn tell_hole(&mut self, at: i64, findings: &mut Findings) {
        if let Some(missing) = self.missing.take().filter(|missing| missing.last + 1 == at) {
            self.tell(missing, Severity::Error, findings);
        }
    }

    fn tell_missing(&mut self, was_clean: bool, findings: &mut Findings) {
        if let Some(missing) = self.missing.take() {
            let severity = if was_clean { Severity::Error } else { Severity::Warning };
            self.tell(missing, severity, findings);
        }
    }

    fn tell(&self, missing: Missing, severity: Severity, findings: &mut Findings) {
        let at = missing.first.queue_offset.0;
        let problem = format!("{} messages have no unit, from this one on", missing.count);
        let finding = self.finding(severity, problem, at);
        let help = "a broker that starts completes the queue; so does `rmq store rebuild`";
        findings.add(finding.message(Some(missing.first)).help(help));
    }

    /// Looks at a unit that no record of the log has claimed.
    fn unclaimed(
        &mut self,
        disk: &dyn Disk,
        log: &LogCheck,
        at: i64,
        was_clean: bool,
        findings: &mut Findings,
    ) {
        let Some(unit) = self.units.at(disk, at, findings) else { return };
        let place = unit.physical_offset;
        if unit.is_blank() || !unit.is_written() || place < log.min {
            return;
        }
        let message = self.message(at, place);
        let (severity, problem) = if log.is_damaged(place) {
            (Severity::Error, "the message of this unit is damaged")
        } else if log.is_read && place >= log.end {
            let severity = if was_clean { Severity::Error } else { Severity::Warning };
            (severity, "a unit that leads behind the end of the log")
        } else {
            (Severity::Error, "a unit that leads to no message of this queue")
        };
        let finding = self.finding(severity, problem, at).message(Some(message));
        let finding = finding.expected("the place of a message of this queue", shown(&unit));
        findings.add(finding.help(REBUILD));
    }

    fn message(&self, at: i64, place: PhysicalOffset) -> MessagePlace {
        let (topic, queue_id) = self.units.queue();
        MessagePlace {
            topic,
            queue_id,
            queue_offset: QueueOffset(at),
            physical_offset: place,
            message_id: None,
        }
    }
}

fn shown(unit: &Unit) -> String {
    format!("offset {}, {} bytes, tags {}", unit.physical_offset, unit.size, unit.tags_code)
}
