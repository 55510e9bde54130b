//! INVOKE_BROKER_TO_RESET_OFFSET (222): tells the members of a group where to go on (220), and
//! INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223): asks them where they are (221). What the broker itself
//! knows of offsets does not change: members commit where they went (`remoting.md` 2.2).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Broker;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::offsets::{ConsumerStatusBody, ResetOffsetBody};
use crate::engine::protocol::bodies::queue_map::QueueMap;
use crate::engine::protocol::headers::clients::ConsumerStatusHeader;
use crate::engine::protocol::headers::offsets::ResetOffsetHeader;
use crate::engine::protocol::names::{BrokerName, MessageQueue, QueueId, QueueOffset};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::{NO_REMARK, ResponseCode};
use crate::engine::protocol::version::Language;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply, Request};
use crate::engine::util::clock::TimestampMs;

/// A time that means the end of the queue.
const END_OF_QUEUE: TimestampMs = TimestampMs(-1);
/// How long a client has to tell its offsets.
const STATUS_PATIENCE: Duration = Duration::from_secs(5);

/// INVOKE_BROKER_TO_RESET_OFFSET (222).
pub fn reset(broker: &Broker, _: &Arc<Connection>, request: &Frame) -> Reply {
    let header: ResetOffsetHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let offset_table = match targets(broker, &header) {
        Ok(offsets) => offsets,
        Err(refusal) => return refusal,
    };
    let members = broker.consumers.members(&header.group);
    if members.is_empty() {
        let remark = format!(
            "Consumer not online, so can not reset offset, Group: {} Topic: {} Timestamp: {}",
            header.group, header.topic, header.timestamp
        );
        return Reply::refuse(ResponseCode::ConsumerNotOnline, remark);
    }
    let body = ResetOffsetBody { offset_table };
    let (answer, for_members) = (
        body.encode(),
        match request.language {
            Language::Cpp => body.encode_list(),
            _ => body.encode(),
        },
    );
    // Apache passes everything on but this.
    let header = ResetOffsetHeader { is_force: false, ..header };
    let push = Request::new(RequestCode::ResetConsumerClientOffset, &header).with_body(for_members);
    for member in members {
        tracing::info!(group = %header.group, topic = %header.topic, client = %member.client_id,
            "a member is told to reset its offsets");
        member.connection.send_oneway(&push);
    }
    let mut reply = Reply::refuse(ResponseCode::Success, NO_REMARK);
    reply.body = answer.into();
    reply
}

/// Where the group shall go on in every queue: where it is, unless the time asked for is earlier
/// or force is used.
fn targets(broker: &Broker, header: &ResetOffsetHeader) -> Result<QueueMap<QueueOffset>, Reply> {
    let (topic, group) = (&header.topic, &header.group);
    let refuse = |remark| Reply::refuse(ResponseCode::SystemError, remark);
    let settings = broker.topics.get(topic).ok_or_else(|| {
        refuse(format!(
            "[reset-offset] reset offset failed, no topic in this broker. topic={topic}"
        ))
    })?;
    let broker_name = BrokerName::from(broker.config().broker_name.as_str());
    let mut offsets = QueueMap::default();
    for queue_id in (0..settings.write_queue_nums).map(QueueId) {
        let current = broker.offsets.get(group, topic, queue_id);
        let current =
            current.ok_or_else(|| refuse(format!("THe consumer group <{group}> not exist")))?;
        let asked = if header.timestamp == END_OF_QUEUE {
            broker.store.max_offset(topic, queue_id)
        } else {
            broker.store.offset_by_time(topic, queue_id, header.timestamp)
        };
        let target = if header.is_force { asked } else { asked.min(current) };
        let (broker_name, topic) = (broker_name.clone(), topic.clone());
        offsets.insert(MessageQueue { broker_name, queue_id, topic }, target);
    }
    Ok(offsets)
}

/// INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223). Members that do not answer are left out.
pub(super) fn status(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    let header: ConsumerStatusHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return connection.reply(&request, &error.into()),
    };
    let members = broker.consumers.members(&header.group);
    if members.is_empty() {
        let remark = format!("No Any Consumer online in the consumer group: [{}]", header.group);
        return connection.reply(&request, &Reply::refuse(ResponseCode::SystemError, remark));
    }
    let only = header.client_addr.clone().filter(|client| !client.trim().is_empty());
    let header = ConsumerStatusHeader { client_addr: None, ..header };
    let question = Arc::new(Request::new(RequestCode::GetConsumerStatusFromClient, &header));
    let mut asked = JoinSet::new();
    for member in members {
        if only.as_ref().is_none_or(|only| *only == member.client_id) {
            let question = question.clone();
            asked.spawn(async move {
                let answer = member.connection.call(&question, STATUS_PATIENCE).await.ok()?;
                let body = ConsumerStatusBody::decode(answer.body()).ok()?;
                (answer.response_code() == ResponseCode::Success)
                    .then_some((member.client_id, body.message_queue_table))
            });
        }
    }
    let connection = connection.clone();
    tokio::spawn(async move {
        let answers = asked.join_all().await;
        let consumer_table: BTreeMap<_, _> = answers.into_iter().flatten().collect();
        let body = ConsumerStatusBody { consumer_table, ..ConsumerStatusBody::default() };
        let mut reply = Reply::refuse(ResponseCode::Success, NO_REMARK);
        reply.body = body.encode().into();
        connection.reply(&request, &reply);
    });
}
