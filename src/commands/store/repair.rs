//! `rmq store repair`: what can be put right without losing anything.

use super::WhichStore;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::view::{Column, View};
use crate::engine::node::offline_store::{OfflineError, Repair};

/// Put right what can be put right without losing anything
///
/// Cuts what is no record off the end of the log and keeps it in a folder beside the log, closes a
/// file that ends early, gives files their length, zeroes stale bytes, takes impossible times out
/// of the checkpoint, and takes the version before it for a damaged table. Damage between good
/// messages stays where it is; brokers pass it over. Queues and index: rmq store rebuild.
#[derive(Debug, clap::Args)]
pub struct StoreRepair {
    #[command(flatten)]
    store: WhichStore,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

impl Command for StoreRepair {
    const EXAMPLES: &'static [&'static str] =
        &["rmq store repair ~/store --dry-run", "rmq store repair ~/store --yes"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<Repair>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let options = self.store.options();
        if !self.dry_run {
            cli.confirm(&format!("change files of the store {}?", options.dir.display()))?;
        }
        let store = options.open()?;
        let report = store.repair(self.dry_run).map_err(OfflineError::from)?;
        if report.repairs.is_empty() {
            cli.out.note("there is nothing to repair");
            if cli.out.is_table() {
                return Ok(());
            }
        }
        cli.out.list(&report.repairs)
    }
}

impl View for Repair {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("FILE", |r: &Self| r.file.display().to_string()),
            Column::number("BYTE", |r| r.offset.to_string()),
            Column::text("ACTION", |r| r.action.to_owned()),
            Column::text("RESULT", |r| r.result.to_owned()),
            Column::text("KEPT IN", |r| {
                r.kept.as_ref().map_or_else(|| "-".to_owned(), |kept| kept.display().to_string())
            }),
        ]
    }

    fn name(&self) -> String {
        self.file.display().to_string()
    }
}
