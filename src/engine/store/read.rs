//! Reading messages of a queue (`store.md` 3.6, `DefaultMessageStore.getMessage`).

use bytes::Bytes;

use super::consume_queue::queue::Queue;
use super::dispatch::unit_tag;
use super::error::StoreError;
use super::layout::{self, ExtUnit, UNIT_LEN, Unit};
use super::shared::Shared;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};
use crate::engine::protocol::record::Record;

/// How much one read may return. "On disk" are messages far behind the log's end.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits {
    /// Messages asked for.
    pub max_messages: usize,
    /// `maxTransferBytesOnMessageInMemory`.
    pub memory_bytes: usize,
    /// `maxTransferCountOnMessageInMemory`.
    pub memory_count: usize,
    /// `maxTransferBytesOnMessageInDisk`.
    pub disk_bytes: usize,
    /// `maxTransferCountOnMessageInDisk`.
    pub disk_count: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            max_messages: 32,
            memory_bytes: 262_144,
            memory_count: 32,
            disk_bytes: 65_536,
            disk_count: 8,
        }
    }
}

/// What a read found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadStatus {
    /// At least one message.
    Found,
    /// Messages, but none that was wanted.
    NoMatchedMessage,
    /// Messages that the log does not hold any more.
    MessageWasRemoving,
    /// The queue's file could not be read.
    OffsetFoundNull,
    /// The offset is far behind the end.
    OffsetOverflowBadly,
    /// The offset is the end.
    OffsetOverflowOne,
    /// The offset is before the first message.
    OffsetTooSmall,
    /// There is no such queue.
    NoMatchedLogicQueue,
    /// The queue is empty.
    NoMessageInQueue,
}

impl ReadStatus {
    /// The name Apache's `GetMessageStatus` gives it, the remark of a pull's answer.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "FOUND",
            Self::NoMatchedMessage => "NO_MATCHED_MESSAGE",
            Self::MessageWasRemoving => "MESSAGE_WAS_REMOVING",
            Self::OffsetFoundNull => "OFFSET_FOUND_NULL",
            Self::OffsetOverflowBadly => "OFFSET_OVERFLOW_BADLY",
            Self::OffsetOverflowOne => "OFFSET_OVERFLOW_ONE",
            Self::OffsetTooSmall => "OFFSET_TOO_SMALL",
            Self::NoMatchedLogicQueue => "NO_MATCHED_LOGIC_QUEUE",
            Self::NoMessageInQueue => "NO_MESSAGE_IN_QUEUE",
        }
    }
}

/// Which messages a reader wants.
pub trait Wanted {
    /// Whether a message with this tags code may be wanted.
    fn by_tags_code(&self, tags_code: i64) -> bool;
    /// Whether a message with this extension of its queue unit may be wanted.
    fn by_extension(&self, unit: &ExtUnit) -> bool {
        self.by_tags_code(unit.tags_code)
    }
    /// Whether this record is wanted.
    fn by_record(&self, _record: &[u8]) -> bool {
        true
    }
}

impl<F: Fn(i64) -> bool> Wanted for F {
    fn by_tags_code(&self, tags_code: i64) -> bool {
        self(tags_code)
    }
}

/// Result of a read.
#[derive(Clone, Debug)]
pub struct ReadResult {
    /// What was found.
    pub status: ReadStatus,
    /// Where to read next. On a slave the broker keeps the requested offset instead when
    /// `offsetCheckInSlave` is off.
    pub next_offset: QueueOffset,
    /// First offset of the queue.
    pub min_offset: QueueOffset,
    /// The offset behind the queue's last message.
    pub max_offset: QueueOffset,
    /// The records: slices of the mapped log.
    pub records: Vec<Bytes>,
    /// Bytes of all records.
    pub total_bytes: usize,
    /// The reader is so far behind that it should read from a slave.
    pub slow_consumer: bool,
    /// Where the first record starts; for the judgement whether it may be cold.
    pub first_physical_offset: Option<PhysicalOffset>,
}

/// Units read at once.
const CHUNK_UNITS: usize = 64;
/// Bytes of units that one read looks at, at least.
const SCAN_BYTES: usize = 16_000;

/// Where reading from a queue stands.
struct Progress {
    result: ReadResult,
    newest_seen: PhysicalOffset,
    skip_below: Option<PhysicalOffset>,
}

impl ReadResult {
    fn empty(status: ReadStatus, next: QueueOffset, min: QueueOffset, max: QueueOffset) -> Self {
        Self {
            status,
            next_offset: next,
            min_offset: min,
            max_offset: max,
            records: Vec::new(),
            total_bytes: 0,
            slow_consumer: false,
            first_physical_offset: None,
        }
    }
}

/// Reads from `queue`; `None` means that there is no such queue.
pub(super) fn read(
    shared: &Shared,
    queue: Option<&Queue>,
    offset: QueueOffset,
    limits: &ReadLimits,
    wanted: &dyn Wanted,
) -> ReadResult {
    let zero = QueueOffset(0);
    let Some(queue) = queue else {
        return ReadResult::empty(ReadStatus::NoMatchedLogicQueue, zero, zero, zero);
    };
    let (min, max) = (queue.min(), queue.max());
    let empty = |status, next| ReadResult::empty(status, next, min, max);
    if max == zero {
        return empty(ReadStatus::NoMessageInQueue, zero);
    }
    if offset < min {
        return empty(ReadStatus::OffsetTooSmall, min);
    }
    if offset == max {
        return empty(ReadStatus::OffsetOverflowOne, offset);
    }
    if offset > max {
        return empty(ReadStatus::OffsetOverflowBadly, max);
    }
    match collect(shared, queue, offset, limits, wanted) {
        Ok(result) => result,
        // The file was cleaned away between the look and the read.
        Err(_) if offset < queue.min() => {
            let (min, max) = (queue.min(), queue.max());
            ReadResult::empty(ReadStatus::OffsetTooSmall, min, min, max)
        }
        Err(error) => {
            tracing::warn!(%error, topic = %queue.topic(), queue = %queue.id(), "reading a queue");
            empty(ReadStatus::OffsetFoundNull, shared.queues.files.next_file(offset))
        }
    }
}

fn collect(
    shared: &Shared,
    queue: &Queue,
    offset: QueueOffset,
    limits: &ReadLimits,
    wanted: &dyn Wanted,
) -> Result<ReadResult, StoreError> {
    let log_end = shared.log.written();
    let in_memory = shared.config.in_memory_bytes();
    let scan_units = SCAN_BYTES.max(limits.max_messages.saturating_mul(UNIT_LEN)) / UNIT_LEN;
    let status = ReadStatus::NoMatchedMessage;
    let mut progress = Progress {
        result: ReadResult::empty(status, offset, queue.min(), queue.max()),
        newest_seen: PhysicalOffset(0),
        skip_below: None,
    };
    let mut chunk = [0; CHUNK_UNITS * UNIT_LEN];
    let mut scanned = 0;
    // As Java, one read looks at units of one file only.
    let file_end = shared.queues.files.next_file(offset);
    'units: while scanned < scan_units && offset.plus(scanned as i64) < file_end {
        let want = (scan_units - scanned).min(CHUNK_UNITS);
        // The first look is no larger than what will be taken if everything is wanted.
        let want = if scanned == 0 { want.min(limits.max_messages.max(1) + 1) } else { want };
        let at = offset.plus(scanned as i64);
        let len = match shared.queues.files.read(queue, at, &mut chunk[..want * UNIT_LEN]) {
            Ok(len) => len,
            Err(error) if scanned == 0 => return Err(error),
            Err(_) => break,
        };
        if len < UNIT_LEN {
            break;
        }
        for unit in Unit::decode_all(&chunk[..len]) {
            let is_cold = log_end.since(unit.physical_offset) > in_memory;
            progress.newest_seen = unit.physical_offset;
            if progress.is_full(&unit, limits, is_cold) {
                break 'units;
            }
            progress.look_at(shared, queue, &unit, wanted);
            scanned += 1;
        }
    }
    let mut result = progress.result;
    result.next_offset = offset.plus(scanned as i64);
    result.slow_consumer = log_end.since(progress.newest_seen) > in_memory;
    Ok(result)
}

/// Takes out records whose bodies do not have the CRC that was stored with them; reading a body
/// brings it into memory. A damaged message is passed over like one that is gone.
pub(super) fn drop_damaged(result: &mut ReadResult) {
    let mut dropped = 0;
    result.records.retain(|bytes| {
        let is_good = is_undamaged(bytes);
        dropped += if is_good { 0 } else { bytes.len() };
        is_good
    });
    result.total_bytes -= dropped;
    if result.records.is_empty() && result.status == ReadStatus::Found {
        result.status = ReadStatus::MessageWasRemoving;
    }
}

fn is_undamaged(bytes: &[u8]) -> bool {
    let problem = match Record::decode(bytes) {
        Ok(record) => match record.check_body() {
            Ok(()) => return true,
            Err(problem) => {
                let Record { topic, queue_id, queue_offset, physical_offset, .. } = record;
                tracing::error!(topic, queue = %queue_id, offset = %queue_offset,
                    at = %physical_offset, %problem, "a damaged message is not served");
                return false;
            }
        },
        Err(problem) => problem,
    };
    tracing::error!(%problem, "a damaged message is not served");
    false
}

/// Whether the message of `unit` may be wanted, as far as its queue tells.
fn may_be_wanted(shared: &Shared, queue: &Queue, unit: &Unit, wanted: &dyn Wanted) -> bool {
    if layout::ext_offset(unit.tags_code).is_none() {
        return wanted.by_tags_code(unit.tags_code);
    }
    let extension = shared.queues.files.ext.get(queue, unit.tags_code);
    // As Java: where the extension is lost, the consumer itself decides by the tags.
    extension.is_none_or(|extension| wanted.by_extension(&extension))
}

/// `unit` with the tags code of its message in place of the address of its extension; where that
/// is lost, the record tells.
pub(super) fn with_own_code(shared: &Shared, queue: &Queue, unit: Unit) -> Unit {
    if layout::ext_offset(unit.tags_code).is_none() {
        return unit;
    }
    let in_extension = || Some(shared.queues.files.ext.get(queue, unit.tags_code)?.tags_code);
    let in_record = || {
        let bytes = shared.log.slice(unit.physical_offset, usize::try_from(unit.size).ok()?)?;
        let Record { topic, properties, store_timestamp, .. } = Record::decode(&bytes).ok()?;
        Some(unit_tag(&shared.config, topic, properties).code(store_timestamp))
    };
    let tags_code = in_extension().or_else(in_record).unwrap_or(unit.tags_code);
    Unit { tags_code, ..unit }
}

impl Progress {
    /// Whether `unit` would be too much.
    fn is_full(&self, unit: &Unit, limits: &ReadLimits, is_cold: bool) -> bool {
        let (count, bytes) = (self.result.records.len(), self.result.total_bytes);
        if count == 0 || self.skip_below.is_some_and(|below| unit.physical_offset < below) {
            return false;
        }
        let (max_bytes, max_count) = if is_cold {
            (limits.disk_bytes, limits.disk_count)
        } else {
            (limits.memory_bytes, limits.memory_count)
        };
        let size = usize::try_from(unit.size).unwrap_or(0);
        count >= limits.max_messages || count >= max_count || bytes + size > max_bytes
    }

    /// Takes the unit's record if it is wanted and there.
    fn look_at(&mut self, shared: &Shared, queue: &Queue, unit: &Unit, wanted: &dyn Wanted) {
        let found_none = self.result.records.is_empty();
        if self.skip_below.is_some_and(|below| unit.physical_offset < below) {
            return;
        }
        if !may_be_wanted(shared, queue, unit, wanted) {
            if found_none {
                self.result.status = ReadStatus::NoMatchedMessage;
            }
            return;
        }
        let size = usize::try_from(unit.size).unwrap_or(0);
        let Some(record) = shared.log.slice(unit.physical_offset, size).filter(|_| size > 0) else {
            if found_none {
                self.result.status = ReadStatus::MessageWasRemoving;
            }
            // A blank unit stands for one message only; otherwise the file is gone.
            if !unit.is_blank() {
                let segments = &shared.log.segments;
                let base = segments.base_of(unit.physical_offset);
                self.skip_below = Some(base.plus(segments.file_size() as i64));
            }
            return;
        };
        if !wanted.by_record(&record) {
            if found_none {
                self.result.status = ReadStatus::NoMatchedMessage;
            }
            return;
        }
        self.result.status = ReadStatus::Found;
        self.skip_below = None;
        self.result.first_physical_offset.get_or_insert(unit.physical_offset);
        self.result.total_bytes += record.len();
        self.result.records.push(record);
    }
}
