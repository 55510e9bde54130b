//! `rmq dlq resend`: let a group try its dead letters again.

use super::nothing_given_up;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::message::scan::{Found, Scan};
use crate::commands::message_view::MessageView;
use crate::commands::send_view::SendView;
use crate::commands::values::counted;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig};
use crate::engine::protocol::names::{GroupName, dead_letter_topic};

/// The group of the producer that sends them.
const PRODUCER_GROUP: &str = "rmq-dlq-resend";

/// Let a consumer group try its dead letters again
///
/// Copies go to the group's retry topic: only this group gets them, as messages of the topic they came
/// from. The dead letters stay where they are; to send them again sends them twice.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub struct DlqResend {
    /// The group
    group: String,
    /// A message by its id; can be repeated
    #[arg(long = "id", value_name = "ID", group = "which")]
    ids: Vec<String>,
    /// All of them
    #[arg(long, group = "which")]
    all: bool,
    /// Show which, and send nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for DlqResend {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq dlq resend my-group --all --dry-run",
        "rmq dlq resend my-group --id C0A800010000137C036125E68AE60570 --yes",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] =
        &[JsonForm::rows::<SendView>(""), JsonForm::rows::<MessageView>("with --dry-run")];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group.as_str());
        let config = cli.client_config()?;
        cli.block_on(async {
            let found = Scan::all(dead_letter_topic(&group)).collect(cli).await;
            let found = self.chosen(found.map_err(|error| nothing_given_up(&group, error))?)?;
            if self.dry_run {
                let view = |(queue, message): &Found| MessageView::new(message, queue);
                return cli.out.list(&found.iter().map(view).collect::<Vec<_>>());
            }
            let letters = counted(found.len(), "dead letter");
            cli.confirm(&format!("Let group {group} try {letters} again?"))?;
            let producer = Producer::start(ProducerConfig::new(config, PRODUCER_GROUP));
            let mut sent = Vec::new();
            let mut failed = None;
            for (_, message) in &found {
                match producer.send(&Message::retry_of(message, &group)).await {
                    Ok(result) => sent.push(SendView::from(result)),
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            producer.shutdown().await;
            cli.out.list(&sent)?;
            failed.map_or(Ok(()), |error| {
                cli.out.warn(&format!("{} of {} were sent", sent.len(), found.len()));
                Err(error.into())
            })
        })
    }
}

impl DlqResend {
    /// The messages that are meant.
    fn chosen(&self, mut found: Vec<Found>) -> CommandResult<Vec<Found>> {
        let has = |(_, message): &Found, id: &String| {
            message.message_id() == *id || message.offset_message_id() == *id
        };
        if let Some(id) = self.ids.iter().find(|id| !found.iter().any(|found| has(found, id))) {
            let headline = format!("group {} has no dead letter {id}", self.group);
            return Err(
                CommandError::not_found(headline).hint(format!("rmq dlq list {}", self.group))
            );
        }
        found.retain(|found| self.all || self.ids.iter().any(|id| has(found, id)));
        Ok(found)
    }
}
