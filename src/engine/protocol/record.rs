//! The stored record: the one place that spells its bytes (`remoting.md` 3.1, `store.md` 1.2).
//!
//! The bytes in the commit log, in a pull answer and in the replication stream are the same.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::names::{PhysicalOffset, QueueId, QueueOffset};
use super::sys_flag;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::cursor::{Cursor, OutOfBytes};

/// Magic of a message record, `0xDAA320A7`.
pub const MESSAGE_MAGIC: i32 = -626_843_481;
/// Magic of the blank record that fills a commit log file up, `0xCBD43194`.
pub const BLANK_MAGIC: i32 = -875_286_124;
/// Bytes of the blank record's head: size, then magic.
pub const BLANK_HEAD_LEN: usize = 8;
/// A record with IPv4 hosts and empty body, topic and properties.
pub const MIN_RECORD_LEN: usize = 91;
/// Longest topic, in bytes: its length is one signed byte.
pub const MAX_TOPIC_LEN: usize = 127;
/// Longest properties text, in bytes: its length is a signed 16-bit number.
pub const MAX_PROPERTIES_LEN: usize = 32_767;

/// Bytes of a record up to and with its physical offset: what [`RecordHead`] needs.
pub const RECORD_HEAD_LEN: usize = PHYSICAL_OFFSET_AT + 8;

const QUEUE_OFFSET_AT: usize = 20;
const PHYSICAL_OFFSET_AT: usize = 28;
const SYS_FLAG_AT: usize = 36;
const BORN_HOST_AT: usize = 48;

/// CRC-32 of a body, with the sign bit cleared as `UtilAll.crc32` does.
pub fn body_crc(body: &[u8]) -> i32 {
    (crc32fast::hash(body) & 0x7FFF_FFFF) as i32
}

/// Bytes of a host: address and a 4-byte port.
fn host_len(is_v6: bool) -> usize {
    if is_v6 { 20 } else { 8 }
}

/// One message record. Encoding it and decoding the result gives the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// CRC of `body` as [`body_crc`] gives it.
    pub body_crc: i32,
    /// Queue the record belongs to.
    pub queue_id: QueueId,
    /// The user's flag.
    pub flag: i32,
    /// Place in the queue; stamped by the append.
    pub queue_offset: QueueOffset,
    /// Place in the commit log; stamped by the append.
    pub physical_offset: PhysicalOffset,
    /// `sysFlag`. The two host bits are set from the hosts when the record is encoded.
    pub sys_flag: i32,
    /// When the client made the message.
    pub born_timestamp: TimestampMs,
    /// The client's address as the broker saw it.
    pub born_host: SocketAddr,
    /// When the broker stored the message; stamped by the append.
    pub store_timestamp: TimestampMs,
    /// The broker's advertised address.
    pub store_host: SocketAddr,
    /// Attempts to consume so far.
    pub reconsume_times: i32,
    /// Commit log offset of the half message, for a committed one; otherwise 0.
    pub prepared_transaction_offset: PhysicalOffset,
    /// Body as stored.
    pub body: &'a [u8],
    /// Topic.
    pub topic: &'a str,
    /// Properties text.
    pub properties: &'a str,
}

/// What is wrong with the bytes of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The bytes end inside the record.
    #[error("the record is cut short: {0}")]
    Short(#[from] OutOfBytes),
    /// The second word is neither the message nor the blank magic.
    #[error("magic is {found:#010x}, expected 0xDAA320A7")]
    Magic {
        /// What stands there.
        found: i32,
    },
    /// The size word contradicts the lengths inside.
    #[error("size says {declared} bytes, the fields take {computed}")]
    Size {
        /// The record's first word.
        declared: i32,
        /// Sum of the parts.
        computed: usize,
    },
    /// A length field is negative.
    #[error("negative length {found} of the {field}")]
    NegativeLength {
        /// Which field.
        field: &'static str,
        /// What stands there.
        found: i32,
    },
    /// The body does not have the CRC that the record states.
    #[error("body CRC is {computed}, the record says {declared}")]
    Crc {
        /// What the record says.
        declared: i32,
        /// What the body has.
        computed: i32,
    },
    /// Topic or properties are not UTF-8.
    #[error("the {field} is not UTF-8")]
    Text {
        /// Which field.
        field: &'static str,
    },
}

/// Why a message cannot become a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordLimit {
    /// The topic is longer than [`MAX_TOPIC_LEN`].
    #[error("the topic has {0} bytes, at most {MAX_TOPIC_LEN} fit")]
    Topic(usize),
    /// The properties are longer than [`MAX_PROPERTIES_LEN`].
    #[error("the properties have {0} bytes, at most {MAX_PROPERTIES_LEN} fit")]
    Properties(usize),
    /// The body does not fit a 32-bit record size.
    #[error("the body has {0} bytes")]
    Body(usize),
}

impl<'a> Record<'a> {
    /// Bytes this record takes.
    pub fn encoded_len(&self) -> usize {
        MIN_RECORD_LEN - 16
            + host_len(self.born_host.is_ipv6())
            + host_len(self.store_host.is_ipv6())
            + self.body.len()
            + self.topic.len()
            + self.properties.len()
    }

    /// Appends the record's bytes to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), RecordLimit> {
        let topic_len =
            i8::try_from(self.topic.len()).map_err(|_| RecordLimit::Topic(self.topic.len()))?;
        let properties_len = i16::try_from(self.properties.len())
            .map_err(|_| RecordLimit::Properties(self.properties.len()))?;
        let total =
            i32::try_from(self.encoded_len()).map_err(|_| RecordLimit::Body(self.body.len()))?;
        let mut sys_flag = self.sys_flag & !(sys_flag::BORN_HOST_V6 | sys_flag::STORE_HOST_V6);
        if self.born_host.is_ipv6() {
            sys_flag |= sys_flag::BORN_HOST_V6;
        }
        if self.store_host.is_ipv6() {
            sys_flag |= sys_flag::STORE_HOST_V6;
        }
        out.reserve(self.encoded_len());
        out.extend_from_slice(&total.to_be_bytes());
        out.extend_from_slice(&MESSAGE_MAGIC.to_be_bytes());
        out.extend_from_slice(&self.body_crc.to_be_bytes());
        out.extend_from_slice(&self.queue_id.0.to_be_bytes());
        out.extend_from_slice(&self.flag.to_be_bytes());
        out.extend_from_slice(&self.queue_offset.0.to_be_bytes());
        out.extend_from_slice(&self.physical_offset.0.to_be_bytes());
        out.extend_from_slice(&sys_flag.to_be_bytes());
        out.extend_from_slice(&self.born_timestamp.0.to_be_bytes());
        encode_host(self.born_host, out);
        out.extend_from_slice(&self.store_timestamp.0.to_be_bytes());
        encode_host(self.store_host, out);
        out.extend_from_slice(&self.reconsume_times.to_be_bytes());
        out.extend_from_slice(&self.prepared_transaction_offset.0.to_be_bytes());
        out.extend_from_slice(&(self.body.len() as i32).to_be_bytes());
        out.extend_from_slice(self.body);
        out.extend_from_slice(&topic_len.to_be_bytes());
        out.extend_from_slice(self.topic.as_bytes());
        out.extend_from_slice(&properties_len.to_be_bytes());
        out.extend_from_slice(self.properties.as_bytes());
        Ok(())
    }

    /// Decodes the record at the start of `bytes`, without checking the body's CRC.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, RecordError> {
        let mut cursor = Cursor::new(bytes);
        let declared = cursor.i32()?;
        let magic = cursor.i32()?;
        if magic != MESSAGE_MAGIC {
            return Err(RecordError::Magic { found: magic });
        }
        let body_crc = cursor.i32()?;
        let queue_id = QueueId(cursor.i32()?);
        let flag = cursor.i32()?;
        let queue_offset = QueueOffset(cursor.i64()?);
        let physical_offset = PhysicalOffset(cursor.i64()?);
        let sys_flag = cursor.i32()?;
        let born_timestamp = TimestampMs(cursor.i64()?);
        let born_host = decode_host(&mut cursor, sys_flag & sys_flag::BORN_HOST_V6 != 0)?;
        let store_timestamp = TimestampMs(cursor.i64()?);
        let store_host = decode_host(&mut cursor, sys_flag & sys_flag::STORE_HOST_V6 != 0)?;
        let reconsume_times = cursor.i32()?;
        let prepared_transaction_offset = PhysicalOffset(cursor.i64()?);
        let body = cursor.i32()?;
        let body = cursor.take(length("body", body)?)?;
        let topic = i32::from(cursor.i8()?);
        let topic = text("topic", cursor.take(length("topic", topic)?)?)?;
        let properties = i32::from(cursor.i16()?);
        let properties = text("properties", cursor.take(length("properties", properties)?)?)?;
        let computed = cursor.position();
        if usize::try_from(declared) != Ok(computed) {
            return Err(RecordError::Size { declared, computed });
        }
        Ok(Self {
            body_crc,
            queue_id,
            flag,
            queue_offset,
            physical_offset,
            sys_flag,
            born_timestamp,
            born_host,
            store_timestamp,
            store_host,
            reconsume_times,
            prepared_transaction_offset,
            body,
            topic,
            properties,
        })
    }

    /// Checks the body against the CRC in the record.
    pub fn check_body(&self) -> Result<(), RecordError> {
        let computed = body_crc(self.body);
        if computed == self.body_crc {
            Ok(())
        } else {
            Err(RecordError::Crc { declared: self.body_crc, computed })
        }
    }

    /// The offset message id of this record.
    pub fn offset_message_id(&self) -> String {
        offset_message_id(self.store_host, self.physical_offset)
    }
}

/// What stands at the start of a record: enough to tell where it ends and whether it belongs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// Bytes of the record, as it says.
    pub size: i32,
    /// [`MESSAGE_MAGIC`] for a message.
    pub magic: i32,
    /// Where in the log it stands, as it says; nothing while fewer than [`RECORD_HEAD_LEN`] bytes
    /// are there.
    pub physical_offset: Option<PhysicalOffset>,
}

impl RecordHead {
    /// The head at the start of `bytes`; `None` when they are too few even for a blank's.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let (size, magic) = (cursor.i32().ok()?, cursor.i32().ok()?);
        let skipped = cursor.take(PHYSICAL_OFFSET_AT - BLANK_HEAD_LEN);
        let physical_offset = skipped.and_then(|_| cursor.i64()).ok().map(PhysicalOffset);
        Some(Self { size, magic, physical_offset })
    }
}

/// Writes what only the append knows into an encoded record.
///
/// # Panics
/// When `record` is shorter than a record's fixed part, which encoding rules out.
pub fn stamp(
    record: &mut [u8],
    queue_offset: QueueOffset,
    physical_offset: PhysicalOffset,
    store_timestamp: TimestampMs,
) {
    let sys_flag = i32::from_be_bytes([
        record[SYS_FLAG_AT],
        record[SYS_FLAG_AT + 1],
        record[SYS_FLAG_AT + 2],
        record[SYS_FLAG_AT + 3],
    ]);
    let store_timestamp_at = BORN_HOST_AT + host_len(sys_flag & sys_flag::BORN_HOST_V6 != 0);
    for (at, value) in [
        (QUEUE_OFFSET_AT, queue_offset.0),
        (PHYSICAL_OFFSET_AT, physical_offset.0),
        (store_timestamp_at, store_timestamp.0),
    ] {
        record[at..at + 8].copy_from_slice(&value.to_be_bytes());
    }
}

/// The head of the blank record that fills the last `remaining` bytes of a file.
pub fn blank_head(remaining: i32) -> [u8; BLANK_HEAD_LEN] {
    let mut head = [0; BLANK_HEAD_LEN];
    head[..4].copy_from_slice(&remaining.to_be_bytes());
    head[4..].copy_from_slice(&BLANK_MAGIC.to_be_bytes());
    head
}

/// `ip port offset` in upper-case hex, as `MessageDecoder.createMessageId` makes it.
pub fn offset_message_id(store_host: SocketAddr, offset: PhysicalOffset) -> String {
    OffsetMessageIds::of(store_host).one(offset)
}

/// The offset message ids of one broker's records: they differ in their last half.
#[derive(Clone, Debug)]
pub struct OffsetMessageIds {
    host: String,
}

impl OffsetMessageIds {
    /// Ids of records stored by `store_host`.
    pub fn of(store_host: SocketAddr) -> Self {
        let mut bytes = Vec::with_capacity(20);
        encode_host(store_host, &mut bytes);
        Self { host: upper_hex(&bytes) }
    }

    /// The id of the record at `offset`.
    pub fn one(&self, offset: PhysicalOffset) -> String {
        self.joined(std::iter::once(offset))
    }

    /// The ids of the records at `offsets`, with commas between.
    pub fn joined(&self, offsets: impl ExactSizeIterator<Item = PhysicalOffset>) -> String {
        let mut ids = String::with_capacity(offsets.len() * (self.host.len() + 17));
        for offset in offsets {
            if !ids.is_empty() {
                ids.push(',');
            }
            ids.push_str(&self.host);
            let digits = offset.0.to_be_bytes().map(hex_pair);
            ids.push_str(std::str::from_utf8(digits.as_flattened()).unwrap_or_default());
        }
        ids
    }
}

/// The store host and commit log offset in an offset message id, if `id` has that form.
pub fn parse_offset_message_id(id: &str) -> Option<(SocketAddr, PhysicalOffset)> {
    if !matches!(id.len(), 32 | 56) || !id.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..id.len()).step_by(2).map(|i| u8::from_str_radix(&id[i..i + 2], 16).ok()).collect();
    let bytes = bytes?;
    let mut cursor = Cursor::new(&bytes);
    let host = decode_host(&mut cursor, id.len() == 56).ok()?;
    Some((host, PhysicalOffset(cursor.i64().ok()?)))
}

/// Bytes as upper-case hexadecimal digits.
pub fn upper_hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| hex_pair(*byte)).map(char::from).collect()
}

fn hex_pair(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

fn encode_host(host: SocketAddr, out: &mut Vec<u8>) {
    match host.ip() {
        IpAddr::V4(ip) => out.extend_from_slice(&ip.octets()),
        IpAddr::V6(ip) => out.extend_from_slice(&ip.octets()),
    }
    out.extend_from_slice(&i32::from(host.port()).to_be_bytes());
}

fn decode_host(cursor: &mut Cursor<'_>, is_v6: bool) -> Result<SocketAddr, OutOfBytes> {
    let ip: IpAddr = if is_v6 {
        Ipv6Addr::from(cursor.array::<16>()?).into()
    } else {
        Ipv4Addr::from(cursor.array::<4>()?).into()
    };
    // The port is stored as a 32-bit number; only its low half can be meant.
    let port = cursor.i32()? as u16;
    Ok(SocketAddr::new(ip, port))
}

fn length(field: &'static str, found: i32) -> Result<usize, RecordError> {
    usize::try_from(found).map_err(|_| RecordError::NegativeLength { field, found })
}

fn text<'a>(field: &'static str, bytes: &'a [u8]) -> Result<&'a str, RecordError> {
    std::str::from_utf8(bytes).map_err(|_| RecordError::Text { field })
}
