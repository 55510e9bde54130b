//! `exportConfigs`: the settings of a cluster that matter for another one like it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::exports::{FILE_PATH, export};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::table::Spec;

/// The command.
pub const SPEC: Spec = Spec {
    name: "exportConfigs",
    alias: "",
    about: "Write the settings of a cluster into a file",
    options: &[value('c', "clusterName", "The cluster").required(), FILE_PATH],
    run,
};

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Configs {
    broker_configs: BTreeMap<String, BTreeMap<String, String>>,
    cluster_scale: Scale,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scale {
    namesrv_size: usize,
    master_broker_size: usize,
    slave_broker_size: usize,
}

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    call.with_admin(async |admin| {
        let (masters, slaves): (Vec<_>, Vec<_>) = admin
            .broker_configs(&target)
            .await?
            .into_iter()
            .partition(|broker| broker.broker_id == 0);
        changes::conclude(
            "brokers did not tell their settings",
            masters.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )?;
        let scale = Scale {
            namesrv_size: admin.session().namesrv.addresses().await?.len(),
            master_broker_size: masters.len(),
            slave_broker_size: slaves.len(),
        };
        let configs = masters.into_iter().map(|broker| {
            let is_wanted = |(key, _): &(String, String)| KEYS.contains(&key.as_str());
            (broker.broker_name.to_string(), broker.config.into_iter().filter(is_wanted).collect())
        });
        let configs = Configs { broker_configs: configs.collect(), cluster_scale: scale };
        let path = export(call, "configs.json", &configs)?;
        call.print(format_args!("export {path} success"));
        Ok(())
    })
}
