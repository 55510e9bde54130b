//! `rmq logs`: what the nodes of a local cluster log.

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandError, CommandResult, Kind};
use super::nodes::Which;
use super::view::{Column, View};
use crate::engine::cluster::{Clusters, LogLine, TailFrom};

/// Show what the nodes of a local cluster log
#[derive(Debug, clap::Args)]
pub struct Logs {
    /// One node only, as `rmq ps` names it
    node: Option<String>,
    #[command(flatten)]
    which: Which,
    /// Go on as lines come, until Ctrl-C
    #[arg(short, long)]
    follow: bool,
    /// How many of the last lines of each node to begin with
    #[arg(long, value_name = "N", default_value_t = 50)]
    tail: usize,
}

impl Command for Logs {
    const EXAMPLES: &'static [&'static str] = &["rmq logs", "rmq logs broker-a -f"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Interrupted];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<LogLine>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let clusters = Clusters::from_env();
        let from = TailFrom::Last(self.tail);
        let mut tail =
            clusters.logs(&self.which.existing(&clusters)?, self.node.as_deref(), from)?;
        print_lines(cli, &tail.read_new().map_err(unreadable)?)?;
        if !self.follow {
            return Ok(());
        }
        cli.block_on(async {
            loop {
                print_lines(cli, &tail.next().await.map_err(unreadable)?)?;
            }
        })
    }
}

/// Prints log lines, each with its node in front.
pub(super) fn print_lines(cli: &Cli, lines: &[LogLine]) -> CommandResult {
    if !cli.out.is_table() {
        return cli.out.list(lines);
    }
    let text: Vec<String> = lines.iter().map(|l| format!("{} | {}", l.node, l.line)).collect();
    cli.out.text(&text.join("\n"))
}

/// A log that cannot be read.
pub(super) fn unreadable(error: std::io::Error) -> CommandError {
    CommandError::io("reading the logs", &error)
}

impl View for LogLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("NODE", |l: &Self| l.node.clone()),
            Column::text("LINE", |l| l.line.clone()),
        ]
    }

    fn name(&self) -> String {
        self.node.clone()
    }
}
