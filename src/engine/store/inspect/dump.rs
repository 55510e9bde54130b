//! `dump`: what is in a store, record by record, unit by unit, entry by entry; damaged places too.

use serde::Serialize;

use super::finding::Findings;
use super::folder;
use super::index_entries::IndexEntries;
use super::log_walk::{files_in_use, walk_file};
use super::queue_units::QueueUnits;
use super::{Inspector, MessagePlace};
use crate::engine::protocol::message::{property, property_value};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::record::Record;
use crate::engine::store::error::{IoContext, StoreError};
use crate::engine::store::index_file::IndexShape;
use crate::engine::store::layout::{
    CHECKPOINT_FILE, CONSUME_QUEUE_DIR, CheckpointTimes, INDEX_DIR,
};
use crate::engine::store::replay::Sight;
use crate::engine::util::clock::TimestampMs;

/// Which records and units are wanted.
#[derive(Clone, Debug, Default)]
pub struct DumpFilter {
    /// Of this topic only.
    pub topic: Option<TopicName>,
    /// Of queues with this number only.
    pub queue: Option<QueueId>,
    /// From this place in the commit log on.
    pub from: Option<PhysicalOffset>,
    /// Before this place in the commit log.
    pub to: Option<PhysicalOffset>,
    /// With bodies.
    pub with_body: bool,
}

impl DumpFilter {
    fn takes_place(&self, place: PhysicalOffset) -> bool {
        self.from.is_none_or(|from| place >= from) && self.to.is_none_or(|to| place < to)
    }

    fn takes_queue(&self, topic: &str, queue: QueueId) -> bool {
        self.topic.as_ref().is_none_or(|wanted| wanted.as_str() == topic)
            && self.queue.is_none_or(|wanted| wanted == queue)
    }
}

/// A record of the commit log, or a damaged stretch of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DumpedRecord {
    /// Where it starts.
    pub physical_offset: PhysicalOffset,
    /// Its bytes.
    pub size: u64,
    /// What is wrong with it; null for a good record.
    pub damage: Option<String>,
    /// The message; null where no record can be read.
    pub message: Option<DumpedMessage>,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DumpedMessage {
    /// Its topic.
    pub topic: TopicName,
    /// Its queue.
    pub queue_id: QueueId,
    /// Its place in the queue.
    pub queue_offset: QueueOffset,
    /// The producer's id for it, else the one made of its place.
    pub message_id: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// Its keys, with blanks between them.
    pub keys: Option<String>,
    /// When it was stored.
    pub store_timestamp: TimestampMs,
    /// When the client made it.
    pub born_timestamp: TimestampMs,
    /// Who sent it.
    pub born_host: String,
    /// Bits of compression, transaction and addresses.
    pub sys_flag: i32,
    /// Attempts to consume it so far.
    pub reconsume_times: i32,
    /// Bytes of its body as stored.
    pub body_size: usize,
    /// The body as stored, when it was asked for and is text.
    pub body: Option<String>,
    /// The body in hexadecimal digits, when it was asked for and is no text.
    pub body_hex: Option<String>,
}

/// A unit of a consume queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DumpedUnit {
    /// The topic.
    pub topic: TopicName,
    /// The queue.
    pub queue_id: QueueId,
    /// The unit's number.
    pub queue_offset: QueueOffset,
    /// Where the record starts.
    pub physical_offset: PhysicalOffset,
    /// Bytes of the record.
    pub size: i32,
    /// Hash of the tag, or the due time of a delayed message.
    pub tags_code: i64,
}

/// An entry of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DumpedEntry {
    /// The index file.
    pub file: String,
    /// The entry's number in it.
    pub number: u32,
    /// Hash of topic and key.
    pub key_hash: i32,
    /// The record.
    pub physical_offset: PhysicalOffset,
    /// The record's store time, to the second.
    pub store_timestamp: TimestampMs,
    /// The entry before it in its slot; 0 for none.
    pub previous: i32,
}

/// One of the three times of the checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DumpedTime {
    /// Of what.
    pub name: &'static str,
    /// Up to which store time it is on the device.
    pub time: TimestampMs,
}

/// Hears one row after another until it answers `false`.
pub type Rows<'a, T> = &'a mut dyn FnMut(T) -> bool;

impl Inspector {
    /// Records of the commit log and what is damaged between them, in order.
    pub fn dump_log(
        &self,
        filter: &DumpFilter,
        rows: Rows<'_, DumpedRecord>,
    ) -> Result<(), StoreError> {
        let files = self.log_files(&mut Findings::default())?;
        for file in &files[..files_in_use(&*self.disk, &files)?] {
            let end = file.log_base().plus(file.len as i64);
            let is_before = filter.from.is_some_and(|from| end <= from);
            if is_before || filter.to.is_some_and(|to| file.log_base() >= to) {
                continue;
            }
            let walked = walk_file(&self.disk, file, file.log_base(), true, &mut |sight| {
                let row = row_of(sight, filter.with_body);
                if filter.to.is_some_and(|to| row.physical_offset >= to) {
                    return Ok(false);
                }
                let takes_message = match &row.message {
                    Some(message) => filter.takes_queue(&message.topic, message.queue_id),
                    // Whose it was is not known.
                    None => true,
                };
                Ok(!(filter.takes_place(row.physical_offset) && takes_message) || rows(row))
            })?;
            let Some(walked) = walked else { return Ok(()) };
            if let (Some(problem), true) = (&walked.problem, walked.leftover.is_some())
                && filter.takes_place(walked.at)
                && !rows(torn_row(walked.at, end, problem))
            {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Units of the queues, queue by queue.
    pub fn dump_units(
        &self,
        filter: &DumpFilter,
        rows: Rows<'_, DumpedUnit>,
    ) -> Result<(), StoreError> {
        let mut findings = Findings::default();
        let root = self.root().join(CONSUME_QUEUE_DIR);
        let size = self.config.consume_queue_file_size;
        for folder in folder::queue_folders(&*self.disk, &root, size, &mut findings)? {
            let (topic, queue_id) = (folder.topic.clone(), folder.id);
            if folder.files.is_empty() || !filter.takes_queue(&topic, queue_id) {
                continue;
            }
            let mut units = QueueUnits::new(folder, size);
            let mut at = units.first();
            while let Some(unit) = units.at(&*self.disk, at, &mut findings) {
                if !unit.is_written() {
                    break;
                }
                let row = DumpedUnit {
                    topic: topic.clone(),
                    queue_id,
                    queue_offset: QueueOffset(at),
                    physical_offset: unit.physical_offset,
                    size: unit.size,
                    tags_code: unit.tags_code,
                };
                if filter.takes_place(unit.physical_offset) && !rows(row) {
                    return Ok(());
                }
                at += 1;
            }
        }
        Ok(())
    }

    /// Entries of the index, in the order in which they were made.
    pub fn dump_index(
        &self,
        filter: &DumpFilter,
        rows: Rows<'_, DumpedEntry>,
    ) -> Result<(), StoreError> {
        let mut findings = Findings::default();
        let disk = &*self.disk;
        let dir = self.root().join(INDEX_DIR);
        let shape = IndexShape::of(&self.config);
        let mut entries = IndexEntries::load(disk, dir, shape, &mut findings)?;
        while let Some(entry) = entries.peek(disk, &mut findings) {
            let place = entry.entry.physical_offset;
            let row = DumpedEntry {
                file: entry.path.display().to_string(),
                number: entry.number,
                key_hash: entry.entry.key_hash,
                physical_offset: place,
                store_timestamp: TimestampMs(
                    entry.begin.0.saturating_add(i64::from(entry.entry.seconds) * 1000),
                ),
                previous: entry.entry.previous,
            };
            if filter.takes_place(place) && !rows(row) {
                return Ok(());
            }
            entries.advance(disk, &mut findings);
        }
        Ok(())
    }

    /// The times of the checkpoint; none without the file.
    pub fn dump_checkpoint(&self) -> Result<Vec<DumpedTime>, StoreError> {
        let path = self.root().join(CHECKPOINT_FILE);
        let Some(bytes) = self.disk.read(&path).or_io("read", &path)? else {
            return Ok(Vec::new());
        };
        let CheckpointTimes { physical, queues, index } = CheckpointTimes::decode(&bytes);
        let rows = [("commit log", physical), ("consume queues", queues), ("index", index)];
        Ok(rows.map(|(name, time)| DumpedTime { name, time }).into())
    }
}

fn row_of(sight: Sight<'_>, with_body: bool) -> DumpedRecord {
    match sight {
        Sight::Record(seen) => DumpedRecord {
            physical_offset: seen.offset,
            size: u64::from(seen.len),
            damage: None,
            message: Some(message_of(&seen.record, seen.offset, with_body)),
        },
        Sight::Damage(damage) => DumpedRecord {
            physical_offset: damage.at,
            size: damage.end.since(damage.at).unsigned_abs(),
            damage: Some(damage.problem.to_owned()),
            message: damage.record.map(|record| message_of(&record, damage.at, with_body)),
        },
    }
}

fn torn_row(at: PhysicalOffset, end: PhysicalOffset, problem: &str) -> DumpedRecord {
    DumpedRecord {
        physical_offset: at,
        size: end.since(at).unsigned_abs(),
        damage: Some(problem.to_owned()),
        message: None,
    }
}

fn message_of(record: &Record<'_>, at: PhysicalOffset, with_body: bool) -> DumpedMessage {
    let MessagePlace { topic, queue_id, queue_offset, message_id, .. } =
        MessagePlace::of(record, at);
    let value = |name| property_value(record.properties, name).map(str::to_owned);
    let text = std::str::from_utf8(record.body).ok();
    let hex = || record.body.iter().map(|byte| format!("{byte:02x}")).collect();
    DumpedMessage {
        topic,
        queue_id,
        queue_offset,
        message_id,
        tag: value(property::TAGS),
        keys: value(property::KEYS),
        store_timestamp: record.store_timestamp,
        born_timestamp: record.born_timestamp,
        born_host: record.born_host.to_string(),
        sys_flag: record.sys_flag,
        reconsume_times: record.reconsume_times,
        body_size: record.body.len(),
        body: text.filter(|_| with_body).map(str::to_owned),
        body_hex: (with_body && text.is_none()).then(hex),
    }
}
