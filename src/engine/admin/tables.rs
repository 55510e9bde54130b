//! Topics and groups a broker has, without those every broker has.

use std::time::Duration;

use super::Admin;
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::lists::TopicList;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupTable;
use crate::engine::protocol::bodies::topic_config::TopicConfigTable;
use crate::engine::protocol::name_rules::{BUILT_IN_GROUPS, is_system_group};
use crate::engine::protocol::names::{DEAD_LETTER_TOPIC_PREFIX, RETRY_TOPIC_PREFIX, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

/// How long a broker may take for a whole table (`ExportMetadataCommand`).
const PATIENCE: Duration = Duration::from_secs(10);
/// Groups of clients that are not their users' (`DefaultMQAdminExtImpl`), besides
/// [`BUILT_IN_GROUPS`].
const GROUPS_OF_CLIENTS: [&str; 5] = [
    "DEFAULT_CONSUMER",
    "DEFAULT_PRODUCER",
    "__MONITOR_CONSUMER",
    "CLIENT_INNER_PRODUCER",
    "SELF_TEST_P_GROUP",
];

impl Admin {
    /// The topics of the broker at `address` (21) that are not the system's (305); with those of
    /// retries and dead letters if so wished.
    pub async fn user_topics(&self, address: &str, with_retries: bool) -> Result<TopicConfigTable> {
        let request = Request::bare(RequestCode::GetAllTopicConfig);
        let mut table: TopicConfigTable = self.body_of(address, None, &request, PATIENCE).await?;
        let request = Request::bare(RequestCode::GetSystemTopicListFromBroker);
        let system: TopicList = self.body_of(address, None, &request, PATIENCE).await?;
        let of_retries = |topic: &TopicName| {
            topic.starts_with(RETRY_TOPIC_PREFIX) || topic.starts_with(DEAD_LETTER_TOPIC_PREFIX)
        };
        table.topic_config_table.retain(|topic, _| {
            !system.topic_list.contains(topic) && (with_retries || !of_retries(topic))
        });
        Ok(table)
    }

    /// The groups of the broker at `address` (201) that are not the system's.
    pub async fn user_groups(&self, address: &str) -> Result<SubscriptionGroupTable> {
        let request = Request::bare(RequestCode::GetAllSubscriptionGroupConfig);
        let mut table: SubscriptionGroupTable =
            self.body_of(address, None, &request, PATIENCE).await?;
        table.subscription_group_table.retain(|group, _| {
            !is_system_group(group)
                && !BUILT_IN_GROUPS.contains(&group.as_str())
                && !GROUPS_OF_CLIENTS.contains(&group.as_str())
        });
        Ok(table)
    }
}
