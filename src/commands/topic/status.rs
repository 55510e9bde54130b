//! `rmq topic status`: how full the queues of a topic are.

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::values::local_time;
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::admin::view::QueueRow;
use crate::engine::protocol::names::TopicName;

/// Show the first and the next offset of every queue of a topic
///
/// MIN is the offset of the oldest message, MAX the one the next message will get.
#[derive(Debug, clap::Args)]
pub struct TopicStatus {
    /// The topic
    topic: String,
}

impl Command for TopicStatus {
    const EXAMPLES: &'static [&'static str] =
        &["rmq topic status TopicTest", "rmq topic status TopicTest -o csv"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<QueueRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let admin = Admin::with_config(cli.client_config()?);
        let topic = TopicName::from(self.topic);
        let status = cli.block_on(async { Ok(admin.topic_status(&topic).await?) })?;
        cli.out.list(&status.queues)?;
        let brokers: std::collections::BTreeSet<_> =
            status.queues.iter().map(|queue| queue.broker_name.as_str()).collect();
        let answered = brokers.into_iter().map(|broker| (broker, None));
        let failed = status.failures.iter().map(|o| (o.address.as_str(), o.error.as_ref()));
        conclude("brokers did not tell their queues", answered.chain(failed))
    }
}

impl View for QueueRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("BROKER", |r: &Self| r.broker_name.to_string()),
            Column::number("QUEUE", |r| r.queue_id.to_string()),
            Column::number("MIN", |r| r.min_offset.to_string()),
            Column::number("MAX", |r| r.max_offset.to_string()),
            Column::number("MESSAGES", |r| r.max_offset.since(r.min_offset).to_string()),
            Column::text("LAST MESSAGE", |r| {
                r.last_updated.map_or_else(|| "-".to_owned(), local_time)
            }),
        ]
    }

    fn name(&self) -> String {
        format!("{}:{}", self.broker_name, self.queue_id)
    }
}
