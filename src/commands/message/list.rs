//! `rmq message list`: messages of a topic.

use super::scan::Scan;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::message_view::MessageView;
use crate::commands::values::{Start, time};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::names::{QueueId, TopicName};
use crate::engine::util::clock::TimestampMs;

/// List messages of a topic by the time they were stored
///
/// Without --from these are the newest ones, with it the first ones since. The queues are read as they
/// are: no group is joined and no progress stored. What was left out is said on standard error.
#[derive(Debug, clap::Args)]
pub struct MessageList {
    /// The topic
    topic: String,
    /// Only what was stored at this time or later: 10m (ago), a date and time, or epoch ms
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<TimestampMs>,
    /// Only what was stored before this time
    #[arg(long, value_name = "TIME", value_parser = time, requires = "from")]
    until: Option<TimestampMs>,
    /// At most so many messages
    #[arg(long, value_name = "N", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Only the queues with this number
    #[arg(long, value_name = "ID")]
    queue: Option<i32>,
    /// Only messages with one of these tags, as 'A || B'
    #[arg(long, value_name = "TAGS", requires = "from")]
    tag: Option<String>,
}

impl Command for MessageList {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message list TopicTest",
        "rmq message list TopicTest --from 10m --tag 'TagA || TagB' --count 100 -o jsonl",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<MessageView>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let most = usize::try_from(self.count).unwrap_or(usize::MAX);
        // One more tells whether there are more.
        let start = match self.from {
            Some(moment) => Start::At(moment),
            None => Start::Tail(i64::from(self.count) + 1),
        };
        let scan = Scan {
            topic: TopicName::from(self.topic.as_str()),
            queue: self.queue.map(QueueId),
            filter: self.tag.as_deref().map_or(Ok(Filter::All), Filter::tags)?,
            start,
            until: self.until,
            most: most.saturating_add(1),
        };
        let mut found = cli.block_on(scan.collect(cli))?;
        let more = found.len() > most;
        if self.from.is_some() {
            found.truncate(most);
        } else {
            found.drain(..found.len().saturating_sub(most));
        }
        let views: Vec<MessageView> =
            found.iter().map(|(queue, message)| MessageView::new(message, queue)).collect();
        cli.out.list(&views)?;
        match (views.len(), more, self.from) {
            (0, _, _) => cli.out.note(&format!("topic {} has no message there", self.topic)),
            (shown, true, Some(_)) => cli.out.note(&format!("the first {shown}; there are more")),
            (shown, true, None) => cli.out.note(&format!("the newest {shown}; there are more")),
            (_, false, _) => {}
        }
        Ok(())
    }
}
