//! What operations give: plain values. As JSON their fields go by their camelCase names, times
//! are milliseconds since 1970, and what is not known is null.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outcome::{Failure, Outcome};
use super::servers::BrokerAt;
use crate::engine::protocol::bodies::acl::AclConfig;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::names::{
    BrokerName, ClusterName, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};
use crate::engine::util::clock::TimestampMs;

/// One broker of a cluster, as `mqadmin clusterList` shows it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrokerRow {
    /// Its cluster.
    pub cluster: ClusterName,
    /// Its name.
    pub broker_name: BrokerName,
    /// Its id; 0 is the master.
    pub broker_id: i64,
    /// `ip:port`.
    pub address: String,
    /// Its state; null when it did not answer.
    pub load: Option<BrokerLoad>,
    /// Why there is no state.
    pub error: Option<Failure>,
}

/// The state of a broker (`broker.md` 5.12). A figure the broker does not give is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrokerLoad {
    /// Version name, `V4_9_7` for example.
    pub version: Option<String>,
    /// Messages stored a second, over the last 10 s.
    pub in_tps: Option<f64>,
    /// Sends that wait.
    pub send_queue_size: Option<i64>,
    /// How long the first of them has waited, in ms.
    pub send_queue_wait_ms: Option<i64>,
    /// Messages delivered a second, over the last 10 s.
    pub out_tps: Option<f64>,
    /// Pulls that wait.
    pub pull_queue_size: Option<i64>,
    /// How long the first of them has waited, in ms.
    pub pull_queue_wait_ms: Option<i64>,
    /// How long the current append has held its lock, in ms.
    pub page_cache_lock_ms: Option<i64>,
    /// When the oldest message was stored; -1 when there is none.
    pub earliest_message_time: Option<TimestampMs>,
    /// Hours since then; null when there is none.
    pub retention_hours: Option<f64>,
    /// Share of the commit log's disk in use, 0 to 1.
    pub disk_ratio: Option<f64>,
    /// Messages stored yesterday.
    pub in_total_yesterday: Option<i64>,
    /// Messages delivered yesterday.
    pub out_total_yesterday: Option<i64>,
    /// Messages stored today.
    pub in_total_today: Option<i64>,
    /// Messages delivered today.
    pub out_total_today: Option<i64>,
}

/// One topic of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicRow {
    /// The topic.
    pub topic: TopicName,
    /// Clusters that hold it; empty unless asked for.
    pub clusters: Vec<ClusterName>,
    /// Groups that consume it; empty unless asked for.
    pub groups: Vec<GroupName>,
    /// Why clusters or groups are missing.
    pub error: Option<Failure>,
}

/// One queue of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueRow {
    /// The broker that holds it.
    pub broker_name: BrokerName,
    /// Its number.
    pub queue_id: QueueId,
    /// Its first message.
    pub min_offset: QueueOffset,
    /// One past its last message.
    pub max_offset: QueueOffset,
    /// When the last message was stored; null when there is none.
    pub last_updated: Option<TimestampMs>,
}

/// The queues of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicStatus {
    /// The topic.
    pub topic: TopicName,
    /// Its queues, by broker and number.
    pub queues: Vec<QueueRow>,
    /// Brokers whose queues are missing.
    pub failures: Vec<Outcome>,
}

/// What became of a new or changed topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicCreated {
    /// The topic.
    pub topic: TopicName,
    /// Queues to read on each broker.
    pub read_queues: i32,
    /// Queues to write on each broker.
    pub write_queues: i32,
    /// Permission bits: 4 read, 2 write.
    pub perm: i32,
    /// What each broker made of it.
    pub brokers: Vec<Outcome>,
    /// Whether the name server's route showed it everywhere it was made.
    pub in_route: bool,
}

/// What became of a deleted topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicDeleted {
    /// The topic.
    pub topic: TopicName,
    /// What each master made of it.
    pub brokers: Vec<Outcome>,
    /// What each name server made of it.
    pub name_servers: Vec<Outcome>,
}

/// The settings of one name server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NamesrvConfigRow {
    /// Its address.
    pub address: String,
    /// Keys and values, in its order.
    pub config: Vec<(String, String)>,
    /// Why there are none.
    pub error: Option<Failure>,
}

/// What one name server made of a change of write permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WritePermRow {
    /// Its address.
    pub address: String,
    /// Topics it concerned.
    pub topics: i32,
    /// Null when it went well.
    pub error: Option<Failure>,
}

/// The settings of one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrokerConfigRow {
    /// Its name; empty when the name server does not know it.
    pub broker_name: BrokerName,
    /// Its id; 0 is the master.
    pub broker_id: i64,
    /// Its address.
    pub address: String,
    /// Keys and values, in its order.
    pub config: Vec<(String, String)>,
    /// Why there are none.
    pub error: Option<Failure>,
}

/// The settings of a group on one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupConfigRow {
    /// The broker's cluster.
    pub cluster: ClusterName,
    /// The broker.
    pub broker_name: BrokerName,
    /// Its address.
    pub address: String,
    /// The settings; null when the broker did not tell.
    pub config: Option<SubscriptionGroupConfig>,
    /// Why there are none.
    pub error: Option<Failure>,
}

/// What became of a message in one consumer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageTrack {
    /// The group.
    pub group: GroupName,
    /// What became of it there.
    pub track: TrackType,
    /// Why that is not known better.
    pub remark: Option<String>,
}

/// What can become of a message in a group (Apache's `TrackType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TrackType {
    /// The group is past it.
    Consumed,
    /// The group is past it, and did not want its tag.
    ConsumedButFiltered,
    /// The group pulls by itself: nobody knows.
    Pull,
    /// The group is not there yet.
    #[serde(rename = "NOT_CONSUME_YET")]
    NotConsumedYet,
    /// No member of the group is online.
    NotOnline,
    /// Something went wrong on the way.
    Unknown,
}

impl TrackType {
    /// Java's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Consumed => "CONSUMED",
            Self::ConsumedButFiltered => "CONSUMED_BUT_FILTERED",
            Self::Pull => "PULL",
            Self::NotConsumedYet => "NOT_CONSUME_YET",
            Self::NotOnline => "NOT_ONLINE",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// How far a group is in one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgressRow {
    /// The topic.
    pub topic: TopicName,
    /// The broker.
    pub broker_name: BrokerName,
    /// The queue.
    pub queue_id: QueueId,
    /// One past the queue's last message.
    pub broker_offset: QueueOffset,
    /// Next message the group wants.
    pub consumer_offset: QueueOffset,
    /// Messages between the two.
    pub diff: i64,
    /// Store time of the last message consumed; null when unknown.
    pub last_consumed: Option<TimestampMs>,
}

impl ProgressRow {
    /// The queue it is about.
    pub fn queue(&self) -> MessageQueue {
        MessageQueue {
            topic: self.topic.clone(),
            broker_name: self.broker_name.clone(),
            queue_id: self.queue_id,
        }
    }
}

/// How far a group is.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupProgress {
    /// The group.
    pub group: GroupName,
    /// Messages a second, over all brokers.
    pub consume_tps: f64,
    /// Messages it has not consumed yet, over all queues.
    pub diff_total: i64,
    /// Its queues, by topic, broker and number.
    pub queues: Vec<ProgressRow>,
    /// Brokers whose queues are missing.
    pub failures: Vec<Outcome>,
}

/// One group, as `mqadmin consumerProgress` without a group shows it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupRow {
    /// The group.
    pub group: GroupName,
    /// Members online.
    pub members: usize,
    /// Lowest protocol version among them; null when none is online.
    pub version: Option<i32>,
    /// `PUSH` or `PULL`; null when none is online.
    pub consume_type: Option<&'static str>,
    /// `CLUSTERING` or `BROADCASTING`; null when none is online.
    pub message_model: Option<&'static str>,
    /// Messages a second.
    pub consume_tps: f64,
    /// Messages not consumed yet.
    pub diff_total: i64,
    /// Why figures are missing.
    pub error: Option<Failure>,
}

/// Where a member of a group is told to go on in one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetRow {
    /// The broker.
    pub broker_name: BrokerName,
    /// The queue.
    pub queue_id: QueueId,
    /// Next message it shall consume.
    pub offset: QueueOffset,
}

/// Where a group without members goes on in one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RollbackRow {
    /// The broker.
    pub broker_name: BrokerName,
    /// The queue.
    pub queue_id: QueueId,
    /// One past the queue's last message.
    pub broker_offset: QueueOffset,
    /// Next message the group wanted before.
    pub consumer_offset: QueueOffset,
    /// The message of the time asked for.
    pub offset_of_time: QueueOffset,
    /// Next message the group wants now.
    pub offset: QueueOffset,
}

/// How the offsets of a group were reset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OffsetReset {
    /// Its members were told where to go on.
    Told(Vec<TargetRow>),
    /// None was online; the brokers know its new offsets.
    Stored(Vec<RollbackRow>),
}

/// What a group has not consumed yet of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Backlog {
    /// The topic.
    pub topic: TopicName,
    /// Messages, over all queues.
    pub messages: i64,
    /// Messages of the queue that has most.
    pub most_of_a_queue: i64,
    /// Between the last message consumed and the last one stored, in ms, in the worst queue.
    pub delay_ms: i64,
}

/// What goes through a topic.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicTraffic {
    /// The topic.
    pub topic: TopicName,
    /// Messages stored a second, over the last minute.
    pub in_tps: f64,
    /// Messages stored over the last day, as far as it has been counted.
    pub in_day: i64,
    /// The groups that consume it.
    pub groups: Vec<GroupTraffic>,
}

/// What goes from a topic to a group.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupTraffic {
    /// The group.
    pub group: GroupName,
    /// Messages it has not consumed yet.
    pub behind: i64,
    /// Messages handed out a second, over the last minute.
    pub out_tps: f64,
    /// Messages handed out over the last day, as far as it has been counted.
    pub out_day: i64,
}

/// What a traced step was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TraceKind {
    /// A producer sent the message.
    Produced,
    /// A producer ended the message's transaction.
    Ended,
    /// A consumer got it; it says nothing yet about how that ended.
    Began,
    /// A consumer is done with it.
    Consumed,
}

/// How a traced step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TraceStatus {
    /// It went well.
    Success,
    /// It failed; a message that could not be consumed comes again.
    Failed,
    /// It has not ended, or its end was not traced.
    Open,
    /// The transaction was committed.
    Committed,
    /// The transaction was rolled back.
    RolledBack,
    /// The producer did not know yet.
    Undecided,
}

/// One traced step of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TraceRow {
    /// The unique id of the message; of several with commas between them when they were one batch.
    pub msg_id: String,
    /// Its topic, where the step tells it.
    pub topic: Option<TopicName>,
    /// Its keys, with blanks between them.
    pub keys: Option<String>,
    /// What it was.
    pub kind: TraceKind,
    /// The group of the producer or consumer.
    pub group: GroupName,
    /// The host the trace came from.
    pub client_host: String,
    /// The broker that stored the message, where the step tells it.
    pub store_host: Option<String>,
    /// When it began; 0 where an old client did not say.
    pub time: TimestampMs,
    /// How long it took, in ms; null where that is not traced.
    pub cost_ms: Option<i64>,
    /// How it went.
    pub status: TraceStatus,
    /// How often the consumer had got the message before.
    pub attempts_before: Option<i32>,
    /// Whether the broker had asked how the transaction ended.
    pub from_check: Option<bool>,
    /// What ties the beginning of a consumption to its end.
    pub request_id: Option<String>,
}

/// How often the files of accounts have changed on one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AclVersionRow {
    /// The broker's cluster.
    pub cluster: ClusterName,
    /// The broker.
    pub broker_name: BrokerName,
    /// Its address as it says itself.
    pub broker_address: String,
    /// The address it was asked at.
    pub address: String,
    /// The files, each with its version.
    pub files: BTreeMap<String, DataVersion>,
    /// Why there are none.
    pub error: Option<Failure>,
}

/// Accounts and white list of one broker. It holds secrets, so it is nothing to be shown as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclConfigRow {
    /// The broker.
    pub broker: BrokerAt,
    /// The accounts, with their secrets, and the white list.
    pub config: Option<AclConfig>,
    /// Why there are none.
    pub error: Option<Failure>,
}
