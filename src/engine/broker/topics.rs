//! The topics of this broker.
//!
//! Ground state, kept in `config/topics.json` (`versioned_table.rs`). Invariants: a topic has
//! exactly one entry; whoever changes the table wakes the registration, so that name servers
//! learn of it at once.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use super::config::BrokerConfig;
use super::register::Wake;
use super::system_topics::{self, PERM_READ_WRITE, SystemTopics, plain_topic};
use super::versioned_table::{Entries, Settings, Snapshot, VersionedTable};
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::topic_config::{PERM_INHERIT, TopicConfig, TopicConfigTable};
use crate::engine::protocol::name_rules::AUTO_CREATE_TOPIC;
use crate::engine::protocol::names::{RETRY_TOPIC_PREFIX, TopicName};

/// Unit bit of a topic's `topicSysFlag`: the topic belongs to a unit.
pub const SYS_FLAG_UNIT: i32 = 1;
/// Unit bit of a topic's `topicSysFlag`: a unit subscribes to the topic.
pub const SYS_FLAG_UNIT_SUB: i32 = 2;

/// The table of topics.
pub struct Topics {
    table: VersionedTable<TopicConfig>,
    system: SystemTopics,
    registration: Wake,
}

impl Topics {
    /// The built-in topics and those of `topics.json`.
    pub fn open(config: &BrokerConfig, registration: Wake) -> io::Result<Self> {
        let built_in = system_topics::built_in(config);
        let built_in = built_in.into_iter().map(|topic| (topic.topic_name.clone(), topic));
        let path = config.config_file("topics.json");
        let table = VersionedTable::open(path, built_in)?;
        Ok(Self { table, system: SystemTopics::new(config), registration })
    }

    /// The settings of `topic`.
    pub fn get(&self, topic: &str) -> Option<Arc<TopicConfig>> {
        self.table.get(topic)
    }

    /// All topics and their version.
    pub fn snapshot(&self) -> Snapshot<TopicConfig> {
        self.table.snapshot()
    }

    /// Version of the table.
    pub fn version(&self) -> DataVersion {
        self.table.version()
    }

    /// The names that belong to the broker itself.
    pub fn system(&self) -> &SystemTopics {
        &self.system
    }

    /// The settings a send to `topic` finds, creating the topic where the rules of `broker.md`
    /// 5.3 allow it; `None` means code 17. Writes a file when it creates: call it where that may
    /// block, after [`Topics::get`] found nothing.
    pub fn create_on_send(
        &self,
        config: &BrokerConfig,
        topic: &str,
        default_topic: &str,
        queue_nums: i32,
        unit_mode: bool,
        remote: SocketAddr,
    ) -> Option<Arc<TopicConfig>> {
        let sys_flag = if unit_mode { SYS_FLAG_UNIT } else { 0 };
        let inherited = self.table.get_or_create(topic, |topics| {
            let heir = inherit(config, topics, topic, default_topic, queue_nums, sys_flag);
            heir.map(|heir| (heir.topic_name.clone(), heir))
        });
        if let Some((created, new)) = inherited {
            if new {
                tracing::info!(topic, default_topic, %remote, "topic created by a send");
                self.registration.wake();
            }
            return Some(created);
        }
        let sys_flag = if unit_mode { SYS_FLAG_UNIT_SUB } else { 0 };
        topic
            .starts_with(RETRY_TOPIC_PREFIX)
            .then(|| self.create_if_absent(topic, 1, PERM_READ_WRITE, sys_flag))
            .flatten()
    }

    /// The settings of `topic`, created with these values when there is none: retry topics, dead
    /// letters, transaction topics. Writes a file when it creates.
    pub fn create_if_absent(
        &self,
        topic: &str,
        queues: i32,
        perm: i32,
        sys_flag: i32,
    ) -> Option<Arc<TopicConfig>> {
        if let Some(found) = self.get(topic) {
            return Some(found);
        }
        let (created, new) = self.table.get_or_create(topic, |_| {
            let created =
                TopicConfig { topic_sys_flag: sys_flag, ..plain_topic(topic, queues, perm) };
            Some((created.topic_name.clone(), created))
        })?;
        if new {
            tracing::info!(topic, queues, "topic created");
            self.registration.wake();
        }
        Some(created)
    }

    /// Stores `topic`, new or not.
    pub fn put(&self, topic: TopicConfig) {
        self.table.put(topic.topic_name.clone(), topic);
    }

    /// Moves the version, so that name servers look at the table again.
    pub fn touch(&self) {
        self.table.change(|_| true);
        self.registration.wake();
    }

    /// Becomes a copy of the master's table; answers whether it was none.
    pub fn adopt(&self, table: TopicConfigTable) -> bool {
        let adopted = self.table.adopt(TopicConfig::from_file(table));
        if adopted {
            self.registration.wake();
        }
        adopted
    }

    /// Writes the file if that failed the last time.
    pub fn save_if_behind(&self) {
        self.table.save_if_behind();
    }

    /// Forgets `topic`; false when there was none.
    pub fn remove(&self, topic: &str) -> bool {
        self.table.remove(topic)
    }

    /// Marks exactly the topics for which `is_ordered` says so as ordered.
    pub fn set_ordered(&self, is_ordered: impl Fn(&str) -> bool) {
        self.table.change(|topics| {
            let mut changed = false;
            for (name, topic) in topics.iter_mut() {
                let order = is_ordered(name);
                if topic.order != order {
                    *topic = Arc::new(TopicConfig { order, ..(**topic).clone() });
                    changed = true;
                }
            }
            changed
        });
    }
}

/// What a new `topic` inherits from `default_topic`, if that lets it.
fn inherit(
    config: &BrokerConfig,
    topics: &Entries<TopicConfig>,
    topic: &str,
    default_topic: &str,
    queue_nums: i32,
    sys_flag: i32,
) -> Option<TopicConfig> {
    let parent = topics.get(default_topic)?;
    let closed = default_topic == AUTO_CREATE_TOPIC && !config.auto_create_topic_enable;
    if closed || parent.perm & PERM_INHERIT == 0 {
        return None;
    }
    let queues = queue_nums.min(parent.write_queue_nums).max(0);
    let perm = parent.perm & !PERM_INHERIT;
    let topic_filter_type = parent.topic_filter_type;
    Some(TopicConfig {
        topic_filter_type,
        topic_sys_flag: sys_flag,
        ..plain_topic(topic, queues, perm)
    })
}

impl Settings for TopicConfig {
    type Name = TopicName;
    type File = TopicConfigTable;

    fn to_file(table: &Snapshot<Self>) -> TopicConfigTable {
        let topics = table.entries.iter();
        TopicConfigTable {
            data_version: table.version,
            topic_config_table: topics.map(|(n, t)| (n.clone(), (**t).clone())).collect(),
        }
    }

    fn from_file(file: TopicConfigTable) -> (DataVersion, Vec<(TopicName, Self)>) {
        (file.data_version, file.topic_config_table.into_iter().collect())
    }
}
