//! Consumer group configurations: bodies of 200 and 201, and `subscriptionGroup.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use super::data_version::DataVersion;
use crate::engine::protocol::names::GroupName;

/// Configuration of one consumer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SubscriptionGroupConfig {
    /// Broker id to read from.
    pub broker_id: i64,
    /// Whether it may broadcast.
    pub consume_broadcast_enable: bool,
    /// Whether it may consume at all.
    pub consume_enable: bool,
    /// Unused by 4.9 brokers.
    pub consume_from_min_enable: bool,
    /// Name.
    pub group_name: GroupName,
    /// Whether members hear of each other's coming and going.
    pub notify_consumer_ids_changed_enable: bool,
    /// Attempts before a message becomes a dead letter.
    pub retry_max_times: i32,
    /// Queues of its retry topic.
    pub retry_queue_nums: i32,
    /// Broker id to read from when the group is behind.
    pub which_broker_when_consume_slowly: i64,
}

impl Default for SubscriptionGroupConfig {
    /// What Apache's class starts with, and so what an absent field means.
    fn default() -> Self {
        Self {
            broker_id: 0,
            consume_broadcast_enable: true,
            consume_enable: true,
            consume_from_min_enable: true,
            group_name: GroupName::default(),
            notify_consumer_ids_changed_enable: true,
            retry_max_times: 16,
            retry_queue_nums: 1,
            which_broker_when_consume_slowly: 1,
        }
    }
}

impl SubscriptionGroupConfig {
    /// The default configuration of group `name`.
    pub fn new(name: impl Into<GroupName>) -> Self {
        Self { group_name: name.into(), ..Self::default() }
    }
}

/// All consumer groups of a broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SubscriptionGroupTable {
    /// Version of the table.
    pub data_version: DataVersion,
    /// The groups by name.
    pub subscription_group_table: BTreeMap<GroupName, SubscriptionGroupConfig>,
}

impl Body for SubscriptionGroupConfig {}
impl Body for SubscriptionGroupTable {}
