//! `rmq message resend`: send a message once more.

use super::find::{Finder, Named};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::message_view::MessageView;
use crate::commands::send_view::SendView;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig};

/// The group of the producer that sends messages again.
const GROUP: &str = "ReSendMsgById";

/// Send a message once more
///
/// A copy with a new id goes to the same topic, or to another: body, tag, keys and the sender's own
/// properties. Every group that consumes the topic gets it; `rmq message consume-directly` lets one.
#[derive(Debug, clap::Args)]
pub struct MessageResend {
    #[command(flatten)]
    message: Named,
    /// The topic to send it to, when it is not its own
    #[arg(long, value_name = "TOPIC")]
    to: Option<String>,
    /// Show the message, and send nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for MessageResend {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message resend 7F00000100002A9F0000000000000000 --dry-run",
        "rmq message resend 7F00000100002A9F0000000000000000 --to TopicTest2",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] =
        &[JsonForm::rows::<SendView>(""), JsonForm::rows::<MessageView>("with --dry-run")];

    fn run(self, cli: &Cli) -> CommandResult {
        let config = cli.client_config()?;
        cli.with_admin(async |admin| {
            let finder = Finder::new(&admin).await?;
            let message = finder.find(&self.message).await?;
            if self.dry_run {
                return cli.out.list(&[finder.view(&message)]);
            }
            let to = self.to.as_deref().map_or_else(|| message.topic.clone(), Into::into);
            let copy = Message::copy_of(&message, to);
            let producer = Producer::start(ProducerConfig::new(config, GROUP));
            let result = producer.send(&copy).await;
            producer.shutdown().await;
            cli.out.list(&[SendView::from(result?)])
        })
    }
}
