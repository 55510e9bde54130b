//! `rmq offset show`: where a group is in the queues of a topic.

use serde::Serialize;

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::admin::outcome::Failure;
use crate::engine::protocol::names::{
    BrokerName, GroupName, MessageQueue, QueueId, QueueOffset, TopicName,
};

/// Show where a consumer group is in every queue of a topic, also where it has stored nothing
///
/// OFFSET is the next message the group wants, MIN and MAX are the oldest message and the next one to
/// come. A dash says that the group has stored nothing there: its members start where they want to.
#[derive(Debug, clap::Args)]
pub struct OffsetShow {
    /// The group
    group: String,
    /// The topic
    topic: String,
}

impl Command for OffsetShow {
    const EXAMPLES: &'static [&'static str] =
        &["rmq offset show my-group TopicTest", "rmq offset show my-group TopicTest -o csv"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<OffsetRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (group, topic) = (GroupName::from(self.group), TopicName::from(self.topic));
        let places = cli.with_admin(async |admin| Ok(admin.places(&group, &topic).await?))?;
        let nothing = |row: &OffsetRow| row.offset.is_none() && row.failure.is_none();
        let rows: Vec<OffsetRow> = places
            .into_iter()
            .map(|(queue, place)| {
                let (place, failure) = match place {
                    Ok(place) => (Some(place), None),
                    Err(failure) => (None, Some(failure)),
                };
                let MessageQueue { topic, broker_name, queue_id } = queue;
                OffsetRow {
                    topic,
                    broker_name,
                    queue_id,
                    min_offset: place.as_ref().map(|place| place.min),
                    offset: place.as_ref().and_then(|place| place.stored),
                    max_offset: place.as_ref().map(|place| place.max),
                    lag: place.and_then(|place| Some(place.max.since(place.stored?))),
                    failure,
                }
            })
            .collect();
        if rows.iter().all(nothing) {
            let headline = format!("group {group} has stored no offset in topic {topic}");
            return Err(CommandError::not_found(headline).hint("rmq group list"));
        }
        cli.out.list(&rows)?;
        let answers = rows.iter().map(|row| (row.broker_name.as_str(), row.failure.as_ref()));
        conclude("queues did not answer", answers)
    }
}

/// Where a group is in a queue.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OffsetRow {
    /// The topic.
    topic: TopicName,
    /// The broker's name.
    broker_name: BrokerName,
    /// The queue's number.
    queue_id: QueueId,
    /// Its first message.
    min_offset: Option<QueueOffset>,
    /// Null when the group has stored nothing there.
    offset: Option<QueueOffset>,
    /// One past its last message.
    max_offset: Option<QueueOffset>,
    /// Messages the group has not consumed yet.
    lag: Option<i64>,
    /// Why that is not known.
    #[serde(rename = "error")]
    failure: Option<Failure>,
}

impl View for OffsetRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("QUEUE", |r| r.queue_id.to_string()),
            Column::number("MIN", |r| or_dash(r.min_offset)),
            Column::number("OFFSET", |r| or_dash(r.offset)),
            Column::number("MAX", |r| or_dash(r.max_offset)),
            Column::number("LAG", |r| or_dash(r.lag)),
        ]
    }

    fn name(&self) -> String {
        format!("{}:{}:{}", self.topic, self.broker_name, self.queue_id)
    }
}
