//! Offsets and rates by queue and group: bodies of 202, 208, 315 and 317.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use super::queue_map::QueueMap;
use crate::engine::protocol::names::{GroupName, QueueOffset};
use crate::engine::util::clock::TimestampMs;

/// The ends of one queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicOffset {
    /// Store time of the last message, 0 when there is none.
    pub last_update_timestamp: TimestampMs,
    /// One past the last message.
    pub max_offset: QueueOffset,
    /// First message.
    pub min_offset: QueueOffset,
}

/// Body of GET_TOPIC_STATS_INFO (202).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicStatsTable {
    /// The queues.
    pub offset_table: QueueMap<TopicOffset>,
}

/// How far a group is in one queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OffsetWrapper {
    /// One past the queue's last message.
    pub broker_offset: QueueOffset,
    /// Next message the group wants.
    pub consumer_offset: QueueOffset,
    /// Store time of the last message consumed, 0 when unknown.
    pub last_timestamp: TimestampMs,
}

/// Body of GET_CONSUME_STATS (208).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumeStats {
    /// Messages a second.
    pub consume_tps: f64,
    /// The queues.
    pub offset_table: QueueMap<OffsetWrapper>,
}

impl ConsumeStats {
    /// Messages the group has not consumed yet, over all queues.
    pub fn total_diff(&self) -> i64 {
        self.offset_table
            .values()
            .map(|queue| queue.broker_offset.since(queue.consumer_offset))
            .fold(0, i64::saturating_add)
    }
}

/// Body of GET_BROKER_CONSUME_STATS (317).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumeStatsList {
    /// The broker.
    pub broker_addr: String,
    /// One map a group, with one entry a topic.
    pub consume_stats_list: Vec<BTreeMap<GroupName, Vec<ConsumeStats>>>,
    /// Messages not consumed yet, over all groups.
    pub total_diff: i64,
}

/// One figure over one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BrokerStatsItem {
    /// Average of one call.
    pub avgpt: f64,
    /// Sum.
    pub sum: i64,
    /// A second.
    pub tps: f64,
}

/// Body of VIEW_BROKER_STATS_DATA (315).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BrokerStatsData {
    /// Over the last day.
    pub stats_day: BrokerStatsItem,
    /// Over the last hour.
    pub stats_hour: BrokerStatsItem,
    /// Over the last minute.
    pub stats_minute: BrokerStatsItem,
}

impl Body for TopicStatsTable {}
impl Body for ConsumeStats {}
impl Body for ConsumeStatsList {}
impl Body for BrokerStatsData {}
