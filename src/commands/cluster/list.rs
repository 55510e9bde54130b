//! `rmq cluster list`: every broker with its load.

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::admin::view::{BrokerLoad, BrokerRow};

/// Show the brokers of the cluster, and how busy they are
///
/// All brokers are asked at the same time. One that does not answer keeps its row, and the exit code
/// is 4. IN and OUT are messages a second over the last 10 s, PCWAIT how long the append that runs
/// now has waited for the page cache, HOURS the age of the oldest message, DISK the share of the disk
/// in use. -o wide shows waiting requests and daily totals too.
#[derive(Debug, clap::Args)]
pub struct ClusterList {
    /// Only this cluster
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,
}

impl Command for ClusterList {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq cluster list",
        "rmq cluster-list -n localhost:9876 -o wide",
        "rmq cluster list -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<BrokerRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let config = cli.client_config()?;
        let mut rows =
            cli.block_on(async { Ok(Admin::with_config(config).cluster_list().await?) })?;
        if let Some(wanted) = &self.cluster {
            let known: Vec<String> = rows.iter().map(|row| row.cluster.to_string()).collect();
            rows.retain(|row| row.cluster.as_str() == wanted);
            if rows.is_empty() {
                let cluster = wanted.clone();
                return Err(crate::engine::client::error::ClientError::NoCluster {
                    cluster,
                    known,
                }
                .into());
            }
        }
        if rows.is_empty() {
            cli.out.note("no broker is registered with the name server");
        }
        cli.out.list(&rows)?;
        conclude(
            "brokers did not tell their state",
            rows.iter().map(|r| (r.address.as_str(), r.error.as_ref())),
        )
    }
}

fn figure<T>(
    row: &BrokerRow,
    get: impl Fn(&BrokerLoad) -> Option<T>,
    show: impl Fn(T) -> String,
) -> String {
    row.load.as_ref().and_then(get).map_or_else(|| "-".to_owned(), show)
}

fn integer(row: &BrokerRow, get: impl Fn(&BrokerLoad) -> Option<i64>) -> String {
    figure(row, get, |n| n.to_string())
}

/// Hours since the oldest message was stored; none without a message.
fn hours(load: &BrokerLoad) -> Option<f64> {
    load.earliest_message_time.filter(|at| at.0 > 0).and(load.retention_hours)
}

impl View for BrokerRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("ID", |r| r.broker_id.to_string()),
            Column::text("ADDRESS", |r| r.address.clone()),
            Column::text("VERSION", |r| figure(r, |l| l.version.clone(), |v| v)),
            Column::number("IN", |r| figure(r, |l| l.in_tps, |n| format!("{n:.2}"))),
            Column::number("OUT", |r| figure(r, |l| l.out_tps, |n| format!("{n:.2}"))),
            Column::number("PCWAIT(ms)", |r| integer(r, |l| l.page_cache_lock_ms)),
            Column::number("HOURS", |r| figure(r, hours, |n| format!("{n:.2}"))),
            Column::number("DISK", |r| figure(r, |l| l.disk_ratio, |n| format!("{n:.4}"))),
            Column::number("SENDS", |r: &Self| integer(r, |l| l.send_queue_size)).wide(),
            Column::number("WAIT(ms)", |r: &Self| integer(r, |l| l.send_queue_wait_ms)).wide(),
            Column::number("PULLS", |r: &Self| integer(r, |l| l.pull_queue_size)).wide(),
            Column::number("WAIT(ms)", |r: &Self| integer(r, |l| l.pull_queue_wait_ms)).wide(),
            Column::number("IN YESTERDAY", |r: &Self| integer(r, |l| l.in_total_yesterday)).wide(),
            Column::number("OUT YESTERDAY", |r: &Self| integer(r, |l| l.out_total_yesterday))
                .wide(),
            Column::number("IN TODAY", |r: &Self| integer(r, |l| l.in_total_today)).wide(),
            Column::number("OUT TODAY", |r: &Self| integer(r, |l| l.out_total_today)).wide(),
        ]
    }

    fn name(&self) -> String {
        self.broker_name.to_string()
    }
}
