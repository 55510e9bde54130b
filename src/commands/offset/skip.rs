//! `rmq offset skip`: let a group pass over what it has not consumed yet.

use super::moves::OffsetMove;
use super::moves::{Plan, to_goal};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::engine::admin::offset::Goal;
use crate::engine::protocol::names::{GroupName, TopicName};

/// Let a consumer group pass over everything it has not consumed yet
///
/// The same as `rmq offset reset --to-latest`. What is passed over stays in the topic.
#[derive(Debug, clap::Args)]
pub struct OffsetSkip {
    /// The group
    group: String,
    /// The topic
    topic: String,
    /// Show what would move, and move nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for OffsetSkip {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq offset skip my-group TopicTest --dry-run",
        "rmq offset skip my-group TopicTest --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<OffsetMove>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (group, topic) = (GroupName::from(self.group), TopicName::from(self.topic));
        cli.with_admin(async |admin| {
            let moves = to_goal(&admin, &group, &topic, Goal::Latest, false).await?;
            let goal = Some(Goal::Latest);
            let plan = Plan { group: &group, topic: &topic, goal, dry_run: self.dry_run, moves };
            plan.carry_out(cli, &admin).await
        })
    }
}
