//! Names with a meaning: topics and groups every broker has, and what a topic may be called.
//!
//! Facts: `remoting.md` 4.4 and 3.6, Apache's `TopicValidator` and `MixAll`.

use std::collections::HashSet;

use super::config::BrokerConfig;
use crate::engine::protocol::bodies::topic_config::{
    PERM_INHERIT, PERM_READ, PERM_WRITE, TopicConfig,
};
use crate::engine::protocol::names::TopicName;

/// Topic whose settings new topics inherit (`AUTO_CREATE_TOPIC_KEY_TOPIC`).
pub const DEFAULT_TOPIC: &str = "TBW102";
/// Topic of delayed messages, one queue a level.
pub const SCHEDULE_TOPIC: &str = "SCHEDULE_TOPIC_XXXX";
/// Topic of half messages.
pub const TRANSACTION_HALF_TOPIC: &str = "RMQ_SYS_TRANS_HALF_TOPIC";
/// Topic of finished half messages.
pub const TRANSACTION_OP_TOPIC: &str = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
/// Topic of half messages that were checked too often.
pub const TRANSACTION_GIVEN_UP_TOPIC: &str = "TRANS_CHECK_MAX_TIME_TOPIC";
/// Topic of consumers whose offset was corrected.
pub const OFFSET_MOVED_TOPIC: &str = "OFFSET_MOVED_EVENT";
const SELF_TEST_TOPIC: &str = "SELF_TEST_TOPIC";
const BENCHMARK_TOPIC: &str = "BenchmarkTest";
const TRACE_TOPIC: &str = "RMQ_SYS_TRACE_TOPIC";
/// Every topic that starts so is a system topic.
const SYSTEM_PREFIX: &str = "rmq_sys_";
/// Longest name of a topic: its length is one signed byte in a record.
const TOPIC_MAX_LEN: usize = 127;
/// Queues of the topic named like the cluster (`TopicConfig.defaultReadQueueNums`).
const CLUSTER_TOPIC_QUEUES: i32 = 16;
const BENCHMARK_QUEUES: i32 = 1024;
const SCHEDULE_QUEUES: i32 = 18;

/// Readable and writable.
pub const PERM_READ_WRITE: i32 = PERM_READ | PERM_WRITE;

/// Groups every broker has.
pub const BUILT_IN_GROUPS: [&str; 7] = [
    "TOOLS_CONSUMER",
    "FILTERSRV_CONSUMER",
    "SELF_TEST_C_GROUP",
    "CID_ONS-HTTP-PROXY",
    "CID_ONSAPI_PULL",
    "CID_ONSAPI_PERMISSION",
    "CID_ONSAPI_OWNER",
];
/// Groups that start so are created even when automatic creation is off.
pub const SYSTEM_GROUP_PREFIX: &str = "CID_RMQ_SYS_";

/// The permission bits as text, `RW-` for example.
pub fn perm_text(perm: i32) -> String {
    [(PERM_READ, 'R'), (PERM_WRITE, 'W'), (PERM_INHERIT, 'X')]
        .map(|(bit, letter)| if perm & bit != 0 { letter } else { '-' })
        .into_iter()
        .collect()
}

/// Why a topic may not be called so, in the words of `TopicValidator.validateTopic`.
pub fn check_topic_name(topic: &str) -> Result<(), &'static str> {
    if topic.trim().is_empty() {
        return Err("The specified topic is blank.");
    }
    let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'%' | b'|' | b'_' | b'-');
    if !topic.bytes().all(legal) {
        return Err(
            "The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$",
        );
    }
    if topic.len() > TOPIC_MAX_LEN {
        return Err("The specified topic is longer than topic max length.");
    }
    Ok(())
}

/// Whether clients may not send to `topic` (`TopicValidator.isNotAllowedSendTopic`).
pub fn is_closed_to_senders(topic: &str) -> bool {
    matches!(
        topic,
        SCHEDULE_TOPIC
            | TRANSACTION_HALF_TOPIC
            | TRANSACTION_OP_TOPIC
            | TRANSACTION_GIVEN_UP_TOPIC
            | SELF_TEST_TOPIC
            | OFFSET_MOVED_TOPIC
    )
}

/// The names that belong to the broker itself.
#[derive(Clone, Debug)]
pub struct SystemTopics(HashSet<TopicName>);

impl SystemTopics {
    /// The system topics of a broker with this configuration.
    pub fn new(config: &BrokerConfig) -> Self {
        let fixed = [
            DEFAULT_TOPIC,
            SCHEDULE_TOPIC,
            BENCHMARK_TOPIC,
            TRANSACTION_HALF_TOPIC,
            TRACE_TOPIC,
            TRANSACTION_OP_TOPIC,
            TRANSACTION_GIVEN_UP_TOPIC,
            SELF_TEST_TOPIC,
            OFFSET_MOVED_TOPIC,
        ];
        let mut names: HashSet<TopicName> = fixed.into_iter().map(TopicName::from).collect();
        names.extend(built_in(config).into_iter().map(|topic| topic.topic_name));
        Self(names)
    }

    /// Whether `topic` may be neither created nor deleted by hand.
    pub fn contains(&self, topic: &str) -> bool {
        topic.starts_with(SYSTEM_PREFIX) || self.0.contains(topic)
    }

    /// All of them, in no order.
    pub fn names(&self) -> impl Iterator<Item = &TopicName> {
        self.0.iter()
    }
}

/// The topic a cluster's replies are stored in.
pub fn reply_topic(config: &BrokerConfig) -> TopicName {
    TopicName::from(format!("{}_REPLY_TOPIC", config.broker_cluster_name))
}

/// A topic with as many queues to read as to write.
pub fn plain_topic(name: impl Into<TopicName>, queues: i32, perm: i32) -> TopicConfig {
    TopicConfig { perm, ..TopicConfig::new(name, queues) }
}

/// The topics a broker has from its first start.
pub fn built_in(config: &BrokerConfig) -> Vec<TopicConfig> {
    let inheritable = |enabled| PERM_INHERIT | if enabled { PERM_READ_WRITE } else { 0 };
    let (cluster, broker) = (&config.broker_cluster_name, &config.broker_name);
    let mut topics = vec![
        plain_topic(SELF_TEST_TOPIC, 1, PERM_READ_WRITE),
        plain_topic(BENCHMARK_TOPIC, BENCHMARK_QUEUES, PERM_READ_WRITE),
        plain_topic(
            cluster.as_str(),
            CLUSTER_TOPIC_QUEUES,
            inheritable(config.cluster_topic_enable),
        ),
        plain_topic(broker.as_str(), 1, inheritable(config.broker_topic_enable)),
        plain_topic(OFFSET_MOVED_TOPIC, 1, PERM_READ_WRITE),
        plain_topic(SCHEDULE_TOPIC, SCHEDULE_QUEUES, PERM_READ_WRITE),
        plain_topic(reply_topic(config), 1, PERM_READ_WRITE),
    ];
    if config.auto_create_topic_enable {
        let queues = config.default_topic_queue_nums;
        topics.push(plain_topic(DEFAULT_TOPIC, queues, inheritable(true)));
    }
    if config.trace_topic_enable {
        topics.push(plain_topic(config.msg_trace_topic_name.as_str(), 1, PERM_READ_WRITE));
    }
    topics
}
