//! `rmq cluster health`: whether every broker can be written to and every slave is in step.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::progress::spinner;
use crate::commands::values::{duration, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::admin::health::BrokerHealth;
use crate::engine::admin::servers::Target;

/// Pause between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Tell whether every broker can be written to and every slave is in step
///
/// The exit code is 0 when all is well, else 1. A broker is well when it answers, its group has a
/// master, its own permission and its topics are writable, and its disk has room. A slave is in step
/// when it has what its master had a moment before; BEHIND is in bytes.
#[derive(Debug, clap::Args)]
pub struct ClusterHealth {
    /// Only this cluster
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,
    /// Wait so long for it to become well
    #[arg(long, value_name = "TIME", value_parser = duration)]
    wait: Option<Duration>,
    /// At least so many brokers must be there
    #[arg(long, value_name = "N", default_value_t = 1)]
    brokers: usize,
}

impl Command for ClusterHealth {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq cluster health",
        "rmq cluster health --wait 30s",
        "rmq cluster health --brokers 2 -o json",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Unreachable];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<HealthRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let started = Instant::now();
        let target = self.cluster.as_deref().map(|name| Target::Cluster(name.into()));
        let waiting = self.wait.map(|_| spinner(&cli.out, "waiting for the cluster"));
        let found = cli.with_admin(async |admin| {
            loop {
                let found = look(&admin, target.as_ref()).await;
                let well = found.as_ref().is_ok_and(|rows| self.problem(rows).is_none());
                if well || self.wait.is_none_or(|wait| started.elapsed() >= wait) {
                    return found;
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        });
        drop(waiting);
        let rows = found?;
        cli.out.list(&rows)?;
        match self.problem(&rows) {
            None => Ok(()),
            Some(problem) => {
                Err(CommandError::failed(problem).hint("rmq cluster list, rmq ps, rmq logs"))
            }
        }
    }
}

async fn look(admin: &Admin, target: Option<&Target>) -> CommandResult<Vec<HealthRow>> {
    let brokers = match target {
        Some(target) => admin.brokers_of(target).await?,
        None => admin.all_brokers().await?,
    };
    Ok(admin.health_of(brokers).await?.into_iter().map(HealthRow).collect())
}

impl ClusterHealth {
    /// What keeps the cluster from being well.
    fn problem(&self, rows: &[HealthRow]) -> Option<String> {
        if rows.len() < self.brokers {
            return Some(format!("{} of {} brokers are registered", rows.len(), self.brokers));
        }
        let ill = rows.iter().filter(|row| row.0.problem.is_some()).count();
        (ill > 0).then(|| format!("{ill} of {} brokers are not well", rows.len()))
    }
}

/// One broker.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(transparent)]
struct HealthRow(BrokerHealth);

impl View for HealthRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.0.cluster.to_string()),
            Column::text("BROKER", |r| r.0.broker_name.to_string()),
            Column::number("ID", |r| r.0.broker_id.to_string()),
            Column::text("ADDRESS", |r| r.0.address.clone()),
            Column::text("HEALTH", |r| {
                if r.0.problem.is_none() { "well" } else { "ill" }.to_owned()
            }),
            Column::number("BEHIND", |r| or_dash(r.0.behind_bytes)),
            Column::text("PROBLEM", |r| or_dash(r.0.problem.as_ref())),
        ]
    }

    fn name(&self) -> String {
        self.0.broker_name.to_string()
    }
}
