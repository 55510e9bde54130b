//! Finding messages by place in the log, by key and by time.

use bytes::Bytes;

use super::consume_queue::queue::Queue;
use super::error::StoreError;
use super::layout;
use super::shared::Shared;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset};
use crate::engine::protocol::record::{MESSAGE_MAGIC, MIN_RECORD_LEN, Record};
use crate::engine::util::clock::TimestampMs;

/// Messages found under a key.
#[derive(Clone, Debug, Default)]
pub struct IndexQuery {
    /// The records, by their place in the log. Some may have another key of the same hash.
    pub records: Vec<Bytes>,
    /// Store time of the index's newest entry.
    pub last_update_timestamp: TimestampMs,
    /// Record of the index's newest entry.
    pub last_update_offset: PhysicalOffset,
}

/// Rounds in which a query looks further back when all it found is gone.
const QUERY_ROUNDS: usize = 3;

/// The record at `offset`, whose body is what was stored; its length is read from it when
/// `size` is `None`. `None` when the log holds no record there.
pub(super) fn record_at(
    shared: &Shared,
    offset: PhysicalOffset,
    size: Option<u32>,
) -> Result<Option<Bytes>, StoreError> {
    let Some(bytes) = bytes_at(shared, offset, size)? else { return Ok(None) };
    match Record::decode(&bytes).and_then(|record| record.check_body()) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) => Err(StoreError::Record { offset, what: error.to_string() }),
    }
}

/// The same without a look at the body.
fn bytes_at(
    shared: &Shared,
    offset: PhysicalOffset,
    size: Option<u32>,
) -> Result<Option<Bytes>, StoreError> {
    let Some(head) = shared.log.slice(offset, 8) else { return Ok(None) };
    let [s0, s1, s2, s3, m0, m1, m2, m3] = *head.first_chunk::<8>().unwrap_or(&[0; 8]);
    let len = i32::from_be_bytes([s0, s1, s2, s3]);
    let magic = i32::from_be_bytes([m0, m1, m2, m3]);
    let bad = |what: String| Err(StoreError::Record { offset, what });
    if magic != MESSAGE_MAGIC {
        return bad(format!("magic {magic:#010x}, expected 0xdaa320a7"));
    }
    if size.is_some_and(|size| i64::from(size) != i64::from(len)) {
        return bad(format!("a record of {len} bytes, expected {}", size.unwrap_or_default()));
    }
    match usize::try_from(len).ok().filter(|len| *len >= MIN_RECORD_LEN) {
        Some(len) => Ok(shared.log.slice(offset, len)),
        None => bad(format!("a record of {len} bytes")),
    }
}

/// Store time of the record at `offset`, if there is one.
pub(super) fn store_time(shared: &Shared, offset: PhysicalOffset) -> Option<TimestampMs> {
    let bytes = bytes_at(shared, offset, None).ok()??;
    Record::decode(&bytes).ok().map(|record| record.store_timestamp)
}

/// Messages of `topic` under `key`, at most `max`, stored from `begin` to `end`
/// (`DefaultMessageStore.queryMessage`).
pub(super) fn by_key(
    shared: &Shared,
    (topic, key): (&str, &str),
    max: usize,
    begin: TimestampMs,
    end: TimestampMs,
) -> IndexQuery {
    let mut query = IndexQuery::default();
    let Some(index) = &shared.index else { return query };
    let hash = layout::key_hash(topic, key);
    let mut end = end;
    for _ in 0..QUERY_ROUNDS {
        let mut found = index.find(hash, max, begin, end);
        query.last_update_timestamp = found.last_timestamp;
        query.last_update_offset = found.last_offset;
        found.offsets.sort_unstable();
        found.offsets.dedup();
        for (at, offset) in found.offsets.iter().enumerate() {
            let Ok(Some(bytes)) = record_at(shared, *offset, None) else { continue };
            let Ok(record) = Record::decode(&bytes) else { continue };
            if at == 0 {
                end = record.store_timestamp;
            }
            query.records.push(bytes);
        }
        if found.offsets.is_empty() || !query.records.is_empty() || end < begin {
            break;
        }
    }
    query
}

/// The offset whose message was stored nearest to `time`, the earlier one when two are
/// equally near (`ConsumeQueue.getOffsetInQueueByTime`); the whole queue is searched.
pub(super) fn offset_by_time(shared: &Shared, queue: &Queue, time: TimestampMs) -> QueueOffset {
    let time_at = |offset: QueueOffset| {
        let unit = shared.queues.files.unit_at(queue, offset).ok()??;
        store_time(shared, unit.physical_offset)
    };
    let (first, end) = (queue.min().0, queue.max().0);
    let (mut low, mut high) = (first, end);
    while low < high {
        let middle = low + (high - low) / 2;
        match time_at(QueueOffset(middle)) {
            Some(stored) if stored >= time => high = middle,
            _ => low = middle + 1,
        }
    }
    if low == first {
        return QueueOffset(first);
    }
    let before = QueueOffset(low - 1);
    if low == end {
        return before;
    }
    let distance = |offset| time_at(offset).map_or(i64::MAX, |stored| stored.since(time).abs());
    let at = QueueOffset(low);
    if distance(at) < distance(before) { at } else { before }
}
