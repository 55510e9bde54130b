//! The tables of a name server: clusters, brokers, topics, and who is alive. No IO, no clock.
//!
//! Derived state: every broker tells it again within 30 s. Invariants, after every method:
//! - a broker name has at least one address, and is in at least one cluster; nothing else is;
//! - a topic has queues on at least one broker, and only on broker names that exist;
//! - the generation grows with every change of what a client can be answered.
//!
//! Sorted maps, because clients take a route that merely changed its order for a new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::lists::TopicList;
use crate::engine::protocol::bodies::route::{
    BrokerData, ClusterInfo, MASTER_ID, QueueData, TopicRouteData,
};
use crate::engine::protocol::bodies::topic_config::{
    PERM_READ, PERM_WRITE, TopicConfig, TopicConfigTable,
};
use crate::engine::protocol::names::{BrokerName, ClusterName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// A broker that was not heard of for so long is taken for dead, in ms (`remoting.md` 4.3).
pub const BROKER_LIFETIME_MS: i64 = 120_000;
/// `topicSysFlag`: a topic of one unit.
const UNIT: i32 = 1;
/// `topicSysFlag`: a unit subscribes to the topic.
const UNIT_SUB: i32 = 2;

/// The connection a broker registered on, as `Connection::id` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionId(pub u64);

/// Who registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its cluster.
    pub cluster: ClusterName,
    /// Its name.
    pub broker: BrokerName,
    /// 0 for the master.
    pub id: i64,
    /// Where clients reach it.
    pub address: String,
    /// Where slaves replicate from.
    pub ha_address: String,
    /// The connection it speaks on.
    pub connection: ConnectionId,
}

/// What a slave learns about its master.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Master {
    /// Where it is reached.
    pub address: String,
    /// Where to replicate from.
    pub ha_address: String,
}

/// A change of write permission (205, 327).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritePermission {
    /// Takes the write bit.
    Wipe,
    /// Sets read and write, and nothing else.
    Add,
}

/// Which topics 311 to 313 ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitTopics {
    /// Those of a unit.
    Unit,
    /// Those a unit subscribes to.
    Subscribed,
    /// Those a unit subscribes to that are of no unit.
    SubscribedOfNoUnit,
}

#[derive(Clone, Debug)]
struct Live {
    seen: TimestampMs,
    version: DataVersion,
    connection: ConnectionId,
    ha_address: String,
}

/// Everything a name server knows about brokers.
#[derive(Debug, Default)]
pub struct Routes {
    topics: BTreeMap<TopicName, BTreeMap<BrokerName, QueueData>>,
    brokers: BTreeMap<BrokerName, BrokerData>,
    clusters: BTreeMap<ClusterName, BTreeSet<BrokerName>>,
    live: BTreeMap<String, Live>,
    filter_servers: BTreeMap<String, Vec<String>>,
    generation: u64,
}

impl Routes {
    /// Grows with every change of what a client can be answered.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Makes every answer given so far outdated.
    pub fn touch(&mut self) {
        self.generation += 1;
    }

    /// Takes a broker in, or notes that it is alive; for a slave, its live master. A master's
    /// topics are merged when their version is new: a table may hold one topic only.
    pub fn register(
        &mut self,
        who: &Registration,
        topics: &TopicConfigTable,
        filter_servers: Option<&[String]>,
        now: TimestampMs,
    ) -> Option<Master> {
        let first = self.take_in(who);
        let version = topics.data_version;
        if who.id == MASTER_ID && (first || self.version_of(&who.address) != Some(version)) {
            for topic in topics.topic_config_table.values() {
                self.put_queues(&who.broker, topic);
            }
        }
        let (connection, ha_address) = (who.connection, who.ha_address.clone());
        let live = Live { seen: now, version, connection, ha_address };
        if self.live.insert(who.address.clone(), live).is_none() {
            tracing::info!(broker = %who.broker, id = who.id, address = %who.address, "registered");
        }
        self.put_filter_servers(&who.address, filter_servers);
        if who.id == MASTER_ID {
            return None;
        }
        let address = self.brokers.get(&who.broker)?.master_addr()?.to_owned();
        let ha_address = self.live.get(&address)?.ha_address.clone();
        Some(Master { address, ha_address })
    }

    /// Puts the address under its name and id; whether the id was free.
    fn take_in(&mut self, who: &Registration) -> bool {
        let in_cluster = self.clusters.entry(who.cluster.clone()).or_default();
        let mut changed = in_cluster.insert(who.broker.clone());
        let data = self.brokers.entry(who.broker.clone()).or_insert_with(|| BrokerData {
            broker_addrs: BTreeMap::new(),
            broker_name: who.broker.clone(),
            cluster: who.cluster.clone(),
        });
        // A slave that became the master comes with its old address.
        let before = data.broker_addrs.len();
        data.broker_addrs.retain(|id, address| *address != who.address || *id == who.id);
        changed |= data.broker_addrs.len() != before;
        let old = data.broker_addrs.insert(who.id, who.address.clone());
        changed |= old.as_ref() != Some(&who.address);
        if changed {
            self.touch();
        }
        old.is_none()
    }

    fn put_queues(&mut self, broker: &BrokerName, topic: &TopicConfig) {
        let queues = QueueData {
            broker_name: broker.clone(),
            perm: topic.perm,
            read_queue_nums: topic.read_queue_nums,
            topic_sys_flag: topic.topic_sys_flag,
            write_queue_nums: topic.write_queue_nums,
        };
        let on_brokers = self.topics.entry(topic.topic_name.clone()).or_default();
        if on_brokers.get(broker) != Some(&queues) {
            on_brokers.insert(broker.clone(), queues);
            self.touch();
        }
    }

    fn put_filter_servers(&mut self, address: &str, servers: Option<&[String]>) {
        let Some(servers) = servers else { return };
        let old = match servers {
            [] => self.filter_servers.remove(address),
            servers => self.filter_servers.insert(address.to_owned(), servers.to_vec()),
        };
        if old.as_deref().unwrap_or_default() != servers {
            self.touch();
        }
    }

    /// The data version the broker at `address` registered with last.
    pub fn version_of(&self, address: &str) -> Option<DataVersion> {
        self.live.get(address).map(|live| live.version)
    }

    /// The broker at `address` is alive.
    pub fn heard_of(&mut self, address: &str, now: TimestampMs) {
        if let Some(live) = self.live.get_mut(address) {
            live.seen = now;
        }
    }

    /// The broker at `address` takes its leave.
    pub fn unregister(&mut self, address: &str) {
        self.forget(address, "it unregistered");
    }

    /// The connection ended: every broker that registered on it is gone.
    pub fn disconnected(&mut self, connection: ConnectionId) {
        let on_it = |live: &Live| live.connection == connection;
        for address in self.addresses_of(on_it) {
            self.forget(&address, "its connection ended");
        }
    }

    /// Takes out the brokers not heard of for [`BROKER_LIFETIME_MS`]; their connections, which
    /// are to be closed.
    pub fn expire(&mut self, now: TimestampMs) -> Vec<ConnectionId> {
        let dead = |live: &Live| now.since(live.seen) > BROKER_LIFETIME_MS;
        let mut connections = Vec::new();
        for address in self.addresses_of(dead) {
            connections.extend(self.live.get(&address).map(|live| live.connection));
            self.forget(&address, "it was silent for too long");
        }
        connections
    }

    fn addresses_of(&self, wanted: impl Fn(&Live) -> bool) -> Vec<String> {
        let of_those = self.live.iter().filter(|(_, live)| wanted(live));
        of_those.map(|(address, _)| address.clone()).collect()
    }

    fn forget(&mut self, address: &str, why: &str) {
        if self.live.remove(address).is_some() {
            tracing::info!(%address, why, "broker removed");
        }
        self.filter_servers.remove(address);
        let mut empty = Vec::new();
        for (name, data) in &mut self.brokers {
            data.broker_addrs.retain(|_, known| known != address);
            if data.broker_addrs.is_empty() {
                empty.push(name.clone());
            }
        }
        for name in &empty {
            self.brokers.remove(name);
            self.clusters.retain(|_, names| {
                names.remove(name);
                !names.is_empty()
            });
            self.topics.retain(|_, on_brokers| {
                on_brokers.remove(name);
                !on_brokers.is_empty()
            });
        }
        self.touch();
    }

    /// Where the queues of `topic` are, if anywhere.
    pub fn route(&self, topic: &str) -> Option<TopicRouteData> {
        let on_brokers = self.topics.get(topic)?;
        let broker_datas: Vec<BrokerData> =
            on_brokers.keys().filter_map(|name| self.brokers.get(name).cloned()).collect();
        let addresses = broker_datas.iter().flat_map(|data| data.broker_addrs.values());
        let filter_server_table = addresses
            .filter_map(|address| self.filter_servers.get_key_value(address))
            .map(|(address, servers)| (address.clone(), servers.clone()))
            .collect();
        Some(TopicRouteData {
            broker_datas,
            filter_server_table,
            order_topic_conf: None,
            queue_datas: on_brokers.values().cloned().collect(),
        })
    }

    /// Every broker and cluster.
    pub fn cluster_info(&self) -> ClusterInfo {
        let names = |names: &BTreeSet<BrokerName>| names.iter().cloned().collect();
        ClusterInfo {
            broker_addr_table: self.brokers.clone(),
            cluster_addr_table: self
                .clusters
                .iter()
                .map(|(cluster, brokers)| (cluster.clone(), names(brokers)))
                .collect(),
        }
    }

    /// Changes write permission of every topic on `broker`; how many topics it has. Lasts until
    /// the broker registers with another data version.
    pub fn set_write_permission(&mut self, broker: &str, change: WritePermission) -> i32 {
        let mut topics = 0;
        for queues in self.topics.values_mut().filter_map(|on| on.get_mut(broker)) {
            queues.perm = match change {
                WritePermission::Wipe => queues.perm & !PERM_WRITE,
                WritePermission::Add => PERM_READ | PERM_WRITE,
            };
            topics += 1;
        }
        self.touch();
        topics
    }

    /// Forgets `topic`, or its queues on the brokers of one cluster.
    pub fn delete_topic(&mut self, topic: &str, cluster: Option<&str>) {
        match cluster {
            None => drop(self.topics.remove(topic)),
            Some(cluster) => {
                let Some(brokers) = self.clusters.get(cluster) else { return };
                let Some(on_brokers) = self.topics.get_mut(topic) else { return };
                on_brokers.retain(|name, _| !brokers.contains(name));
                if on_brokers.is_empty() {
                    self.topics.remove(topic);
                }
            }
        }
        self.touch();
    }

    /// Every topic.
    pub fn topics(&self) -> TopicList {
        TopicList { broker_addr: None, topic_list: self.topics.keys().cloned().collect() }
    }

    /// The topics with queues on a broker of `cluster`.
    pub fn topics_of_cluster(&self, cluster: &str) -> TopicList {
        let brokers = self.clusters.get(cluster);
        let on_them = |on_brokers: &BTreeMap<BrokerName, QueueData>| {
            brokers.is_some_and(|names| on_brokers.keys().any(|name| names.contains(name)))
        };
        self.topics_where(on_them)
    }

    /// Cluster and broker names, which are topics too, and the address of a broker to ask for
    /// the others (304).
    pub fn system_topics(&self) -> TopicList {
        let clusters = self.clusters.keys().map(|name| TopicName::from(name.as_str()));
        let brokers = self.brokers.keys().map(|name| TopicName::from(name.as_str()));
        let broker_addr = self.brokers.values().next().and_then(BrokerData::any_addr);
        TopicList {
            broker_addr: broker_addr.map(str::to_owned),
            topic_list: clusters.chain(brokers).collect(),
        }
    }

    /// Topics by their unit flags; as in Apache, those on the first broker decide.
    pub fn unit_topics(&self, which: UnitTopics) -> TopicList {
        let wanted = |flag: i32| match which {
            UnitTopics::Unit => flag & UNIT != 0,
            UnitTopics::Subscribed => flag & UNIT_SUB != 0,
            UnitTopics::SubscribedOfNoUnit => flag & UNIT == 0 && flag & UNIT_SUB != 0,
        };
        self.topics_where(|on| {
            on.values().next().is_some_and(|queues| wanted(queues.topic_sys_flag))
        })
    }

    fn topics_where(&self, wanted: impl Fn(&BTreeMap<BrokerName, QueueData>) -> bool) -> TopicList {
        let topics = self.topics.iter().filter(|(_, on_brokers)| wanted(on_brokers));
        TopicList {
            broker_addr: None,
            topic_list: topics.map(|(topic, _)| topic.clone()).collect(),
        }
    }
}
