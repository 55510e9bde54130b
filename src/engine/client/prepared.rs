//! A message or batch in the form in which every attempt sends it: checked, compressed, encoded.

use bytes::Bytes;
use std::borrow::Cow;

use super::error::{ClientError, Result};
use super::namespace::with_namespace;
use super::outgoing::{MAX_BODY_LEN, Message};
use super::request_reply::REPLY;
use super::route::DEFAULT_TOPIC_QUEUES;
use crate::engine::protocol::batch::BatchMessage;
use crate::engine::protocol::compression::{DEFLATED_FLAGS, deflate};
use crate::engine::protocol::headers::send::SendMessageHeader;
use crate::engine::protocol::message::{property, property_value, push_property};
use crate::engine::protocol::name_rules::AUTO_CREATE_TOPIC;
use crate::engine::protocol::names::{GroupName, MessageQueue, RETRY_TOPIC_PREFIX, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

/// What is the same in every attempt.
pub(super) struct Prepared {
    pub topic: TopicName,
    /// Unique id; comma-joined for a batch.
    pub msg_id: String,
    code: RequestCode,
    body: Bytes,
    flag: i32,
    sys_flag: i32,
    properties: String,
    reconsume_times: i32,
    max_reconsume_times: Option<i32>,
}

impl Prepared {
    /// One message. A body of at least `compress_from` bytes is compressed.
    pub fn single(message: &Message, compress_from: usize, namespace: Option<&str>) -> Self {
        let (body, mut sys_flag) = if message.body.len() >= compress_from {
            (deflate(&message.body).into(), DEFLATED_FLAGS)
        } else {
            (message.body.clone(), 0)
        };
        if message.property(property::TRANSACTION_PREPARED) == Some("true") {
            sys_flag |= sys_flag::TRANSACTION_PREPARED;
        }
        // A retry sent as a plain message tells its attempts in the header (`remoting.md` 5.4).
        let is_retry = message.topic.starts_with(RETRY_TOPIC_PREFIX);
        let number = |name| message.property(name).filter(|_| is_retry)?.parse().ok();
        let code = match message.property(property::MESSAGE_TYPE) {
            Some(REPLY) => RequestCode::SendReplyMessageV2,
            _ => RequestCode::SendMessageV2,
        };
        Self {
            topic: with_namespace(namespace, &message.topic).into(),
            msg_id: message.unique_id().to_owned(),
            code,
            body,
            flag: message.flag,
            sys_flag,
            properties: properties_in(namespace, message),
            reconsume_times: number(property::RECONSUME_TIME).unwrap_or(0),
            max_reconsume_times: number(property::MAX_RECONSUME_TIMES),
        }
    }

    /// Messages that are stored together.
    pub fn batch(messages: &[Message], namespace: Option<&str>) -> Result<Self> {
        let Some(first) = messages.first() else {
            return Err(ClientError::IllegalMessage {
                topic: String::new(),
                problem: "a batch needs at least one message".to_owned(),
            });
        };
        let illegal = |problem: &str| ClientError::IllegalMessage {
            topic: first.topic.as_str().to_owned(),
            problem: problem.to_owned(),
        };
        for message in messages {
            message.check()?;
            if let Some(obstacle) = message.batch_obstacle() {
                return Err(illegal(obstacle));
            }
            if message.topic != first.topic {
                return Err(illegal("all messages of a batch must have the same topic"));
            }
            if message.property(property::WAIT) != first.property(property::WAIT) {
                return Err(illegal("all messages of a batch must wait alike"));
            }
        }
        let mut body = Vec::with_capacity(messages.iter().map(|m| m.body.len() + 128).sum());
        for message in messages {
            let properties = properties_in(namespace, message);
            let (flag, text) = (message.flag, message.body.as_ref());
            BatchMessage { flag, body: text, properties: &properties }
                .encode(&mut body)
                .map_err(|limit| illegal(&limit.to_string()))?;
        }
        if body.len() > MAX_BODY_LEN {
            return Err(illegal(&format!(
                "the batch has {} bytes, at most {MAX_BODY_LEN} fit",
                body.len()
            )));
        }
        let mut properties = String::new();
        if let Some(wait) = first.property(property::WAIT) {
            push_property(&mut properties, property::WAIT, wait);
        }
        let ids: Vec<&str> = messages.iter().map(Message::unique_id).collect();
        Ok(Self {
            topic: with_namespace(namespace, &first.topic).into(),
            msg_id: ids.join(","),
            code: RequestCode::SendBatchMessage,
            body: body.into(),
            flag: 0,
            sys_flag: 0,
            properties,
            reconsume_times: 0,
            max_reconsume_times: None,
        })
    }

    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        property_value(&self.properties, name)
    }

    /// Bytes of the body as sent.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }

    /// What it is, by the numbers of Java's `MessageType`.
    pub fn kind(&self) -> u8 {
        if self.sys_flag & sys_flag::TRANSACTION_MASK == sys_flag::TRANSACTION_PREPARED {
            1
        } else if self.property(property::DELAY).is_some() {
            3
        } else {
            0
        }
    }

    /// The request that sends it to `queue`.
    pub fn request(&self, group: &GroupName, queue: &MessageQueue) -> Request {
        let header = SendMessageHeader {
            producer_group: Cow::Borrowed(group),
            topic: Cow::Borrowed(&self.topic),
            default_topic: Cow::Borrowed(AUTO_CREATE_TOPIC),
            default_topic_queue_nums: DEFAULT_TOPIC_QUEUES,
            queue_id: queue.queue_id,
            sys_flag: self.sys_flag,
            born_timestamp: TimestampMs::now(),
            flag: self.flag,
            properties: Some(Cow::Borrowed(&self.properties)),
            reconsume_times: Some(self.reconsume_times),
            unit_mode: false,
            max_reconsume_times: self.max_reconsume_times,
            batch: self.code == RequestCode::SendBatchMessage,
            broker_name: Some(Cow::Borrowed(&queue.broker_name)),
        };
        Request::short(self.code, &header).with_body(self.body.clone())
    }
}

/// The properties as they travel; in a namespace they name it.
fn properties_in(namespace: Option<&str>, message: &Message) -> String {
    let mut text = message.properties_text();
    if let Some(namespace) = namespace {
        push_property(&mut text, property::INSTANCE_ID, namespace);
    }
    text
}
