//! How far groups are, in more detail than `stats.rs`: 303, 308, 314, 317; and 43, everything at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::stats::{consume_stats, queues_of};
use crate::engine::broker::Broker;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::offsets::CorrectionOffsetBody;
use crate::engine::protocol::bodies::stats::ConsumeStatsList;
use crate::engine::protocol::bodies::time_span::{ConsumeTimeSpanBody, QueueTimeSpan};
use crate::engine::protocol::headers::groups::{
    CloneGroupOffsetHeader, GetBrokerConsumeStatsHeader, QueryConsumeTimeSpanHeader,
    QueryCorrectionOffsetHeader,
};
use crate::engine::protocol::names::{GroupName, MessageQueue, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::clock::TimestampMs;

/// What stands for a time that cannot be told.
const NO_TIME: TimestampMs = TimestampMs(-1);

/// QUERY_CONSUME_TIME_SPAN (303).
pub fn time_span(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let QueryConsumeTimeSpanHeader { topic, group } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let Some(settings) = broker.topics.get(&topic) else {
        let remark = format!("topic[{topic}] not exist");
        return Reply::refuse(ResponseCode::TopicNotExist, remark);
    };
    let queues = queues_of(broker, &topic, settings.write_queue_nums);
    let spans = queues.map(|queue| span(broker, queue, &group));
    Reply::with_body(ConsumeTimeSpanBody { consume_time_span_set: spans.collect() }.encode())
}

fn span(broker: &Broker, queue: MessageQueue, group: &GroupName) -> QueueTimeSpan {
    let (store, topic, id) = (&broker.store, &queue.topic, queue.queue_id);
    let time = |at: QueueOffset| store.store_time_at(topic, id, at).unwrap_or(NO_TIME);
    let end = store.max_offset(topic, id);
    let first = store.earliest_store_time_of(topic, id).unwrap_or(NO_TIME);
    let next = broker.offsets.get(group, topic, id).unwrap_or(QueueOffset(-1));
    let consumed = if next.0 > 0 { time(next.plus(-1)) } else { first };
    let behind = if next < end { TimestampMs::now().since(time(next)) } else { 0 };
    let times = [first, time(end.plus(-1)), consumed];
    QueueTimeSpan::new(queue, times, behind)
}

/// GET_BROKER_CONSUME_STATS (317).
pub fn all_groups(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let GetBrokerConsumeStatsHeader { is_order } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let config = broker.config();
    let mut list =
        ConsumeStatsList { broker_addr: config.broker_address(), ..ConsumeStatsList::default() };
    let mut groups: Vec<GroupName> = broker.groups.snapshot().entries.into_keys().collect();
    groups.sort();
    for group in groups {
        let wanted = |topic: &TopicName| {
            broker.topics.get(topic).is_some_and(|topic| topic.order || !is_order)
        };
        let topics = broker.offsets.topics_of(&group).into_iter().filter(wanted);
        let by_topic: Vec<_> = topics
            .map(|topic| consume_stats(broker, &group, &[topic]))
            .filter(|stats| !stats.offset_table.is_empty())
            .collect();
        list.total_diff += by_topic.iter().map(|stats| stats.total_diff()).sum::<i64>();
        list.consume_stats_list.push(BTreeMap::from([(group, by_topic)]));
    }
    Reply::with_body(list.encode())
}

/// CLONE_GROUP_OFFSET (314): a group goes on where another one is.
pub fn clone_offsets(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: CloneGroupOffsetHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let topics = match header.topic {
        Some(topic) if !topic.trim().is_empty() => vec![topic],
        _ => broker.offsets.topics_of(&header.src_group),
    };
    let subscribed =
        broker.consumers.topics_of(&header.src_group).filter(|topics| !topics.is_empty());
    for topic in topics.iter().filter(|topic| broker.topics.get(topic).is_some()) {
        let foreign = subscribed.as_ref().is_some_and(|topics| !topics.contains(topic));
        if foreign && !header.offline {
            continue;
        }
        for (queue, offset) in broker.offsets.of_group(&header.src_group, topic) {
            broker.offsets.commit(&header.dest_group, topic, queue, offset);
        }
    }
    Reply::success()
}

/// QUERY_CORRECTION_OFFSET (308): in every queue the least offset of all groups but those to leave
/// out, or the largest number where the group to compare with is behind that.
pub fn correction(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: QueryCorrectionOffsetHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let left_out: BTreeSet<&str> =
        header.filter_groups.as_deref().unwrap_or_default().split(',').collect();
    let mut least: BTreeMap<QueueId, QueueOffset> = BTreeMap::new();
    for group in broker.offsets.groups_of(&header.topic) {
        if left_out.contains(&*group) {
            continue;
        }
        for (queue, offset) in broker.offsets.of_group(&group, &header.topic) {
            if offset >= broker.store.min_offset(&header.topic, queue) {
                least
                    .entry(queue)
                    .and_modify(|least| *least = offset.min(*least))
                    .or_insert(offset);
            }
        }
    }
    for (queue, offset) in broker.offsets.of_group(&header.compare_group, &header.topic) {
        if let Some(least) = least.get_mut(&queue).filter(|least| **least > offset) {
            *least = QueueOffset(i64::MAX);
        }
    }
    Reply::with_body(CorrectionOffsetBody { correction_offsets: least }.encode())
}

/// GET_ALL_CONSUMER_OFFSET (43).
pub fn all_offsets(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    Reply::with_body(broker.offsets.to_table().encode())
}
