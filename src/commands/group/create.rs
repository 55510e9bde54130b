//! `rmq group create`: make a consumer group, or change it.

use super::state;
use crate::commands::changes::{ChangeRow, UNCHANGED, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::servers::Target;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::names::GroupName;

/// Make a consumer group on every master of a cluster
///
/// Brokers make a group by themselves when its first member comes, unless autoCreateSubscriptionGroup
/// is off. A group that is there already keeps what no option names; with --update the rest changes.
#[derive(Debug, clap::Args)]
pub struct GroupCreate {
    /// Its name: letters, digits, `-`, `_`, `%` and `|`
    group: String,
    #[command(flatten)]
    target: TargetArgs,
    /// Tries after the first before a message becomes a dead letter [default: 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..))]
    retries: Option<i32>,
    /// Queues of its retry topic on each broker [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..))]
    retry_queues: Option<i32>,
    /// Whether it may consume [default: true]
    #[arg(long, value_name = "BOOL")]
    consume: Option<bool>,
    /// Whether its members may each get every message [default: true]
    #[arg(long, value_name = "BOOL")]
    broadcast: Option<bool>,
    /// Id of the broker that members read from; 0 is the master [default: 0]
    #[arg(long, value_name = "ID")]
    read_from: Option<i64>,
    /// Id of the broker they are sent to when they are far behind [default: 1]
    #[arg(long, value_name = "ID")]
    read_from_when_behind: Option<i64>,
    /// Change the group if it is there already
    #[arg(long)]
    update: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for GroupCreate {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq group create my-group",
        "rmq group create my-group --retries 3 --update --dry-run",
        "rmq group create my-group --retries 3 --update",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        crate::engine::protocol::name_rules::check_group(&self.group)
            .map_err(crate::engine::client::error::ClientError::from)?;
        let group = GroupName::from(self.group.as_str());
        cli.with_admin(async |admin| {
            let target = self.target.one(&admin.cluster_info().await?)?;
            let known = admin.group_configs(&group).await?;
            let mut wanted = Vec::new();
            let mut plan = Vec::new();
            for master in admin.masters_of(&target).await? {
                let before = known.iter().find(|row| row.address == master.address);
                let before = before.and_then(|row| row.config.clone());
                let after = self.applied(before.clone());
                let row = ChangeRow::planned(
                    &master.name,
                    master.address.as_str(),
                    before.as_ref().map(state),
                    Some(state(&after)),
                );
                plan.push(row);
                wanted.push((Target::Broker(master.address), after));
            }
            let other = plan.iter().find(|r| r.before.is_some() && r.result != UNCHANGED);
            if let (Some(row), false) = (other, self.update) {
                return Err(exists(&group, row));
            }
            let way = Way { dry_run: self.dry_run, question: None };
            carry_out(cli, plan, way, async {
                let mut outcomes = Vec::new();
                for (broker, config) in &wanted {
                    outcomes.extend(admin.group_update(broker, config).await?);
                }
                Ok(outcomes)
            })
            .await
        })
    }
}

impl GroupCreate {
    /// The settings with what the options say.
    fn applied(&self, before: Option<SubscriptionGroupConfig>) -> SubscriptionGroupConfig {
        let old = before.unwrap_or_else(|| SubscriptionGroupConfig::new(self.group.as_str()));
        let slow = self.read_from_when_behind.unwrap_or(old.which_broker_when_consume_slowly);
        SubscriptionGroupConfig {
            retry_max_times: self.retries.unwrap_or(old.retry_max_times),
            retry_queue_nums: self.retry_queues.unwrap_or(old.retry_queue_nums),
            consume_enable: self.consume.unwrap_or(old.consume_enable),
            consume_broadcast_enable: self.broadcast.unwrap_or(old.consume_broadcast_enable),
            broker_id: self.read_from.unwrap_or(old.broker_id),
            which_broker_when_consume_slowly: slow,
            ..old
        }
    }
}

fn exists(group: &GroupName, row: &ChangeRow) -> CommandError {
    let before = row.before.as_deref().unwrap_or_default();
    CommandError::failed(format!("group {group} exists on {} with {before}", row.server))
        .hint("add --update to change it; --dry-run shows what would change")
}
