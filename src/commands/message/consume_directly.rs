//! `rmq message consume-directly`: let a member of a group consume a message once more.

use serde::Serialize;

use super::find::{Finder, Named};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::group::progress::never_online;
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::admin::Admin;
use crate::engine::protocol::bodies::running_info::DirectConsumeOutcome;
use crate::engine::protocol::names::{ClientId, GroupName};

/// Let a member of a consumer group consume a message once more, now
///
/// The group's progress does not change. The exit code is 0 when the member consumed it well.
#[derive(Debug, clap::Args)]
pub struct MessageConsumeDirectly {
    #[command(flatten)]
    message: Named,
    /// The group
    #[arg(short, long, value_name = "GROUP")]
    group: String,
    /// The member; without it the first that is online
    #[arg(long, value_name = "ID")]
    client: Option<String>,
}

impl Command for MessageConsumeDirectly {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message consume-directly 7F00000100002A9F0000000000000000 --group my-group",
        "rmq message consume-directly C0A800010000137C036125E68AE60570 --topic TopicTest --group my-group",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ConsumedRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group.as_str());
        let row = cli.with_admin(async |admin| {
            let message = Finder::new(&admin).await?.find(&self.message).await?;
            let client_id = match &self.client {
                Some(client) => ClientId::from(client.as_str()),
                None => first_member(&admin, &group).await?,
            };
            let result = admin.consume_directly(&message, &group, &client_id).await?;
            Ok(ConsumedRow {
                msg_id: message.message_id(),
                group,
                client_id,
                result: result.consume_result.map(|outcome| outcome.name()),
                well: matches!(
                    result.consume_result,
                    Some(DirectConsumeOutcome::Success | DirectConsumeOutcome::Commit)
                ),
                spent_ms: result.spent_time_mills,
                remark: result.remark,
            })
        })?;
        let well = row.well;
        cli.out.list(&[row])?;
        if well { Ok(()) } else { Err(CommandError::failed("the member did not consume it well")) }
    }
}

async fn first_member(admin: &Admin, group: &GroupName) -> CommandResult<ClientId> {
    let online = admin.group_connections(group).await;
    let online = online.map_err(|error| never_online(group, error))?;
    let members = online.map(|online| online.connection_set).unwrap_or_default();
    let first = members.into_iter().map(|member| member.client_id).min();
    first.ok_or_else(|| CommandError::not_found(format!("group {group} has no member online")))
}

/// What a member made of a message.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ConsumedRow {
    /// The message.
    msg_id: String,
    /// The consumer group.
    group: GroupName,
    /// The member that consumed it.
    client_id: ClientId,
    /// Apache's name of how it ended; null when the member could not say.
    result: Option<&'static str>,
    #[serde(skip)]
    well: bool,
    /// How long that took.
    spent_ms: i64,
    /// What the member said.
    remark: Option<String>,
}

impl View for ConsumedRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("ID", |r: &Self| r.msg_id.clone()),
            Column::text("GROUP", |r| r.group.to_string()),
            Column::text("CLIENT", |r| r.client_id.to_string()),
            Column::text("RESULT", |r| or_dash(r.result)),
            Column::number("TIME(ms)", |r| r.spent_ms.to_string()),
            Column::text("REMARK", |r| or_dash(r.remark.as_ref())),
        ]
    }

    fn name(&self) -> String {
        self.msg_id.clone()
    }
}
