//! `rmq topic perm`: what a topic may be used for.

use super::parse_perm;
use super::update::update;
use crate::commands::changes::ChangeRow;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::protocol::names::TopicName;

/// Change whether a topic can be read and written
///
/// A topic that cannot be written refuses producers, one that cannot be read refuses consumers.
#[derive(Debug, clap::Args)]
pub struct TopicPerm {
    /// The topic
    topic: String,
    /// Permission: rw, r, w, or Apache's numbers 6, 4, 2
    #[arg(value_parser = parse_perm)]
    perm: i32,
    #[command(flatten)]
    target: TargetArgs,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for TopicPerm {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic perm TopicTest r --dry-run", "rmq topic perm TopicTest rw"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let topic = TopicName::from(self.topic);
        cli.with_admin(async |admin| {
            update(cli, &admin, &topic, &self.target, self.dry_run, |spec| spec.perm = self.perm)
                .await
        })
    }
}
