//! `rmq broker clean`: brokers are told to clean up.

use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::broker::Cleaning;
use crate::engine::admin::servers::Target;

/// Tell brokers to clean up now what they clean up by themselves at their hour
#[derive(Debug, clap::Args)]
pub struct BrokerClean {
    /// What to delete
    #[arg(value_enum, value_name = "WHAT")]
    what: What,
    #[command(flatten)]
    target: TargetArgs,
    /// Show which brokers would be told, and tell none
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    /// Commit log files past fileReservedTime
    ExpiredLog,
    /// Consume queue files whose messages are gone
    ExpiredQueues,
    /// Queues of topics that are no more
    UnusedTopics,
}

impl Command for BrokerClean {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq broker clean expired-log --dry-run",
        "rmq broker clean unused-topics --broker broker-a --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (cleaning, words) = match self.what {
            What::ExpiredLog => (Cleaning::ExpiredCommitLog, "expired commit log files"),
            What::ExpiredQueues => (Cleaning::ExpiredConsumeQueues, "expired consume queue files"),
            What::UnusedTopics => (Cleaning::UnusedTopics, "queues of topics that are no more"),
        };
        cli.with_admin(async |admin| {
            let masters = self.target.masters(&admin).await?;
            let row = |broker: &crate::engine::admin::servers::BrokerAt| {
                let before = Some(words.to_owned());
                ChangeRow::planned(&broker.name, broker.address.as_str(), before, None)
            };
            let plan: Vec<ChangeRow> = masters.iter().map(row).collect();
            let names: Vec<&str> = masters.iter().map(|broker| broker.name.as_str()).collect();
            let question = format!("Delete {words} on {}?", names.join(", "));
            let way = Way { dry_run: self.dry_run, question: Some(&question) };
            carry_out(cli, plan, way, async {
                let mut outcomes = Vec::new();
                for broker in &masters {
                    let target = Target::Broker(broker.address.clone());
                    outcomes.extend(admin.clean(&target, cleaning).await?);
                }
                Ok(outcomes)
            })
            .await
        })
    }
}
