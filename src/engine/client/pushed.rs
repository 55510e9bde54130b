//! Handlers of what brokers push to clients (`remoting.md` 2.3).

use std::sync::Arc;

use super::request_reply::pushed_reply;
use super::router::PushRouter;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::offsets::{ConsumerStatusBody, ResetOffsetBody};
use crate::engine::protocol::headers::clients::{
    ConsumeMessageDirectlyHeader, ConsumerGroupHeader, ConsumerRunningInfoHeader,
    ConsumerStatusHeader,
};
use crate::engine::protocol::headers::offsets::ResetOffsetHeader;
use crate::engine::protocol::headers::reply_message::ReplyMessageHeader;
use crate::engine::protocol::headers::transaction::CheckTransactionStateHeader;
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::GroupName;
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};

/// Decodes the header, or answers that it cannot be.
macro_rules! header {
    ($request:ident) => {
        match $request.header() {
            Ok(header) => header,
            Err(error) => return Some(error.into()),
        }
    };
}

/// NOTIFY_CONSUMER_IDS_CHANGED (40): the members of a group changed, its queues are divided anew.
pub(super) fn ids_changed(
    router: &PushRouter,
    _: &Arc<Connection>,
    request: &Frame,
) -> Option<Reply> {
    let header: ConsumerGroupHeader = header!(request);
    if let Some(consumer) = router.consumer(&header.consumer_group) {
        consumer.rebalance.notify_one();
    }
    Some(Reply::success())
}

/// CHECK_TRANSACTION_STATE (39): the broker has a half message and does not know what became of its
/// transaction. The answer is a request of its own (37).
pub(super) fn check_transaction(
    router: &PushRouter,
    connection: &Arc<Connection>,
    request: &Frame,
) -> Option<Reply> {
    let header: CheckTransactionStateHeader = header!(request);
    let message = match ReceivedMessage::decode(&request.body_bytes()) {
        Ok(message) => message,
        Err(error) => {
            tracing::warn!(%error, "asked about a half message that cannot be read");
            return None;
        }
    };
    let group = message.property(property::PRODUCER_GROUP).unwrap_or_default();
    match router.checks(group) {
        Some(checks) => {
            let address = connection.peer().to_string();
            tokio::spawn(async move { checks.answer(address, header, message).await });
        }
        None => tracing::debug!(group, "asked about a half message of a group that is not here"),
    }
    None
}

/// PUSH_REPLY_MESSAGE_TO_CLIENT (326): the reply to a request of this client.
pub(super) fn reply(router: &PushRouter, _: &Arc<Connection>, request: &Frame) -> Option<Reply> {
    let header: ReplyMessageHeader = header!(request);
    let reply = match pushed_reply(header, request.body_bytes()) {
        Ok(reply) => reply,
        Err(error) => {
            return Some(Reply::refuse(ResponseCode::SystemError, error.to_string()));
        }
    };
    let correlation_id = reply.property(property::CORRELATION_ID).unwrap_or_default().to_owned();
    if !router.replied(&correlation_id, reply) {
        tracing::warn!(correlation_id, "nobody waits for this reply any more");
    }
    Some(Reply::success())
}

/// RESET_CONSUMER_CLIENT_OFFSET (220): queues go on elsewhere.
pub(super) fn reset_offsets(
    router: &PushRouter,
    _: &Arc<Connection>,
    request: &Frame,
) -> Option<Reply> {
    let header: ResetOffsetHeader = header!(request);
    let body = match ResetOffsetBody::decode(request.body()) {
        Ok(body) => body,
        Err(error) => {
            return Some(Reply::refuse(ResponseCode::SystemError, error.to_string()));
        }
    };
    if let Some(consumer) = router.consumer(&header.group) {
        let targets = body.offset_table.iter().map(|(queue, offset)| (queue.clone(), *offset));
        let targets = targets.collect();
        tokio::spawn(async move { consumer.reset_offsets(targets).await });
    }
    Some(Reply::success())
}

/// GET_CONSUMER_STATUS_FROM_CLIENT (221): how far the consumer is in each queue of a topic.
pub(super) fn offsets(router: &PushRouter, _: &Arc<Connection>, request: &Frame) -> Option<Reply> {
    let header: ConsumerStatusHeader = header!(request);
    let body = ConsumerStatusBody {
        message_queue_table: match router.consumer(&header.group) {
            Some(consumer) => consumer.offsets_of(&header.topic),
            None => Default::default(),
        },
        ..ConsumerStatusBody::default()
    };
    Some(Reply::with_body(body.encode()))
}

/// GET_CONSUMER_RUNNING_INFO (307): what the consumer is and does.
pub(super) fn running_info(
    router: &PushRouter,
    _: &Arc<Connection>,
    request: &Frame,
) -> Option<Reply> {
    let header: ConsumerRunningInfoHeader = header!(request);
    Some(match router.consumer(&header.consumer_group) {
        Some(consumer) => Reply::with_body(consumer.running_info().encode()),
        None => no_such_group(&header.consumer_group),
    })
}

/// CONSUME_MESSAGE_DIRECTLY (309): one message is consumed at once, whatever its queue's turn.
pub(super) fn consume_directly(
    router: &PushRouter,
    connection: &Arc<Connection>,
    request: &Frame,
) -> Option<Reply> {
    let header: ConsumeMessageDirectlyHeader = header!(request);
    let Some(consumer) = router.consumer(&header.consumer_group) else {
        return Some(no_such_group(&header.consumer_group));
    };
    let message = match ReceivedMessage::decode(&request.body_bytes()) {
        Ok(message) => message,
        Err(error) => {
            return Some(Reply::refuse(ResponseCode::SystemError, error.to_string()));
        }
    };
    let (connection, request) = (connection.clone(), request.detached());
    tokio::spawn(async move {
        let broker = header.broker_name.unwrap_or_default();
        let result = consumer.consume_directly(message, broker).await;
        connection.reply(&request, &Reply::with_body(result.encode()));
    });
    None
}

fn no_such_group(group: &GroupName) -> Reply {
    let remark = format!("The Consumer Group <{group}> not exist in this consumer");
    Reply::refuse(ResponseCode::SystemError, remark)
}
