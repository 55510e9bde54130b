//! Questions about stored messages: by key, by place, and the ends and times of a queue. Codes 12,
//! 29 to 33, 321.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::Broker;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::consume_queue::{ConsumeQueueBody, ConsumeQueueData};
use crate::engine::protocol::ext::Header;
use crate::engine::protocol::headers::offsets::{
    EarliestStoreTimeReply, OffsetReply, SearchOffsetHeader, TopicQueueHeader,
};
use crate::engine::protocol::headers::query::{
    QueryConsumeQueueHeader, QueryMessageHeader, QueryMessageReply, ViewMessageHeader,
};
use crate::engine::protocol::names::QueueOffset;
use crate::engine::protocol::responses::{NO_REMARK, ResponseCode};
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, MAX_FRAME_LEN, Reply};
use crate::engine::store::Unit;
use crate::engine::util::clock::TimestampMs;

/// How long an answer waits for dispatch; it is milliseconds behind unless the disk stalls.
const DISPATCH_PATIENCE: Duration = Duration::from_millis(100);
/// Most units that one answer shows.
const MAX_UNITS: usize = 100_000;
/// Room left in an answer for its header.
const HEADER_ROOM: usize = 64 * 1024;

/// QUERY_MESSAGE (12). Finds by hash, so that messages with other keys may be among the answers;
/// clients look again.
pub fn by_key(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: QueryMessageHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let config = broker.config();
    let wanted = match header.unique_key {
        Some(true) => config.default_query_max_num,
        _ => header.max_num,
    };
    let most = usize::try_from(wanted.min(config.max_msgs_num_batch)).unwrap_or_default();
    let (begin, end) = (header.begin_timestamp, header.end_timestamp);
    let found = broker.store.query_index(&header.topic, &header.key, most, begin, end);
    let body = joined(&found.records);
    let reply = if body.is_empty() {
        let remark = "can not find message, maybe time range not correct";
        Reply::refuse(ResponseCode::QueryNotFound, remark)
    } else {
        Reply::with_body(body)
    };
    let fields = QueryMessageReply {
        index_last_update_timestamp: found.last_update_timestamp,
        index_last_update_physical_offset: found.last_update_offset,
    };
    let empty = reply.code != ResponseCode::Success;
    let reply = reply.and_fields(fields.to_list());
    // Apache writes the found records itself, in JSON; only the refusal takes the usual way.
    if empty { reply } else { reply.in_json() }
}

/// As many records as fit one frame, back to back.
fn joined(records: &[Bytes]) -> Bytes {
    let mut body = BytesMut::new();
    for record in records {
        if body.len() + record.len() > MAX_FRAME_LEN - HEADER_ROOM {
            break;
        }
        body.extend_from_slice(record);
    }
    body.freeze()
}

/// VIEW_MESSAGE_BY_ID (33).
pub fn by_id(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let ViewMessageHeader { offset } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match broker.store.record_at(offset, None) {
        Ok(Some(record)) => Reply::with_body(record).in_json(),
        found => {
            // A client may name any offset: where no record starts is no fault of the store.
            if let Err(error) = found {
                tracing::debug!(%offset, %error, "no record starts there");
            }
            let remark = format!("can not find message by the offset, {offset}");
            Reply::refuse(ResponseCode::SystemError, remark)
        }
    }
}

/// QUERY_CONSUME_QUEUE (321): units as they lie in the queue.
pub fn consume_queue(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: QueryConsumeQueueHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let QueryConsumeQueueHeader { topic, queue_id, index, count, consumer_group } = header;
    let Some(queue) = broker.store.find_queue(&topic, queue_id) else {
        let remark = format!("{queue_id}@{topic} is not exist!");
        return Reply::refuse(ResponseCode::SystemError, remark);
    };
    let most = usize::try_from(count).unwrap_or(0).min(MAX_UNITS);
    let units = broker.store.units(&topic, queue_id, index, most).unwrap_or_default();
    if units.is_empty() {
        let remark = format!("Index {index} of {queue_id}@{topic} is not exist!");
        return Reply::refuse(ResponseCode::Success, remark);
    }
    let data = |unit: Unit| ConsumeQueueData {
        physical_offset: unit.physical_offset,
        physical_size: unit.size,
        tags_code: unit.tags_code,
        ..ConsumeQueueData::default()
    };
    let mut body = ConsumeQueueBody {
        max_queue_index: queue.max(),
        min_queue_index: queue.min(),
        queue_data: Some(units.into_iter().map(data).collect()),
        ..ConsumeQueueBody::default()
    };
    if let Some(group) = consumer_group {
        match broker.consumers.subscription(&group, &topic) {
            Some(subscribed) => {
                body.subscription_data = Some(subscribed.subscription.data.clone());
            }
            None => body.filter_data = Some(format!("{group}@{topic} is not online!")),
        }
    }
    let mut reply = Reply::refuse(ResponseCode::Success, NO_REMARK);
    reply.body = body.encode().into();
    reply
}

/// SEARCH_OFFSET_BY_TIMESTAMP (29).
pub fn search_offset(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let SearchOffsetHeader { topic, queue_id, timestamp } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    offset_reply(broker.store.offset_by_time(&topic, queue_id, timestamp))
}

/// Waits until queues know what was acknowledged before, or for as long as an answer may wait.
pub(super) fn await_dispatch(broker: &Broker) {
    broker.store.wait_for_dispatch(DISPATCH_PATIENCE);
}

/// GET_MAX_OFFSET (30). Whoever asks after a send was acknowledged finds that message counted,
/// which Apache, dispatching later, does not promise.
pub fn max_offset(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: TopicQueueHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    await_dispatch(broker);
    offset_reply(broker.store.max_offset(&header.topic, header.queue_id))
}

/// GET_MIN_OFFSET (31).
pub fn min_offset(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    match request.header::<TopicQueueHeader>() {
        Ok(header) => offset_reply(broker.store.min_offset(&header.topic, header.queue_id)),
        Err(error) => error.into(),
    }
}

/// GET_EARLIEST_MSG_STORETIME (32).
pub fn earliest_store_time(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let TopicQueueHeader { topic, queue_id } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let first = broker.store.earliest_store_time_of(&topic, queue_id);
    let timestamp = first.unwrap_or(TimestampMs(-1));
    Reply::with_header(&EarliestStoreTimeReply { timestamp })
}

fn offset_reply(offset: QueueOffset) -> Reply {
    Reply::with_header(&OffsetReply { offset: Some(offset) })
}
