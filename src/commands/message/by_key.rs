//! `rmq message by-key`: the messages with a key.

use super::find::Finder;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::message_view::MessageView;
use crate::commands::values::time;
use crate::engine::admin::message::KeyQuery;
use crate::engine::protocol::names::TopicName;
use crate::engine::util::clock::TimestampMs;

/// Find messages by a key
///
/// Brokers look into their index, each up to --count messages, newest first. A broker that does not
/// answer is only an error when the others find nothing.
#[derive(Debug, clap::Args)]
pub struct MessageByKey {
    /// The topic
    topic: String,
    /// A key, as producers give with --key
    key: String,
    /// At most so many messages of each broker
    #[arg(long, value_name = "N", default_value_t = 64)]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    count: i32,
    /// Only what was stored at this time or later: 10m (ago), a date and time, or epoch ms
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<TimestampMs>,
    /// Only what was stored before this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<TimestampMs>,
}

impl Command for MessageByKey {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message by-key TopicTest order-17",
        "rmq message by-key TopicTest order-17 --from 1h -o jsonl",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<MessageView>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let query = KeyQuery {
            topic: TopicName::from(self.topic.as_str()),
            key: self.key,
            unique: false,
            max: self.count,
            begin: self.from.unwrap_or(TimestampMs(0)),
            end: self.until.unwrap_or(TimestampMs(i64::MAX)),
        };
        let views = cli.with_admin(async |admin| {
            let finder = Finder::new(&admin).await?;
            let mut messages = admin.messages_by_key(&query).await?;
            messages.sort_by_key(|message| (message.store_timestamp, message.physical_offset));
            Ok(messages.iter().map(|message| finder.view(message)).collect::<Vec<_>>())
        })?;
        if views.is_empty() {
            let headline = format!("topic {} has no message with key {}", query.topic, query.key);
            return Err(CommandError::not_found(headline));
        }
        cli.out.list(&views)
    }
}
