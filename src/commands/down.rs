//! `rmq down`: stop a local cluster.

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::context::Contexts;
use super::error::{CommandResult, Kind};
use super::nodes::Which;
use super::progress;
use super::view::{Column, View};
use crate::engine::cluster::{Clusters, DownView};

/// Stop a local cluster
///
/// Brokers stop first, cleanly. The files stay, and `rmq up` starts the same cluster again, unless
/// --purge removes them.
#[derive(Debug, clap::Args)]
pub struct Down {
    #[command(flatten)]
    which: Which,
    /// Remove the files of the cluster too, with all messages
    #[arg(long)]
    purge: bool,
}

impl Command for Down {
    const EXAMPLES: &'static [&'static str] = &["rmq down", "rmq down --purge --yes"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound, Kind::Interrupted];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<DownView>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let clusters = Clusters::from_env();
        let place = self.which.existing(&clusters)?;
        if self.purge {
            let cluster = clusters.ps(&place)?;
            let (name, dir) = (&cluster.name, cluster.dir.display());
            cli.confirm(&format!("Stop `{name}` and remove all its messages in {dir}?"))?;
        }
        let view = cli.block_on(async {
            let _spinner = progress::spinner(&cli.out, "stopping the nodes");
            Ok(clusters.down(&place, self.purge).await?)
        })?;
        if self.purge {
            let mut contexts = Contexts::load()?;
            contexts.remove(&view.name);
            contexts.save()?;
        }
        cli.out.item(&view, || text(&view))
    }
}

fn text(view: &DownView) -> String {
    let mut text = match view.stopped.as_slice() {
        [] => format!("`{}` was not running", view.name),
        stopped => format!("`{}`: stopped {}", view.name, stopped.join(", ")),
    };
    if !view.killed.is_empty() {
        text.push_str(&format!("; had to be killed: {}", view.killed.join(", ")));
    }
    if let Some(purged) = &view.purged {
        text.push_str(&format!("; removed {}", purged.display()));
    }
    text
}

impl View for DownView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |v: &Self| v.name.clone()),
            Column::text("STOPPED", |v| v.stopped.join(",")),
        ]
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}
