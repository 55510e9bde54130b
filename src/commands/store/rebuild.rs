//! `rmq store rebuild`: what follows from the commit log, made anew.

use super::WhichStore;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::progress::Bar;
use crate::commands::view::{Column, View};
use crate::engine::node::offline_store::{OfflineError, RebuildReport};

/// Make queues, index and checkpoint anew from the commit log
///
/// The new ones are made in a folder beside the old ones and take their places when they are
/// complete. Messages of deleted topics that the log still holds come back, unless rmq deleted
/// them. Nothing of the log is changed.
#[derive(Debug, clap::Args)]
pub struct StoreRebuild {
    #[command(flatten)]
    store: WhichStore,
}

impl Command for StoreRebuild {
    const EXAMPLES: &'static [&'static str] =
        &["rmq store rebuild ~/store", "rmq store rebuild ~/store -c conf/broker.conf"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<RebuildReport>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let store = self.store.options().open()?;
        let total = store.log_bytes().map_err(OfflineError::from)?;
        let mut bar = Bar::of_bytes(&cli.out, total);
        let report = store.rebuild(&mut |done| bar.set(done)).map_err(OfflineError::from)?;
        drop(bar);
        cli.out.item(&report, || {
            format!(
                "{} messages in {} queues, from {} records up to offset {}{}",
                report.messages,
                report.queues,
                report.records,
                report.log_end,
                match report.damaged {
                    0 => String::new(),
                    damaged => format!("; {damaged} damaged places passed over"),
                }
            )
        })
    }
}

impl View for RebuildReport {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::number("RECORDS", |r: &Self| r.records.to_string()),
            Column::number("DAMAGED", |r| r.damaged.to_string()),
            Column::number("QUEUES", |r| r.queues.to_string()),
            Column::number("MESSAGES", |r| r.messages.to_string()),
            Column::number("LOG END", |r| r.log_end.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.log_end.to_string()
    }
}
