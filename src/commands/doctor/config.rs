//! `rmq doctor config`: files of brokers, looked at without starting one.

use std::path::PathBuf;

use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::{counted, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::doctor::rule::Severity;
use crate::engine::node::config_lint::fix::{Correction, Plan};
use crate::engine::node::config_lint::{Oddity, lint};

/// Look for mistakes in files of brokers, and correct misspelt keys
///
/// Names keys that mean nothing or change nothing, values that do not fit, roles and ids that contradict each
/// other, and relative paths; in several files also what their brokers would take from each other: names,
/// stores and ports. No broker is needed. --fix writes the right key in place of a misspelt one, and
/// leaves all else as it was; the old file stays beside it as FILE.bak. It shows each line before and after and what
/// changes by it, and leaves a line out with which the store that is there could not be opened any more.
#[derive(Debug, clap::Args)]
pub struct DoctorConfig {
    /// Apache's .properties files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Correct misspelt keys
    #[arg(long)]
    fix: bool,
    /// With --fix: show what would be written, and write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

impl Command for DoctorConfig {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq doctor config broker.conf",
        "rmq doctor config conf/2m-2s-sync/broker-a.properties conf/2m-2s-sync/broker-b.properties",
        "rmq doctor config broker.conf --fix --dry-run",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Partial];
    const MORE_HELP: &'static str = "The exit code is 0 when nothing worse than warnings was found, and 1 with an error among them; \
         with --fix it is 4 when a line was left out.";

    fn run(self, cli: &Cli) -> CommandResult {
        if self.fix {
            return self.correct(cli);
        }
        let found = lint(&self.files)?;
        cli.out.list(&found)?;
        let files = counted(self.files.len(), "file");
        if found.is_empty() {
            cli.out.note(&format!("nothing found in {files}"));
        }
        let errors = found.iter().filter(|row| row.severity == Severity::Error).count();
        if errors == 0 {
            return Ok(());
        }
        let error = CommandError::failed(format!("{} in {files}", counted(errors, "error")));
        let is_misspelt = |row: &Oddity| row.code == "unknown-key" && row.fix.contains("--fix");
        match found.iter().any(is_misspelt) {
            true => Err(error.hint("--fix corrects misspelt keys; --fix --dry-run shows how")),
            false => Err(error),
        }
    }
}

impl DoctorConfig {
    fn correct(&self, cli: &Cli) -> CommandResult {
        let plans: Vec<Plan> =
            self.files.iter().map(|file| Plan::of(file)).collect::<Result<_, _>>()?;
        if !self.dry_run {
            for plan in plans.iter().filter(|plan| plan.changes_something()) {
                plan.write()?;
            }
        }
        let rows: Vec<CorrectionRow> = plans
            .iter()
            .flat_map(|plan| &plan.corrections)
            .map(|correction| CorrectionRow::new(correction, self.dry_run))
            .collect();
        cli.out.list(&rows)?;
        if rows.is_empty() {
            cli.out.note("no key is misspelt");
        }
        let refused: Vec<&str> =
            rows.iter().filter_map(|row| row.correction.refused.as_deref()).collect();
        if refused.is_empty() {
            return Ok(());
        }
        let kind = if refused.len() < rows.len() { Kind::Partial } else { Kind::Failed };
        let headline = format!("{} of {} lines were left out", refused.len(), rows.len());
        Err(CommandError::new(kind, headline).because(refused.join("\n")))
    }
}

impl View for Oddity {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("SEVERITY", |o: &Self| o.severity.to_string()),
            Column::text("CODE", |o| o.code.to_owned()),
            Column::text("FILE", |o| o.file.display().to_string()),
            Column::number("LINE", |o| or_dash(o.line)),
            Column::text("KEY", |o| o.key.clone()),
            Column::text("FOUND", |o| o.found.clone()),
            Column::text("FIX", |o| o.fix.clone()),
        ]
    }

    fn name(&self) -> String {
        self.key.clone()
    }
}

/// A line that is to be another, and what became of that.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct CorrectionRow {
    #[serde(flatten)]
    correction: Correction,
    result: &'static str,
}

impl CorrectionRow {
    fn new(correction: &Correction, is_dry: bool) -> Self {
        let result = match (&correction.refused, is_dry) {
            (Some(_), _) => "left out",
            (None, true) => "would be written",
            (None, false) => "written",
        };
        Self { correction: correction.clone(), result }
    }
}

impl View for CorrectionRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("FILE", |r: &Self| r.correction.file.display().to_string()),
            Column::number("LINE", |r| r.correction.line.to_string()),
            Column::text("BEFORE", |r| r.correction.before.clone()),
            Column::text("AFTER", |r| r.correction.after.clone()),
            Column::text("EFFECT", |r| r.correction.effect.clone()),
            Column::text("RESULT", |r| r.result.to_owned()),
        ]
    }

    fn name(&self) -> String {
        self.correction.after.clone()
    }
}
