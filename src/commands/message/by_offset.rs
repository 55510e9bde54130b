//! `rmq message by-offset`: the messages at a place of a queue.

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::message_view::MessageView;
use crate::engine::client::pull::PullConsumer;
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::name_rules::TOOLS_GROUP;
use crate::engine::protocol::names::{MessageQueue, QueueId, QueueOffset};

/// Show the message at a place of a queue, and those behind it
#[derive(Debug, clap::Args)]
pub struct MessageByOffset {
    /// The topic
    topic: String,
    /// The broker's name
    broker: String,
    /// The queue
    queue: i32,
    /// The place in the queue
    offset: i64,
    /// So many messages
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    count: i32,
}

impl Command for MessageByOffset {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message by-offset TopicTest broker-a 0 0",
        "rmq message by-offset TopicTest broker-a 0 0 --count 10 -o jsonl",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<MessageView>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let queue = MessageQueue {
            topic: self.topic.as_str().into(),
            broker_name: self.broker.as_str().into(),
            queue_id: QueueId(self.queue),
        };
        let config = cli.client_config()?;
        let views = cli.block_on(async {
            let consumer = PullConsumer::start(config, TOOLS_GROUP);
            let mut views = Vec::new();
            let mut at = QueueOffset(self.offset);
            loop {
                let left = self.count - i32::try_from(views.len()).unwrap_or(i32::MAX);
                let result = consumer.pull(&queue, at, left.min(32), &Filter::All, None).await?;
                views.extend(result.messages.iter().map(|m| MessageView::new(m, &queue)));
                if views.is_empty() {
                    let (min, max) = (result.min_offset, result.max_offset);
                    return Err(self.missing(min, max));
                }
                if result.messages.is_empty() || left <= 1 || views.len() >= self.wanted() {
                    return Ok(views);
                }
                at = result.next_offset;
            }
        })?;
        cli.out.list(&views)
    }
}

impl MessageByOffset {
    fn wanted(&self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }

    fn missing(&self, min: QueueOffset, max: QueueOffset) -> CommandError {
        let Self { topic, broker, queue, offset, .. } = self;
        let headline = format!("queue {queue} of {topic} on {broker} has no message at {offset}");
        let has = match max.plus(-1) {
            last if last < min => "it is empty".to_owned(),
            last => format!("it has {min} to {last}"),
        };
        CommandError::not_found(headline).because(has)
    }
}
