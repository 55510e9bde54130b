//! Reads queues from a start to an end without being a member of a group.
//!
//! One task a queue pulls; batches come out of one channel, in order within each queue. The
//! channel is short, so that no more is pulled than is taken.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::values::Start;
use crate::engine::client::error::{ClientError, Result};
use crate::engine::client::pull::{PullConsumer, PullResult};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::names::{MessageQueue, QueueId, QueueOffset, TopicName};
use crate::engine::protocol::received::ReceivedMessage;

/// Most messages of one pull (`pullBatchSize`).
const PULL_BATCH: i32 = 32;
/// How long a broker holds a pull when there is nothing new.
const SUSPEND: Duration = Duration::from_secs(15);
/// Batches that wait to be taken.
const WAITING: usize = 16;
/// Pause before a broker that did not answer is asked again.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// What to read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The topics.
    pub topics: Vec<TopicName>,
    /// Only the queues with this number.
    pub queue: Option<QueueId>,
    /// Which messages.
    pub filter: Filter,
    /// Where to start in a queue for which the group has stored no progress.
    pub start: Start,
    /// Whether the group's stored progress counts.
    pub resume: bool,
    /// Whether to stop at what is the end now.
    pub exit_at_end: bool,
    /// Where to stop: before that offset, or before the first message stored at that moment.
    pub to: Option<Start>,
}

impl Reading {
    /// Everything in `topic` from `start` on, without an end, for nobody.
    pub fn all(topic: TopicName, start: Start) -> Self {
        let (queue, filter, to) = (None, Filter::All, None);
        Self { topics: vec![topic], queue, filter, start, resume: false, exit_at_end: false, to }
    }
}

/// Some messages of one queue.
#[derive(Debug)]
pub struct Batch {
    /// The queue.
    pub queue: MessageQueue,
    /// The messages, in order.
    pub messages: Vec<ReceivedMessage>,
    /// Where the queue goes on behind them.
    pub next: QueueOffset,
}

/// Queues being read.
pub struct Reader {
    batches: mpsc::Receiver<Result<Batch>>,
    _tasks: JoinSet<()>,
}

/// The part of a queue that is to be read.
struct Span {
    queue: MessageQueue,
    from: QueueOffset,
    end: Option<QueueOffset>,
    /// Whether messages that are not there yet are waited for.
    waits: bool,
}

impl Reader {
    /// Finds the queues, where they start and end, and begins to pull.
    pub async fn start(consumer: Arc<PullConsumer>, reading: &Reading) -> Result<Self> {
        let mut queues = Vec::new();
        for topic in &reading.topics {
            let all = consumer.queues(topic).await?;
            let wanted =
                all.into_iter().filter(|q| reading.queue.is_none_or(|id| q.queue_id == id));
            let before = queues.len();
            queues.extend(wanted);
            if queues.len() == before {
                let wanted = reading.queue.map_or("readable".to_owned(), |id| id.to_string());
                return Err(ClientError::NoQueue { topic: topic.clone(), wanted });
            }
            consumer.check_filter(topic, &reading.filter).await?;
        }
        let (sender, batches) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        for queue in queues {
            let (consumer, reading, sender) = (consumer.clone(), reading.clone(), sender.clone());
            tasks.spawn(async move {
                let outcome = read(&consumer, &reading, queue, &sender).await;
                if let Err(error) = outcome {
                    // Nobody takes batches any more when this fails.
                    drop(sender.send(Err(error)).await);
                }
            });
        }
        Ok(Self { batches, _tasks: tasks })
    }

    /// The next messages; `None` when every queue has come to its end.
    pub async fn next(&mut self) -> Option<Result<Batch>> {
        self.batches.recv().await
    }
}

async fn read(
    consumer: &PullConsumer,
    reading: &Reading,
    queue: MessageQueue,
    batches: &mpsc::Sender<Result<Batch>>,
) -> Result<()> {
    let Span { queue, from, end, waits } = span(consumer, reading, queue).await?;
    let mut at = from;
    let wait = waits.then_some(SUSPEND);
    while end.is_none_or(|end| at < end) {
        let result = match consumer.pull(&queue, at, PULL_BATCH, &reading.filter, wait).await {
            // A reader that follows outlives the restart of a broker.
            Err(error) if waits && error.is_unreachable() => {
                tracing::warn!(%error, "trying again");
                tokio::time::sleep(RETRY_PAUSE).await;
                continue;
            }
            result => result?,
        };
        let PullResult { mut next_offset, mut messages, .. } = result;
        if next_offset == at && messages.is_empty() && !waits {
            // The broker has nothing more although its maximum said so.
            return Ok(());
        }
        if let Some(end) = end {
            messages.retain(|message| message.queue_offset < end);
            next_offset = next_offset.min(end);
        }
        at = next_offset;
        let batch = Batch { queue: queue.clone(), messages, next: next_offset };
        if batches.send(Ok(batch)).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

async fn span(consumer: &PullConsumer, reading: &Reading, queue: MessageQueue) -> Result<Span> {
    let (min, max) = (consumer.min_offset(&queue).await?, consumer.max_offset(&queue).await?);
    let stored = if reading.resume { consumer.committed(&queue).await? } else { None };
    let from = match (stored, reading.start) {
        (Some(stored), _) => stored,
        (None, Start::First) => min,
        (None, Start::Last) => max,
        (None, Start::At(moment)) => consumer.search_offset(&queue, moment).await?,
        (None, Start::Offset(offset)) => QueueOffset(offset),
        (None, Start::Skip(count)) => min.plus(count),
        (None, Start::Tail(count)) => max.plus(-count),
    };
    let from = from.clamp(min, max.max(min));
    let end = match reading.to {
        Some(Start::Offset(offset)) => Some(QueueOffset(offset)),
        Some(Start::At(moment)) => Some(consumer.search_offset(&queue, moment).await?),
        Some(_) => Some(max),
        None => None,
    };
    let end = if reading.exit_at_end { Some(end.map_or(max, |end| end.min(max))) } else { end };
    let waits = end.is_none_or(|end| end > max);
    Ok(Span { queue, from, end, waits })
}
