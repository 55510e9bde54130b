//! `getBrokerConfig` and `updateBrokerConfig`: the settings of brokers.

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::{conclude, done};
use crate::engine::admin::servers::Target;
use crate::engine::protocol::bodies::route::MASTER_ID;

/// Shows them.
pub const GET: Spec = Spec {
    name: "getBrokerConfig",
    alias: "",
    about: "Show the settings of a broker, or of all brokers of a cluster",
    options: &[
        value('b', "brokerAddr", "The broker"),
        value('c', "clusterName", "A cluster: its masters and their slaves"),
    ],
    run: get,
};

/// Changes one.
pub const UPDATE: Spec = Spec {
    name: "updateBrokerConfig",
    alias: "",
    about: "Change a setting of a broker",
    options: &[
        value('b', "brokerAddr", "The broker to change it on"),
        value('c', "clusterName", "The cluster to change it on, on each master"),
        value('k', "key", "The key").required(),
        value('v', "value", "Its new value").required(),
    ],
    run: update,
};

fn get(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    let rows = call.with_admin(async |admin| Ok(admin.broker_configs(&target).await?))?;
    let mut master = "null";
    for row in &rows {
        if row.broker_id == MASTER_ID {
            master = &row.address;
        }
        let head = match (&target, row.broker_id) {
            (Target::Broker(_), _) => row.address.clone(),
            (_, 0) => format!("Master: {}", row.address),
            _ => format!("My Master: {master}=====Slave: {}", row.address),
        };
        call.line(format_args!("============{head}============"));
        for (key, value) in &row.config {
            call.line(format_args!("{key:<50}=  {value}"));
        }
        call.line(format_args!(""));
    }
    changes::conclude(
        "brokers did not tell their settings",
        rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
    )
}

fn update(call: &Call<'_>) -> CommandResult {
    let (target, key, value) = (call.target()?, call.required('k')?, call.required('v')?);
    let outcomes =
        call.with_admin(async |admin| Ok(admin.broker_config_set(&target, key, value).await?))?;
    for address in done(&outcomes) {
        call.line(format_args!("update broker config success, {address}"));
    }
    conclude("brokers did not take the setting", &outcomes)
}
