//! `rmq group list`: the consumer groups of a cluster.

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::admin::view::GroupRow;
use crate::engine::protocol::version::version_name;

/// List the consumer groups, with their members and how far they are behind
///
/// Shown are groups that have been online at some time: brokers made a retry topic for them then.
/// LAG is the number of messages not consumed yet. -o wide shows the lowest version among the
/// members too.
#[derive(Debug, clap::Args)]
pub struct GroupList {}

impl Command for GroupList {
    const EXAMPLES: &'static [&'static str] = &["rmq group list", "rmq group list -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<GroupRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let rows = cli.with_admin(async |admin| Ok(admin.group_list().await?))?;
        if rows.is_empty() {
            cli.out.note("no group has consumed anything yet");
        }
        cli.out.list(&rows)?;
        conclude(
            "groups are not fully told",
            rows.iter().map(|row| (row.group.as_str(), row.error.as_ref())),
        )
    }
}

impl View for GroupRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("GROUP", |r: &Self| r.group.to_string()),
            Column::number("MEMBERS", |r| r.members.to_string()),
            Column::text("TYPE", |r| or_dash(r.consume_type)),
            Column::text("MODEL", |r| or_dash(r.message_model)),
            Column::number("TPS", |r| format!("{:.2}", r.consume_tps)),
            Column::number("LAG", |r| r.diff_total.to_string()),
            Column::text("VERSION", |r: &Self| or_dash(r.version.map(version_name))).wide(),
        ]
    }

    fn name(&self) -> String {
        self.group.to_string()
    }
}
