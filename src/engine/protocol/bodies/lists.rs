//! Plain lists and tables of text: topics (206, 224, 304, 305, 311 to 313), groups (300),
//! members (38), key-value tables (28, 103, 219).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};

/// Topics.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicList {
    /// A broker's address, in the answer to 304.
    pub broker_addr: Option<String>,
    /// The topics.
    pub topic_list: Vec<TopicName>,
}

/// Groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GroupList {
    /// The groups.
    pub group_list: Vec<GroupName>,
}

/// Members of a consumer group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerList {
    /// Their client ids.
    pub consumer_id_list: Vec<ClientId>,
}

/// Texts by key (fastjson's `KVTable`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KvTable {
    /// The table.
    pub table: BTreeMap<String, String>,
}

/// `kvConfig.json` of a name server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct KvConfigFile {
    /// Namespace to key to value.
    pub config_table: BTreeMap<String, BTreeMap<String, String>>,
}

impl Body for TopicList {}
impl Body for GroupList {}
impl Body for ConsumerList {}
impl Body for KvTable {}
impl Body for KvConfigFile {}
