//! Topic configurations: body of 21, part of 103, and `topics.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use super::data_version::DataVersion;
use super::wire_enum::wire_enum;
use crate::engine::protocol::names::TopicName;

/// Permission bit: readable.
pub const PERM_READ: i32 = 4;
/// Permission bit: writable.
pub const PERM_WRITE: i32 = 2;
/// Permission bit: new topics inherit from this one.
pub const PERM_INHERIT: i32 = 1;

wire_enum! {
    /// How messages of a topic are tagged; 4.9 brokers make no difference.
    TopicFilterType {
        /// One tag a message.
        #[default]
        SingleTag "SINGLE_TAG",
        /// Several tags a message.
        MultiTag "MULTI_TAG",
    }
}

/// Configuration of one topic on one broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicConfig {
    /// Whether the topic is ordered by queue over broker failures.
    pub order: bool,
    /// Permission bits.
    pub perm: i32,
    /// Queues to read.
    pub read_queue_nums: i32,
    /// Kind of tagging.
    pub topic_filter_type: TopicFilterType,
    /// Name.
    pub topic_name: TopicName,
    /// Unit bits: 1 unit, 2 has a unit subscription.
    pub topic_sys_flag: i32,
    /// Queues to write.
    pub write_queue_nums: i32,
}

impl Default for TopicConfig {
    /// What Apache's class starts with, and so what an absent field means.
    fn default() -> Self {
        Self {
            order: false,
            perm: PERM_READ | PERM_WRITE,
            read_queue_nums: 16,
            topic_filter_type: TopicFilterType::SingleTag,
            topic_name: TopicName::default(),
            topic_sys_flag: 0,
            write_queue_nums: 16,
        }
    }
}

impl TopicConfig {
    /// A topic that can be read and written, with `queues` queues.
    pub fn new(name: impl Into<TopicName>, queues: i32) -> Self {
        Self {
            topic_name: name.into(),
            read_queue_nums: queues,
            write_queue_nums: queues,
            ..Self::default()
        }
    }
}

/// All topics of a broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicConfigTable {
    /// Version of the table.
    pub data_version: DataVersion,
    /// The topics by name.
    pub topic_config_table: BTreeMap<TopicName, TopicConfig>,
}

impl Body for TopicConfig {}
impl Body for TopicConfigTable {}
