//! A consumer that is handed messages: it shares the queues of its topics with the other members
//! of its group, pulls ahead, and keeps track of what is done.
//!
//! State: which queues are this member's, derived from routes and the list of members. Invariants:
//! every queue has one loop that pulls; messages of one queue are handed out in queue order, with
//! [`PushConfig::orderly`] one at a time; a message of a queue that was given up is not handed out
//! any more.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};
use tokio::task::{AbortHandle, JoinSet};

use super::delivery::settle;
pub use super::delivery::{Delivery, Outcome};
use super::error::{ClientError, Result};
use super::namespace::without_namespace;
use super::offset_store::OffsetStore;
use super::order_lock;
use super::process_queue::ProcessQueue;
pub use super::push_config::{PushConfig, StartAt};
use super::rebalance;
use super::session::Session;
use super::subscription::Filter;
use super::trace::{Side, Tracer};
use super::turn::Turn;
use crate::engine::protocol::bodies::heartbeat::{MessageModel, SubscriptionData};
use crate::engine::protocol::message::property;
use crate::engine::protocol::name_rules::{check_group, check_topic};
use crate::engine::protocol::names::{
    ClientId, MessageQueue, RETRY_TOPIC_PREFIX, TopicName, retry_topic,
};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// Instance name of a broadcasting consumer, so that its local offsets outlive the process.
const BROADCAST_INSTANCE: &str = "DEFAULT";

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
    /// Who waits for what becomes of it, where messages are consumed in order.
    pub turn: Option<Turn>,
}

/// What the tasks of a push consumer share.
pub(super) struct Shared {
    pub session: Arc<Session>,
    pub config: PushConfig,
    pub subscriptions: HashMap<TopicName, Subscription>,
    pub offsets: OffsetStore,
    pub queues: Mutex<HashMap<MessageQueue, Running>>,
    pub rebalance: Notify,
    pub stopped: AtomicBool,
    pub tracer: Option<Arc<Tracer>>,
    /// When the consumer was started.
    pub started: TimestampMs,
    queued: mpsc::UnboundedSender<Queued>,
}

impl Shared {
    /// Gives a message the topic that its sender knows: a retried one that it was first sent to,
    /// and none a namespace.
    pub(super) fn show_as_sent(&self, message: &mut ReceivedMessage) {
        if message.topic.starts_with(RETRY_TOPIC_PREFIX)
            && let Some(topic) = message.property(property::RETRY_TOPIC)
        {
            message.topic = TopicName::from(topic);
        }
        if let Some(namespace) = self.config.client.namespace.as_deref() {
            message.topic = without_namespace(Some(namespace), &message.topic).into();
        }
    }

    /// Hands a message out. The flow limits of its queue bound how many wait here.
    pub(super) fn hand_out(&self, queued: Queued) {
        // Nobody listens any more once the consumer is gone; the message was not acknowledged.
        drop(self.queued.send(queued));
    }

    /// The queues that are this member's.
    fn mine(&self) -> BTreeSet<MessageQueue> {
        self.queues.lock().keys().cloned().collect()
    }

    /// Forgets a queue whose lock is another member's or may be: what was pulled of it is void,
    /// and nothing is stored any more.
    pub(super) fn lose(&self, process: &Arc<ProcessQueue>) {
        tracing::warn!(queue = ?process.queue, group = %self.config.group, "lock lost");
        {
            let mut queues = self.queues.lock();
            match queues.get(&process.queue) {
                Some(running) if Arc::ptr_eq(&running.process, process) => {
                    running.task.abort();
                    queues.remove(&process.queue);
                }
                _ => return,
            }
        }
        process.drop_queue();
        self.offsets.forget(&process.queue);
        self.rebalance.notify_one();
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
        let config = config.in_namespace();
        check_group(&config.group)?;
        let mut client = config.client.clone();
        if config.model == MessageModel::Broadcasting && client.instance_name.is_none() {
            client.instance_name = Some(BROADCAST_INSTANCE.to_owned());
        }
        let session = Session::new(client);
        let subscriptions = subscriptions(&config, &session).await?;
        let wanted = subscriptions.values().map(|subscription| subscription.data.clone());
        session.join_as_consumer(config.consumer_data(wanted.collect()));
        let place = config.offsets_place(&session.id);
        let offsets = OffsetStore::new(session.clone(), config.group.clone(), place);
        let (sender, queued) = mpsc::unbounded_channel();
        let trace = config.trace.clone();
        let tracer =
            trace.map(|topic| Tracer::start(&session, topic, &config.group, Side::Consume));
        let shared = Arc::new(Shared {
            session,
            config,
            subscriptions,
            offsets,
            queues: Mutex::default(),
            rebalance: Notify::new(),
            stopped: AtomicBool::new(false),
            tracer,
            started: TimestampMs::now(),
            queued: sender,
        });
        shared.session.pushes.serve(&shared.config.group, Arc::downgrade(&shared));
        shared.session.heartbeat_all().await;
        shared.session.start_background();
        let mut tasks = JoinSet::new();
        tasks.spawn(rebalance::run(shared.clone()));
        tasks.spawn(persist(shared.clone()));
        if shared.config.locks_queues() {
            tasks.spawn(order_lock::keep(shared.clone()));
        }
        Ok(Self { shared, queued, tasks })
    }

    /// The next message. Every one must be acknowledged or sent back: until then its queue's
    /// offset stays, and no more than the flow limits are pulled ahead of it.
    pub async fn next(&mut self) -> Option<Delivery> {
        loop {
            let Queued { message, process, turn } = self.queued.recv().await?;
            if process.is_dropped() {
                continue;
            }
            let turn = match turn.map(|turn| turn.begin(&process)) {
                None => None,
                Some(Some(begun)) => Some(begun),
                // The queue is being given up at this moment.
                Some(None) => continue,
            };
            let traced = self.shared.tracer.as_ref().and_then(|t| t.consuming(&message));
            return Some(Delivery { message, process, shared: self.shared.clone(), turn, traced });
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
        self.shared.mine().into_iter().collect()
    }

    /// The session underneath, for questions about single queues.
    pub fn session(&self) -> &Arc<Session> {
        &self.shared.session
    }

    /// This member's id in the group.
    pub fn client_id(&self) -> &ClientId {
        &self.shared.session.id
    }

    /// Stops pulling, stores the offsets, leaves the group and closes the connections. Messages
    /// handed out but not acknowledged are delivered again, here or elsewhere.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
        let mine = self.shared.mine();
        self.shared.stop();
        self.shared.offsets.persist(&mine).await;
        if self.shared.config.locks_queues() {
            order_lock::unlock(&self.shared, mine).await;
        }
        if let Some(tracer) = &self.shared.tracer {
            tracer.finish().await;
        }
        self.shared.session.close().await;
    }
}

/// The subscriptions of `config`, the retry topic's among them, with the routes fetched.
async fn subscriptions(
    config: &PushConfig,
    session: &Session,
) -> Result<HashMap<TopicName, Subscription>> {
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
    for (topic, subscription) in &subscriptions {
        match session.routes.get(&session.namesrv, topic).await {
            Ok(_) => session.check_filter(&config.group, topic, &subscription.filter).await?,
            Err(error @ ClientError::NoRoute { .. }) => tracing::warn!(%error, "not yet"),
            Err(error) => return Err(error),
        }
    }
    if config.model == MessageModel::Clustering {
        let topic = retry_topic(&config.group);
        let (filter, data) = (Filter::All, Filter::All.subscription(&topic));
        subscriptions.insert(topic, Subscription { filter, data });
    }
    Ok(subscriptions)
}

impl Drop for PushConsumer {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

async fn persist(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(shared.config.client.persist_offset_interval).await;
        shared.offsets.persist(&shared.mine()).await;
    }
}
