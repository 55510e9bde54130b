//! `rmq group clients`: who is online in a group.

use std::collections::BTreeMap;

use serde::Serialize;

use super::progress::never_online;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::view::{Column, View};
use crate::engine::protocol::bodies::connections::ConsumerConnection;
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};
use crate::engine::protocol::version::version_name;

/// Show the members of a consumer group that are online, and what they subscribe to
///
/// What the group subscribes to is the same in each row: all members must want the same. With nobody
/// online the table is empty, and the exit code 0.
#[derive(Debug, clap::Args)]
pub struct GroupClients {
    /// The group
    group: String,
    /// As the broker at this address sees it, instead of the first that knows the group
    #[arg(short, long, value_name = "ADDRESS")]
    broker: Option<String>,
}

impl Command for GroupClients {
    const EXAMPLES: &'static [&'static str] =
        &["rmq group clients my-group", "rmq group clients my-group -o json"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<MemberRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group);
        let online = cli.with_admin(async |admin| {
            let online = match &self.broker {
                Some(address) => admin.group_connections_at(&group, address).await,
                None => admin.group_connections(&group).await,
            };
            online.map_err(|error| never_online(&group, error))
        })?;
        let rows = online.map(rows).unwrap_or_default();
        if rows.is_empty() {
            cli.out.note(&format!("nobody of group {group} is online"));
        }
        cli.out.list(&rows)
    }
}

/// A member of a group.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct MemberRow {
    /// The member's id.
    client_id: ClientId,
    /// The member's address, `ip:port`.
    client_addr: String,
    /// The client's language.
    language: &'static str,
    /// The client's protocol version, `V4_9_7` for example.
    version: String,
    /// Whether the group is pushed to or pulls.
    consume_type: &'static str,
    /// `CLUSTERING` or `BROADCASTING`.
    message_model: &'static str,
    /// Where a new group begins.
    consume_from_where: &'static str,
    /// Expression by topic.
    subscriptions: BTreeMap<TopicName, String>,
}

fn rows(online: ConsumerConnection) -> Vec<MemberRow> {
    let subscriptions: BTreeMap<TopicName, String> = online
        .subscription_table
        .into_iter()
        .map(|(topic, subscription)| (topic, subscription.sub_string))
        .collect();
    let row = |member: crate::engine::protocol::bodies::connections::Connection| MemberRow {
        client_id: member.client_id,
        client_addr: member.client_addr,
        language: member.language.name(),
        version: version_name(member.version),
        consume_type: online.consume_type.name(),
        message_model: online.message_model.name(),
        consume_from_where: online.consume_from_where.name(),
        subscriptions: subscriptions.clone(),
    };
    let mut rows: Vec<MemberRow> = online.connection_set.into_iter().map(row).collect();
    rows.sort_by(|a, b| a.client_id.cmp(&b.client_id));
    rows
}

impl View for MemberRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLIENT", |r: &Self| r.client_id.to_string()),
            Column::text("ADDRESS", |r| r.client_addr.clone()),
            Column::text("LANGUAGE", |r| r.language.to_owned()),
            Column::text("VERSION", |r| r.version.clone()),
            Column::text("MODEL", |r| r.message_model.to_owned()),
            Column::text("SUBSCRIPTIONS", |r| {
                let pairs = r.subscriptions.iter().map(|(topic, what)| format!("{topic}={what}"));
                pairs.collect::<Vec<_>>().join(",")
            }),
            Column::text("TYPE", |r: &Self| r.consume_type.to_owned()).wide(),
            Column::text("FROM", |r: &Self| r.consume_from_where.to_owned()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.client_id.to_string()
    }
}
