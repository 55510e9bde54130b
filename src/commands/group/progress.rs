//! `rmq group progress`: how far a group is in each queue.

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::{local_time, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::admin::view::{GroupProgress as Progress, ProgressRow};
use crate::engine::client::error::ClientError;
use crate::engine::protocol::names::{GroupName, TopicName};

/// Show how far a consumer group is in each queue
///
/// CONSUMER is the offset of the next message the group wants, END the one the next message will
/// get, LAG what lies between them. LAST CONSUMED is when the last message consumed was stored.
#[derive(Debug, clap::Args)]
pub struct GroupProgress {
    /// The group
    group: String,
    /// Only this topic
    #[arg(short, long, value_name = "TOPIC")]
    topic: Option<String>,
}

impl Command for GroupProgress {
    const EXAMPLES: &'static [&'static str] =
        &["rmq group progress my-group", "rmq group progress my-group --topic TopicTest -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ProgressRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (group, topic) = (GroupName::from(self.group), self.topic.map(TopicName::from));
        let progress =
            cli.with_admin(async |admin| progress(&admin, &group, topic.as_ref()).await)?;
        cli.out.list(&progress.queues)?;
        if cli.out.is_table() {
            let (behind, rate) = (progress.diff_total, progress.consume_tps);
            cli.out.note(&format!("{behind} messages behind, {rate:.2} consumed a second"));
        }
        let answered = progress.queues.iter().map(|queue| (queue.broker_name.as_str(), None));
        let failed = progress.failures.iter().map(|o| (o.address.as_str(), o.error.as_ref()));
        conclude("answers are missing", answered.chain(failed))
    }
}

/// How far `group` is.
///
/// # Errors
/// No broker has ever seen it.
pub async fn progress(
    admin: &Admin,
    group: &GroupName,
    topic: Option<&TopicName>,
) -> CommandResult<Progress> {
    admin.group_progress(group, topic).await.map_err(|error| never_online(group, error))
}

/// The error for a group without a retry topic; any other stays as it is.
pub fn never_online(group: &GroupName, error: ClientError) -> CommandError {
    match error {
        ClientError::NoRoute { namesrv, .. } => {
            CommandError::not_found(format!("group {group} has never been online"))
                .because(format!("name server {namesrv} knows no retry topic of it"))
                .hint("rmq group list")
        }
        error => error.into(),
    }
}

impl View for ProgressRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::number("QUEUE", |r| r.queue_id.to_string()),
            Column::number("CONSUMER", |r| r.consumer_offset.to_string()),
            Column::number("END", |r| r.broker_offset.to_string()),
            Column::number("LAG", |r| r.diff.to_string()),
            Column::text("LAST CONSUMED", |r| or_dash(r.last_consumed.map(local_time))),
        ]
    }

    fn name(&self) -> String {
        format!("{}:{}:{}", self.topic, self.broker_name, self.queue_id)
    }
}
