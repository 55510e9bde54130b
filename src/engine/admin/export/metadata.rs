//! The topics and groups of a cluster, for another one like it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::admin::Admin;
use crate::engine::admin::servers::Target;
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::bodies::topic_config::TopicConfig;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// What all masters have together (`ExportMetadataCommand`): a name that several have is there once,
/// with their queues added up. A part that is not wanted is null.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// When it was written.
    pub export_time: TimestampMs,
    /// The topics.
    pub topic_config_table: Option<BTreeMap<TopicName, TopicConfig>>,
    /// The consumer groups.
    pub subscription_group_table: Option<BTreeMap<GroupName, SubscriptionGroupConfig>>,
}

impl Admin {
    /// The topics and groups of the masters of `target` that are not the system's; with topics of
    /// retries and dead letters if so wished.
    ///
    /// # Errors
    /// A master does not answer: half of the truth would be taken for the whole.
    pub async fn export_metadata(&self, target: &Target, with_retries: bool) -> Result<Metadata> {
        let mut topics: BTreeMap<TopicName, TopicConfig> = BTreeMap::new();
        let mut groups: BTreeMap<GroupName, SubscriptionGroupConfig> = BTreeMap::new();
        for master in self.masters_of(target).await? {
            let table = self.user_topics(&master.address, with_retries).await?.topic_config_table;
            for (name, mut topic) in table {
                if let Some(elsewhere) = topics.get(&name) {
                    add(&mut topic.write_queue_nums, elsewhere.write_queue_nums);
                    add(&mut topic.read_queue_nums, elsewhere.read_queue_nums);
                }
                topics.insert(name, topic);
            }
            let table = self.user_groups(&master.address).await?.subscription_group_table;
            for (name, mut group) in table {
                if let Some(elsewhere) = groups.get(&name) {
                    add(&mut group.retry_queue_nums, elsewhere.retry_queue_nums);
                }
                groups.insert(name, group);
            }
        }
        Ok(Metadata {
            export_time: TimestampMs::now(),
            topic_config_table: Some(topics),
            subscription_group_table: Some(groups),
        })
    }
}

/// Adds what a broker said, which may be anything.
fn add(queues: &mut i32, elsewhere: i32) {
    *queues = queues.saturating_add(elsewhere);
}
