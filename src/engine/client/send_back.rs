//! Gives a message that could not be consumed back to its broker (`remoting.md` 36, `broker.md` 5.4).

use std::time::Duration;

use super::error::Result;
use super::namespace::with_namespace;
use super::outgoing::Message;
use super::producer::{Producer, ProducerConfig};
use super::push::Shared;
use crate::engine::protocol::headers::send_back::SendMessageBackHeader;
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::{MessageQueue, TopicName, retry_topic};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

/// How long a broker has to take a message back.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Delay level of the first attempt when a retry is sent as a plain message: 10 s.
const FIRST_DELAY_LEVEL: i32 = 3;

/// Sends `message` back; when that fails, sends it anew to the group's retry topic, on any broker.
pub(super) async fn send_back(
    shared: &Shared,
    queue: &MessageQueue,
    message: &ReceivedMessage,
    delay_level: i32,
) -> Result<()> {
    let namespace = shared.config.client.namespace.as_deref();
    let origin = TopicName::from(with_namespace(namespace, &message.topic));
    let header = SendMessageBackHeader {
        offset: message.physical_offset,
        group: shared.config.group.clone(),
        delay_level,
        origin_msg_id: Some(message.message_id()),
        origin_topic: Some(origin),
        unit_mode: false,
        max_reconsume_times: Some(shared.config.max_attempts()),
    };
    let request = Request::new(RequestCode::ConsumerSendMsgBack, &header);
    let broker = &queue.broker_name;
    let sent = match shared.session.master_of(queue).await {
        Ok(address) => {
            shared.session.ask_within(&address, Some(broker), &request, TIMEOUT).await.map(drop)
        }
        Err(error) => Err(error),
    };
    if let Err(error) = sent {
        tracing::warn!(id = message.message_id(), %error, "not taken back, sent as a new message");
        send_anew(shared, message, message.reconsume_times + 1).await?;
    }
    Ok(())
}

/// Sends `message` to the group's retry topic as one that was tried `attempts` times; the broker
/// makes it a dead letter when that is enough. As `DefaultMQPushConsumerImpl.sendMessageBack`
/// does when the broker refuses, and `ConsumeMessageOrderlyService.sendMessageBack` always.
pub(super) async fn send_anew(
    shared: &Shared,
    message: &ReceivedMessage,
    attempts: i32,
) -> Result<()> {
    let config = ProducerConfig::new(shared.config.client.clone(), shared.config.group.clone());
    let namespace = shared.config.client.namespace.as_deref();
    let producer = Producer::within(shared.session.clone(), config);
    let mut retry = Message::new(retry_topic(&shared.config.group), message.body.clone());
    retry.flag = message.flag;
    for (name, value) in message.properties() {
        retry = retry.with_system(name, value);
    }
    let origin = message
        .property(property::ORIGIN_MESSAGE_ID)
        .map_or_else(|| message.message_id(), str::to_owned);
    let retry = retry
        .with_system(property::ORIGIN_MESSAGE_ID, &origin)
        .with_system(property::RETRY_TOPIC, &with_namespace(namespace, &message.topic))
        .with_system(property::RECONSUME_TIME, &attempts.to_string())
        .with_system(property::MAX_RECONSUME_TIMES, &shared.config.max_attempts().to_string())
        .with_system(property::TRANSACTION_PREPARED, "")
        .with_delay_level(FIRST_DELAY_LEVEL.saturating_add(message.reconsume_times));
    producer.send(&retry).await.map(drop)
}
