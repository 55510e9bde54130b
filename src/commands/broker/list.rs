//! `rmq broker list`: the brokers a cluster has.

use serde::Serialize;

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::view::{Column, View};
use crate::engine::admin::servers::BrokerAt;
use crate::engine::protocol::names::{BrokerName, ClusterName};

/// List the brokers the name server knows, without asking them
///
/// `rmq cluster list` asks each of them how busy it is.
#[derive(Debug, clap::Args)]
pub struct BrokerList {
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for BrokerList {
    const EXAMPLES: &'static [&'static str] = &["rmq broker list", "rmq broker list -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<BrokerAtRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let brokers = cli.with_admin(async |admin| self.target.brokers(&admin).await)?;
        if brokers.is_empty() {
            cli.out.note("no broker is registered with the name server");
        }
        let rows: Vec<BrokerAtRow> = brokers.into_iter().map(BrokerAtRow::from).collect();
        cli.out.list(&rows)
    }
}

/// A broker by its place.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BrokerAtRow {
    /// The cluster.
    cluster: ClusterName,
    /// The broker's name.
    broker_name: BrokerName,
    /// 0 is the master.
    broker_id: i64,
    /// `master` or `slave`.
    role: &'static str,
    /// `ip:port`.
    address: String,
}

impl From<BrokerAt> for BrokerAtRow {
    fn from(broker: BrokerAt) -> Self {
        Self {
            role: if broker.is_master() { "master" } else { "slave" },
            cluster: broker.cluster,
            broker_name: broker.name,
            broker_id: broker.id,
            address: broker.address,
        }
    }
}

impl View for BrokerAtRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("ID", |r| r.broker_id.to_string()),
            Column::text("ROLE", |r| r.role.to_owned()),
            Column::text("ADDRESS", |r| r.address.clone()),
        ]
    }

    fn name(&self) -> String {
        self.broker_name.to_string()
    }
}
