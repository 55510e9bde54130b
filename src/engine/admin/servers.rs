//! Which servers an operation is for, and the same request to each of them.

use super::outcome::{Failure, Outcome};
use super::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::route::{ClusterInfo, MASTER_ID};
use crate::engine::protocol::names::{BrokerName, ClusterName, TopicName};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::{Frame, Request};

/// Where something is asked for or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// On every master of this cluster, or on every broker of it where slaves can answer too.
    Cluster(ClusterName),
    /// On the broker at this address.
    Broker(String),
}

/// A broker the name server knows. One that it does not know has an address only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokerAt {
    /// Its cluster.
    pub cluster: ClusterName,
    /// Its name.
    pub name: BrokerName,
    /// Its id; [`MASTER_ID`] for a master.
    pub id: i64,
    /// `ip:port`.
    pub address: String,
}

impl BrokerAt {
    /// Whether it is a master.
    pub fn is_master(&self) -> bool {
        self.id == MASTER_ID
    }

    fn named(&self) -> Option<&BrokerName> {
        Some(&self.name).filter(|name| !name.is_empty())
    }
}

/// Every broker of `info`, by cluster, name and id.
pub(super) fn brokers_in(info: &ClusterInfo) -> Vec<BrokerAt> {
    let mut brokers = Vec::new();
    for (cluster, names) in &info.cluster_addr_table {
        for name in names {
            let Some(data) = info.broker_addr_table.get(name) else { continue };
            brokers.extend(data.broker_addrs.iter().map(|(id, address)| BrokerAt {
                cluster: cluster.clone(),
                name: name.clone(),
                id: *id,
                address: address.clone(),
            }));
        }
    }
    brokers.sort();
    brokers
}

impl Admin {
    /// Every broker the name server knows, by cluster, name and id.
    pub async fn all_brokers(&self) -> Result<Vec<BrokerAt>> {
        Ok(brokers_in(&self.cluster_info().await?))
    }

    /// The brokers of `target`, slaves among them.
    ///
    /// # Errors
    /// A cluster the name server does not know.
    pub async fn brokers_of(&self, target: &Target) -> Result<Vec<BrokerAt>> {
        match target {
            Target::Cluster(cluster) => {
                let mut brokers = self.all_brokers().await?;
                let mut known: Vec<String> =
                    brokers.iter().map(|broker| broker.cluster.to_string()).collect();
                brokers.retain(|broker| broker.cluster == *cluster);
                if brokers.is_empty() {
                    known.dedup();
                    return Err(ClientError::NoCluster { cluster: cluster.to_string(), known });
                }
                Ok(brokers)
            }
            Target::Broker(address) => {
                // Its name is only nice to have: the broker can be asked without a name server.
                let all = self.all_brokers().await.unwrap_or_default();
                let known = all.into_iter().find(|broker| broker.address == *address);
                Ok(vec![known.unwrap_or_else(|| BrokerAt {
                    cluster: ClusterName::default(),
                    name: BrokerName::default(),
                    id: MASTER_ID,
                    address: address.clone(),
                })])
            }
        }
    }

    /// The masters of a cluster, or the one broker that was named.
    pub async fn masters_of(&self, target: &Target) -> Result<Vec<BrokerAt>> {
        let mut brokers = self.brokers_of(target).await?;
        if matches!(target, Target::Cluster(_)) {
            brokers.retain(BrokerAt::is_master);
        }
        Ok(brokers)
    }

    /// The masters that hold `topic`, as its route says.
    pub(super) async fn masters_of_topic(&self, topic: &TopicName) -> Result<Vec<BrokerAt>> {
        let route = self.topic_route(topic).await?;
        let brokers = route.broker_datas.into_iter();
        Ok(brokers
            .filter_map(|broker| {
                let address = broker.master_addr()?.to_owned();
                Some(BrokerAt {
                    cluster: broker.cluster,
                    name: broker.broker_name,
                    id: MASTER_ID,
                    address,
                })
            })
            .collect())
    }

    /// The address of the first master that holds `topic`.
    pub async fn first_master_of(&self, topic: &TopicName) -> Result<String> {
        let masters = self.masters_of_topic(topic).await?;
        let no_queue =
            || ClientError::NoQueue { topic: topic.clone(), wanted: "readable".to_owned() };
        Ok(masters.into_iter().next().ok_or_else(no_queue)?.address)
    }

    /// Sends `request` to each of `brokers`; what each made of it.
    pub(super) async fn on_each(&self, brokers: &[BrokerAt], request: Request) -> Vec<Outcome> {
        let rows = for_all(brokers.to_vec(), |broker| {
            let (admin, request) = (self.clone(), request.clone());
            async move {
                let asked = admin.session().ask(&broker.address, broker.named(), &request).await;
                let error = asked.err().as_ref().map(Failure::from);
                let broker_name = broker.named().cloned();
                Outcome { address: broker.address, broker_name, error }
            }
        });
        rows.await
    }

    /// Sends `request` to every name server; the answer of each with its address.
    pub(super) async fn ask_each_namesrv(&self, request: Request) -> Vec<(String, Result<Frame>)> {
        let addresses = match self.session().namesrv.addresses().await {
            Ok(addresses) => addresses,
            // The address server stands for all of them.
            Err(error) => return vec![(self.session().config.namesrv.to_string(), Err(error))],
        };
        let rows = for_all(addresses.to_vec(), |address| {
            let (admin, request) = (self.clone(), request.clone());
            async move {
                let answer = match admin.session().namesrv.call_one(&address, &request).await {
                    Ok(answer) if answer.response_code() == ResponseCode::Success => Ok(answer),
                    Ok(answer) => Err(ClientError::refused(request.code, &answer, &address, None)),
                    Err(error) => Err(ClientError::from(error)),
                };
                (address, answer)
            }
        });
        rows.await
    }

    /// Sends `request` to every name server; what each made of it.
    pub(super) async fn on_each_namesrv(&self, request: Request) -> Vec<Outcome> {
        let answers = self.ask_each_namesrv(request).await;
        answers
            .into_iter()
            .map(|(address, answer)| {
                let error = answer.err().as_ref().map(Failure::from);
                Outcome { address, broker_name: None, error }
            })
            .collect()
    }
}
