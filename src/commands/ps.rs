//! `rmq ps`: the nodes of local clusters.

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandResult, Kind};
use super::nodes::{NodeRow, Which};
use crate::engine::cluster::Clusters;

/// Show the nodes of the local clusters
///
/// Of all of them, unless one is named.
#[derive(Debug, clap::Args)]
pub struct Ps {
    #[command(flatten)]
    which: Which,
}

impl Command for Ps {
    const EXAMPLES: &'static [&'static str] = &["rmq ps", "rmq ps -o wide", "rmq ps -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<NodeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let clusters = Clusters::from_env();
        let views = if self.which.is_named() {
            vec![clusters.ps(&self.which.place())?]
        } else {
            clusters.all()?
        };
        if views.is_empty() {
            cli.out.note("there is no local cluster; `rmq up` makes one");
        }
        let rows: Vec<NodeRow> = views.iter().flat_map(NodeRow::all_of).collect();
        cli.out.list(&rows)
    }
}
