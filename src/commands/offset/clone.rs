//! `rmq offset clone`: let one group go on where another one is.

use super::moves::{OffsetMove, Plan};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::engine::protocol::names::{GroupName, TopicName};

/// Let a consumer group go on where another one is
///
/// The group that is moved need not exist yet, and none of its members may be online.
#[derive(Debug, clap::Args)]
pub struct OffsetClone {
    /// The group to copy from
    from: String,
    /// The group to move
    to: String,
    /// The topic
    topic: String,
    /// Show what would move, and move nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for OffsetClone {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq offset clone my-group new-group TopicTest --dry-run",
        "rmq offset clone my-group new-group TopicTest --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<OffsetMove>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (from, to) = (GroupName::from(self.from), GroupName::from(self.to));
        let topic = TopicName::from(self.topic);
        cli.with_admin(async |admin| {
            let source = admin.places(&from, &topic).await?;
            let target = admin.places(&to, &topic).await?;
            let mut moves = Vec::new();
            for ((queue, from), (_, to)) in source.into_iter().zip(target) {
                match (from, to) {
                    (Ok(from), Ok(to)) => {
                        let stored = from.stored;
                        moves.extend(stored.map(|at| OffsetMove::planned(queue, to.stored, at)));
                    }
                    (Err(failure), _) | (_, Err(failure)) => {
                        moves.push(OffsetMove::failed(queue, Some(failure)));
                    }
                }
            }
            if moves.is_empty() {
                let headline = format!("group {from} has stored no offset in topic {topic}");
                return Err(CommandError::not_found(headline).hint("rmq group list"));
            }
            let plan = Plan { group: &to, topic: &topic, goal: None, dry_run: self.dry_run, moves };
            plan.carry_out(cli, &admin).await
        })
    }
}
