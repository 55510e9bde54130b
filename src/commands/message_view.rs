//! A consumed message as it is shown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::message_format::Fields;
use super::values::local_time;
use super::view::{Column, View};
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::{
    BrokerName, MessageQueue, PhysicalOffset, QueueId, QueueOffset, TopicName,
};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// A message for machines. The body is `body` when it is UTF-8, else `bodyHex`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// The topic.
    topic: TopicName,
    /// The broker's name.
    broker_name: BrokerName,
    /// The queue's number.
    queue_id: QueueId,
    /// Its place in the queue.
    queue_offset: QueueOffset,
    /// The id its producer gave it.
    msg_id: String,
    /// The id of its place: address and commit log offset.
    offset_msg_id: String,
    /// Its tag.
    tag: Option<String>,
    /// Its keys.
    keys: Vec<String>,
    /// What the sender set besides tag and keys.
    properties: BTreeMap<String, String>,
    /// Its body; null when that is not UTF-8.
    body: Option<String>,
    /// Its body in hexadecimal digits, when that is not UTF-8.
    body_hex: Option<String>,
    /// Bytes of the body.
    body_size: usize,
    /// When its producer made it.
    born_timestamp: TimestampMs,
    /// When the broker stored it.
    store_timestamp: TimestampMs,
    /// Where its producer is, `ip:port`.
    born_host: String,
    /// The broker that stored it, `ip:port`.
    store_host: String,
    /// Its place in the commit log.
    commit_log_offset: PhysicalOffset,
    /// How often a group has sent it back.
    reconsume_times: i32,
}

/// The properties of a message that its sender set, besides tag and keys.
fn own_properties(message: &ReceivedMessage) -> impl Iterator<Item = (&str, &str)> {
    message.properties().filter(|(name, _)| !property::RESERVED.contains(name))
}

impl MessageView {
    /// The view of `message`, which was read from `queue`.
    pub fn new(message: &ReceivedMessage, queue: &MessageQueue) -> Self {
        let body = std::str::from_utf8(&message.body).ok().map(str::to_owned);
        let hex = || message.body.iter().map(|b| format!("{b:02x}")).collect();
        let body_hex = if body.is_none() { Some(hex()) } else { None };
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            topic: message.topic.clone(),
            broker_name: queue.broker_name.clone(),
            queue_id: message.queue_id,
            queue_offset: message.queue_offset,
            msg_id: message.message_id(),
            offset_msg_id: message.offset_message_id(),
            tag: message.tags().map(str::to_owned),
            keys: message.keys().map(str::to_owned).collect(),
            properties: own_properties(message).map(owned).collect(),
            body,
            body_hex,
            body_size: message.body.len(),
            born_timestamp: message.born_timestamp,
            store_timestamp: message.store_timestamp,
            born_host: message.born_host.to_string(),
            store_host: message.store_host.to_string(),
            commit_log_offset: message.physical_offset,
            reconsume_times: message.reconsume_times,
        }
    }
}

/// Calls `with` with what formats see of `message`, the `number`th.
pub fn with_fields<R>(
    message: &ReceivedMessage,
    queue: &MessageQueue,
    number: u64,
    with: impl FnOnce(&Fields<'_>) -> R,
) -> R {
    let id = message.message_id();
    with(&Fields {
        topic: &message.topic,
        tag: message.tags().unwrap_or_default(),
        keys: message.property(property::KEYS).unwrap_or_default(),
        body: &message.body,
        properties: own_properties(message).collect(),
        message_id: &id,
        broker: &queue.broker_name,
        queue_id: message.queue_id.0,
        queue_offset: message.queue_offset.0,
        stored: message.store_timestamp,
        number,
    })
}

impl View for MessageView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("STORED", |v: &Self| local_time(v.store_timestamp)),
            Column::text("TOPIC", |v| v.topic.to_string()),
            Column::text("BROKER", |v| v.broker_name.to_string()),
            Column::number("QUEUE", |v| v.queue_id.to_string()),
            Column::number("OFFSET", |v| v.queue_offset.to_string()),
            Column::text("ID", |v| v.msg_id.clone()),
        ]
    }

    fn name(&self) -> String {
        self.msg_id.clone()
    }
}
