//! Tells of pulls whose offset had to move: one message in `OFFSET_MOVED_EVENT` for each (`broker.md`
//! 5.5, Apache's `PullMessageProcessor.generateOffsetMovedEvent`).

use std::sync::Arc;

use super::Broker;
use super::config::BrokerConfig;
use super::put::{Puts, own_record};
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::offsets::OffsetMovedEvent;
use crate::engine::protocol::message::{property, push_property};
use crate::engine::protocol::name_rules::OFFSET_MOVED_TOPIC;
use crate::engine::protocol::names::{
    BrokerName, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};

/// Stores the event of a pull that asked for `asked` and was sent to `new`; does not wait.
pub(super) fn tell(
    broker: &Arc<Broker>,
    config: &BrokerConfig,
    group: &str,
    (topic, queue_id): (&str, QueueId),
    (asked, new): (QueueOffset, QueueOffset),
) {
    let broker_name = BrokerName::from(config.broker_name.as_str());
    let event = OffsetMovedEvent {
        consumer_group: GroupName::from(group),
        message_queue: MessageQueue { broker_name, queue_id, topic: TopicName::from(topic) },
        offset_new: new,
        offset_request: asked,
    };
    let body = event.encode();
    let mut properties = String::new();
    push_property(&mut properties, property::KEYS, group);
    push_property(&mut properties, property::DELAY, "0");
    push_property(&mut properties, property::TAGS, group);
    let place = (OFFSET_MOVED_TOPIC, QueueId(0));
    let record = own_record(broker, place, &body, &properties);
    let mut puts = Puts::new(broker);
    let submitted = puts.add(&record).map_err(Into::into).and_then(|()| puts.submit());
    if let Err(error) = submitted {
        tracing::warn!(%error, "the event of a moved offset is not stored");
    }
}
