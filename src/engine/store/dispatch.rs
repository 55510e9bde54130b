//! Dispatch: turns records into queue units and index entries, in log order.
//!
//! Entries come from the append thread, which knows all that is needed, or from a scan of the
//! log; both go through [`Dispatcher::add`] and give the same bytes.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;

use super::append::{Appended, Entry, Kind, UnitTag};
use super::commit_log::CommitLog;
use super::config::StoreConfig;
use super::consume_queue::queue::Queue;
use super::deleted_topics::DeletedTopics;
use super::error::StoreError;
use super::index::Index;
use super::index_file::IndexedKey;
use super::layout::{self, ExtUnit, UNIT_LEN, Unit};
use super::queues::Queues;
use super::replay::Seen;
use crate::engine::protocol::message::{self, property};
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset, TopicName};
use crate::engine::protocol::record::MIN_RECORD_LEN;
use crate::engine::util::clock::TimestampMs;

/// Messages of one queue that became readable together.
pub struct Arrivals {
    queue: Arc<Queue>,
    first: QueueOffset,
    units: Vec<u8>,
}

/// A message that became readable.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The offset behind it.
    pub next_offset: QueueOffset,
    /// What its queue unit holds.
    pub tags_code: i64,
    /// Where its record starts.
    pub physical_offset: PhysicalOffset,
    /// Bytes of its record.
    pub size: u32,
}

impl Arrivals {
    /// Their queue.
    pub fn queue(&self) -> &Arc<Queue> {
        &self.queue
    }

    /// The messages, in the order of their offsets.
    pub fn messages(&self) -> impl Iterator<Item = Arrival> {
        self.units.as_chunks().0.iter().zip(1..).filter_map(|(unit, behind)| {
            let unit = Unit::decode(unit);
            // Blank units stand for messages that the log lacks.
            (unit != Unit::BLANK).then(|| Arrival {
                next_offset: self.first.plus(behind),
                tags_code: unit.tags_code,
                physical_offset: unit.physical_offset,
                size: unit.size.unsigned_abs(),
            })
        })
    }
}

/// Hears of messages that became readable.
pub trait ArrivalListener: Send + Sync {
    /// Called on the dispatch thread after the messages became readable; must not block. `records`
    /// gives the record of an arrival, as long as the log holds it.
    fn arrived(&self, arrivals: &[Arrivals], records: &dyn Fn(&Arrival) -> Option<Bytes>);
}

/// What to do about a record whose predecessor in its queue has no unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holes {
    /// Tell: the log may still hold the predecessor.
    Report,
    /// The log does not hold it: start the queue there, or put blank units.
    Fill,
}

/// How a scan of the log is dispatched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replaying {
    /// What to do about holes.
    pub holes: Holes,
    /// First offset that the log still holds.
    pub log_min: PhysicalOffset,
    /// Units of records from here on may be wrong and are written again.
    pub doubtful: PhysicalOffset,
    /// Whether listeners hear of what becomes readable.
    pub is_announced: bool,
}

impl Replaying {
    /// For records that have no units yet.
    pub fn new_ones(log_min: PhysicalOffset) -> Self {
        let doubtful = PhysicalOffset(i64::MAX);
        Self { holes: Holes::Fill, log_min, doubtful, is_announced: true }
    }
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// It will be readable after the round.
    Yes,
    /// It was already, or is not to be.
    Skipped,
    /// Its queue lacks earlier units; nothing was changed.
    Hole,
}

/// Gathers units by queue, and keys, and writes them round by round.
pub(super) struct Dispatcher {
    queues: Arc<Queues>,
    index: Option<Arc<Index>>,
    deleted_topics: Arc<DeletedTopics>,
    round: Vec<Pending>,
    spare: Vec<Vec<u8>>,
    keys: Vec<IndexedKey>,
    gathered: usize,
    arrivals: Vec<Arrivals>,
    newly_dirty: Vec<Arc<Queue>>,
}

struct Pending {
    queue: Arc<Queue>,
    first: QueueOffset,
    units: Vec<u8>,
    /// Extensions of units, each with its unit's number; none unless they are configured.
    extensions: Vec<(usize, ExtUnit)>,
    physical_end: PhysicalOffset,
    is_announced: bool,
}

struct Item<'a> {
    queue: &'a Arc<Queue>,
    queue_offset: QueueOffset,
    physical_offset: PhysicalOffset,
    size: u32,
    tags_code: i64,
    kind: Kind,
    key_hashes: &'a [i32],
    stored: TimestampMs,
}

impl Dispatcher {
    /// A dispatcher into `queues` and `index`.
    pub fn new(
        queues: Arc<Queues>,
        index: Option<Arc<Index>>,
        deleted_topics: Arc<DeletedTopics>,
    ) -> Self {
        Self {
            queues,
            index,
            deleted_topics,
            round: Vec::new(),
            spare: Vec::new(),
            keys: Vec::new(),
            gathered: 0,
            arrivals: Vec::new(),
            newly_dirty: Vec::new(),
        }
    }

    /// Adds an entry of `queue` that was just appended.
    pub fn add_appended(
        &mut self,
        queue: &Arc<Queue>,
        entry: &Entry,
        place: &Appended,
    ) -> Result<Added, StoreError> {
        let item = Item {
            queue,
            queue_offset: place.queue_offset,
            physical_offset: place.physical_offset,
            size: entry.len,
            tags_code: entry.tag.code(place.store_timestamp),
            kind: entry.kind,
            key_hashes: entry.key_hashes.as_slice(),
            stored: place.store_timestamp,
        };
        self.add(&item, &Replaying::new_ones(PhysicalOffset(0)))
    }

    /// Adds a record that a scan found.
    pub fn add_seen(
        &mut self,
        seen: &Seen<'_>,
        config: &StoreConfig,
        replaying: &Replaying,
    ) -> Result<Added, StoreError> {
        let record = &seen.record;
        if self.deleted_topics.covers(record.topic, seen.offset) {
            return Ok(Added::Skipped);
        }
        let key_hashes = layout::key_hashes(record.topic, record.properties);
        let queue = match self.queues.find(record.topic, record.queue_id) {
            Some(queue) => queue,
            None => self.queues.get(&TopicName::from(record.topic), record.queue_id),
        };
        let item = Item {
            queue: &queue,
            queue_offset: record.queue_offset,
            physical_offset: seen.offset,
            size: seen.len,
            tags_code: unit_tag(config, record.topic, record.properties)
                .code(record.store_timestamp),
            kind: Kind::of_sys_flag(record.sys_flag),
            key_hashes: key_hashes.as_slice(),
            stored: record.store_timestamp,
        };
        self.add(&item, replaying)
    }

    fn add(&mut self, item: &Item<'_>, replaying: &Replaying) -> Result<Added, StoreError> {
        let added = if item.kind.is_queued() && !item.queue.is_retired() {
            self.add_unit(item, replaying)?
        } else {
            Added::Skipped
        };
        if added != Added::Hole && item.kind.is_indexed() && self.index.is_some() {
            let (offset, stored) = (item.physical_offset, item.stored);
            let keys = item.key_hashes.iter().map(|&hash| IndexedKey { hash, offset, stored });
            self.keys.extend(keys);
            if self.keys.len() >= MAX_KEYS {
                self.write_keys();
            }
        }
        Ok(added)
    }

    fn add_unit(&mut self, item: &Item<'_>, replaying: &Replaying) -> Result<Added, StoreError> {
        let unit = Unit {
            physical_offset: item.physical_offset,
            size: i32::try_from(item.size).unwrap_or(i32::MAX),
            tags_code: item.tags_code,
        };
        let (mut expected, mut known) = self.place_of(item.queue);
        if unit.end() <= known {
            if item.physical_offset < replaying.doubtful
                || item.queue_offset >= expected
                || !self.queues.files.rewind(item.queue, item.queue_offset, item.physical_offset)
            {
                return Ok(Added::Skipped);
            }
            (expected, known) = (item.queue_offset, item.physical_offset);
        }
        if item.queue_offset < expected {
            if item.queue_offset.0 != 0 {
                tracing::warn!(
                    topic = %item.queue.topic(), queue = %item.queue.id(),
                    offset = %item.queue_offset, %expected, at = %item.physical_offset,
                    "a record repeats a queue offset; it stays without a queue unit"
                );
                return Ok(Added::Skipped);
            }
            // The topic was deleted and made again: its queue counts from 0 anew.
            self.restart(item.queue)?;
        } else if item.queue_offset > expected {
            if !could_be_missing(item.queue_offset.since(expected), known, item.physical_offset) {
                tracing::error!(
                    topic = %item.queue.topic(), queue = %item.queue.id(),
                    offset = %item.queue_offset, %expected, at = %item.physical_offset,
                    "a damaged record: the log has no room for the messages that its queue \
                     offset says are before it; it stays without a queue unit"
                );
                return Ok(Added::Skipped);
            }
            if replaying.holes == Holes::Report {
                return Ok(Added::Hole);
            }
            self.bridge(item, expected, known, replaying.log_min)?;
        }
        let is_extended = self.queues.files.ext.is_on();
        let pending = self.pending(item.queue, item.queue_offset);
        pending.is_announced = replaying.is_announced;
        if is_extended {
            let (tags_code, store_timestamp) = (item.tags_code, item.stored);
            let extension = ExtUnit { tags_code, store_timestamp, bit_map: Vec::new() };
            pending.extensions.push((pending.units.len() / UNIT_LEN, extension));
        }
        pending.units.extend_from_slice(&unit.encode());
        pending.physical_end = unit.end();
        self.gathered += 1;
        Ok(Added::Yes)
    }

    /// The offset that the queue's next unit must have, and the end of its newest record.
    fn place_of(&self, queue: &Queue) -> (QueueOffset, PhysicalOffset) {
        let place = queue.round_place().load(Ordering::Relaxed) as usize;
        match self.round.get(place) {
            Some(pending) => {
                let units = (pending.units.len() / UNIT_LEN) as i64;
                (pending.first.plus(units), pending.physical_end)
            }
            None => (queue.max(), queue.physical_end()),
        }
    }

    /// The round's units of `queue`, which start at `first` if there are none yet.
    fn pending(&mut self, queue: &Arc<Queue>, first: QueueOffset) -> &mut Pending {
        let place = queue.round_place().load(Ordering::Relaxed) as usize;
        let place = if place < self.round.len() { place } else { self.round.len() };
        if place == self.round.len() {
            queue.round_place().store(place as u32, Ordering::Relaxed);
            let units = self.spare.pop().unwrap_or_default();
            let physical_end = queue.physical_end();
            let (queue, extensions) = (queue.clone(), Vec::new());
            let is_announced = false;
            let pending = Pending { queue, first, units, extensions, physical_end, is_announced };
            self.round.push(pending);
        }
        &mut self.round[place]
    }

    /// Empties a queue whose topic was made again.
    fn restart(&mut self, queue: &Arc<Queue>) -> Result<(), StoreError> {
        self.finish_round()?;
        self.queues.files.clear(queue)
    }

    /// Makes `item` the next unit of a queue that lacks those before it.
    fn bridge(
        &mut self,
        item: &Item<'_>,
        expected: QueueOffset,
        known: PhysicalOffset,
        log_min: PhysicalOffset,
    ) -> Result<(), StoreError> {
        let missing = item.queue_offset.since(expected);
        if expected.0 == 0 || known <= log_min || missing > MAX_BRIDGED {
            // Nothing readable stands before, or nobody would wade through: it begins here.
            self.finish_round()?;
            return self.queues.files.clear(item.queue);
        }
        tracing::warn!(
            topic = %item.queue.topic(), queue = %item.queue.id(), from = %expected,
            to = %item.queue_offset, "the commit log lacks messages of a queue"
        );
        let blank = Unit::BLANK.encode();
        let pending = self.pending(item.queue, expected);
        for _ in 0..missing {
            pending.units.extend_from_slice(&blank);
        }
        Ok(())
    }

    /// Messages gathered in this round.
    pub fn gathered(&self) -> usize {
        self.gathered
    }

    /// Writes the round's units and makes them readable. When it fails, units of some queues
    /// are written and the others are forgotten: adding the same records again completes them.
    pub fn finish_round(&mut self) -> Result<(), StoreError> {
        self.write_keys();
        self.gathered = 0;
        let mut result = Ok(());
        for pending in self.round.drain(..) {
            pending.queue.round_place().store(u32::MAX, Ordering::Relaxed);
            let (queue, units) = (&pending.queue, &pending.units);
            let written = match pending.extensions.as_slice() {
                [] => self.queues.files.write(queue, pending.first, units),
                extensions => {
                    self.queues.files.write_extended(queue, pending.first, units, extensions)
                }
            };
            if written.is_ok() {
                let units = (pending.units.len() / UNIT_LEN) as i64;
                pending.queue.publish(pending.first.plus(units), pending.physical_end);
                if pending.queue.mark_dirty() {
                    self.newly_dirty.push(pending.queue.clone());
                }
            }
            let Pending { queue, first, units, .. } = pending;
            match written.is_ok() && pending.is_announced {
                true => self.arrivals.push(Arrivals { queue, first, units }),
                false => keep(&mut self.spare, units),
            }
            result = result.and(written);
        }
        result
    }

    fn write_keys(&mut self) {
        if let Some(index) = &self.index {
            index.add(&self.keys);
        }
        self.keys.clear();
    }

    /// Tells `listener` what became readable in `log` since the last call.
    pub fn announce(&mut self, listener: &dyn ArrivalListener, log: &CommitLog) {
        if !self.arrivals.is_empty() {
            let record =
                |arrival: &Arrival| log.slice(arrival.physical_offset, arrival.size as usize);
            listener.arrived(&self.arrivals, &record);
            self.arrivals.drain(..).for_each(|told| keep(&mut self.spare, told.units));
        }
    }

    /// Moves queues that were written to for the first time since their last flush to `out`.
    pub fn take_newly_dirty(&mut self, out: &mut Vec<Arc<Queue>>) {
        out.append(&mut self.newly_dirty);
    }
}

/// Keeps a buffer for a later round, as far as that is worth it.
fn keep(spare: &mut Vec<Vec<u8>>, mut units: Vec<u8>) {
    units.clear();
    if spare.len() < MAX_SPARE && units.capacity() <= MAX_SPARE_LEN {
        spare.push(units);
    }
}

/// Whether the log has room between two places for `missing` records. A queue offset is not
/// covered by any checksum.
fn could_be_missing(missing: i64, from: PhysicalOffset, to: PhysicalOffset) -> bool {
    missing.saturating_mul(MIN_RECORD_LEN as i64) <= to.since(from)
}

/// Missing units that are bridged with blank ones at most.
const MAX_BRIDGED: i64 = 1 << 20;
/// Keys gathered before they are written to the index, though the round goes on.
const MAX_KEYS: usize = 16_384;
/// Unit buffers kept from one round to the next, and the room each may keep.
const MAX_SPARE: usize = 256;
const MAX_SPARE_LEN: usize = 64 << 10;

/// What the queue unit of a message holds (`CommitLog.checkMessageAndReturnSize`).
pub fn unit_tag(config: &StoreConfig, topic: &str, properties: &str) -> UnitTag {
    if topic == layout::SCHEDULE_TOPIC
        && let Some(level) = message::property_value(properties, property::DELAY)
        && let Some(delay) = level.parse().ok().and_then(|level| config.delay_of_level(level))
    {
        return UnitTag::DueAfterMs(delay);
    }
    UnitTag::Code(layout::tags_hash(message::property_value(properties, property::TAGS)))
}
