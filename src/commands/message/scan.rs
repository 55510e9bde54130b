//! Reads messages of a topic as they lie in its queues, and puts them in the order of their time.

use std::collections::HashMap;
use std::sync::Arc;

use crate::commands::cli::Cli;
use crate::commands::error::CommandResult;
use crate::commands::reading::{Reader, Reading};
use crate::commands::values::Start;
use crate::engine::client::pull::PullConsumer;
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::name_rules::TOOLS_GROUP;
use crate::engine::protocol::names::{MessageQueue, QueueId, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;

/// What to read.
pub struct Scan {
    /// The topic.
    pub topic: TopicName,
    /// Only the queues with this number.
    pub queue: Option<QueueId>,
    /// Which messages.
    pub filter: Filter,
    /// Where to start in each queue.
    pub start: Start,
    /// Only what was stored before.
    pub until: Option<TimestampMs>,
    /// At most so many messages of each queue.
    pub most: usize,
}

/// A message and the queue it lies in.
pub type Found = (MessageQueue, ReceivedMessage);

impl Scan {
    /// Everything in `topic`.
    pub fn all(topic: TopicName) -> Self {
        let (start, most) = (Start::First, usize::MAX);
        Self { topic, queue: None, filter: Filter::All, start, until: None, most }
    }

    /// Hands every message to `each`, in the order of each queue.
    pub async fn run(
        &self,
        cli: &Cli,
        mut each: impl FnMut(MessageQueue, ReceivedMessage) -> CommandResult,
    ) -> CommandResult {
        let consumer = Arc::new(PullConsumer::start(cli.client_config()?, TOOLS_GROUP));
        let is_wanted = |queue: &MessageQueue| self.queue.is_none_or(|id| queue.queue_id == id);
        let queues = consumer.queues(&self.topic).await?;
        // How many messages of each queue are still wanted.
        let mut left: HashMap<MessageQueue, usize> =
            queues.into_iter().filter(is_wanted).map(|queue| (queue, self.most)).collect();
        let reading = Reading {
            queue: self.queue,
            filter: self.filter.clone(),
            exit_at_end: true,
            ..Reading::all(self.topic.clone(), self.start)
        };
        let mut reader = Reader::start(consumer, &reading).await?;
        while let Some(batch) = reader.next().await {
            let batch = batch?;
            let Some(left_here) = left.get_mut(&batch.queue) else { continue };
            for message in batch.messages {
                if self.until.is_some_and(|until| message.store_timestamp >= until) {
                    *left_here = 0;
                }
                if *left_here > 0 {
                    *left_here -= 1;
                    each(batch.queue.clone(), message)?;
                }
            }
            if left.values().all(|left| *left == 0) {
                break;
            }
        }
        Ok(())
    }

    /// All of them, by store time.
    pub async fn collect(&self, cli: &Cli) -> CommandResult<Vec<Found>> {
        let mut found = Vec::new();
        self.run(cli, |queue, message| {
            found.push((queue, message));
            Ok(())
        })
        .await?;
        found.sort_by_key(|(queue, message)| {
            (message.store_timestamp, queue.clone(), message.queue_offset)
        });
        Ok(found)
    }
}
