//! How far topics and groups are: 202, 208, 300, and what was counted: 315.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::broker::Broker;
use crate::engine::broker::query::await_dispatch;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::lists::GroupList;
use crate::engine::protocol::bodies::stats::{
    ConsumeStats, OffsetWrapper, TopicOffset, TopicStatsTable,
};
use crate::engine::protocol::headers::admin::ViewBrokerStatsHeader;
use crate::engine::protocol::headers::groups::GetConsumeStatsHeader;
use crate::engine::protocol::headers::topics::TopicHeader;
use crate::engine::protocol::names::{
    BrokerName, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::clock::TimestampMs;

/// GET_TOPIC_STATS_INFO (202).
pub fn topic(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let TopicHeader { topic } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let Some(settings) = broker.topics.get(&topic) else {
        let remark = format!("topic[{topic}] not exist");
        return Reply::refuse(ResponseCode::TopicNotExist, remark);
    };
    await_dispatch(broker);
    let queues = queues_of(broker, &topic, settings.write_queue_nums);
    let offset_table = queues.map(|queue| {
        let min_offset = broker.store.min_offset(&topic, queue.queue_id).max(QueueOffset(0));
        let max_offset = broker.store.max_offset(&topic, queue.queue_id).max(QueueOffset(0));
        let last_update_timestamp = last_store_time(broker, &queue, max_offset);
        (queue, TopicOffset { last_update_timestamp, max_offset, min_offset })
    });
    Reply::with_body(TopicStatsTable { offset_table: offset_table.collect() }.encode())
}

/// GET_CONSUME_STATS (208).
pub fn consume(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: GetConsumeStatsHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let group = header.consumer_group;
    let topics = match header.topic {
        Some(topic) if !topic.trim().is_empty() => vec![topic],
        _ => broker.offsets.topics_of(&group),
    };
    await_dispatch(broker);
    Reply::with_body(consume_stats(broker, &group, &topics).encode())
}

/// How far `group` is in `topics`. Topics that are gone are left out, and so are topics that a
/// group which is online does not subscribe to.
pub fn consume_stats(broker: &Broker, group: &GroupName, topics: &[TopicName]) -> ConsumeStats {
    let subscribed = broker.consumers.topics_of(group).filter(|topics| !topics.is_empty());
    let mut stats = ConsumeStats::default();
    for topic in topics {
        let Some(settings) = broker.topics.get(topic) else { continue };
        if subscribed.as_ref().is_some_and(|subscribed| !subscribed.contains(topic)) {
            continue;
        }
        for queue in queues_of(broker, topic, settings.read_queue_nums) {
            let stored = broker.offsets.get(group, topic, queue.queue_id);
            let consumer_offset = stored.unwrap_or_default().max(QueueOffset(0));
            let broker_offset = broker.store.max_offset(topic, queue.queue_id).max(QueueOffset(0));
            let last_timestamp = last_store_time(broker, &queue, consumer_offset);
            let progress = OffsetWrapper { broker_offset, consumer_offset, last_timestamp };
            stats.offset_table.insert(queue, progress);
        }
        stats.consume_tps += broker.stats.consume_tps(group, topic);
    }
    stats
}

/// QUERY_TOPIC_CONSUME_BY_WHO (300).
pub fn consumed_by_whom(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let TopicHeader { topic } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let mut groups: BTreeSet<GroupName> = broker.consumers.groups_of(&topic).into_iter().collect();
    groups.extend(broker.offsets.groups_of(&topic));
    Reply::with_body(GroupList { group_list: groups.into_iter().collect() }.encode())
}

/// VIEW_BROKER_STATS_DATA (315).
pub fn figures(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let ViewBrokerStatsHeader { stats_name: name, stats_key: key } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match broker.stats.figures(&broker.config().broker_cluster_name, &name, &key) {
        Some(figures) => Reply::with_body(figures.encode()),
        None => {
            let remark = format!("The stats <{name}> <{key}> not exist");
            Reply::refuse(ResponseCode::SystemError, remark)
        }
    }
}

/// The queues of a topic on this broker.
pub(super) fn queues_of(
    broker: &Broker,
    topic: &TopicName,
    count: i32,
) -> impl Iterator<Item = MessageQueue> + use<> {
    let broker_name = BrokerName::from(broker.config().broker_name.as_str());
    let topic = topic.clone();
    (0..count).map(move |id| MessageQueue {
        broker_name: broker_name.clone(),
        queue_id: QueueId(id),
        topic: topic.clone(),
    })
}

/// Store time of the message before `end`, 0 when it cannot be told.
fn last_store_time(broker: &Broker, queue: &MessageQueue, end: QueueOffset) -> TimestampMs {
    let last = end.plus(-1);
    let time = || broker.store.store_time_at(&queue.topic, queue.queue_id, last);
    if last.0 < 0 { None } else { time() }.unwrap_or_default()
}
