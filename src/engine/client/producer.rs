//! Sends messages: one, many at a time, or a batch; again on another broker when one fails.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::config::ClientConfig;
use super::error::{ClientError, Result, SendAttempt};
use super::namespace::{with_namespace, without_namespace};
use super::outgoing::Message;
pub use super::pipeline::Pipeline;
use super::prepared::Prepared;
use super::route::TopicRoute;
use super::session::Session;
use super::trace::{Sent, Side, Tracer};
use crate::engine::protocol::headers::send::SendMessageReply;
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::{
    BrokerName, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Frame;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::java_hash::string_hash;

/// Settings of a producer.
#[derive(Clone, Debug)]
pub struct ProducerConfig {
    /// Settings every client has.
    pub client: ClientConfig,
    /// The producer's group.
    pub group: GroupName,
    /// How long sending one message may take, all attempts together (`sendMsgTimeout`).
    pub send_timeout: Duration,
    /// Further attempts after a failed one (`retryTimesWhenSendFailed`).
    pub retries: usize,
    /// Bodies at least this long, in bytes, are compressed (`compressMsgBodyOverHowmuch`).
    pub compress_from: usize,
    /// Where traces of the messages go (`traceTopic`); `None` is nowhere.
    pub trace: Option<TopicName>,
}

impl ProducerConfig {
    /// Apache's defaults.
    pub fn new(client: ClientConfig, group: impl Into<GroupName>) -> Self {
        Self {
            client,
            group: group.into(),
            send_timeout: Duration::from_secs(3),
            retries: 2,
            compress_from: 4096,
            trace: None,
        }
    }
}

/// Which queue a message goes to. Only [`QueueChoice::Any`] is tried again elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum QueueChoice {
    /// The next in turn.
    #[default]
    Any,
    /// The queue with this id, on whichever broker has one.
    Id(QueueId),
    /// This queue.
    Queue(MessageQueue),
    /// The queue this key selects among all, as Apache's `SelectMessageQueueByHash`.
    HashKey(String),
}

/// What a broker did with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SendStatus {
    /// Stored as durably as the broker is configured.
    SendOk,
    /// Stored, but not flushed in time.
    FlushDiskTimeout,
    /// Stored, but not replicated in time.
    FlushSlaveTimeout,
    /// Stored, but there is no slave to replicate to.
    SlaveNotAvailable,
}

impl SendStatus {
    /// Java's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SendOk => "SEND_OK",
            Self::FlushDiskTimeout => "FLUSH_DISK_TIMEOUT",
            Self::FlushSlaveTimeout => "FLUSH_SLAVE_TIMEOUT",
            Self::SlaveNotAvailable => "SLAVE_NOT_AVAILABLE",
        }
    }

    fn of(code: ResponseCode) -> Option<Self> {
        match code {
            ResponseCode::Success => Some(Self::SendOk),
            ResponseCode::FlushDiskTimeout => Some(Self::FlushDiskTimeout),
            ResponseCode::FlushSlaveTimeout => Some(Self::FlushSlaveTimeout),
            ResponseCode::SlaveNotAvailable => Some(Self::SlaveNotAvailable),
            _ => None,
        }
    }
}

/// Where a message ended up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendResult {
    /// What the broker did with it.
    pub status: SendStatus,
    /// The message's unique id; comma-joined for a batch.
    pub msg_id: String,
    /// Id made of broker address and commit log offset; comma-joined for a batch.
    pub offset_msg_id: String,
    /// The queue it is in.
    pub queue: MessageQueue,
    /// Its place there; the first one's for a batch.
    pub queue_offset: QueueOffset,
}

struct Inner {
    session: Arc<Session>,
    config: ProducerConfig,
    tracer: Option<Arc<Tracer>>,
}

/// Sends messages for one producer group. Clones share everything.
#[derive(Clone)]
pub struct Producer {
    inner: Arc<Inner>,
}

impl Producer {
    /// A producer that is in its group until [`Producer::shutdown`]. Connects when it sends.
    pub fn start(mut config: ProducerConfig) -> Self {
        config.group = with_namespace(config.client.namespace.as_deref(), &config.group).into();
        let session = Session::new(config.client.clone());
        session.join_as_producer(&config.group);
        session.start_background();
        Self::within(session, config)
    }

    /// A producer that shares the session of another client.
    pub(super) fn within(session: Arc<Session>, config: ProducerConfig) -> Self {
        let trace = config.trace.clone();
        let tracer =
            trace.map(|topic| Tracer::start(&session, topic, &config.group, Side::Produce));
        Self { inner: Arc::new(Inner { session, config, tracer }) }
    }

    /// Its group, as brokers know it.
    pub(super) fn group(&self) -> &GroupName {
        &self.inner.config.group
    }

    /// Who tells what becomes of its messages.
    pub(super) fn tracer(&self) -> Option<&Arc<Tracer>> {
        self.inner.tracer.as_ref()
    }

    fn namespace(&self) -> Option<&str> {
        self.inner.session.config.namespace.as_deref()
    }

    fn prepared(&self, message: &Message) -> Prepared {
        Prepared::single(message, self.inner.config.compress_from, self.namespace())
    }

    /// Sends `message` to the next queue in turn and waits until it is stored.
    pub async fn send(&self, message: &Message) -> Result<SendResult> {
        self.send_to(message, &QueueChoice::Any).await
    }

    /// Sends `message` to a queue of `choice`.
    ///
    /// # Errors
    /// An illegal message, no route, no such queue, or [`ClientError::SendFailed`] with every
    /// attempt. A refusal that another broker would repeat comes as it is.
    pub async fn send_to(&self, message: &Message, choice: &QueueChoice) -> Result<SendResult> {
        message.check()?;
        self.send_prepared(&self.prepared(message), choice).await
    }

    /// Sends `messages` as one batch: all in one queue, in this order, or none.
    ///
    /// # Errors
    /// As [`Producer::send_to`]; also for messages of several topics, delayed ones and retries.
    pub async fn send_batch(
        &self,
        messages: &[Message],
        choice: &QueueChoice,
    ) -> Result<SendResult> {
        let prepared = Prepared::batch(messages, self.namespace())?;
        self.send_prepared(&prepared, choice).await
    }

    /// Sends `message` without asking what became of it. Waits only while the connection is
    /// being made or has too much to write already.
    pub async fn send_oneway(&self, message: &Message, choice: &QueueChoice) -> Result<()> {
        message.check()?;
        let prepared = self.prepared(message);
        let route = self.route_for_sending(&prepared.topic).await?;
        let queue = choose(&route, &prepared.topic, choice, None)?;
        let address = self.inner.session.routes.master_address(&queue.broker_name)?;
        let request = prepared.request(&self.inner.config.group, &queue);
        let (client, timeout) = (&self.inner.session.client, self.inner.config.send_timeout);
        client.oneway(&address, &request, timeout).await?;
        self.inner.session.greet_on_first_contact(&address);
        Ok(())
    }

    /// Sends messages with up to `window` of them on their way at any time.
    pub fn pipeline(&self, window: usize) -> Pipeline {
        Pipeline::new(self.clone(), window)
    }

    /// The session underneath, for questions about single queues.
    pub fn session(&self) -> &Arc<Session> {
        &self.inner.session
    }

    /// The queues `topic` can be sent to.
    pub async fn queues(&self, topic: &TopicName) -> Result<Vec<MessageQueue>> {
        let namespace = self.namespace();
        let topic = with_namespace(namespace, topic).into();
        let queues = self.route_for_sending(&topic).await?.writable.clone();
        Ok(queues.into_iter().map(|queue| of_application(namespace, queue)).collect())
    }

    /// Tells the brokers of `topic` that this client is in its group, before anything is sent.
    pub async fn announce(&self, topic: &TopicName) -> Result<()> {
        let route = self.route_for_sending(topic).await?;
        for broker in &route.data.broker_datas {
            if let Some(address) = broker.master_addr() {
                self.inner.session.greet(address).await;
            }
        }
        Ok(())
    }

    /// Leaves the group and closes the connections, which clones share.
    pub async fn shutdown(self) {
        if let Some(tracer) = &self.inner.tracer {
            tracer.finish().await;
        }
        self.inner.session.close().await;
    }

    /// The route to send by; also of a topic that the first message creates.
    pub(super) async fn route_for_sending(&self, topic: &TopicName) -> Result<Arc<TopicRoute>> {
        let session = &self.inner.session;
        let topic = &with_namespace(self.namespace(), topic).into();
        session.routes.get_for_sending(&session.namesrv, topic).await
    }

    pub(super) async fn send_prepared(
        &self,
        prepared: &Prepared,
        choice: &QueueChoice,
    ) -> Result<SendResult> {
        let started = Instant::now();
        let route = self.route_for_sending(&prepared.topic).await?;
        let tries = if *choice == QueueChoice::Any { 1 + self.inner.config.retries } else { 1 };
        let mut attempts: Vec<SendAttempt> = Vec::new();
        for _ in 0..tries {
            let left = self.inner.config.send_timeout.saturating_sub(started.elapsed());
            if left.is_zero() {
                break;
            }
            let not_on = attempts.last().map(|attempt| &attempt.queue.broker_name);
            let queue = choose(&route, &prepared.topic, choice, not_on)?;
            match self.attempt(prepared, &queue, left).await {
                Ok(result) => return Ok(result),
                Err(error) if !is_worth_another_try(&error) => return Err(error),
                Err(error) => {
                    tracing::debug!(%error, broker = %queue.broker_name, "send failed");
                    attempts.push(SendAttempt { queue, error });
                }
            }
        }
        let (topic, elapsed) = (prepared.topic.clone(), started.elapsed());
        Err(ClientError::SendFailed { topic, attempts, elapsed })
    }

    async fn attempt(
        &self,
        prepared: &Prepared,
        queue: &MessageQueue,
        timeout: Duration,
    ) -> Result<SendResult> {
        let address = self.inner.session.routes.master_address(&queue.broker_name)?;
        let request = prepared.request(&self.inner.config.group, queue);
        let (at, began) = (TimestampMs::now(), Instant::now());
        let answer = self.inner.session.client.call(&address, &request, timeout).await?;
        self.inner.session.greet_on_first_contact(&address);
        let (result, answer) = read_answer(&answer, request.code, prepared, queue, &address)?;
        if let Some(tracer) = &self.inner.tracer {
            tracer.sent(&Sent {
                result: &result,
                answer: &answer,
                topic: &prepared.topic,
                tags: prepared.property(property::TAGS),
                keys: prepared.property(property::KEYS),
                address: &address,
                body_len: prepared.body_len(),
                kind: prepared.kind(),
                at,
                cost: began.elapsed(),
            });
        }
        Ok(SendResult { queue: of_application(self.namespace(), result.queue), ..result })
    }
}

fn read_answer(
    answer: &Frame,
    request: RequestCode,
    prepared: &Prepared,
    queue: &MessageQueue,
    address: &str,
) -> Result<(SendResult, SendMessageReply)> {
    let Some(status) = SendStatus::of(answer.response_code()) else {
        return Err(ClientError::refused(request, answer, address, Some(&queue.broker_name)));
    };
    let header: SendMessageReply =
        answer.header().map_err(super::error::unreadable(request, address))?;
    let result = SendResult {
        status,
        msg_id: prepared.msg_id.clone(),
        offset_msg_id: header.msg_id.clone(),
        queue: MessageQueue { queue_id: header.queue_id, ..queue.clone() },
        queue_offset: header.queue_offset,
    };
    Ok((result, header))
}

/// `queue` as the application knows it: its topic without the namespace.
fn of_application(namespace: Option<&str>, queue: MessageQueue) -> MessageQueue {
    match namespace {
        None => queue,
        Some(_) => {
            MessageQueue { topic: without_namespace(namespace, &queue.topic).into(), ..queue }
        }
    }
}

/// Whether another broker might take what this one did not (`retryResponseCodes`).
fn is_worth_another_try(error: &ClientError) -> bool {
    match error {
        ClientError::Remoting(_) | ClientError::NoBroker { .. } => true,
        ClientError::Broker { code, .. } => matches!(
            code,
            ResponseCode::TopicNotExist
                | ResponseCode::ServiceNotAvailable
                | ResponseCode::SystemError
                | ResponseCode::NoPermission
                | ResponseCode::NoBuyerId
                | ResponseCode::NotInCurrentUnit
        ),
        _ => false,
    }
}

fn choose(
    route: &TopicRoute,
    topic: &TopicName,
    choice: &QueueChoice,
    not_on: Option<&BrokerName>,
) -> Result<MessageQueue> {
    let (found, wanted) = match choice {
        QueueChoice::Any => (route.next_queue(not_on), "writable".to_owned()),
        QueueChoice::Id(id) => {
            (route.writable.iter().find(|q| q.queue_id == *id), format!("writable number {id}"))
        }
        QueueChoice::Queue(queue) => (
            route
                .writable
                .iter()
                .find(|q| q.broker_name == queue.broker_name && q.queue_id == queue.queue_id),
            format!("writable number {} on {}", queue.queue_id, queue.broker_name),
        ),
        QueueChoice::HashKey(key) => (by_hash(&route.writable, key), "writable".to_owned()),
    };
    found.cloned().ok_or_else(|| ClientError::NoQueue { topic: topic.clone(), wanted })
}

/// The queue Java picks: remainder of the key's hash code, without its sign.
fn by_hash<'q>(queues: &'q [MessageQueue], key: &str) -> Option<&'q MessageQueue> {
    let count = i64::try_from(queues.len()).ok().filter(|count| *count > 0)?;
    let index = (i64::from(string_hash(key)) % count).unsigned_abs();
    queues.get(usize::try_from(index).ok()?)
}
