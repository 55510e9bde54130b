//! `rmq start`: start a stopped node of a local cluster.

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandResult, Kind};
use super::nodes::{NodeRow, Which};
use super::progress;
use crate::engine::cluster::Clusters;

/// Start a node of a local cluster that is down
///
/// Waits until it is ready. A node that runs is left alone.
#[derive(Debug, clap::Args)]
pub struct Start {
    /// The node, as `rmq ps` names it
    node: String,
    #[command(flatten)]
    which: Which,
}

impl Command for Start {
    const EXAMPLES: &'static [&'static str] =
        &["rmq start broker-a", "rmq start broker-a --name two"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Interrupted];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<NodeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let clusters = Clusters::from_env();
        let place = self.which.existing(&clusters)?;
        let name = clusters.ps(&place)?.name;
        let view = cli.block_on(async {
            let _spinner = progress::spinner(&cli.out, "starting the node");
            Ok(clusters.start(&place, &self.node).await?)
        })?;
        cli.out.list(&[NodeRow::new(&name, view)])
    }
}
