//! What a consumer answers when asked about itself (307), or to consume one message (309).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use super::heartbeat::SubscriptionData;
use super::queue_map::QueueMap;
use super::wire_enum::wire_enum;
use crate::engine::protocol::names::{QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

/// Keys of [`ConsumerRunningInfo::properties`] that tools read.
pub mod property {
    /// Name server addresses.
    pub const NAMESRV_ADDR: &str = "PROP_NAMESERVER_ADDR";
    /// Threads that consume.
    pub const THREAD_POOL_CORE_SIZE: &str = "PROP_THREADPOOL_CORE_SIZE";
    /// Whether messages are consumed in order.
    pub const CONSUME_ORDERLY: &str = "PROP_CONSUMEORDERLY";
    /// A consume type's name.
    pub const CONSUME_TYPE: &str = "PROP_CONSUME_TYPE";
    /// Version name of the client, `V4_9_7` for example.
    pub const CLIENT_VERSION: &str = "PROP_CLIENT_VERSION";
    /// When the consumer was started, in ms.
    pub const CONSUMER_START_TIMESTAMP: &str = "PROP_CONSUMER_START_TIMESTAMP";
}

/// What a client holds of one queue.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize,
)]
#[serde(default, rename_all = "camelCase")]
pub struct ProcessQueueInfo {
    /// Messages held.
    pub cached_msg_count: i32,
    /// The last of them.
    pub cached_msg_max_offset: QueueOffset,
    /// The first of them.
    pub cached_msg_min_offset: QueueOffset,
    /// Their bodies, in MiB.
    #[serde(rename = "cachedMsgSizeInMiB")]
    pub cached_msg_size_in_mib: i32,
    /// Offset committed last.
    pub commit_offset: QueueOffset,
    /// Whether the queue was taken away; Apache's spelling on the wire is `droped`.
    #[serde(rename = "droped")]
    pub dropped: bool,
    /// When a message was consumed last.
    pub last_consume_timestamp: TimestampMs,
    /// When the broker granted the lock last.
    pub last_lock_timestamp: TimestampMs,
    /// When messages were pulled last.
    pub last_pull_timestamp: TimestampMs,
    /// Whether the queue is locked for ordered consumption.
    pub locked: bool,
    /// Messages an ordered consumer is busy with.
    pub transaction_msg_count: i32,
    /// The last of them.
    pub transaction_msg_max_offset: QueueOffset,
    /// The first of them.
    pub transaction_msg_min_offset: QueueOffset,
    /// Failed attempts to unlock.
    pub try_unlock_times: i64,
}

/// Rates of one topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumeStatus {
    /// Messages that failed in the last hour.
    pub consume_failed_msgs: i64,
    /// Failures a second.
    #[serde(rename = "consumeFailedTPS")]
    pub consume_failed_tps: f64,
    /// Successes a second.
    #[serde(rename = "consumeOKTPS")]
    pub consume_ok_tps: f64,
    /// Milliseconds a message takes.
    #[serde(rename = "consumeRT")]
    pub consume_rt: f64,
    /// Milliseconds a pull takes.
    #[serde(rename = "pullRT")]
    pub pull_rt: f64,
    /// Messages pulled a second.
    #[serde(rename = "pullTPS")]
    pub pull_tps: f64,
}

/// Body of GET_CONSUMER_RUNNING_INFO (307).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerRunningInfo {
    /// Stack dump, when asked for.
    pub jstack: Option<String>,
    /// Its queues.
    pub mq_table: QueueMap<ProcessQueueInfo>,
    /// Its configuration, and the keys of [`property`].
    pub properties: BTreeMap<String, String>,
    /// Rates by topic.
    pub status_table: BTreeMap<TopicName, ConsumeStatus>,
    /// Its subscriptions.
    pub subscription_set: Vec<SubscriptionData>,
}

wire_enum! {
    /// How consuming one message ended.
    DirectConsumeOutcome {
        /// Consumed.
        Success "CR_SUCCESS",
        /// To be consumed later.
        Later "CR_LATER",
        /// Rolled back by an ordered consumer.
        Rollback "CR_ROLLBACK",
        /// Committed by an ordered consumer.
        Commit "CR_COMMIT",
        /// The listener failed.
        ThrowException "CR_THROW_EXCEPTION",
        /// The listener gave no result; also what no version here knows.
        #[default]
        ReturnNull "CR_RETURN_NULL",
    }
}

/// Body of the answer to CONSUME_MESSAGE_DIRECTLY (309).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DirectConsumeResult {
    /// Whether an ordered listener commits by itself.
    pub auto_commit: bool,
    /// How it ended; absent when the client could not say.
    pub consume_result: Option<DirectConsumeOutcome>,
    /// Whether the listener is an ordered one.
    pub order: bool,
    /// Text of a failure.
    pub remark: Option<String>,
    /// Milliseconds it took.
    pub spent_time_mills: i64,
}

impl Default for DirectConsumeResult {
    fn default() -> Self {
        Self {
            auto_commit: true,
            consume_result: None,
            order: false,
            remark: None,
            spent_time_mills: 0,
        }
    }
}

impl Body for ConsumerRunningInfo {}
impl Body for DirectConsumeResult {}
