//! `rmq shutdown`: what `mqshutdown` does, for the nodes of this user.

use std::time::Duration;

use clap::ValueEnum;
use nix::sys::signal::Signal;

use super::cli::Cli;
use super::command::Command;
use super::error::{CommandError, CommandResult, Kind};
use super::progress;
use crate::engine::node::{NodeRecord, Role, RunDir};

/// How long a node may take to stop: a broker flushes its store first.
const PATIENCE: Duration = Duration::from_secs(60);

/// Stop the brokers or the name servers of this machine
///
/// Finds the rmq nodes of this user through the run directory (RMQ_RUN_DIR), asks them to stop and
/// waits until they have. It prints what Apache's mqshutdown prints.
#[derive(Debug, clap::Args)]
pub struct Shutdown {
    /// Which nodes
    #[arg(value_enum, value_name = "WHICH")]
    which: Nodes,
}

/// Which nodes to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Nodes {
    Broker,
    Namesrv,
    All,
}

impl Nodes {
    /// Brokers first, so that they can leave their name servers.
    fn roles(self) -> &'static [Role] {
        match self {
            Nodes::Broker => &[Role::Broker],
            Nodes::Namesrv => &[Role::Namesrv],
            Nodes::All => &[Role::Broker, Role::Namesrv],
        }
    }
}

impl Command for Shutdown {
    const EXAMPLES: &'static [&'static str] = &["rmq shutdown broker", "rmq shutdown all"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Interrupted];

    fn run(self, cli: &Cli) -> CommandResult {
        stop_all(cli, self.which)
    }
}

/// Stops all of `which` and waits for their end.
pub(super) fn stop_all(cli: &Cli, which: Nodes) -> CommandResult {
    let run_dir = RunDir::default();
    let mut stopped = 0;
    for role in which.roles() {
        let running = run_dir.running().map_err(|error| {
            CommandError::io(format!("reading {}", run_dir.path().display()), &error)
        })?;
        let nodes: Vec<NodeRecord> = running.into_iter().filter(|n| n.role == *role).collect();
        if nodes.is_empty() {
            cli.out.text(&format!("No mq{role} running."))?;
        }
        stopped += nodes.len();
        stop(cli, &nodes)?;
    }
    if stopped == 0 { Err(CommandError::told(Kind::NotFound)) } else { Ok(()) }
}

fn stop(cli: &Cli, nodes: &[NodeRecord]) -> CommandResult {
    for NodeRecord { role, process, .. } in nodes {
        let name = format!("mq{role}({})", process.pid);
        cli.out.text(&format!("The {name} is running..."))?;
        process
            .signal(Signal::SIGTERM)
            .map_err(|error| CommandError::io(format!("sending SIGTERM to {name}"), &error))?;
        cli.out.text(&format!("Send shutdown request to {name} OK"))?;
    }
    cli.block_on(async {
        let _spinner = progress::spinner(&cli.out, "waiting for the end");
        for NodeRecord { role, process, .. } in nodes {
            if !process.ended(PATIENCE).await {
                let pid = process.pid;
                return Err(CommandError::failed(format!(
                    "mq{role}({pid}) still runs {PATIENCE:?} after it was asked to stop"
                ))
                .hint(format!("kill -9 {pid}")));
            }
        }
        Ok(())
    })
}
