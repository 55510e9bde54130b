//! Message traces: what became of each message, told by producers and consumers in messages of
//! their own (`AsyncTraceDispatcher` and its hooks). They are gathered and sent off the way of the
//! messages; what there is no room for is left out.

pub mod encode;
mod gather;

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::namespace::without_namespace;
use super::outgoing::unique_id;
use super::producer::{Producer, ProducerConfig, SendResult, SendStatus};
use super::session::Session;
use super::transaction::LocalState;
use crate::engine::protocol::headers::send::SendMessageReply;
use crate::engine::protocol::message::property;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;
use encode::{Consumed, Line, Published, Subject, TransactionEnd};

/// Events that wait to be gathered.
const WAITING: usize = 1024;
/// How long the last events have to be sent when a client ends.
const LAST_SENDS: Duration = Duration::from_secs(5);
/// What a broker without a region calls it (`MixAll.DEFAULT_TRACE_REGION_ID`).
const DEFAULT_REGION: &str = "DefaultRegion";
/// `ConsumeReturnType` of a message that is done, and of one that comes again.
const RETURNED: (u8, u8) = (0, 4);

/// Which side tells.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Produce,
    Consume,
}

/// Takes events and sends them in batches, until [`Tracer::finish`].
pub(super) struct Tracer {
    /// The group, without namespace.
    group: String,
    namespace: Option<String>,
    topic: TopicName,
    lines: Mutex<Option<mpsc::Sender<Line>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// A message that was sent, as its trace tells it.
pub(super) struct Sent<'a> {
    pub result: &'a SendResult,
    pub answer: &'a SendMessageReply,
    pub topic: &'a str,
    pub tags: Option<&'a str>,
    pub keys: Option<&'a str>,
    pub address: &'a str,
    pub body_len: usize,
    pub kind: u8,
    pub at: TimestampMs,
    pub cost: Duration,
}

/// A transaction that was ended, as its trace tells it.
pub(super) struct Ended<'a> {
    pub topic: &'a str,
    pub msg_id: &'a str,
    pub tags: Option<&'a str>,
    pub keys: Option<&'a str>,
    pub address: &'a str,
    pub region: Option<&'a str>,
    pub transaction_id: Option<&'a str>,
    pub state: LocalState,
    pub from_check: bool,
}

/// A message being consumed, whose end will be told.
pub(super) struct Consumption {
    request_id: String,
    began: Instant,
}

impl Tracer {
    /// A tracer of `group`, whose traces go to `topic` over the connections of `session`.
    pub(super) fn start(
        session: &Arc<Session>,
        topic: TopicName,
        group: &GroupName,
        side: Side,
    ) -> Arc<Self> {
        let namespace = session.config.namespace.clone();
        let group = without_namespace(namespace.as_deref(), group);
        let side = match side {
            Side::Produce => "PRODUCE",
            Side::Consume => "CONSUME",
        };
        let own_group = format!("_INNER_TRACE_PRODUCER-{group}-{side}-1");
        let mut config = ProducerConfig::new(session.config.clone(), own_group);
        config.send_timeout = LAST_SENDS;
        let producer = Producer::within(session.clone(), config);
        let (sender, lines) = mpsc::channel(WAITING);
        let task = tokio::spawn(gather::run(producer, topic.clone(), lines));
        let (lines, task) = (Mutex::new(Some(sender)), Mutex::new(Some(task)));
        Arc::new(Self { group, namespace, topic, lines, task })
    }

    /// Sends what was gathered and takes no more.
    pub(super) async fn finish(&self) {
        drop(self.lines.lock().take());
        let task = self.task.lock().take();
        if let Some(task) = task
            && tokio::time::timeout(LAST_SENDS, task).await.is_err()
        {
            tracing::warn!("the last traces were not sent");
        }
    }

    fn note(&self, line: Line) {
        if let Some(lines) = &*self.lines.lock()
            && lines.try_send(line).is_err()
        {
            tracing::debug!("a trace is left out");
        }
    }

    fn own_name(&self, topic: &str) -> String {
        without_namespace(self.namespace.as_deref(), topic)
    }

    /// A message was sent. Nothing is told where the broker does not want traces.
    pub(super) fn sent(&self, sent: &Sent<'_>) {
        if sent.topic.starts_with(self.topic.as_str())
            || sent.answer.trace_on.as_deref() == Some("false")
        {
            return;
        }
        let region = sent.answer.region.as_deref().filter(|region| !region.is_empty());
        self.note(
            Published {
                subject: Subject {
                    at: sent.at,
                    region: Some(region.unwrap_or(DEFAULT_REGION)),
                    group: &self.group,
                    topic: &self.own_name(sent.topic),
                    msg_id: &sent.result.msg_id,
                    tags: sent.tags,
                    keys: sent.keys,
                },
                address: sent.address,
                body_len: sent.body_len,
                cost_ms: sent.cost.as_millis(),
                kind: sent.kind,
                offset_msg_id: &sent.result.offset_msg_id,
                success: sent.result.status == SendStatus::SendOk,
            }
            .line(),
        );
    }

    /// A transaction was ended.
    pub(super) fn ended(&self, ended: &Ended<'_>) {
        let end = TransactionEnd {
            subject: Subject {
                at: TimestampMs::now(),
                region: Some(ended.region.unwrap_or(DEFAULT_REGION)),
                group: &self.group,
                topic: &self.own_name(ended.topic),
                msg_id: ended.msg_id,
                tags: ended.tags,
                keys: ended.keys,
            },
            address: ended.address,
            transaction_id: ended.transaction_id,
            state: ended.state.name(),
            from_check: ended.from_check,
        };
        self.note(end.line());
    }

    /// A consumer gets a message. `None` where its broker does not want traces.
    pub(super) fn consuming(&self, message: &ReceivedMessage) -> Option<Consumption> {
        if message.property(property::TRACE_ON) == Some("false") {
            return None;
        }
        let consumption = Consumption { request_id: unique_id(), began: Instant::now() };
        let line = |consumed: Consumed<'_>| consumed.before(message.reconsume_times);
        self.with_consumed(message, &consumption, line);
        Some(consumption)
    }

    /// A consumer is through with a message.
    pub(super) fn consumed(
        &self,
        message: &ReceivedMessage,
        consumption: &Consumption,
        success: bool,
    ) {
        let cost = consumption.began.elapsed().as_millis();
        let code = if success { RETURNED.0 } else { RETURNED.1 };
        let line = |consumed: Consumed<'_>| consumed.after(cost, success, code);
        self.with_consumed(message, consumption, line);
    }

    fn with_consumed(
        &self,
        message: &ReceivedMessage,
        consumption: &Consumption,
        line: impl FnOnce(Consumed<'_>) -> Line,
    ) {
        let id = message.message_id();
        let subject = Subject {
            at: TimestampMs::now(),
            region: message.property(property::MSG_REGION),
            group: &self.group,
            topic: &message.topic,
            msg_id: &id,
            tags: message.tags(),
            keys: message.property(property::KEYS),
        };
        self.note(line(Consumed { subject, request_id: &consumption.request_id }));
    }
}
