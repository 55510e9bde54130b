//! The topics every broker has, and which names belong to the broker itself (`remoting.md` 4.4).

use std::collections::HashSet;

use super::config::BrokerConfig;
use crate::engine::protocol::bodies::topic_config::{
    PERM_INHERIT, PERM_READ, PERM_WRITE, TopicConfig,
};
use crate::engine::protocol::name_rules::{
    AUTO_CREATE_TOPIC, BENCHMARK_TOPIC, NameError, OFFSET_MOVED_TOPIC, SCHEDULE_TOPIC,
    SELF_TEST_TOPIC, SYSTEM_TOPIC_PREFIX, SYSTEM_TOPICS, check_topic, reply_topic,
};
use crate::engine::protocol::names::TopicName;

/// Queues of the topic named like the cluster (`TopicConfig.defaultReadQueueNums`).
const CLUSTER_TOPIC_QUEUES: i32 = 16;
const BENCHMARK_QUEUES: i32 = 1024;
const SCHEDULE_QUEUES: i32 = 18;
/// Readable and writable.
pub const PERM_READ_WRITE: i32 = PERM_READ | PERM_WRITE;

/// The permission bits as text, `RW-` for example.
pub fn perm_text(perm: i32) -> String {
    [(PERM_READ, 'R'), (PERM_WRITE, 'W'), (PERM_INHERIT, 'X')]
        .map(|(bit, letter)| if perm & bit != 0 { letter } else { '-' })
        .into_iter()
        .collect()
}

/// The names that belong to the broker itself.
#[derive(Clone, Debug)]
pub struct SystemTopics(HashSet<TopicName>);

impl SystemTopics {
    /// The system topics of a broker with this configuration.
    pub fn new(config: &BrokerConfig) -> Self {
        let fixed = SYSTEM_TOPICS.into_iter().map(TopicName::from);
        let mut names: HashSet<TopicName> = fixed.collect();
        names.extend(built_in(config).into_iter().map(|topic| topic.topic_name));
        Self(names)
    }

    /// Whether `topic` may be neither created nor deleted by hand.
    pub fn contains(&self, topic: &str) -> bool {
        topic.starts_with(SYSTEM_TOPIC_PREFIX) || self.0.contains(topic)
    }

    /// Why no topic of this name can be created or deleted by hand.
    pub fn check(&self, topic: &str) -> Result<(), NameError> {
        check_topic(topic)?;
        if self.contains(topic) {
            return Err(NameError::SystemTopic(topic.to_owned()));
        }
        Ok(())
    }

    /// All of them, in no order.
    pub fn names(&self) -> impl Iterator<Item = &TopicName> {
        self.0.iter()
    }
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
        plain_topic(reply_topic(&config.broker_cluster_name), 1, PERM_READ_WRITE),
    ];
    if config.auto_create_topic_enable {
        let queues = config.default_topic_queue_nums;
        topics.push(plain_topic(AUTO_CREATE_TOPIC, queues, inheritable(true)));
    }
    if config.trace_topic_enable {
        topics.push(plain_topic(config.msg_trace_topic_name.as_str(), 1, PERM_READ_WRITE));
    }
    topics
}
