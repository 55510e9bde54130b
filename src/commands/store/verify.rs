//! `rmq store verify`: what is wrong with a store.

use super::{WhichStore, place_text};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::progress::Bar;
use crate::commands::view::{Column, View};
use crate::engine::node::offline_store::{Finding, OfflineError, Severity, Summary, VerifyReport};

/// Check every byte of a store that has a meaning
///
/// Reads the whole commit log and compares queues, index, checkpoint and tables with it. Nothing
/// is written. An error is something lost or wrong, a warning is put right by the next start of a
/// broker, an info is only worth knowing. With -o wide a finding has what was expected, what was
/// found and what helps.
#[derive(Debug, clap::Args)]
pub struct StoreVerify {
    #[command(flatten)]
    store: WhichStore,
}

impl Command for StoreVerify {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq store verify ~/store",
        "rmq store verify ~/store -c conf/broker.conf -o wide",
        "rmq store verify ~/store -o jsonl",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<Finding>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let store = self.store.options().open()?;
        let total = store.log_bytes().map_err(OfflineError::from)?;
        let mut bar = Bar::of_bytes(&cli.out, total);
        let report = store.verify(&mut |done| bar.set(done)).map_err(OfflineError::from)?;
        drop(bar);
        if !(report.findings.is_empty() && cli.out.is_table()) {
            cli.out.list(&report.findings)?;
        }
        cli.out.note(&looked_at(&report.summary));
        conclude(&report)
    }
}

fn looked_at(summary: &Summary) -> String {
    let Summary { records, log_begin, log_end, queues, units, .. } = summary;
    let Summary { index_files, index_entries, tables, .. } = summary;
    format!(
        "read: {records} messages from offset {log_begin} to {log_end}, {units} units of {queues} queues, \
         {index_entries} entries of {index_files} index files, {tables} tables"
    )
}

fn conclude(report: &VerifyReport) -> CommandResult {
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    if errors + warnings == 0 {
        return Ok(());
    }
    let mut headline = format!("{} and {}", many(errors, "error"), many(warnings, "warning"));
    if report.left_out > 0 {
        headline.push_str(&format!("; {} more findings are not listed", report.left_out));
    }
    let mut helps: Vec<&str> = Vec::new();
    for finding in report.findings.iter().filter(|f| f.severity > Severity::Info) {
        helps.extend(finding.help.filter(|help| !helps.contains(help)));
    }
    let error = CommandError::failed(headline);
    Err(if helps.is_empty() { error } else { error.hint(helps.join("\n      ")) })
}

fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

impl View for Finding {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("SEVERITY", |f: &Self| format!("{:?}", f.severity).to_lowercase()),
            Column::text("FILE", |f| f.file.display().to_string()),
            Column::number("BYTE", |f| or_dash(f.offset.map(|at| at.to_string()))),
            Column::text("PROBLEM", |f| f.problem.clone()),
            Column::text("MESSAGE", |f| or_dash(f.message.as_ref().map(place_text))),
            Column::text("EXPECTED", |f: &Self| or_dash(f.expected.clone())).wide(),
            Column::text("FOUND", |f: &Self| or_dash(f.found.clone())).wide(),
            Column::text("HELP", |f: &Self| or_dash(f.help.map(str::to_owned))).wide(),
        ]
    }

    fn name(&self) -> String {
        self.file.display().to_string()
    }
}
