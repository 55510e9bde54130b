//! Which brokers a command is for, when it is not for all of them.

use super::error::{CommandError, CommandResult};
use crate::engine::admin::Admin;
use crate::engine::admin::servers::{BrokerAt, Target};
use crate::engine::client::error::ClientError;
use crate::engine::protocol::bodies::route::ClusterInfo;
use crate::engine::protocol::names::ClusterName;

/// Options that choose brokers.
#[derive(Debug, clap::Args)]
pub struct TargetArgs {
    /// The cluster; only needed when there are several
    #[arg(short, long, value_name = "NAME")]
    cluster: Option<String>,
    /// Only the broker with this name or at this address
    #[arg(short, long, value_name = "BROKER", conflicts_with = "cluster")]
    broker: Option<String>,
}

impl TargetArgs {
    /// The one cluster or broker that is meant.
    ///
    /// # Errors
    /// None was named and there is none, or several.
    pub fn one(&self, info: &ClusterInfo) -> CommandResult<Target> {
        if let Some(target) = self.named(info)? {
            return Ok(target);
        }
        let known: Vec<&ClusterName> = info.cluster_addr_table.keys().collect();
        match known.as_slice() {
            [only] => Ok(Target::Cluster((*only).clone())),
            [] => Err(no_broker()),
            known => {
                let names: Vec<String> = known.iter().map(ToString::to_string).collect();
                Err(CommandError::usage("there are several clusters")
                    .hint(format!("add --cluster with one of {}", names.join(", "))))
            }
        }
    }

    /// The brokers that are meant, slaves among them: all of them when none was named.
    ///
    /// # Errors
    /// There is none, or none of that name.
    pub async fn brokers(&self, admin: &Admin) -> CommandResult<Vec<BrokerAt>> {
        let all = admin.all_brokers().await;
        if self.cluster.is_none() && self.broker.is_none() {
            let all = all?;
            return if all.is_empty() { Err(no_broker()) } else { Ok(all) };
        }
        if let Some(address) = self.address() {
            return Ok(admin.brokers_of(&Target::Broker(address.to_owned())).await?);
        }
        let info = admin.cluster_info().await?;
        let target = self.named(&info)?;
        let brokers = all?.into_iter().filter(|broker| match &target {
            Some(Target::Cluster(cluster)) => broker.cluster == *cluster,
            Some(Target::Broker(address)) => broker.address == *address,
            None => true,
        });
        Ok(brokers.collect())
    }

    /// The masters that are meant; a broker that was named counts whatever it is.
    pub async fn masters(&self, admin: &Admin) -> CommandResult<Vec<BrokerAt>> {
        let mut brokers = self.brokers(admin).await?;
        if self.broker.is_none() {
            brokers.retain(BrokerAt::is_master);
        }
        Ok(brokers)
    }

    /// The broker's address, when it was named by that.
    fn address(&self) -> Option<&str> {
        self.broker.as_deref().filter(|broker| broker.contains(':'))
    }

    fn named(&self, info: &ClusterInfo) -> CommandResult<Option<Target>> {
        if let Some(address) = self.address() {
            return Ok(Some(Target::Broker(address.to_owned())));
        }
        if let Some(name) = &self.broker {
            let broker = info.broker_addr_table.get(name.as_str());
            let address = broker.and_then(|broker| broker.master_addr());
            let address =
                address.ok_or_else(|| ClientError::NoBroker { broker: name.as_str().into() })?;
            return Ok(Some(Target::Broker(address.to_owned())));
        }
        let Some(name) = &self.cluster else { return Ok(None) };
        if info.cluster_addr_table.contains_key(name.as_str()) {
            return Ok(Some(Target::Cluster(ClusterName::from(name.as_str()))));
        }
        let known = info.cluster_addr_table.keys().map(ToString::to_string).collect();
        Err(ClientError::NoCluster { cluster: name.clone(), known }.into())
    }
}

fn no_broker() -> CommandError {
    CommandError::not_found("no broker is registered with the name server")
        .hint("rmq up, or rmq broker -n ADDRS")
}
