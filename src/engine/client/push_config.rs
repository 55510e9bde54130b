//! Settings of a push consumer, with Apache's defaults (`config.md` 6.7).

use std::path::PathBuf;
use std::time::Duration;

use super::assign::Strategy;
use super::config::ClientConfig;
use super::namespace::with_namespace;
use super::offset_store::Place;
use super::process_queue::FlowLimits;
use super::subscription::Filter;
use crate::engine::protocol::bodies::heartbeat::{
    ConsumeFromWhere, ConsumeType, ConsumerData, MessageModel, SubscriptionData,
};
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

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
    /// Whether each queue is consumed in order, one message at a time (`MessageListenerOrderly`).
    pub orderly: bool,
    /// Attempts before a message becomes a dead letter (`maxReconsumeTimes`); `None` is 16, and
    /// without end where messages are consumed in order.
    pub max_reconsume_times: Option<i32>,
    /// Pause before a message consumed in order is tried again (`suspendCurrentQueueTimeMillis`).
    pub suspend_queue: Duration,
    /// How often locks on queues are renewed (`rocketmq.client.rebalance.lockInterval`).
    pub lock_interval: Duration,
    /// How long a lock counts that was not renewed (`rocketmq.client.rebalance.lockMaxLiveTime`):
    /// less than the 60 s after which the broker gives it to another member.
    pub lock_life: Duration,
    /// How the members divide the queues.
    pub strategy: Strategy,
    /// How long brokers hold a pull when there is nothing new.
    pub suspend: Duration,
    /// How long a pull may take.
    pub pull_timeout: Duration,
    /// How often queues are divided anew.
    pub rebalance_interval: Duration,
    /// Where traces of the messages go (`traceTopic`); `None` is nowhere.
    pub trace: Option<TopicName>,
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
            orderly: false,
            max_reconsume_times: None,
            suspend_queue: Duration::from_secs(1),
            lock_interval: Duration::from_secs(20),
            lock_life: Duration::from_secs(30),
            strategy: Strategy::default(),
            suspend: Duration::from_secs(15),
            pull_timeout: Duration::from_secs(30),
            rebalance_interval: Duration::from_secs(20),
            trace: None,
            local_offsets: None,
        }
    }

    /// These settings with one more subscription.
    pub fn subscribe(mut self, topic: impl Into<TopicName>, filter: Filter) -> Self {
        self.subscriptions.push((topic.into(), filter));
        self
    }

    /// Attempts before a message becomes a dead letter.
    pub(super) fn max_attempts(&self) -> i32 {
        self.max_reconsume_times.unwrap_or(if self.orderly { i32::MAX } else { 16 })
    }

    /// Whether queues are locked at their brokers: members share them, and each is in order.
    pub(super) fn locks_queues(&self) -> bool {
        self.orderly && self.model == MessageModel::Clustering
    }

    /// These settings with the names as brokers know them.
    pub(super) fn in_namespace(mut self) -> Self {
        let namespace = self.client.namespace.as_deref();
        self.group = with_namespace(namespace, &self.group).into();
        for (topic, _) in &mut self.subscriptions {
            *topic = with_namespace(namespace, topic).into();
        }
        self
    }

    pub(super) fn offsets_place(&self, id: &ClientId) -> Place {
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

    pub(super) fn consumer_data(&self, subscriptions: Vec<SubscriptionData>) -> ConsumerData {
        ConsumerData {
            consume_from_where: match self.start_at {
                StartAt::Last => ConsumeFromWhere::LastOffset,
                StartAt::First => ConsumeFromWhere::FirstOffset,
                StartAt::Time(_) => ConsumeFromWhere::Timestamp,
            },
            consume_type: ConsumeType::Passively,
            group_name: self.group.clone(),
            message_model: self.model,
            subscription_data_set: subscriptions,
            unit_mode: false,
        }
    }
}
