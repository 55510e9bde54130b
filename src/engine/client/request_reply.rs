//! Request-reply: a message that asks, and the answer that its consumer sends to the one client
//! that waits for it (`remoting.md` 324 to 326, `MessageUtil`, `RequestFutureHolder`).

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::error::{ClientError, Result};
use super::outgoing::Message;
use super::producer::{Producer, QueueChoice, SendResult};
use super::session::Session;
use crate::engine::protocol::compression::{Compression, InflateError};
use crate::engine::protocol::headers::reply_message::ReplyMessageHeader;
use crate::engine::protocol::message::{property, with_properties};
use crate::engine::protocol::name_rules::reply_topic;
use crate::engine::protocol::names::{PhysicalOffset, QueueOffset, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::record::body_crc;
use crate::engine::util::clock::TimestampMs;

/// `MSG_TYPE` of a reply.
pub(super) const REPLY: &str = "reply";

impl Producer {
    /// Sends `message` and waits for the reply to it.
    ///
    /// # Errors
    /// The message could not be sent; or [`ClientError::NotSeen`]: there was no reply in `timeout`.
    pub async fn request(
        &self,
        message: &Message,
        choice: &QueueChoice,
        timeout: Duration,
    ) -> Result<ReceivedMessage> {
        let started = Instant::now();
        let session = self.session();
        let correlation_id = correlation_id();
        let request = message
            .clone()
            .with_system(property::CORRELATION_ID, &correlation_id)
            .with_system(property::REPLY_TO_CLIENT, &session.id)
            .with_system(property::MESSAGE_TTL, &timeout.as_millis().to_string());
        self.let_brokers_reply(&request.topic).await?;
        let reply = session.pushes.await_reply(&correlation_id);
        self.send_to(&request, choice).await?;
        let left = timeout.saturating_sub(started.elapsed());
        match tokio::time::timeout(left, reply.arrived()).await {
            Ok(Some(reply)) => Ok(reply),
            Ok(None) | Err(_) => Err(ClientError::NotSeen {
                what: format!("a reply to {} in topic {}", request.unique_id(), request.topic),
                after: timeout,
            }),
        }
    }

    /// Replies to `request`, which was received with a consumer.
    ///
    /// # Errors
    /// [`ClientError::IllegalMessage`]: it is no request; the broker refuses with code 1 when the
    /// client that asked is gone.
    pub async fn reply(
        &self,
        request: &ReceivedMessage,
        body: impl Into<Bytes>,
    ) -> Result<SendResult> {
        let missing = |name: &str| ClientError::IllegalMessage {
            topic: request.topic.as_str().to_owned(),
            problem: format!("what it replies to has no property {name}"),
        };
        let property_of = |name| request.property(name).ok_or_else(|| missing(name));
        let reply = Message::new(reply_topic(property_of(property::CLUSTER)?), body)
            .with_system(property::MESSAGE_TYPE, REPLY)
            .with_system(property::CORRELATION_ID, property_of(property::CORRELATION_ID)?)
            .with_system(property::REPLY_TO_CLIENT, property_of(property::REPLY_TO_CLIENT)?)
            .with_system(property::MESSAGE_TTL, property_of(property::MESSAGE_TTL)?);
        self.send_to(&reply, &QueueChoice::Any).await
    }

    /// A reply comes through any broker of the reply topic, which has to know this client by then.
    async fn let_brokers_reply(&self, topic: &TopicName) -> Result<()> {
        let route = self.route_for_sending(topic).await?;
        let session: &Session = self.session();
        for broker in &route.data.broker_datas {
            // Without that topic there is nothing to greet besides the brokers of the request.
            let replies = reply_topic(&broker.cluster);
            let known = session.routes.get(&session.namesrv, &replies).await;
            let others = known.iter().flat_map(|route| &route.data.broker_datas);
            for broker in others.chain([broker]) {
                if let Some(address) = broker.master_addr() {
                    session.greet(address).await;
                }
            }
        }
        Ok(())
    }
}

/// A random UUID, as Java's `UUID.randomUUID` prints it.
fn correlation_id() -> String {
    let random: u128 = rand::random();
    // Version 4, variant 1.
    let bits = random & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    let cuts = [0..8, 8..12, 12..16, 16..20, 20..32];
    cuts.map(|cut| hex.get(cut).unwrap_or_default().to_owned()).join("-")
}

/// The message that a push (326) carries.
pub(super) fn pushed_reply(
    header: ReplyMessageHeader,
    body: Bytes,
) -> Result<ReceivedMessage, InflateError> {
    let nowhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let arrived = TimestampMs::now().to_string();
    let sent = header.properties.unwrap_or_default();
    let crc = body_crc(&body);
    let body = match Compression::of(header.sys_flag)? {
        Some(kind) => Bytes::from(kind.inflate(&body)?),
        None => body,
    };
    Ok(ReceivedMessage {
        topic: header.topic,
        queue_id: header.queue_id,
        queue_offset: QueueOffset::default(),
        physical_offset: PhysicalOffset::default(),
        store_size: 0,
        flag: header.flag,
        sys_flag: header.sys_flag,
        born_timestamp: header.born_timestamp,
        born_host: header.born_host.parse().unwrap_or(nowhere),
        store_timestamp: header.store_timestamp,
        store_host: header.store_host.parse().unwrap_or(nowhere),
        body_crc: crc,
        reconsume_times: header.reconsume_times.unwrap_or(0),
        prepared_transaction_offset: PhysicalOffset::default(),
        body,
        properties: with_properties(&sent, &[(property::REPLY_ARRIVE_TIME, Some(&arrived))]),
    })
}
