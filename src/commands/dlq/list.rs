//! `rmq dlq list`: dead letters.

use serde::Serialize;

use super::nothing_given_up;
use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::message::scan::Scan;
use crate::commands::message_view::MessageView;
use crate::commands::values::{Start, local_time, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::outcome::Failure;
use crate::engine::protocol::names::{
    DEAD_LETTER_TOPIC_PREFIX, GroupName, TopicName, dead_letter_topic,
};
use crate::engine::util::clock::TimestampMs;

/// List the consumer groups that have dead letters, or the dead letters of one
///
/// A message becomes a dead letter when a group has failed with it as often as it may. It lies in the
/// topic %DLQ% and the group's name until that expires like every other.
#[derive(Debug, clap::Args)]
pub struct DlqList {
    /// The group whose newest dead letters to list
    group: Option<String>,
    /// At most so many of each queue
    #[arg(long, value_name = "N", default_value_t = 100)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
}

impl Command for DlqList {
    const EXAMPLES: &'static [&'static str] = &["rmq dlq list", "rmq dlq list my-group -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] =
        &[JsonForm::rows::<DeadRow>(""), JsonForm::rows::<MessageView>("with a group")];

    fn run(self, cli: &Cli) -> CommandResult {
        let Some(group) = self.group.as_deref().map(GroupName::from) else { return groups(cli) };
        let scan = Scan {
            start: Start::Tail(i64::from(self.count)),
            ..Scan::all(dead_letter_topic(&group))
        };
        let found = cli.block_on(scan.collect(cli));
        let found = found.map_err(|error| nothing_given_up(&group, error))?;
        let views: Vec<MessageView> =
            found.iter().map(|(queue, message)| MessageView::new(message, queue)).collect();
        cli.out.list(&views)
    }
}

fn groups(cli: &Cli) -> CommandResult {
    let rows = cli.with_admin(async |admin| {
        let mut rows = Vec::new();
        for topic in admin.topic_names().await? {
            let Some(group) = topic.strip_prefix(DEAD_LETTER_TOPIC_PREFIX) else { continue };
            let mut row = DeadRow {
                group: GroupName::from(group),
                topic: topic.clone(),
                messages: 0,
                last: None,
                failure: None,
            };
            match admin.topic_status(&topic).await {
                Ok(status) => {
                    let queues = status.queues.iter();
                    let counts = queues.map(|q| q.max_offset.since(q.min_offset));
                    row.messages = counts.fold(0, i64::saturating_add);
                    row.last = status.queues.iter().filter_map(|queue| queue.last_updated).max();
                    row.failure = status.failures.into_iter().find_map(|outcome| outcome.error);
                }
                Err(error) => row.failure = Some(Failure::from(&error)),
            }
            rows.push(row);
        }
        Ok(rows)
    })?;
    if rows.is_empty() {
        cli.out.note("no group has dead letters");
    }
    cli.out.list(&rows)?;
    conclude(
        "groups are not fully told",
        rows.iter().map(|row| (row.group.as_str(), row.failure.as_ref())),
    )
}

/// The dead letters of one group.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DeadRow {
    /// The consumer group.
    group: GroupName,
    /// The topic.
    topic: TopicName,
    /// Messages the group has given up.
    messages: i64,
    /// When the last of them was stored.
    last: Option<TimestampMs>,
    /// Why their number is not known.
    #[serde(rename = "error")]
    failure: Option<Failure>,
}

impl View for DeadRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("GROUP", |r: &Self| r.group.to_string()),
            Column::number("MESSAGES", |r| r.messages.to_string()),
            Column::text("LAST", |r| or_dash(r.last.map(local_time))),
        ]
    }

    fn name(&self) -> String {
        self.group.to_string()
    }
}
