//! The bytes of the derived files, and the names of all files (`store.md` 1.1, 2.1, 2.3, 2.4).
//!
//! Sans-IO: bytes in, values out. The record itself is spelled in `protocol::record`.

use crate::engine::protocol::message::{self, property};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::java_hash::string_hash;

/// Folder of the consume queues, below the store root.
pub const CONSUME_QUEUE_DIR: &str = "consumequeue";
/// Folder of the consume queues' extensions, below the store root.
pub const CONSUME_QUEUE_EXT_DIR: &str = "consumequeue_ext";
/// Folder of the index files, below the store root.
pub const INDEX_DIR: &str = "index";
/// Name of the checkpoint file.
pub const CHECKPOINT_FILE: &str = "checkpoint";
/// Name of the file that exists while a broker runs.
pub const ABORT_FILE: &str = "abort";
/// Name of the file whose first byte is locked.
pub const LOCK_FILE: &str = "lock";
/// Name of the file that tells who holds the lock.
pub const PID_FILE: &str = "rmq.pid";
/// Name of the list of topics that were deleted; Apache has no such file.
pub const DELETED_TOPICS_FILE: &str = "deletedTopics";
/// Name of the list of the queues' ends after a proper stop; Apache has no such file.
pub const QUEUE_ENDS_FILE: &str = "queueEnds";
/// What Java writes into the lock file.
pub const LOCK_CONTENT: &[u8] = b"lock";
/// Ending of a file that is still being made; never a name that a store file has.
pub const UNFINISHED: &str = ".unfinished";

/// Topic of delayed messages; its units hold due times instead of tag hashes.
pub const SCHEDULE_TOPIC: &str = "SCHEDULE_TOPIC_XXXX";

/// Bytes of one consume queue unit.
pub const UNIT_LEN: usize = 20;
/// Record size in the units that fill up a queue's first file when the queue starts later.
pub const BLANK_UNIT_SIZE: i32 = i32::MAX;

/// Bytes of the checkpoint file; the first three longs are used.
pub const CHECKPOINT_LEN: usize = 4096;

/// Bytes of an index file's header.
pub const INDEX_HEADER_LEN: usize = 40;
/// Bytes of one hash slot.
pub const INDEX_SLOT_LEN: usize = 4;
/// Bytes of one index entry.
pub const INDEX_ENTRY_LEN: usize = 20;

/// File name of the commit log or queue file that starts at `offset`.
pub fn offset_file_name(offset: u64) -> String {
    format!("{offset:020}")
}

/// The start offset in a file name of exactly 20 digits.
pub fn parse_offset_file_name(name: &str) -> Option<u64> {
    (name.len() == 20 && name.bytes().all(|b| b.is_ascii_digit())).then(|| name.parse().ok())?
}

/// Whether a folder can have the name of this topic. Others never get queue files, whatever a
/// record says.
pub fn is_folder_name(topic: &str) -> bool {
    !topic.is_empty()
        && topic.len() <= 255
        && topic != "."
        && topic != ".."
        && !topic.contains(['/', '\0'])
}

/// Whether `name` has the form of an index file: 17 digits.
pub fn is_index_file_name(name: &str) -> bool {
    name.len() == 17 && name.bytes().all(|b| b.is_ascii_digit())
}

/// One unit of a consume queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where the record starts.
    pub physical_offset: PhysicalOffset,
    /// Bytes of the record.
    pub size: i32,
    /// Hash of the tags; the due time in [`SCHEDULE_TOPIC`].
    pub tags_code: i64,
}

impl Unit {
    /// The unit that stands before a queue's first message.
    pub const BLANK: Unit =
        Unit { physical_offset: PhysicalOffset(0), size: BLANK_UNIT_SIZE, tags_code: 0 };

    /// The unit's bytes.
    pub fn encode(&self) -> [u8; UNIT_LEN] {
        let mut out = [0; UNIT_LEN];
        out[..8].copy_from_slice(&self.physical_offset.0.to_be_bytes());
        out[8..12].copy_from_slice(&self.size.to_be_bytes());
        out[12..].copy_from_slice(&self.tags_code.to_be_bytes());
        out
    }

    /// The unit in `bytes`.
    pub fn decode(bytes: &[u8; UNIT_LEN]) -> Self {
        let [p0, p1, p2, p3, p4, p5, p6, p7, s0, s1, s2, s3, t @ ..] = *bytes;
        Self {
            physical_offset: PhysicalOffset(i64::from_be_bytes([p0, p1, p2, p3, p4, p5, p6, p7])),
            size: i32::from_be_bytes([s0, s1, s2, s3]),
            tags_code: i64::from_be_bytes(t),
        }
    }

    /// Every whole unit in `bytes`.
    pub fn decode_all(bytes: &[u8]) -> impl Iterator<Item = Self> + '_ {
        bytes.as_chunks::<UNIT_LEN>().0.iter().map(Self::decode)
    }

    /// Whether a queue of Java's would take this unit for written.
    pub fn is_written(&self) -> bool {
        self.physical_offset.0 >= 0 && self.size > 0
    }

    /// Whether this is [`Unit::BLANK`].
    pub fn is_blank(&self) -> bool {
        self.size == BLANK_UNIT_SIZE && self.physical_offset.0 == 0
    }

    /// First byte behind the record.
    pub fn end(&self) -> PhysicalOffset {
        self.physical_offset.plus(i64::from(self.size))
    }
}

/// Bytes of a unit of a queue's extension before its bit map.
pub const EXT_UNIT_HEAD_LEN: usize = 20;
/// Bytes of an extension file that no unit may take.
pub const EXT_END_LEN: u64 = 4;
/// Stands where the next unit of an extension file would, when the next file has it.
pub const EXT_END_MARK: [u8; 2] = (-1_i16).to_be_bytes();
/// Tags codes up to this one are addresses of extension units: below every hash and every time.
const MAX_EXT_ADDRESS: i64 = i32::MIN as i64 - 1;

/// Where the extension unit stands that a queue unit with this tags code points at.
pub fn ext_offset(tags_code: i64) -> Option<u64> {
    (tags_code <= MAX_EXT_ADDRESS).then(|| tags_code.abs_diff(i64::MIN))
}

/// What a queue unit holds in place of its tags code when its extension stands at byte `at`.
pub fn ext_address(at: u64) -> i64 {
    i64::MIN.saturating_add_unsigned(at)
}

/// One unit of a queue's extension (`ConsumeQueueExt.CqExtUnit`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtUnit {
    /// Hash of the tags; the due time in [`SCHEDULE_TOPIC`].
    pub tags_code: i64,
    /// Store time of the message.
    pub store_timestamp: TimestampMs,
    /// Which consumer groups' filters let the message pass, as a bloom filter; may be empty.
    pub bit_map: Vec<u8>,
}

impl ExtUnit {
    /// The unit's bytes.
    pub fn encode(&self) -> Vec<u8> {
        // What does not fit is left out: a unit without a bit map lets every message pass.
        let most = i16::MAX as usize - EXT_UNIT_HEAD_LEN;
        let bit_map = Some(self.bit_map.as_slice()).filter(|map| map.len() <= most);
        let bit_map = bit_map.unwrap_or_default();
        let len = EXT_UNIT_HEAD_LEN + bit_map.len();
        let mut out = Vec::with_capacity(len);
        out.extend_from_slice(&(len as i16).to_be_bytes());
        out.extend_from_slice(&self.tags_code.to_be_bytes());
        out.extend_from_slice(&self.store_timestamp.0.to_be_bytes());
        out.extend_from_slice(&(bit_map.len() as i16).to_be_bytes());
        out.extend_from_slice(bit_map);
        out
    }

    /// Bytes that the unit at the start of `bytes` takes; 0 where none was written.
    pub fn len_at(bytes: &[u8]) -> usize {
        let size = bytes.first_chunk().map_or(0, |size| i16::from_be_bytes(*size));
        usize::try_from(size).unwrap_or(0)
    }

    /// The unit at the start of `bytes`; `None` where none was written in full.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let unit = bytes.get(..Self::len_at(bytes))?;
        let (head, bit_map) = unit.split_first_chunk::<EXT_UNIT_HEAD_LEN>()?;
        let long = |at: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&head[at..at + 8]);
            i64::from_be_bytes(word)
        };
        let map_len = i16::from_be_bytes([head[18], head[19]]);
        (usize::try_from(map_len) == Ok(bit_map.len())).then(|| Self {
            tags_code: long(2),
            store_timestamp: TimestampMs(long(10)),
            bit_map: bit_map.to_vec(),
        })
    }
}

/// The three times of the checkpoint file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckpointTimes {
    /// Store time up to which the commit log is flushed.
    pub physical: TimestampMs,
    /// Store time up to which the consume queues are flushed.
    pub queues: TimestampMs,
    /// Store time up to which index files are full and flushed.
    pub index: TimestampMs,
}

impl CheckpointTimes {
    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![0; CHECKPOINT_LEN];
        for (slot, time) in
            out.as_chunks_mut::<8>().0.iter_mut().zip([self.physical, self.queues, self.index])
        {
            *slot = time.0.to_be_bytes();
        }
        out
    }

    /// The times in a file's bytes; what a short file lacks is 0, which means "nothing is sure".
    pub fn decode(bytes: &[u8]) -> Self {
        let mut longs =
            bytes.as_chunks::<8>().0.iter().map(|b| TimestampMs(i64::from_be_bytes(*b)));
        let mut next = || longs.next().unwrap_or_default();
        Self { physical: next(), queues: next(), index: next() }
    }

    /// The store time before which everything but the index is surely on disk
    /// (`StoreCheckpoint.getMinTimestamp`).
    pub fn safe(&self) -> TimestampMs {
        TimestampMs((self.physical.0.min(self.queues.0).saturating_sub(3000)).max(0))
    }
}

/// Header of an index file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexHeader {
    /// Store time of the first entry.
    pub begin_timestamp: TimestampMs,
    /// Store time of the newest entry.
    pub end_timestamp: TimestampMs,
    /// Record of the first entry.
    pub begin_offset: PhysicalOffset,
    /// Record of the newest entry.
    pub end_offset: PhysicalOffset,
    /// Slots in use.
    pub slot_count: i32,
    /// Number of the next entry; the first one is 1.
    pub entry_count: i32,
}

impl IndexHeader {
    /// The header's bytes.
    pub fn encode(&self) -> [u8; INDEX_HEADER_LEN] {
        let mut out = [0; INDEX_HEADER_LEN];
        out[..8].copy_from_slice(&self.begin_timestamp.0.to_be_bytes());
        out[8..16].copy_from_slice(&self.end_timestamp.0.to_be_bytes());
        out[16..24].copy_from_slice(&self.begin_offset.0.to_be_bytes());
        out[24..32].copy_from_slice(&self.end_offset.0.to_be_bytes());
        out[32..36].copy_from_slice(&self.slot_count.to_be_bytes());
        out[36..].copy_from_slice(&self.entry_count.to_be_bytes());
        out
    }

    /// The header in `bytes`.
    pub fn decode(bytes: &[u8; INDEX_HEADER_LEN]) -> Self {
        let long = |at: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[at..at + 8]);
            i64::from_be_bytes(word)
        };
        let int = |at: usize| {
            i32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        Self {
            begin_timestamp: TimestampMs(long(0)),
            end_timestamp: TimestampMs(long(8)),
            begin_offset: PhysicalOffset(long(16)),
            end_offset: PhysicalOffset(long(24)),
            slot_count: int(32),
            entry_count: int(36),
        }
    }
}

/// One entry of an index file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// Hash of `topic#key`, see [`key_hash`].
    pub key_hash: i32,
    /// The record.
    pub physical_offset: PhysicalOffset,
    /// Whole seconds from the header's begin time to the record's store time.
    pub seconds: i32,
    /// Number of the entry before this one in the same slot; 0 ends the chain.
    pub previous: i32,
}

impl IndexEntry {
    /// The entry's bytes.
    pub fn encode(&self) -> [u8; INDEX_ENTRY_LEN] {
        let mut out = [0; INDEX_ENTRY_LEN];
        out[..4].copy_from_slice(&self.key_hash.to_be_bytes());
        out[4..12].copy_from_slice(&self.physical_offset.0.to_be_bytes());
        out[12..16].copy_from_slice(&self.seconds.to_be_bytes());
        out[16..].copy_from_slice(&self.previous.to_be_bytes());
        out
    }

    /// The entry in `bytes`.
    pub fn decode(bytes: &[u8; INDEX_ENTRY_LEN]) -> Self {
        let [h0, h1, h2, h3, p0, p1, p2, p3, p4, p5, p6, p7, s0, s1, s2, s3, prev @ ..] = *bytes;
        Self {
            key_hash: i32::from_be_bytes([h0, h1, h2, h3]),
            physical_offset: PhysicalOffset(i64::from_be_bytes([p0, p1, p2, p3, p4, p5, p6, p7])),
            seconds: i32::from_be_bytes([s0, s1, s2, s3]),
            previous: i32::from_be_bytes(prev),
        }
    }
}

/// Bytes of an index file with `slots` slots and room for `entries` entries.
pub fn index_file_len(slots: u32, entries: u32) -> u64 {
    INDEX_HEADER_LEN as u64
        + u64::from(slots) * INDEX_SLOT_LEN as u64
        + u64::from(entries) * INDEX_ENTRY_LEN as u64
}

/// Where slot `slot` stands in an index file.
pub fn index_slot_at(slot: u32) -> usize {
    INDEX_HEADER_LEN + slot as usize * INDEX_SLOT_LEN
}

/// Where entry `number` stands in an index file of `slots` slots.
pub fn index_entry_at(slots: u32, number: u32) -> usize {
    index_slot_at(slots) + number as usize * INDEX_ENTRY_LEN
}

/// Hash under which the index finds `key` in `topic` (`IndexFile.indexKeyHashMethod`).
pub fn key_hash(topic: &str, key: &str) -> i32 {
    let step = |hash: i32, unit: u16| hash.wrapping_mul(31).wrapping_add(i32::from(unit));
    let hash = if topic.is_ascii() && key.is_ascii() {
        let bytes = topic.bytes().chain([b'#']).chain(key.bytes());
        bytes.fold(0, |hash, byte| step(hash, u16::from(byte)))
    } else {
        topic.encode_utf16().chain([u16::from(b'#')]).chain(key.encode_utf16()).fold(0, step)
    };
    hash.checked_abs().unwrap_or(0)
}

/// The hashes of a message's keys: its unique key, then each of its `KEYS`
/// (`IndexService.buildIndex`).
pub fn key_hashes(topic: &str, properties: &str) -> KeyHashes {
    let mut hashes = KeyHashes::default();
    let names = [property::UNIQUE_KEY, property::KEYS];
    let [unique, keys] = message::property_values(properties, names);
    let keys = keys.unwrap_or_default().split(' ').filter(|key| !key.is_empty());
    for key in unique.into_iter().chain(keys) {
        hashes.push(key_hash(topic, key));
    }
    hashes
}

/// The code of a message's tags: Java's string hash, sign-extended; 0 without tags.
pub fn tags_hash(tags: Option<&str>) -> i64 {
    tags.map_or(0, |tags| i64::from(string_hash(tags)))
}

/// Key hashes of one message; two fit without an allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHashes(Hashes);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hashes {
    Inline { len: u8, values: [i32; 2] },
    Spilled(Vec<i32>),
}

impl Default for KeyHashes {
    fn default() -> Self {
        Self(Hashes::Inline { len: 0, values: [0; 2] })
    }
}

impl KeyHashes {
    /// Adds one hash.
    pub fn push(&mut self, hash: i32) {
        match &mut self.0 {
            Hashes::Inline { len, values } => match values.get_mut(usize::from(*len)) {
                Some(place) => {
                    *place = hash;
                    *len += 1;
                }
                None => {
                    let mut all = values.to_vec();
                    all.push(hash);
                    self.0 = Hashes::Spilled(all);
                }
            },
            Hashes::Spilled(all) => all.push(hash),
        }
    }

    /// The hashes, in the order in which they were added.
    pub fn as_slice(&self) -> &[i32] {
        match &self.0 {
            Hashes::Inline { len, values } => &values[..usize::from(*len).min(values.len())],
            Hashes::Spilled(all) => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_hash_agrees_with_java() {
        assert_eq!(key_hash("TopicTest", "key-0"), string_hash("TopicTest#key-0").abs());
        // "polygenelubricants".hashCode() is Integer.MIN_VALUE, which has no absolute value.
        assert_eq!(string_hash("polygenelubricants").checked_abs(), None);
        assert_eq!(key_hash("主题", "键"), string_hash("主题#键").abs());
    }

    #[test]
    fn key_hashes_spill_behind_the_second() {
        let properties = "KEYS\u{1}a  b c\u{2}UNIQ_KEY\u{1}u";
        let expected: Vec<i32> = ["u", "a", "b", "c"].map(|key| key_hash("T", key)).to_vec();
        assert_eq!(key_hashes("T", properties).as_slice(), expected);
    }

    #[test]
    fn file_names_have_twenty_digits() {
        assert_eq!(offset_file_name(1_073_741_824), "00000000001073741824");
        assert_eq!(parse_offset_file_name("00000000001073741824"), Some(1_073_741_824));
        assert_eq!(parse_offset_file_name("1073741824"), None);
        assert_eq!(parse_offset_file_name("0000000000107374182x"), None);
        assert_eq!(parse_offset_file_name("99999999999999999999"), None);
    }

    #[test]
    fn a_topic_cannot_lead_out_of_its_folder() {
        assert!(is_folder_name("%RETRY%group") && is_folder_name("a..b"));
        for hostile in ["", ".", "..", "../x", "a/b", "/etc", "a\0b"] {
            assert!(!is_folder_name(hostile), "{hostile}");
        }
    }

    #[test]
    fn default_index_file_has_the_size_of_java() {
        assert_eq!(index_file_len(5_000_000, 20_000_000), 420_000_040);
    }
}
