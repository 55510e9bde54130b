//! The settings of a cluster that matter for another one like it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::admin::Admin;
use crate::engine::admin::servers::Target;
use crate::engine::admin::view::BrokerConfigRow;
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::route::MASTER_ID;

/// The keys that are written.
const KEYS: [&str; 16] = [
    "brokerClusterName",
    "brokerId",
    "brokerName",
    "brokerRole",
    "fileReservedTime",
    "filterServerNums",
    "flushDiskType",
    "maxMessageSize",
    "messageDelayLevel",
    "msgTraceTopicName",
    "slaveReadEnable",
    "traceOn",
    "traceTopicEnable",
    "useTLS",
    "autoCreateTopicEnable",
    "autoCreateSubscriptionGroup",
];

/// What `exportConfigs` writes (`ExportConfigsCommand`).
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Configs {
    /// Settings of each master, by its name.
    pub broker_configs: BTreeMap<String, BTreeMap<String, String>>,
    /// How large the cluster is.
    pub cluster_scale: Scale,
}

/// How large a cluster is.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scale {
    /// Name servers.
    pub namesrv_size: usize,
    /// Masters.
    pub master_broker_size: usize,
    /// Slaves.
    pub slave_broker_size: usize,
}

impl Admin {
    /// The settings of the masters of `target` that matter elsewhere, and what each of them
    /// answered.
    pub async fn export_configs(&self, target: &Target) -> Result<(Configs, Vec<BrokerConfigRow>)> {
        let (masters, slaves): (Vec<_>, Vec<_>) = self
            .broker_configs(target)
            .await?
            .into_iter()
            .partition(|broker| broker.broker_id == MASTER_ID);
        let cluster_scale = Scale {
            namesrv_size: self.session().namesrv.addresses().await?.len(),
            master_broker_size: masters.len(),
            slave_broker_size: slaves.len(),
        };
        let configs = masters.iter().map(|broker| {
            let is_wanted = |(key, _): &&(String, String)| KEYS.contains(&key.as_str());
            let config = broker.config.iter().filter(is_wanted).cloned().collect();
            (broker.broker_name.to_string(), config)
        });
        Ok((Configs { broker_configs: configs.collect(), cluster_scale }, masters))
    }
}
