//! Making, changing and deleting topics.

use std::time::Duration;

use tokio::time::Instant;

use super::Admin;
use super::outcome::Outcome;
use super::servers::Target;
use super::view::{TopicCreated, TopicDeleted};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::topic_config::{PERM_READ, PERM_WRITE, TopicFilterType};
use crate::engine::protocol::headers::route::DeleteTopicInNamesrvHeader;
use crate::engine::protocol::headers::topics::{TopicHeader, UpdateTopicHeader};
use crate::engine::protocol::name_rules::{AUTO_CREATE_TOPIC, check_topic};
use crate::engine::protocol::names::{ClusterName, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

/// How long a new topic may take to show up in the route.
const ROUTE_PATIENCE: Duration = Duration::from_secs(10);
/// Pause between two looks at the route.
const ROUTE_PAUSE: Duration = Duration::from_millis(50);

/// What a topic shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSpec {
    /// Its name.
    pub topic: TopicName,
    /// Queues to read on each broker.
    pub read_queues: i32,
    /// Queues to write on each broker.
    pub write_queues: i32,
    /// Permission bits: 4 read, 2 write.
    pub perm: i32,
    /// Whether messages of one key must keep their queue when brokers fail. The brokers learn it
    /// from the name server's order configuration only; see `remoting.md` 17.
    pub order: bool,
    /// Unit bits: 1 unit, 2 has a unit subscription.
    pub sys_flag: i32,
}

impl TopicSpec {
    /// A topic with `mqadmin updateTopic`'s defaults: 8 queues, readable and writable.
    pub fn new(topic: impl Into<TopicName>) -> Self {
        let perm = PERM_READ | PERM_WRITE;
        Self {
            topic: topic.into(),
            read_queues: 8,
            write_queues: 8,
            perm,
            order: false,
            sys_flag: 0,
        }
    }

    fn request(&self) -> Request {
        let header = UpdateTopicHeader {
            topic: self.topic.clone(),
            default_topic: TopicName::from(AUTO_CREATE_TOPIC),
            read_queue_nums: self.read_queues,
            write_queue_nums: self.write_queues,
            perm: self.perm,
            topic_filter_type: Some(TopicFilterType::SingleTag.name().to_owned()),
            topic_sys_flag: Some(self.sys_flag),
            order: self.order,
        };
        Request::new(RequestCode::UpdateAndCreateTopic, &header)
    }
}

impl Admin {
    /// Makes a topic, or changes it, and waits until the route shows it.
    ///
    /// # Errors
    /// An illegal name, an unknown cluster, no name server. A broker that fails is a row.
    pub async fn topic_create(&self, spec: &TopicSpec, target: &Target) -> Result<TopicCreated> {
        check_topic(&spec.topic)?;
        let masters = self.masters_of(target).await?;
        let brokers = self.on_each(&masters, spec.request()).await;
        let done = |outcome: &&Outcome| outcome.is_done();
        let addresses: Vec<&str> =
            brokers.iter().filter(done).map(|outcome| outcome.address.as_str()).collect();
        let in_route = !addresses.is_empty() && self.wait_for_route(spec, &addresses).await?;
        Ok(TopicCreated {
            topic: spec.topic.clone(),
            read_queues: spec.read_queues,
            write_queues: spec.write_queues,
            perm: spec.perm,
            brokers,
            in_route,
        })
    }

    /// Deletes a topic from every master of `cluster`, or of all clusters that hold it, and from
    /// every name server.
    ///
    /// # Errors
    /// An unknown cluster; no route when no cluster is named; no name server.
    pub async fn topic_delete(
        &self,
        topic: &TopicName,
        cluster: Option<&ClusterName>,
    ) -> Result<TopicDeleted> {
        let masters = match cluster {
            Some(cluster) => self.masters_of(&Target::Cluster(cluster.clone())).await?,
            None => self.masters_of_topic(topic).await?,
        };
        let header = TopicHeader { topic: topic.clone() };
        let request = Request::new(RequestCode::DeleteTopicInBroker, &header);
        let brokers = self.on_each(&masters, request).await;
        let header =
            DeleteTopicInNamesrvHeader { topic: topic.clone(), cluster_name: cluster.cloned() };
        let request = Request::new(RequestCode::DeleteTopicInNamesrv, &header);
        // Whom brokers refuse shall not take the topic out of its route either, where nobody asks.
        let is_refused =
            |outcome: &Outcome| outcome.error.as_ref().is_some_and(|error| error.refused);
        let name_servers = match brokers.iter().any(is_refused) {
            true => Vec::new(),
            false => self.on_each_namesrv(request).await,
        };
        Ok(TopicDeleted { topic: topic.clone(), brokers, name_servers })
    }

    /// Waits until the route has the topic as `spec` says on every broker of `addresses`; false
    /// when it still has not.
    async fn wait_for_route(&self, spec: &TopicSpec, addresses: &[&str]) -> Result<bool> {
        let deadline = Instant::now() + ROUTE_PATIENCE;
        loop {
            match self.topic_route(&spec.topic).await {
                Ok(route) => {
                    let shows = |address: &&str| {
                        let mut brokers = route.broker_datas.iter();
                        let broker =
                            brokers.find(|b| b.broker_addrs.values().any(|a| a == address));
                        broker.is_some_and(|broker| {
                            route.queue_datas.iter().any(|queues| {
                                queues.broker_name == broker.broker_name
                                    && queues.read_queue_nums == spec.read_queues
                                    && queues.write_queue_nums == spec.write_queues
                                    && queues.perm == spec.perm
                            })
                        })
                    };
                    if addresses.iter().all(shows) {
                        return Ok(true);
                    }
                }
                Err(ClientError::NoRoute { .. }) => {}
                Err(error) => return Err(error),
            }
            if Instant::now() >= deadline {
                return Ok(false);
            }
            tokio::time::sleep(ROUTE_PAUSE).await;
        }
    }
}
