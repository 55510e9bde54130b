//! `rmq offset reset`: let a group go on elsewhere.

use super::moves::OffsetMove;
use super::moves::{Plan, to_goal};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::values::time;
use crate::engine::admin::offset::Goal;
use crate::engine::protocol::names::{GroupName, QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

/// Let a consumer group go on elsewhere in a topic
///
/// With nobody online the offsets are stored at the brokers. Members that are online are told to move
/// and do so by themselves, as Java's push consumers do; that works for moments only, so stop them for
/// --to-offset and --shift-by. Offsets outside a queue
/// become the nearer end of it. BY is how many messages are passed over, or come again when negative.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("goal").required(true))]
pub struct OffsetReset {
    /// The group
    group: String,
    /// The topic
    topic: String,
    /// To what was stored at this time: 10m (ago), '2026-01-31 12:00:00', RFC 3339 or epoch ms
    #[arg(long, value_name = "TIME", value_parser = time, group = "goal")]
    to_time: Option<TimestampMs>,
    /// To the oldest message of each queue
    #[arg(long, group = "goal")]
    to_earliest: bool,
    /// Behind the newest message of each queue
    #[arg(long, group = "goal")]
    to_latest: bool,
    /// To this offset of each queue
    #[arg(long, value_name = "N", group = "goal")]
    to_offset: Option<i64>,
    /// So many messages forwards, or backwards with a minus
    #[arg(long, value_name = "N", group = "goal", allow_negative_numbers = true)]
    shift_by: Option<i64>,
    /// The group may have stored nothing there yet
    #[arg(long)]
    new: bool,
    /// Show what would move, and move nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for OffsetReset {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq offset reset my-group TopicTest --to-time 10m --dry-run",
        "rmq offset reset my-group TopicTest --to-earliest --yes",
        "rmq offset reset my-group TopicTest --shift-by -100 --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<OffsetMove>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (group, topic) =
            (GroupName::from(self.group.as_str()), TopicName::from(self.topic.as_str()));
        let goal = self.goal();
        cli.with_admin(async |admin| {
            let moves = to_goal(&admin, &group, &topic, goal, self.new).await?;
            let plan = Plan {
                group: &group,
                topic: &topic,
                goal: Some(goal),
                dry_run: self.dry_run,
                moves,
            };
            plan.carry_out(cli, &admin).await
        })
    }
}

impl OffsetReset {
    fn goal(&self) -> Goal {
        match (self.to_time, self.to_offset, self.shift_by) {
            (Some(time), _, _) => Goal::Time(time),
            (_, Some(offset), _) => Goal::Offset(QueueOffset(offset)),
            (_, _, Some(count)) => Goal::Shift(count),
            _ if self.to_latest => Goal::Latest,
            _ => Goal::Earliest,
        }
    }
}
