//! Questions about stored messages: by key, by place, and the ends and times of a queue. Codes 12,
//! 29 to 33.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::Broker;
use crate::engine::protocol::headers::offsets::{
    EarliestStoreTimeReply, OffsetReply, SearchOffsetHeader, TopicQueueHeader,
};
use crate::engine::protocol::headers::query::{
    QueryMessageHeader, QueryMessageReply, ViewMessageHeader,
};
use crate::engine::protocol::names::{QueueOffset, TopicName};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, MAX_FRAME_LEN, Reply};
use crate::engine::util::clock::TimestampMs;

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
    let found = match broker.store.query_index(&header.topic, &header.key, most, begin, end) {
        Ok(found) => found,
        Err(error) => return failed(&error),
    };
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
    let reply = reply.and_header(&fields);
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
        Ok(None) => {
            let remark = format!("can not find message by the offset, {offset}");
            Reply::refuse(ResponseCode::SystemError, remark)
        }
        Err(error) => failed(&error),
    }
}

/// SEARCH_OFFSET_BY_TIMESTAMP (29).
pub fn search_offset(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let SearchOffsetHeader { topic, queue_id, timestamp } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    match broker.store.offset_by_time(&topic, queue_id, timestamp) {
        Ok(offset) => offset_reply(offset),
        Err(error) => failed(&error),
    }
}

/// GET_MAX_OFFSET (30).
pub fn max_offset(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    match request.header::<TopicQueueHeader>() {
        Ok(header) => offset_reply(broker.store.max_offset(&header.topic, header.queue_id)),
        Err(error) => error.into(),
    }
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
    let first = broker.store.min_offset(&topic, queue_id);
    let timestamp = store_time(broker, &topic, queue_id, first).unwrap_or(TimestampMs(-1));
    Reply::with_header(&EarliestStoreTimeReply { timestamp })
}

/// When a message of a queue was stored; `None` when it is not there or cannot be read.
pub(super) fn store_time(
    broker: &Broker,
    topic: &TopicName,
    queue: crate::engine::protocol::names::QueueId,
    offset: QueueOffset,
) -> Option<TimestampMs> {
    broker.store.store_time_at(topic, queue, offset)
}

fn offset_reply(offset: QueueOffset) -> Reply {
    Reply::with_header(&OffsetReply { offset: Some(offset) })
}

/// The answer when the store could not be read.
fn failed(error: &dyn std::error::Error) -> Reply {
    tracing::error!(%error, "a query failed");
    Reply::refuse(ResponseCode::SystemError, error.to_string())
}
