//! Messages that were received and are sent once more.

use super::outgoing::Message;
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::{GroupName, TopicName, retry_topic};
use crate::engine::protocol::received::ReceivedMessage;

/// Properties that tell the story of one stored message and mean nothing for a copy of it.
const OF_ONE_STORY: [&str; 17] = [
    property::DELAY,
    property::RETRY_TOPIC,
    property::REAL_TOPIC,
    property::REAL_QUEUE_ID,
    property::TRANSACTION_PREPARED,
    property::PRODUCER_GROUP,
    property::ORIGIN_MESSAGE_ID,
    property::RECONSUME_TIME,
    property::MAX_RECONSUME_TIMES,
    property::CLUSTER,
    property::MIN_OFFSET,
    property::MAX_OFFSET,
    property::CONSUME_START_TIME,
    property::PREPARED_QUEUE_OFFSET,
    property::TRANSACTION_CHECK_TIMES,
    property::INNER_MULTI_DISPATCH,
    property::INNER_MULTI_QUEUE_OFFSET,
];

impl Message {
    /// A new message to `topic` that says what `received` says, with an id of its own.
    pub fn copy_of(received: &ReceivedMessage, topic: TopicName) -> Self {
        let mut copy = Self::new(topic, received.body.clone());
        copy.flag = received.flag;
        for (name, value) in received.properties() {
            if name != property::UNIQUE_KEY && !OF_ONE_STORY.contains(&name) {
                copy = copy.with_system(name, value);
            }
        }
        copy
    }

    /// A message that lets `group`, and nobody else, try `received` again: it keeps its id, and
    /// members take it for one of the topic it came from (`broker.md` 5.2).
    pub fn retry_of(received: &ReceivedMessage, group: &GroupName) -> Self {
        let kept = |name| received.property(name);
        let topic = kept(property::RETRY_TOPIC).unwrap_or(&received.topic);
        let id = received.message_id();
        let origin = kept(property::ORIGIN_MESSAGE_ID).unwrap_or(&id);
        Self::copy_of(received, retry_topic(group))
            .with_system(property::UNIQUE_KEY, &id)
            .with_system(property::ORIGIN_MESSAGE_ID, origin)
            .with_system(property::RETRY_TOPIC, topic)
    }
}
