//! `rmq group describe`: the settings of a group.

use crate::commands::changes::conclude;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::admin::view::GroupConfigRow;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::names::GroupName;

/// Show the settings of a consumer group on each broker
///
/// RETRIES is how often a message is tried again before it becomes a dead letter. READS is the id of
/// the broker that members read from, and of the one they are sent to when they are far behind.
#[derive(Debug, clap::Args)]
pub struct GroupDescribe {
    /// The group
    group: String,
}

impl Command for GroupDescribe {
    const EXAMPLES: &'static [&'static str] =
        &["rmq group describe my-group", "rmq group describe my-group -o yaml"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<GroupConfigRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group);
        let rows = cli.with_admin(async |admin| Ok(admin.group_configs(&group).await?))?;
        if rows.is_empty() {
            return Err(unknown(&group));
        }
        cli.out.list(&rows)?;
        conclude(
            "brokers did not tell the group",
            rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
        )
    }
}

/// The error for a group that no broker knows.
pub fn unknown(group: &GroupName) -> CommandError {
    CommandError::not_found(format!("no broker knows group {group}"))
        .hint(format!("rmq group list, or rmq group create {group}"))
}

fn setting(row: &GroupConfigRow, get: impl Fn(&SubscriptionGroupConfig) -> String) -> String {
    or_dash(row.config.as_ref().map(get))
}

fn yes_or_no(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

impl View for GroupConfigRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.to_string()),
            Column::text("BROKER", |r| r.broker_name.to_string()),
            Column::text("ADDRESS", |r| r.address.clone()),
            Column::text("CONSUMES", |r| setting(r, |c| yes_or_no(c.consume_enable))),
            Column::text("BROADCASTS", |r| setting(r, |c| yes_or_no(c.consume_broadcast_enable))),
            Column::number("RETRIES", |r| setting(r, |c| c.retry_max_times.to_string())),
            Column::number("RETRY QUEUES", |r| setting(r, |c| c.retry_queue_nums.to_string())),
            Column::text("READS", |r| {
                setting(r, |c| format!("{},{}", c.broker_id, c.which_broker_when_consume_slowly))
            }),
            Column::text("NOTIFIES", |r: &Self| {
                setting(r, |c| yes_or_no(c.notify_consumer_ids_changed_enable))
            })
            .wide(),
        ]
    }

    fn name(&self) -> String {
        self.broker_name.to_string()
    }
}
