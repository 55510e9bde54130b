//! `rmq kill`: send a signal to a node of a local cluster.

use nix::sys::signal::Signal;

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandResult, Kind};
use super::nodes::{NodeRow, Which};
use crate::engine::cluster::Clusters;

/// Kill a node of a local cluster
///
/// By default as hard as a power failure would (SIGKILL), to see what the others do. `rmq start`
/// starts it again. For TERM, INT and KILL it waits until the process has ended.
#[derive(Debug, clap::Args)]
pub struct Kill {
    /// The node, as `rmq ps` names it
    node: String,
    #[command(flatten)]
    which: Which,
    /// Which signal: KILL, TERM, INT, STOP, CONT and so on
    #[arg(long, value_name = "NAME", default_value = "KILL", value_parser = signal)]
    signal: Signal,
}

fn signal(text: &str) -> Result<Signal, String> {
    let name = text.to_ascii_uppercase();
    let full = if name.starts_with("SIG") { name } else { format!("SIG{name}") };
    full.parse().map_err(|_| format!("`{text}` is no signal; write KILL, TERM, INT, STOP or CONT"))
}

impl Command for Kill {
    const EXAMPLES: &'static [&'static str] =
        &["rmq kill broker-a", "rmq kill broker-a --signal STOP"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Interrupted];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<NodeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let clusters = Clusters::from_env();
        let place = self.which.existing(&clusters)?;
        let name = clusters.ps(&place)?.name;
        let view =
            cli.block_on(async { Ok(clusters.kill(&place, &self.node, self.signal).await?) })?;
        cli.out.list(&[NodeRow::new(&name, view)])
    }
}
