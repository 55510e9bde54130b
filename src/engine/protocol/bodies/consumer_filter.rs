//! `consumerFilter.json`: the SQL filters of consumer groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use super::fastjson::on_one_line;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// A group's bits in the bloom filters of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BloomFilterData {
    /// Bits of the filter.
    pub bit_num: i32,
    /// Those that stand for the group.
    #[serde(serialize_with = "on_one_line")]
    pub bit_pos: Vec<i32>,
}

/// The filter of one group on one topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerFilterData {
    /// The group's bits.
    pub bloom_filter_data: Option<BloomFilterData>,
    /// When the filter was first seen.
    pub born_time: TimestampMs,
    /// Version of the subscription.
    pub client_version: i64,
    /// The group.
    pub consumer_group: GroupName,
    /// Whether the group has gone since; follows from `dead_time`.
    pub dead: bool,
    /// When it went, or 0.
    pub dead_time: TimestampMs,
    /// The expression.
    pub expression: String,
    /// `SQL92`.
    pub expression_type: String,
    /// The topic.
    pub topic: TopicName,
}

/// The filters on one topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicFilters {
    /// Filters by group.
    pub group_filter_data: BTreeMap<GroupName, ConsumerFilterData>,
    /// The topic.
    pub topic: TopicName,
}

/// `consumerFilter.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerFilterFile {
    /// Filters by topic.
    pub filter_data_by_topic: BTreeMap<TopicName, TopicFilters>,
}

impl Body for ConsumerFilterData {}
impl Body for ConsumerFilterFile {}
