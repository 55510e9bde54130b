//! A message as a consumer gets it: decoded, decompressed, with its own topic again.

use std::io::Read;
use std::net::SocketAddr;

use bytes::Bytes;

use crate::engine::protocol::message::{properties, property, property_value};
use crate::engine::protocol::names::{
    BrokerName, MessageQueue, PhysicalOffset, QueueOffset, TopicName,
};
use crate::engine::protocol::record::{Record, RecordError};
use crate::engine::protocol::sys_flag;
use crate::engine::util::clock::TimestampMs;

/// Longest body that is decompressed; a longer one is a broken or hostile record.
const MAX_DECOMPRESSED: u64 = 64 * 1024 * 1024;

/// A message that came from a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// The queue it was read from. For a retried message that is the group's retry topic.
    pub queue: MessageQueue,
    /// The topic it was first sent to.
    pub topic: TopicName,
    /// Its place in the queue.
    pub queue_offset: QueueOffset,
    /// Its place in the commit log.
    pub physical_offset: PhysicalOffset,
    /// The body, decompressed.
    pub body: Bytes,
    /// The user's flag.
    pub flag: i32,
    /// Message flags (`remoting.md` 3.2), as stored.
    pub sys_flag: i32,
    /// When the client made it.
    pub born_timestamp: TimestampMs,
    /// Who made it.
    pub born_host: SocketAddr,
    /// When the broker stored it.
    pub store_timestamp: TimestampMs,
    /// The broker that stored it first.
    pub store_host: SocketAddr,
    /// Earlier attempts to consume it.
    pub reconsume_times: i32,
    /// Bytes the record takes in the commit log.
    pub store_size: usize,
    /// CRC of the stored body.
    pub body_crc: i32,
    /// Commit log offset of the half message, for a committed one; otherwise 0.
    pub prepared_transaction_offset: PhysicalOffset,
    /// Id made of broker address and commit log offset.
    pub offset_msg_id: String,
    properties: String,
}

impl ReceivedMessage {
    /// Takes over a record that broker `broker` sent.
    ///
    /// # Errors
    /// A body that is not what its CRC or its compression says.
    pub fn new(
        record: &Record<'_>,
        store_size: usize,
        broker: &BrokerName,
    ) -> Result<Self, RecordError> {
        record.check_body()?;
        let topic = TopicName::from(record.topic);
        let own = property_value(record.properties, property::RETRY_TOPIC);
        let is_retry = record.topic.starts_with(crate::engine::protocol::names::RETRY_TOPIC_PREFIX);
        let own_topic = own.filter(|_| is_retry).map_or_else(|| topic.clone(), TopicName::from);
        Ok(Self {
            queue: MessageQueue { topic, broker_name: broker.clone(), queue_id: record.queue_id },
            topic: own_topic,
            queue_offset: record.queue_offset,
            physical_offset: record.physical_offset,
            body: body(record),
            flag: record.flag,
            sys_flag: record.sys_flag,
            born_timestamp: record.born_timestamp,
            born_host: record.born_host,
            store_timestamp: record.store_timestamp,
            store_host: record.store_host,
            reconsume_times: record.reconsume_times,
            store_size,
            body_crc: record.body_crc,
            prepared_transaction_offset: record.prepared_transaction_offset,
            offset_msg_id: record.offset_message_id(),
            properties: record.properties.to_owned(),
        })
    }

    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        property_value(&self.properties, name)
    }

    /// Every property, in the order in which they are stored.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &str)> {
        properties(&self.properties)
    }

    /// The tag.
    pub fn tag(&self) -> Option<&str> {
        self.property(property::TAGS)
    }

    /// The business keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.property(property::KEYS).unwrap_or_default().split(' ').filter(|key| !key.is_empty())
    }

    /// The id its sender gave it; the offset id when it has none.
    pub fn msg_id(&self) -> &str {
        self.property(property::UNIQUE_KEY).unwrap_or(&self.offset_msg_id)
    }
}

/// The body as its sender gave it. One that cannot be decompressed stays as it is, as in Java.
fn body(record: &Record<'_>) -> Bytes {
    if record.sys_flag & sys_flag::COMPRESSED == 0 {
        return Bytes::copy_from_slice(record.body);
    }
    let mut plain = Vec::new();
    let read = match record.sys_flag & sys_flag::COMPRESSION_MASK {
        sys_flag::COMPRESSION_LZ4 => lz4_flex::frame::FrameDecoder::new(record.body)
            .take(MAX_DECOMPRESSED)
            .read_to_end(&mut plain),
        sys_flag::COMPRESSION_ZSTD => match ruzstd::decoding::StreamingDecoder::new(record.body) {
            Ok(decoder) => decoder.take(MAX_DECOMPRESSED).read_to_end(&mut plain),
            Err(error) => Err(std::io::Error::other(error.to_string())),
        },
        _ => flate2::read::ZlibDecoder::new(record.body)
            .take(MAX_DECOMPRESSED)
            .read_to_end(&mut plain),
    };
    match read {
        Ok(_) => Bytes::from(plain),
        Err(error) => {
            tracing::warn!(topic = record.topic, %error, "a body cannot be decompressed");
            Bytes::copy_from_slice(record.body)
        }
    }
}

/// Every whole record of a pull answer's body, up to the first that cannot be read.
pub fn decode_records(mut bytes: &[u8], broker: &BrokerName) -> Vec<ReceivedMessage> {
    let mut messages = Vec::new();
    while let Some(size) = bytes.first_chunk::<4>() {
        let size = usize::try_from(i32::from_be_bytes(*size)).unwrap_or(0);
        let Some((record, rest)) = bytes.split_at_checked(size) else { break };
        let message =
            Record::decode(record).and_then(|record| ReceivedMessage::new(&record, size, broker));
        match message {
            Ok(message) => messages.push(message),
            Err(error) => {
                tracing::warn!(%broker, %error, "the rest of a pull answer is unreadable");
                break;
            }
        }
        bytes = rest;
    }
    messages
}
