//! Routes: bodies of 105 and 106 (`remoting.md` 4.1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use crate::engine::protocol::names::{BrokerName, ClusterName};

/// Broker id of a master.
pub const MASTER_ID: i64 = 0;

/// A topic's queues on one broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct QueueData {
    /// The broker.
    pub broker_name: BrokerName,
    /// Permission bits, see `topic_config`.
    pub perm: i32,
    /// Queues to read.
    pub read_queue_nums: i32,
    /// Unit bits. Spelled `topicSynFlag` before 4.9.
    #[serde(alias = "topicSynFlag")]
    pub topic_sys_flag: i32,
    /// Queues to write.
    pub write_queue_nums: i32,
}

/// The addresses of one broker name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BrokerData {
    /// Broker id to `ip:port`; id 0 is the master.
    pub broker_addrs: BTreeMap<i64, String>,
    /// The name.
    pub broker_name: BrokerName,
    /// Its cluster.
    pub cluster: ClusterName,
}

impl BrokerData {
    /// Address of the master, if it is alive.
    pub fn master_addr(&self) -> Option<&str> {
        self.broker_addrs.get(&MASTER_ID).map(String::as_str)
    }

    /// Address of the master, else of the slave with the lowest id.
    pub fn any_addr(&self) -> Option<&str> {
        self.broker_addrs.values().next().map(String::as_str)
    }
}

/// Where a topic's queues are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TopicRouteData {
    /// Every broker that has queues of the topic.
    pub broker_datas: Vec<BrokerData>,
    /// Broker address to filter servers; gone since 4.9, always empty.
    pub filter_server_table: BTreeMap<String, Vec<String>>,
    /// `brokerA:4;brokerB:4` for an ordered topic.
    pub order_topic_conf: Option<String>,
    /// The queues on each broker.
    pub queue_datas: Vec<QueueData>,
}

/// Every broker and cluster a name server knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClusterInfo {
    /// Brokers by name.
    pub broker_addr_table: BTreeMap<BrokerName, BrokerData>,
    /// Broker names by cluster.
    pub cluster_addr_table: BTreeMap<ClusterName, Vec<BrokerName>>,
}

impl Body for TopicRouteData {}
impl Body for ClusterInfo {}
