//! Offsets of a group that move, queue by queue, and how they are moved.

use serde::Serialize;

use crate::commands::changes::{UNCHANGED, WOULD_CHANGE, conclude};
use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::commands::values::{counted, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::admin::offset::{Goal, Place};
use crate::engine::admin::outcome::Failure;
use crate::engine::client::error::ClientError;
use crate::engine::protocol::names::{
    BrokerName, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};

/// One queue of a group whose offset moves, or would.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OffsetMove {
    /// The topic.
    topic: TopicName,
    /// The broker's name.
    broker_name: BrokerName,
    /// The queue's number.
    queue_id: QueueId,
    /// The next message the group wanted; null when it had stored nothing.
    before: Option<QueueOffset>,
    /// The next message it wants.
    after: Option<QueueOffset>,
    /// Messages between the two: positive ones are passed over, negative ones come again.
    by: Option<i64>,
    /// `done`, `told` (to members, who move by themselves), `would change`, `unchanged`, or `failed`.
    result: &'static str,
    /// Why it was not moved.
    error: Option<String>,
    #[serde(skip)]
    failure: Option<Failure>,
}

impl OffsetMove {
    /// A move that can be made.
    pub fn planned(queue: MessageQueue, before: Option<QueueOffset>, after: QueueOffset) -> Self {
        let result = if before == Some(after) { UNCHANGED } else { WOULD_CHANGE };
        let by = before.map(|before| after.since(before));
        Self { before, after: Some(after), by, result, ..Self::failed(queue, None) }
    }

    /// A queue that could not be asked about.
    pub fn failed(queue: MessageQueue, failure: Option<Failure>) -> Self {
        let MessageQueue { topic, broker_name, queue_id } = queue;
        let error = failure.as_ref().map(|failure| failure.message.clone());
        let (before, after, by) = (None, None, None);
        Self { topic, broker_name, queue_id, before, after, by, result: "failed", error, failure }
    }

    fn queue(&self) -> MessageQueue {
        let (topic, broker_name) = (self.topic.clone(), self.broker_name.clone());
        MessageQueue { topic, broker_name, queue_id: self.queue_id }
    }

    fn ended(&mut self, well: &'static str, failure: Option<Failure>) {
        self.result = if failure.is_some() { "failed" } else { well };
        self.error = failure.as_ref().map(|failure| failure.message.clone());
        if failure.is_some() {
            self.after = self.before;
            self.by = None;
        }
        self.failure = failure;
    }
}

impl View for OffsetMove {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("QUEUE", |r| r.queue_id.to_string()),
            Column::number("BEFORE", |r| or_dash(r.before)),
            Column::number("AFTER", |r| or_dash(r.after)),
            Column::number("BY", |r| or_dash(r.by.map(|by| format!("{by:+}")))),
            Column::text("RESULT", |r| match &r.error {
                Some(error) => format!("{}: {error}", r.result),
                None => r.result.to_owned(),
            }),
        ]
    }

    fn name(&self) -> String {
        format!("{}:{}:{}", self.topic, self.broker_name, self.queue_id)
    }
}

/// What shall happen to the offsets of a group in a topic.
pub struct Plan<'p> {
    /// The group.
    pub group: &'p GroupName,
    /// The topic.
    pub topic: &'p TopicName,
    /// Where to; `None` for offsets that were copied from elsewhere.
    pub goal: Option<Goal>,
    /// Whether it is only shown.
    pub dry_run: bool,
    /// Its queues.
    pub moves: Vec<OffsetMove>,
}

impl Plan<'_> {
    /// Shows the plan when it is only looked at or moves nothing. Otherwise asks first, moves the
    /// offsets, and shows what became of each queue.
    pub async fn carry_out(mut self, cli: &Cli, admin: &Admin) -> CommandResult {
        let members = members(admin, self.group).await?;
        let told = members > 0 && self.goal.is_some_and(Goal::can_be_told);
        if members > 0 && !told {
            let (group, why) = (self.group, "they would go on where they are");
            let members = counted(members, "member");
            return Err(CommandError::failed(format!("{group} has {members} online"))
                .because(format!("{why}, and store that over any other offset"))
                .hint(
                    "stop them first; --to-time, --to-earliest and --to-latest can be told to them",
                ));
        }
        let moves = |row: &OffsetMove| row.result == WOULD_CHANGE;
        if self.dry_run || !self.moves.iter().any(moves) {
            cli.out.list(&self.moves)?;
            return self.conclude();
        }
        let (group, topic) = (self.group, self.topic);
        cli.confirm(&format!("Move the offsets of group {group} in topic {topic}?"))?;
        if told {
            self.tell(cli, admin).await?;
        } else {
            self.store(admin).await;
        }
        cli.out.list(&self.moves)?;
        self.conclude()
    }

    async fn store(&mut self, admin: &Admin) {
        let planned: Vec<&mut OffsetMove> =
            self.moves.iter_mut().filter(|row| row.result == WOULD_CHANGE).collect();
        let offsets: Vec<_> =
            planned.iter().filter_map(|row| Some((row.queue(), row.after?))).collect();
        let failures = admin.store_offsets(self.group, &offsets).await;
        for (row, failure) in planned.into_iter().zip(failures) {
            row.ended("done", failure);
        }
    }

    async fn tell(&mut self, cli: &Cli, admin: &Admin) -> CommandResult {
        let Some(goal) = self.goal else { return Ok(()) };
        for outcome in admin.tell_members(self.group, self.topic, goal).await? {
            let there =
                |row: &&mut OffsetMove| Some(&row.broker_name) == outcome.broker_name.as_ref();
            for row in self.moves.iter_mut().filter(there) {
                row.ended("told", outcome.error.clone());
            }
        }
        cli.out.note(&format!(
            "the members were told; `rmq offset show {} {}` shows when they have moved",
            self.group, self.topic
        ));
        Ok(())
    }

    fn conclude(&self) -> CommandResult {
        let rows = self.moves.iter().map(|row| (row.broker_name.as_str(), row.failure.as_ref()));
        conclude("queues failed", rows)
    }
}

/// How many members of `group` are online; none when no broker has ever seen it.
async fn members(admin: &Admin, group: &GroupName) -> CommandResult<usize> {
    match admin.group_connections(group).await {
        Ok(online) => Ok(online.map_or(0, |online| online.connection_set.len())),
        Err(ClientError::NoRoute { .. }) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// The moves of `group` in `topic` to `goal`; `is_new` when it may have stored nothing yet.
///
/// # Errors
/// The group has stored nothing in the topic, and is not new.
pub async fn to_goal(
    admin: &Admin,
    group: &GroupName,
    topic: &TopicName,
    goal: Goal,
    is_new: bool,
) -> CommandResult<Vec<OffsetMove>> {
    let places = admin.places(group, topic).await?;
    let has_stored = |place: &Place| place.stored.is_some();
    let known = places.iter().any(|(_, place)| place.as_ref().map_or(true, has_stored));
    if !known && !is_new && members(admin, group).await? == 0 {
        let headline = format!("group {group} has stored no offset in topic {topic}");
        return Err(CommandError::not_found(headline)
            .hint("rmq group list shows groups; --new stores offsets for one that is to come"));
    }
    let mut moves = Vec::new();
    for (queue, place) in places {
        let moved = match place {
            Ok(place) => match admin.offset_of_goal(&place, goal).await {
                Ok(after) => OffsetMove::planned(queue, place.stored, after),
                Err(error) => OffsetMove::failed(queue, Some(Failure::from(&error))),
            },
            Err(failure) => OffsetMove::failed(queue, Some(failure)),
        };
        moves.push(moved);
    }
    Ok(moves)
}
