//! `rmq acl versions`: how often the files of accounts have changed.

use serde::Serialize;

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::local_time;
use crate::commands::view::{Column, View};
use crate::engine::protocol::names::{BrokerName, ClusterName};
use crate::engine::util::clock::TimestampMs;

/// Show how often each broker's files of accounts have changed
///
/// Brokers do not pass accounts on to each other: a broker whose version stays behind was left out of a
/// change, or its file was changed by hand.
#[derive(Debug, clap::Args)]
pub struct AclVersions {
    #[command(flatten)]
    target: TargetArgs,
}

impl Command for AclVersions {
    const EXAMPLES: &'static [&'static str] =
        &["rmq acl versions", "rmq acl versions --cluster DefaultCluster -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<VersionRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let brokers = cli.with_admin(async |admin| {
            Ok(admin.acl_versions_of(self.target.brokers(&admin).await?).await)
        })?;
        let mut rows = Vec::new();
        for broker in &brokers {
            rows.extend(broker.files.iter().map(|(file, version)| VersionRow {
                cluster: broker.cluster.clone(),
                broker_name: broker.broker_name.clone(),
                address: broker.address.clone(),
                file: file.clone(),
                version: version.counter,
                changed: version.timestamp,
            }));
        }
        cli.out.list(&rows)?;
        conclude(
            "brokers did not tell the versions of their accounts",
            brokers.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )
    }
}

/// A file of accounts on one broker.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct VersionRow {
    /// The cluster.
    cluster: ClusterName,
    /// The broker's name.
    broker_name: BrokerName,
    /// `ip:port`.
    address: String,
    /// The file, as the broker names it.
    file: String,
    /// How often it has changed.
    version: i64,
    /// When it changed last.
    changed: TimestampMs,
}

impl View for VersionRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::text("ADDRESS", |r| r.address.clone()),
            Column::number("VERSION", |r| r.version.to_string()),
            Column::text("CHANGED", |r| local_time(r.changed)),
            Column::text("FILE", |r| r.file.clone()),
        ]
    }

    fn name(&self) -> String {
        self.file.clone()
    }
}
