//! A consumer that is handed messages: it shares the queues of its topics with the other members
//! of its group, pulls ahead, and keeps track of what is done.
//!
//! State: which queues are this member's, derived from routes and the list of members. Invariants:
//! every queue has one loop that pulls; messages of one queue are handed out in queue order; a
//! message of a queue that was given up is not handed out any more.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};
use tokio::task::{AbortHandle, JoinSet};

use super::config::ClientConfig;
use super::error::{ClientError, Result};
use super::offset_store::{OffsetStore, Place};
use super::process_queue::{FlowLimits, ProcessQueue};
use super::rebalance;
use super::send_back;
use super::session::Session;
use super::subscription::Filter;
use crate::engine::protocol::bodies::heartbeat::{
    ConsumeFromWhere, ConsumeType, ConsumerData, MessageModel, SubscriptionData,
};
use crate::engine::protocol::name_rules::{check_group, check_topic};
use crate::engine::protocol::names::{ClientId, GroupName, MessageQueue, TopicName, retry_topic};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Instance name of a broadcasting consumer, so that its local offsets outlive the process.
const BROADCAST_INSTANCE: &str = "DEFAULT";
/// Pause before a message that could not be sent back is handed out again.
const REDELIVERY_PAUSE: Duration = Duration::from_secs(5);

/// Where a group without an offset starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartAt {
    /// After the last message.
    #[default]
    Last,
    /// At the first message.
    First,
    /// At the first message stored at or after this time.
    Time(TimestampMs),
}

/// Settings of a push consumer.
#[derive(Clone, Debug)]
pub struct PushConfig {
    /// Settings every client has.
    pub client: ClientConfig,
    /// The consumer's group.
    pub group: GroupName,
    /// What it wants, by topic.
    pub subscriptions: Vec<(TopicName, Filter)>,
    /// Where a group without an offset starts.
    pub start_at: StartAt,
    /// Whether members share the messages or each gets all.
    pub model: MessageModel,
    /// Whether progress is stored at all.
    pub commit: bool,
    /// How much is pulled ahead.
    pub limits: FlowLimits,
    /// Most messages a pull asks for (`pullBatchSize`).
    pub pull_batch: i32,
    /// Attempts before a message becomes a dead letter (`maxReconsumeTimes`).
    pub max_reconsume_times: i32,
    /// How long brokers hold a pull when there is nothing new.
    pub suspend: Duration,
    /// How long a pull may take.
    pub pull_timeout: Duration,
    /// How often queues are divided anew.
    pub rebalance_interval: Duration,
    /// Directory of local offsets for broadcasting; `None` is Apache's `~/.rocketmq_offsets`.
    pub local_offsets: Option<PathBuf>,
}

impl PushConfig {
    /// Apache's defaults; without subscriptions yet.
    pub fn new(client: ClientConfig, group: impl Into<GroupName>) -> Self {
        Self {
            client,
            group: group.into(),
            subscriptions: Vec::new(),
            start_at: StartAt::Last,
            model: MessageModel::Clustering,
            commit: true,
            limits: FlowLimits::default(),
            pull_batch: 32,
            max_reconsume_times: 16,
            suspend: Duration::from_secs(15),
            pull_timeout: Duration::from_secs(30),
            rebalance_interval: Duration::from_secs(20),
            local_offsets: None,
        }
    }

    /// These settings with one more subscription.
    pub fn subscribe(mut self, topic: impl Into<TopicName>, filter: Filter) -> Self {
        self.subscriptions.push((topic.into(), filter));
        self
    }

    fn offsets_place(&self, id: &ClientId) -> Place {
        if !self.commit {
            return Place::Nowhere;
        }
        match self.model {
            MessageModel::Clustering => Place::Brokers,
            MessageModel::Broadcasting => {
                let base = self.local_offsets.clone().unwrap_or_else(|| {
                    let home = std::env::home_dir().unwrap_or_default();
                    home.join(".rocketmq_offsets")
                });
                Place::File(base.join(id.as_str()).join(self.group.as_str()).join("offsets.json"))
            }
        }
    }

    fn consumer_data(&self, subscriptions: &HashMap<TopicName, Subscription>) -> ConsumerData {
        let data = subscriptions.values().map(|s| s.data.clone()).collect();
        ConsumerData {
            consume_from_where: match self.start_at {
                StartAt::Last => ConsumeFromWhere::LastOffset,
                StartAt::First => ConsumeFromWhere::FirstOffset,
                StartAt::Time(_) => ConsumeFromWhere::Timestamp,
            },
            consume_type: ConsumeType::Passively,
            group_name: self.group.clone(),
            message_model: self.model,
            subscription_data_set: data,
            unit_mode: false,
        }
    }
}

/// One subscription, as the broker knows it and as it is checked here.
pub(super) struct Subscription {
    pub filter: Filter,
    pub data: SubscriptionData,
}

/// A queue that is this member's.
pub(super) struct Running {
    pub process: Arc<ProcessQueue>,
    pub task: AbortHandle,
}

/// A message on its way to [`PushConsumer::next`].
pub(super) struct Queued {
    pub message: ReceivedMessage,
    pub process: Arc<ProcessQueue>,
}

/// What the tasks of a push consumer share.
pub(super) struct Shared {
    pub session: Arc<Session>,
    pub config: PushConfig,
    pub subscriptions: HashMap<TopicName, Subscription>,
    pub offsets: OffsetStore,
    pub queues: Mutex<HashMap<MessageQueue, Running>>,
    pub rebalance: Arc<Notify>,
    pub stopped: AtomicBool,
    queued: mpsc::UnboundedSender<Queued>,
}

impl Shared {
    /// Hands a message out. The flow limits of its queue bound how many wait here.
    pub(super) fn hand_out(&self, queued: Queued) {
        // Nobody listens any more once the consumer is gone; the message was not acknowledged.
        drop(self.queued.send(queued));
    }

    /// Gives every queue up, and starts no other.
    fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        for (_, running) in self.queues.lock().drain() {
            running.process.drop_queue();
            running.task.abort();
        }
    }
}

/// Takes part in a consumer group until it is shut down.
pub struct PushConsumer {
    shared: Arc<Shared>,
    queued: mpsc::UnboundedReceiver<Queued>,
    tasks: JoinSet<()>,
}

impl PushConsumer {
    /// Joins the group and starts to pull.
    ///
    /// # Errors
    /// No subscription, or no name server answers. A topic without a route is none: it is looked
    /// for again at every rebalance.
    pub async fn start(config: PushConfig) -> Result<Self> {
        check_group(&config.group)?;
        let mut client = config.client.clone();
        if config.model == MessageModel::Broadcasting && client.instance_name.is_none() {
            client.instance_name = Some(BROADCAST_INSTANCE.to_owned());
        }
        let session = Session::new(client);
        let mut subscriptions: HashMap<TopicName, Subscription> = HashMap::new();
        for (topic, filter) in &config.subscriptions {
            check_topic(topic)?;
            let data = filter.subscription(topic);
            subscriptions.insert(topic.clone(), Subscription { filter: filter.clone(), data });
        }
        if subscriptions.is_empty() {
            return Err(ClientError::Illegal {
                what: "consumer group",
                value: config.group.as_str().to_owned(),
                problem: "subscribes to no topic".to_owned(),
            });
        }
        for topic in subscriptions.keys() {
            match session.routes.get(&session.namesrv, topic).await {
                Ok(_) => {}
                Err(error @ ClientError::NoRoute { .. }) => tracing::warn!(%error, "not yet"),
                Err(error) => return Err(error),
            }
        }
        if config.model == MessageModel::Clustering {
            let topic = retry_topic(&config.group);
            let (filter, data) = (Filter::All, Filter::All.subscription(&topic));
            subscriptions.insert(topic, Subscription { filter, data });
        }
        session.join_as_consumer(config.consumer_data(&subscriptions));
        let rebalance = Arc::new(Notify::new());
        session.pushes.watch(&config.group, rebalance.clone());
        let place = config.offsets_place(&session.id);
        let offsets = OffsetStore::new(session.clone(), config.group.clone(), place);
        let (sender, queued) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            session,
            config,
            subscriptions,
            offsets,
            queues: Mutex::default(),
            rebalance,
            stopped: AtomicBool::new(false),
            queued: sender,
        });
        shared.session.heartbeat_all().await;
        shared.session.start_background();
        let mut tasks = JoinSet::new();
        tasks.spawn(rebalance::run(shared.clone()));
        tasks.spawn(persist(shared.clone()));
        Ok(Self { shared, queued, tasks })
    }

    /// The next message. Every one must be acknowledged or sent back: until then its queue's
    /// offset stays, and no more than the flow limits are pulled ahead of it.
    pub async fn next(&mut self) -> Option<Delivery> {
        loop {
            let Queued { message, process } = self.queued.recv().await?;
            if !process.is_dropped() {
                return Some(Delivery { message, process, shared: self.shared.clone() });
            }
        }
    }

    /// Hands messages to `consume`, up to `concurrency` at a time, until `until` is ready; then
    /// waits for those being consumed. A handler that panics counts as [`Outcome::Retry`].
    pub async fn run<H, C>(&mut self, concurrency: usize, consume: H, until: impl Future)
    where
        H: Fn(ReceivedMessage) -> C,
        C: Future<Output = Outcome> + Send + 'static,
    {
        let mut running = JoinSet::new();
        tokio::pin!(until);
        loop {
            tokio::select! {
                _ = &mut until => break,
                Some(_) = running.join_next() => {}
                delivery = self.next(), if running.len() < concurrency.max(1) => {
                    let Some(delivery) = delivery else { break };
                    let outcome = consume(delivery.message.clone());
                    running.spawn(settle(delivery, outcome));
                }
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// The queues that are this member's now, sorted.
    pub fn queues(&self) -> Vec<MessageQueue> {
        let mut queues: Vec<_> = self.shared.queues.lock().keys().cloned().collect();
        queues.sort();
        queues
    }

    /// This member's id in the group.
    pub fn client_id(&self) -> &ClientId {
        &self.shared.session.id
    }

    /// Stops pulling, stores the offsets, leaves the group and closes the connections. Messages
    /// handed out but not acknowledged are delivered again, here or elsewhere.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
        self.shared.stop();
        self.shared.offsets.persist().await;
        self.shared.session.close().await;
    }
}

impl Drop for PushConsumer {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

async fn persist(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(shared.config.client.persist_offset_interval).await;
        shared.offsets.persist().await;
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It shall come again, after the delay the broker picks by the number of attempts.
    Retry,
}

async fn settle<C>(delivery: Delivery, outcome: C)
where
    C: Future<Output = Outcome> + Send + 'static,
{
    match tokio::spawn(outcome).await {
        Ok(Outcome::Done) => delivery.ack(),
        Ok(Outcome::Retry) => drop(delivery.retry(0).await),
        Err(error) => {
            tracing::error!(%error, "the handler of a message failed");
            drop(delivery.retry(0).await);
        }
    }
}

/// A message handed out, to be acknowledged or sent back. One that is dropped holds its queue's
/// offset, so that it comes again after a restart or a rebalance.
pub struct Delivery {
    /// The message. A retried one has the topic again that it was first sent to.
    pub message: ReceivedMessage,
    process: Arc<ProcessQueue>,
    shared: Arc<Shared>,
}

impl Delivery {
    /// The queue it was read from; for a retried message one of the group's retry topic.
    pub fn queue(&self) -> &MessageQueue {
        &self.process.queue
    }

    /// The message is done with.
    pub fn ack(self) {
        self.finish();
    }

    /// The message shall come again: after the delay of level `delay_level`, or one the broker
    /// picks by the number of attempts for 0; a negative level makes it a dead letter at once.
    /// In broadcasting there is no retry, and the message counts as done.
    ///
    /// # Errors
    /// Neither the broker nor another one took it back. It is handed out again here in 5 s.
    pub async fn retry(self, delay_level: i32) -> Result<()> {
        if self.shared.config.model == MessageModel::Broadcasting {
            tracing::warn!(id = self.message.message_id(), "no retry in broadcasting");
            self.finish();
            return Ok(());
        }
        match send_back::send_back(&self.shared, self.queue(), &self.message, delay_level).await {
            Ok(()) => {
                self.finish();
                Ok(())
            }
            Err(error) => {
                let Self { mut message, process, shared } = self;
                message.reconsume_times += 1;
                tokio::spawn(async move {
                    tokio::select! {
                        () = tokio::time::sleep(REDELIVERY_PAUSE) => {}
                        () = process.until_dropped() => return,
                    }
                    shared.hand_out(Queued { message, process });
                });
                Err(error)
            }
        }
    }

    fn finish(&self) {
        if let Some(offset) = self.process.remove(self.message.queue_offset) {
            self.shared.offsets.advance(&self.process.queue, offset);
        }
    }
}
