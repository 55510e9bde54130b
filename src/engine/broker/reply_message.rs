//! Replies of request-reply (324, 325): pushed to the client that waits (326), then stored
//! (`remoting.md` 2.2, Apache's `ReplyMessageProcessor`).

use std::sync::Arc;
use std::time::Duration;

use super::Broker;
use super::blocking::run_blocking;
use super::put::{NotPut, Puts};
use super::register::ROUTE_PATIENCE;
use super::send_checks::{Accepted, NotAccepted, accept, common_fields, prepare};
use crate::engine::protocol::headers::reply_message::ReplyMessageHeader;
use crate::engine::protocol::message::{property, property_value, with_properties};
use crate::engine::protocol::names::{GroupName, PhysicalOffset, QueueOffset, TopicName};
use crate::engine::protocol::record::{Record, body_crc, offset_message_id};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply, Request};
use crate::engine::store::Appended;
use crate::engine::util::clock::TimestampMs;

/// How long the waiting client has to take the reply.
const PUSH_PATIENCE: Duration = Duration::from_secs(10);

/// Serves a reply: SEND_REPLY_MESSAGE (324), SEND_REPLY_MESSAGE_V2 (325).
pub(super) fn serve(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    match accept(broker, &broker.config(), connection, &request) {
        Ok(_) => drop(tokio::spawn(pass_on(broker.clone(), connection.clone(), request))),
        Err(NotAccepted::Refused(refusal)) => connection.reply(&request, &refusal),
        Err(NotAccepted::Unprepared) => {
            run_blocking(broker, connection, request, prepare_and_pass_on);
        }
    }
}

fn prepare_and_pass_on(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    match prepare(broker, connection, &request) {
        Ok(created) => {
            if let Some(topic) = created {
                broker.registration.announce(broker, (*topic).clone(), ROUTE_PATIENCE);
            }
            tokio::spawn(pass_on(broker.clone(), connection.clone(), request));
        }
        Err(refusal) => connection.reply(&request, &refusal),
    }
}

/// Pushes, stores and answers. The answer says whether the push was taken; a reply is stored
/// whatever became of that.
async fn pass_on(broker: Arc<Broker>, connection: Arc<Connection>, request: Frame) {
    let config = broker.config();
    let reply = match accept(&broker, &config, &connection, &request) {
        Ok(reply) => reply,
        Err(NotAccepted::Refused(refusal)) => return connection.reply(&request, &refusal),
        Err(NotAccepted::Unprepared) => {
            let remark = "the topic was deleted meanwhile";
            return connection.reply(&request, &Reply::refuse(ResponseCode::TopicNotExist, remark));
        }
    };
    let mut fields = common_fields(&config);
    let mut put_fields = |id: String, offset: QueueOffset| {
        fields.set("msgId", id);
        fields.set("queueId", reply.answered_queue.to_string());
        fields.set("queueOffset", offset.to_string());
    };
    let answer = match push(&broker, &connection, &reply).await {
        Ok(()) => {
            put_fields("0".to_owned(), QueueOffset(0));
            Reply::success()
        }
        Err(remark) => {
            tracing::warn!(remark, "a reply is not passed on");
            Reply::refuse(ResponseCode::SystemError, remark)
        }
    };
    if config.store_reply_message_enable {
        match store(&broker, &connection, &reply).await {
            Ok(put) => put_fields(
                offset_message_id(broker.store_host, put.physical_offset),
                put.queue_offset,
            ),
            Err(error) => tracing::warn!(%error, "a reply is not stored"),
        }
    }
    connection.reply(&request, &answer.and_fields(fields));
}

/// Hands the reply to the client that waits for it; the error is the remark of the answer.
async fn push(
    broker: &Broker,
    connection: &Connection,
    reply: &Accepted<'_>,
) -> Result<(), String> {
    let header = &reply.header;
    let sent = header.properties.as_deref().unwrap_or_default();
    let requester = property_value(sent, property::REPLY_TO_CLIENT).ok_or_else(|| {
        format!("reply message properties[{}] is null", property::REPLY_TO_CLIENT)
    })?;
    let target = broker
        .producers
        .find(requester)
        .ok_or_else(|| format!("push reply message fail, channel of <{requester}> not found."))?;
    let now = TimestampMs::now();
    let pushed_at = now.to_string();
    let (born, store) = (connection.peer(), broker.store_host);
    let pushed = ReplyMessageHeader {
        producer_group: GroupName::from(&*header.producer_group),
        topic: TopicName::from(&*header.topic),
        default_topic: TopicName::from(&*header.default_topic),
        default_topic_queue_nums: header.default_topic_queue_nums,
        queue_id: header.queue_id,
        sys_flag: header.sys_flag,
        born_timestamp: header.born_timestamp,
        flag: header.flag,
        properties: Some(with_properties(sent, &[(property::PUSH_REPLY_TIME, Some(&*pushed_at))])),
        reconsume_times: header.reconsume_times,
        unit_mode: header.unit_mode,
        born_host: format!("{}:{}", born.ip(), born.port()),
        store_host: format!("{}:{}", store.ip(), store.port()),
        store_timestamp: now,
    };
    let push =
        Request::new(RequestCode::PushReplyMessageToClient, &pushed).with_body(reply.body.to_vec());
    let failed = || format!("push reply message to {requester}fail.");
    let answer = target.call(&push, PUSH_PATIENCE).await.map_err(|_| failed())?;
    if answer.response_code() == ResponseCode::Success { Ok(()) } else { Err(failed()) }
}

/// Stores the reply as it came.
async fn store(
    broker: &Arc<Broker>,
    connection: &Connection,
    reply: &Accepted<'_>,
) -> Result<Appended, NotPut> {
    let header = &reply.header;
    let outcome = {
        let mut puts = Puts::flushed(broker);
        puts.add(&Record {
            body_crc: body_crc(reply.body),
            queue_id: reply.queue_id,
            flag: header.flag,
            queue_offset: QueueOffset::default(),
            physical_offset: PhysicalOffset::default(),
            sys_flag: header.sys_flag,
            born_timestamp: header.born_timestamp,
            born_host: connection.peer(),
            store_timestamp: TimestampMs::default(),
            store_host: broker.store_host,
            reconsume_times: header.reconsume_times.unwrap_or(0),
            prepared_transaction_offset: PhysicalOffset::default(),
            body: reply.body,
            topic: &reply.topic.topic_name,
            properties: header.properties.as_deref().unwrap_or_default(),
        })?;
        puts.submit()?
    };
    outcome.first().await
}
