//! `rmq group running-info`: how the members of a group are, as they tell themselves.

use serde::Serialize;

use super::progress::never_online;
use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::local_time;
use crate::commands::view::{Column, View};
use crate::engine::admin::outcome::Failure;
use crate::engine::protocol::bodies::running_info::{
    ConsumeStatus, ConsumerRunningInfo, ProcessQueueInfo,
};
use crate::engine::protocol::names::{ClientId, GroupName, MessageQueue, TopicName};

/// Show what the members of a consumer group hold and how fast they are
///
/// Members answer for themselves, through a broker. A row is a queue: HELD messages wait in the member
/// or are being consumed, COMMIT is the offset it has stored. With --rates a row is a topic: times are
/// milliseconds, FAILED/h counts the last hour. A member that does not answer makes the exit code 4.
#[derive(Debug, clap::Args)]
pub struct GroupRunningInfo {
    /// The group
    group: String,
    /// Only this member
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// Rates of each topic instead of queues
    #[arg(long)]
    rates: bool,
    /// What the threads of each member are doing, as its language prints stacks
    #[arg(long, conflicts_with = "rates")]
    stacks: bool,
}

impl Command for GroupRunningInfo {
    const EXAMPLES: &'static [&'static str] =
        &["rmq group running-info my-group", "rmq group running-info my-group --rates -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[
        JsonForm::rows::<HeldRow>(""),
        JsonForm::rows::<RateRow>("with --rates"),
        JsonForm::rows::<StackRow>("with --stacks"),
    ];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group.as_str());
        let infos = cli.with_admin(async |admin| {
            let online = admin.group_connections(&group).await;
            let online = online.map_err(|error| never_online(&group, error))?;
            let members = online.map(|online| online.connection_set).unwrap_or_default();
            let wanted = |id: &ClientId| self.client.as_ref().is_none_or(|c| c == id.as_str());
            let mut infos = Vec::new();
            for client in members.into_iter().map(|m| m.client_id).filter(wanted) {
                let info = admin.running_info(&group, &client, self.stacks).await;
                infos.push((client, info.map_err(|error| Failure::from(&error))));
            }
            Ok(infos)
        })?;
        if infos.is_empty() {
            let headline = match &self.client {
                Some(client) => format!("group {group} has no member {client} online"),
                None => format!("group {group} has no member online"),
            };
            return Err(
                CommandError::not_found(headline).hint(format!("rmq group clients {group}"))
            );
        }
        self.show(cli, &infos)?;
        conclude(
            "members did not answer",
            infos.iter().map(|(client, info)| (client.as_str(), info.as_ref().err())),
        )
    }
}

/// A member and what it said.
type Told = (ClientId, Result<ConsumerRunningInfo, Failure>);

impl GroupRunningInfo {
    fn show(&self, cli: &Cli, infos: &[Told]) -> CommandResult {
        let told = infos.iter().filter_map(|(client, info)| Some((client, info.as_ref().ok()?)));
        if self.stacks {
            let rows: Vec<StackRow> = told
                .map(|(client, info)| StackRow {
                    client_id: client.clone(),
                    stacks: info.jstack.clone(),
                })
                .collect();
            return if cli.out.is_table() {
                rows.iter().try_for_each(|row| cli.out.text(&row.text()))
            } else {
                cli.out.list(&rows)
            };
        }
        if self.rates {
            let rows = told.flat_map(|(client, info)| {
                info.status_table.iter().map(|(topic, rates)| RateRow {
                    client_id: client.clone(),
                    topic: topic.clone(),
                    rates: *rates,
                })
            });
            return cli.out.list(&rows.collect::<Vec<_>>());
        }
        let rows = told.flat_map(|(client, info)| {
            info.mq_table.iter().map(|(queue, state)| HeldRow {
                client_id: client.clone(),
                queue: queue.clone(),
                state: *state,
            })
        });
        cli.out.list(&rows.collect::<Vec<_>>())
    }
}

/// What a member holds of one queue.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct HeldRow {
    /// The member's id.
    client_id: ClientId,
    #[serde(flatten)]
    queue: MessageQueue,
    #[serde(flatten)]
    state: ProcessQueueInfo,
}

impl View for HeldRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLIENT", |r: &Self| r.client_id.to_string()),
            Column::text("TOPIC", |r| r.queue.topic.to_string()),
            Column::text("BROKER", |r| r.queue.broker_name.to_string()),
            Column::number("QUEUE", |r| r.queue.queue_id.to_string()),
            Column::number("HELD", |r| r.state.cached_msg_count.to_string()),
            Column::number("COMMIT", |r| r.state.commit_offset.to_string()),
            Column::text("LOCKED", |r| if r.state.locked { "yes" } else { "no" }.to_owned()),
            Column::text("LAST PULL", |r| local_time(r.state.last_pull_timestamp)),
            Column::text("LAST CONSUMED", |r| local_time(r.state.last_consume_timestamp)),
        ]
    }

    fn name(&self) -> String {
        self.client_id.to_string()
    }
}

/// How fast a member is with one topic.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RateRow {
    /// The member's id.
    client_id: ClientId,
    /// The topic.
    topic: TopicName,
    #[serde(flatten)]
    rates: ConsumeStatus,
}

impl View for RateRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLIENT", |r: &Self| r.client_id.to_string()),
            Column::text("TOPIC", |r| r.topic.to_string()),
            Column::number("PULLED/s", |r| format!("{:.2}", r.rates.pull_tps)),
            Column::number("PULL(ms)", |r| format!("{:.2}", r.rates.pull_rt)),
            Column::number("OK/s", |r| format!("{:.2}", r.rates.consume_ok_tps)),
            Column::number("FAILED/s", |r| format!("{:.2}", r.rates.consume_failed_tps)),
            Column::number("TIME(ms)", |r| format!("{:.2}", r.rates.consume_rt)),
            Column::number("FAILED/h", |r| r.rates.consume_failed_msgs.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.client_id.to_string()
    }
}

/// What a member's threads do.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StackRow {
    /// The member's id.
    client_id: ClientId,
    /// Null for a client that prints none.
    stacks: Option<String>,
}

impl StackRow {
    fn text(&self) -> String {
        let stacks = self.stacks.as_deref().unwrap_or("no stacks");
        format!("{}\n{}", self.client_id, stacks.trim_end())
    }
}

impl View for StackRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLIENT", |r: &Self| r.client_id.to_string()),
            Column::text("STACKS", |r| r.stacks.clone().unwrap_or_default()),
        ]
    }

    fn name(&self) -> String {
        self.client_id.to_string()
    }
}
