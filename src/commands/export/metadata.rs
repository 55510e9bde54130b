//! `rmq export metadata`: topics and groups as one document.

use super::PlaceArgs;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::export::metadata::Metadata;

/// Write down the topics and consumer groups of a cluster, as JSON
///
/// They are those of all masters together: a name that several have is there once, with their queues
/// added up. Those of the system are left out.
#[derive(Debug, clap::Args)]
pub struct ExportMetadata {
    #[command(flatten)]
    target: TargetArgs,
    /// Only the topics
    #[arg(long, conflicts_with = "groups")]
    topics: bool,
    /// Only the consumer groups
    #[arg(long)]
    groups: bool,
    /// Topics of retries and dead letters too
    #[arg(long)]
    retries: bool,
    #[command(flatten)]
    place: PlaceArgs,
}

impl Command for ExportMetadata {
    const EXAMPLES: &'static [&'static str] =
        &["rmq export metadata --file metadata.json", "rmq export metadata --topics -o yaml"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<Metadata>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let mut metadata = cli.with_admin(async |admin| {
            let target = self.target.one(&admin.cluster_info().await?)?;
            Ok(admin.export_metadata(&target, self.retries).await?)
        })?;
        if self.topics {
            metadata.subscription_group_table = None;
        }
        if self.groups {
            metadata.topic_config_table = None;
        }
        self.place.write(cli, &metadata)
    }
}
