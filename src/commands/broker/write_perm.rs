//! `rmq broker wipe-write` and `rmq broker add-write`: name servers tell producers to spare a broker.

use crate::commands::changes::{ChangeRow, conclude};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::engine::admin::outcome::Outcome;
use crate::engine::admin::view::WritePermRow;
use crate::engine::client::error::ClientError;
use crate::engine::protocol::names::BrokerName;

/// Tell producers to send nothing more to a broker
///
/// The name servers take the write permission out of the routes of all its topics; consumers go on.
/// It lasts until `rmq broker add-write`, or until the broker registers its topics anew because one of
/// them changed or because it was started again.
#[derive(Debug, clap::Args)]
pub struct WipeWrite {
    /// The broker's name
    broker: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Let producers send to a broker again
///
/// Takes `rmq broker wipe-write` back.
#[derive(Debug, clap::Args)]
pub struct AddWrite {
    /// The broker's name
    broker: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

const EXITS: &[Kind] = &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable];

impl Command for WipeWrite {
    const EXAMPLES: &'static [&'static str] =
        &["rmq broker wipe-write broker-a --dry-run", "rmq broker wipe-write broker-a --yes"];
    const EXITS: &'static [Kind] = EXITS;
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        change(cli, &self.broker, false, self.dry_run)
    }
}

impl Command for AddWrite {
    const EXAMPLES: &'static [&'static str] =
        &["rmq broker add-write broker-a", "rmq broker add-write broker-a --dry-run"];
    const EXITS: &'static [Kind] = EXITS;
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        change(cli, &self.broker, true, self.dry_run)
    }
}

fn change(cli: &Cli, broker: &str, writable: bool, dry_run: bool) -> CommandResult {
    let broker = BrokerName::from(broker);
    cli.with_admin(async |admin| {
        if !admin.cluster_info().await?.broker_addr_table.contains_key(broker.as_str()) {
            return Err(ClientError::NoBroker { broker: broker.clone() }.into());
        }
        if dry_run {
            let servers = admin.session().namesrv.addresses().await?;
            let after = if writable { "writable" } else { "not writable" };
            let plan: Vec<ChangeRow> = servers
                .iter()
                .map(|address| {
                    let after = Some(format!("topics of {broker} {after}"));
                    ChangeRow::planned("namesrv", address, None, after)
                })
                .collect();
            return cli.out.list(&plan);
        }
        if !writable {
            cli.confirm(&format!("Take the write permission of {broker}?"))?;
        }
        let rows = admin.write_perm(&broker, writable).await;
        let shown: Vec<ChangeRow> = rows.iter().map(|row| shown(row, writable)).collect();
        cli.out.list(&shown)?;
        conclude(
            "name servers did not do it",
            rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )
    })
}

fn shown(row: &WritePermRow, writable: bool) -> ChangeRow {
    let what = if writable { "writable" } else { "not writable" };
    let after = Some(format!("{} topics {what}", row.topics));
    let (address, error) = (row.address.clone(), row.error.clone());
    let planned = ChangeRow::planned("namesrv", address.as_str(), None, after);
    planned.with_outcome(&Outcome { address, broker_name: None, error })
}
