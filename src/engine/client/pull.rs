//! Reads queues one request at a time: the step under every consumer, and a consumer of its own.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::config::ClientConfig;
use super::error::{ClientError, Result, unreadable};
use super::namespace::{with_namespace, without_namespace};
use super::session::Session;
use super::subscription::Filter;
use crate::engine::protocol::bodies::heartbeat::SubscriptionData;
use crate::engine::protocol::bodies::route::MASTER_ID;
use crate::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use crate::engine::protocol::names::{GroupName, MessageQueue, QueueOffset, TopicName};
use crate::engine::protocol::received::{ReceivedMessage, decode_records};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

/// How a pull ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullStatus {
    /// There were messages (0).
    Found,
    /// The end of the queue was reached (19).
    NoNewMessage,
    /// Messages were passed over because none matched (20).
    NoMatchedMessage,
    /// The offset is outside the queue (21).
    OffsetIllegal,
}

/// What one pull brought.
#[derive(Clone, Debug)]
pub struct PullResult {
    /// How it ended.
    pub status: PullStatus,
    /// Where to go on.
    pub next_offset: QueueOffset,
    /// First offset of the queue.
    pub min_offset: QueueOffset,
    /// One past the last offset of the queue.
    pub max_offset: QueueOffset,
    /// Broker id to ask next time; 0 is the master.
    pub suggested_broker: i64,
    /// The messages, in queue order.
    pub messages: Vec<ReceivedMessage>,
}

/// One pull, as the consumers here need it.
pub(super) struct Pull<'p> {
    pub group: &'p GroupName,
    pub queue: &'p MessageQueue,
    pub offset: QueueOffset,
    pub max: i32,
    /// Offset to store for the group on the way.
    pub commit: Option<QueueOffset>,
    /// How long the broker shall hold the request when there is nothing new.
    pub suspend: Option<Duration>,
    pub subscription: &'p SubscriptionData,
    /// Whether the subscription goes along, for groups that send no heartbeats.
    pub with_subscription: bool,
    pub broker_id: i64,
    pub timeout: Duration,
}

impl Session {
    pub(super) async fn pull(&self, pull: &Pull<'_>) -> Result<PullResult> {
        let code = RequestCode::PullMessage;
        let broker = &pull.queue.broker_name;
        let (address, id) = match self.routes.reading_address(broker, pull.broker_id) {
            Ok(found) => found,
            Err(_) => {
                self.routes.refresh(&self.namesrv, &pull.queue.topic).await?;
                self.routes.reading_address(broker, pull.broker_id)?
            }
        };
        let request = Request::new(code, &pull_header(pull, id));
        let answer = match self.client.call(&address, &request, pull.timeout).await {
            Ok(answer) => answer,
            Err(error) => {
                // The name server may know by now that the master is gone.
                if let Err(error) = self.routes.refresh(&self.namesrv, &pull.queue.topic).await {
                    tracing::debug!(%error, "route not refreshed");
                }
                return Err(error.into());
            }
        };
        let status = match answer.response_code() {
            ResponseCode::Success => PullStatus::Found,
            ResponseCode::PullNotFound => PullStatus::NoNewMessage,
            ResponseCode::PullRetryImmediately => PullStatus::NoMatchedMessage,
            ResponseCode::PullOffsetMoved => PullStatus::OffsetIllegal,
            _ => return Err(ClientError::refused(code, &answer, &address, Some(broker))),
        };
        let header: PullMessageReply = answer.header().map_err(unreadable(code, &address))?;
        let (messages, error) = decode_records(answer.body_bytes());
        let next_offset = match error {
            None => header.next_begin_offset,
            // Go on behind the last message that could be read, or past one that could not.
            Some(error) => {
                let after = messages.last().map_or(pull.offset, |last| last.queue_offset).plus(1);
                tracing::error!(queue = ?pull.queue, offset = %after.plus(-1), %error, "unreadable message");
                after
            }
        };
        Ok(PullResult {
            status,
            next_offset,
            min_offset: header.min_offset,
            max_offset: header.max_offset,
            suggested_broker: header.suggest_which_broker_id,
            messages,
        })
    }
}

/// The header of `pull` for the broker of that id: a slave stores no offsets.
fn pull_header<'p>(pull: &Pull<'p>, id: i64) -> PullMessageHeader<'p> {
    let flags = [
        (pull.commit.is_some() && id == MASTER_ID, sys_flag::PULL_COMMIT_OFFSET),
        (pull.suspend.is_some(), sys_flag::PULL_SUSPEND),
        (pull.with_subscription, sys_flag::PULL_SUBSCRIPTION),
    ];
    let subscription: &'p SubscriptionData = pull.subscription;
    PullMessageHeader {
        consumer_group: Cow::Borrowed(pull.group),
        topic: Cow::Borrowed(&pull.queue.topic),
        queue_id: pull.queue.queue_id,
        queue_offset: pull.offset,
        max_msg_nums: pull.max,
        sys_flag: flags.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum(),
        commit_offset: pull.commit.unwrap_or_default(),
        suspend_timeout_millis: pull
            .suspend
            .map_or(0, |suspend| i64::try_from(suspend.as_millis()).unwrap_or(i64::MAX)),
        subscription: pull
            .with_subscription
            .then_some(Cow::Borrowed(subscription.sub_string.as_str())),
        sub_version: subscription.sub_version,
        expression_type: Some(Cow::Borrowed(subscription.expression_type.as_str())),
    }
}

/// Reads queues on request. Sends no heartbeats: the group's members do not learn of it.
pub struct PullConsumer {
    session: Arc<Session>,
    group: GroupName,
    /// How long beyond the suspension an answer may take.
    patience: Duration,
    /// Which id of a queue's broker to ask: as the last answer suggested, or the next one when
    /// none came.
    broker_ids: Mutex<HashMap<MessageQueue, i64>>,
}

impl PullConsumer {
    /// A consumer that reads, and stores offsets, in the name of `group`.
    pub fn start(config: ClientConfig, group: impl Into<GroupName>) -> Self {
        let patience = config.call_timeout;
        let group = with_namespace(config.namespace.as_deref(), &group.into()).into();
        let session = Session::new(config);
        Self { session, group, patience, broker_ids: Mutex::default() }
    }

    /// The queues of `topic`, sorted, by the names that brokers know.
    pub async fn queues(&self, topic: &TopicName) -> Result<Vec<MessageQueue>> {
        let namespace = self.session.config.namespace.as_deref();
        let topic = &with_namespace(namespace, topic).into();
        let route = self.session.routes.refresh(&self.session.namesrv, topic).await?;
        Ok(route.readable.clone())
    }

    /// Whether a broker of `topic` understands the expression of `filter`.
    ///
    /// # Errors
    /// It does not.
    pub async fn check_filter(&self, topic: &TopicName, filter: &Filter) -> Result<()> {
        let topic = with_namespace(self.session.config.namespace.as_deref(), topic).into();
        self.session.check_filter(&self.group, &topic, filter).await
    }

    /// Up to `max` messages of `queue` from `offset` on that `filter` wants. With `wait`, the
    /// broker holds the request so long when there is nothing new.
    pub async fn pull(
        &self,
        queue: &MessageQueue,
        offset: QueueOffset,
        max: i32,
        filter: &Filter,
        wait: Option<Duration>,
    ) -> Result<PullResult> {
        let subscription = filter.subscription(&queue.topic);
        let pull = Pull {
            group: &self.group,
            queue,
            offset,
            max,
            commit: None,
            suspend: wait,
            subscription: &subscription,
            with_subscription: true,
            broker_id: self.broker_ids.lock().get(queue).copied().unwrap_or(MASTER_ID),
            timeout: wait.unwrap_or_default() + self.patience,
        };
        let mut result = match self.session.pull(&pull).await {
            Err(error) if error.is_unreachable() => {
                let next = self.session.routes.next_id(&queue.broker_name, pull.broker_id);
                self.broker_ids.lock().insert(queue.clone(), next);
                if next == pull.broker_id {
                    return Err(error);
                }
                self.session.pull(&Pull { broker_id: next, ..pull }).await?
            }
            outcome => outcome?,
        };
        self.broker_ids.lock().insert(queue.clone(), result.suggested_broker);
        result.messages.retain(|message| filter.wants(message));
        if let Some(namespace) = self.session.config.namespace.as_deref() {
            for message in &mut result.messages {
                message.topic = without_namespace(Some(namespace), &message.topic).into();
            }
        }
        Ok(result)
    }

    /// First offset of `queue`.
    pub async fn min_offset(&self, queue: &MessageQueue) -> Result<QueueOffset> {
        self.session.min_offset(queue).await
    }

    /// One past the last offset of `queue`.
    pub async fn max_offset(&self, queue: &MessageQueue) -> Result<QueueOffset> {
        self.session.max_offset(queue).await
    }

    /// Offset of the message stored nearest to `time`.
    pub async fn search_offset(
        &self,
        queue: &MessageQueue,
        time: TimestampMs,
    ) -> Result<QueueOffset> {
        self.session.search_offset(queue, time).await
    }

    /// The next offset the group wants of `queue`; `None` when it has none there.
    pub async fn committed(&self, queue: &MessageQueue) -> Result<Option<QueueOffset>> {
        self.session.committed_offset(&self.group, queue).await
    }

    /// Stores the next offset the group wants of `queue`.
    pub async fn commit(&self, queue: &MessageQueue, offset: QueueOffset) -> Result<()> {
        self.session.commit_offset(&self.group, queue, offset).await
    }

    /// The session underneath.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// Closes the connections.
    pub async fn shutdown(self) {
        self.session.close().await;
    }
}
