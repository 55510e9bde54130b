//! `rmq group delete`: delete a consumer group.

use super::describe::unknown;
use super::state;
use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::commands::values::counted;
use crate::engine::admin::servers::Target;
use crate::engine::protocol::names::{GroupName, dead_letter_topic, retry_topic};

/// Delete a consumer group from the masters that know it
///
/// Its offsets stay unless --offsets is given, and so do its retry and dead letter topics unless
/// --topics is given. A member that is online makes the group again with its next heartbeat, so stop
/// them first.
#[derive(Debug, clap::Args)]
pub struct GroupDelete {
    /// The group
    group: String,
    #[command(flatten)]
    target: TargetArgs,
    /// Delete how far it is in each queue, too
    #[arg(long)]
    offsets: bool,
    /// Delete its retry topic and its dead letters, too
    #[arg(long)]
    topics: bool,
    /// Show what would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for GroupDelete {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq group delete my-group --dry-run",
        "rmq group delete my-group --offsets --topics --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group.as_str());
        cli.with_admin(async |admin| {
            let masters = self.target.masters(&admin).await?;
            let mut known = admin.group_configs(&group).await?;
            known.retain(|row| masters.iter().any(|master| master.address == row.address));
            if known.is_empty() {
                return Err(unknown(&group));
            }
            let plan = known.iter().map(|row| {
                let before = row.config.as_ref().map_or("unknown".to_owned(), state);
                ChangeRow::planned(&row.broker_name, row.address.as_str(), Some(before), None)
            });
            let plan: Vec<ChangeRow> = plan.collect();
            let online = admin.group_connections(&group).await.ok().flatten();
            if let Some(online) = online.filter(|online| !online.connection_set.is_empty()) {
                let members = counted(online.connection_set.len(), "member");
                cli.out.warn(&format!("{group} has {members} online: it will be made again"));
            }
            let question = self.question(&plan);
            let way = Way { dry_run: self.dry_run, question: Some(&question) };
            carry_out(cli, plan.clone(), way, async {
                let mut outcomes = Vec::new();
                for row in &plan {
                    let broker = Target::Broker(row.address.clone());
                    outcomes.extend(admin.group_delete(&broker, &group, self.offsets).await?);
                }
                Ok(outcomes)
            })
            .await?;
            if self.topics && !self.dry_run {
                for topic in [retry_topic(&group), dead_letter_topic(&group)] {
                    // A group that has never failed has no dead letters: nothing to delete then.
                    if admin.topic_route(&topic).await.is_ok() {
                        let deleted = admin.topic_delete(&topic, None).await?;
                        crate::commands::changes::conclude_outcomes(&deleted.brokers)?;
                        cli.out.note(&format!("deleted topic {topic}"));
                    }
                }
            }
            Ok(())
        })
    }
}

impl GroupDelete {
    fn question(&self, plan: &[ChangeRow]) -> String {
        let brokers: Vec<&str> = plan.iter().map(|row| row.server.as_str()).collect();
        let more = match (self.offsets, self.topics) {
            (true, true) => " with its offsets, retries and dead letters",
            (true, false) => " with its offsets",
            (false, true) => " with its retries and dead letters",
            (false, false) => "",
        };
        format!("Delete group {}{more} on {}?", self.group, brokers.join(", "))
    }
}
