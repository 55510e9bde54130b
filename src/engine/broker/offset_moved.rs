//! Tells of pulls whose offset had to move: one message in `OFFSET_MOVED_EVENT` for each (`broker.md`
//! 5.5, Apache's `PullMessageProcessor.generateOffsetMovedEvent`).

use std::sync::Arc;

use super::Broker;
use super::config::BrokerConfig;
use super::put::Puts;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::offsets::OffsetMovedEvent;
use crate::engine::protocol::message::{property, push_property};
use crate::engine::protocol::name_rules::OFFSET_MOVED_TOPIC;
use crate::engine::protocol::names::{
    BrokerName, GroupName, MessageQueue, PhysicalOffset, QueueId, QueueOffset, TopicName,
};
use crate::engine::protocol::record::{Record, body_crc};
use crate::engine::util::clock::TimestampMs;

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
    let record = Record {
        body_crc: body_crc(&body),
        queue_id: QueueId(0),
        flag: 0,
        queue_offset: QueueOffset::default(),
        physical_offset: PhysicalOffset::default(),
        sys_flag: 0,
        born_timestamp: TimestampMs::now(),
        born_host: broker.store_host,
        store_timestamp: TimestampMs::default(),
        store_host: broker.store_host,
        reconsume_times: 0,
        prepared_transaction_offset: PhysicalOffset::default(),
        body: &body,
        topic: OFFSET_MOVED_TOPIC,
        properties: &properties,
    };
    let mut puts = Puts::new(broker);
    let submitted = puts.add(&record).map_err(Into::into).and_then(|()| puts.submit());
    if let Err(error) = submitted {
        tracing::warn!(%error, "the event of a moved offset is not stored");
    }
}
