//! `rmq export metrics`: figures of a cluster as one document.

use super::PlaceArgs;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::export::metrics::Metrics;

/// Write down figures to judge the size of a cluster by, as JSON
///
/// Of each master and of all together: messages a second and a day, use of disks, topics, groups, and
/// the kinds of clients that are connected.
#[derive(Debug, clap::Args)]
pub struct ExportMetrics {
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    place: PlaceArgs,
}

impl Command for ExportMetrics {
    const EXAMPLES: &'static [&'static str] =
        &["rmq export metrics --file metrics.json", "rmq export metrics -o yaml"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<Metrics>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let metrics = cli.with_admin(async |admin| {
            let target = self.target.one(&admin.cluster_info().await?)?;
            Ok(admin.export_metrics(&target).await?)
        })?;
        self.place.write(cli, &metrics)
    }
}
