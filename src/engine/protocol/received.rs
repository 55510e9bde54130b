//! Messages as a client gets them, decoded from stored records.

use std::net::SocketAddr;

use bytes::Bytes;

use super::compression::{Compression, InflateError};
use super::message::{properties, property, property_value};
use super::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use super::record::{Record, RecordError, offset_message_id};
use crate::engine::util::clock::TimestampMs;

/// One message with its place and its story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// Topic it is stored under.
    pub topic: TopicName,
    /// Queue it is in.
    pub queue_id: QueueId,
    /// Its place in the queue.
    pub queue_offset: QueueOffset,
    /// Its place in the commit log.
    pub physical_offset: PhysicalOffset,
    /// Bytes it takes there.
    pub store_size: usize,
    /// The user's flag.
    pub flag: i32,
    /// Message flags (`remoting.md` 3.2).
    pub sys_flag: i32,
    /// When its producer made it.
    pub born_timestamp: TimestampMs,
    /// The producer's address as the broker saw it.
    pub born_host: SocketAddr,
    /// When the broker stored it.
    pub store_timestamp: TimestampMs,
    /// The broker's advertised address.
    pub store_host: SocketAddr,
    /// CRC of the body as stored.
    pub body_crc: i32,
    /// Attempts to consume it so far.
    pub reconsume_times: i32,
    /// Place of its half message in the commit log; 0 unless a transaction committed it.
    pub prepared_transaction_offset: PhysicalOffset,
    /// Body, inflated.
    pub body: Bytes,
    /// Properties text (`remoting.md` 3.3).
    pub properties: String,
}

/// Why a record is not a message for a client.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The bytes are not a record.
    #[error("undecodable record: {0}")]
    Record(#[from] RecordError),
    /// The body cannot be inflated.
    #[error("undecodable body: {0}")]
    Body(#[from] InflateError),
}

impl ReceivedMessage {
    /// Decodes the record at the start of `bytes`; the body stays a slice of them when it is plain.
    pub fn decode(bytes: &Bytes) -> Result<Self, ReceiveError> {
        let record = Record::decode(bytes)?;
        let body = match Compression::of(record.sys_flag)? {
            Some(kind) => Bytes::from(kind.inflate(record.body)?),
            None => bytes.slice_ref(record.body),
        };
        Ok(Self {
            topic: TopicName::from(record.topic),
            queue_id: record.queue_id,
            queue_offset: record.queue_offset,
            physical_offset: record.physical_offset,
            store_size: record.encoded_len(),
            flag: record.flag,
            sys_flag: record.sys_flag,
            born_timestamp: record.born_timestamp,
            born_host: record.born_host,
            store_timestamp: record.store_timestamp,
            store_host: record.store_host,
            body_crc: record.body_crc,
            reconsume_times: record.reconsume_times,
            prepared_transaction_offset: record.prepared_transaction_offset,
            body,
            properties: record.properties.to_owned(),
        })
    }

    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        property_value(&self.properties, name)
    }

    /// All properties, in the order of the text.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &str)> {
        properties(&self.properties)
    }

    /// The tag.
    pub fn tags(&self) -> Option<&str> {
        self.property(property::TAGS)
    }

    /// The business keys, one by one.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.property(property::KEYS).unwrap_or_default().split(' ').filter(|key| !key.is_empty())
    }

    /// The id users see: the producer's unique one, else the offset message id.
    pub fn message_id(&self) -> String {
        self.property(property::UNIQUE_KEY)
            .map_or_else(|| self.offset_message_id(), ToOwned::to_owned)
    }

    /// The id that says where the message is stored.
    pub fn offset_message_id(&self) -> String {
        offset_message_id(self.store_host, self.physical_offset)
    }
}

/// Decodes records that stand back to back, as in the bodies of pull and query answers.
///
/// Ends at the first record that cannot be decoded, as Apache's clients do, and says why:
/// what follows it has no known start.
pub fn decode_records(mut bytes: Bytes) -> (Vec<ReceivedMessage>, Option<ReceiveError>) {
    let mut messages = Vec::new();
    while !bytes.is_empty() {
        match ReceivedMessage::decode(&bytes) {
            Ok(message) => {
                bytes = bytes.slice(message.store_size..);
                messages.push(message);
            }
            Err(error) => return (messages, Some(error)),
        }
    }
    (messages, None)
}
