//! One message handed out by a push consumer, and what became of it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::error::Result;
use super::process_queue::ProcessQueue;
use super::push::{Queued, Shared};
use super::send_back;
use super::trace::Consumption;
use super::turn::Begun;
use crate::engine::protocol::bodies::heartbeat::MessageModel;
use crate::engine::protocol::names::{MessageQueue, QueueOffset};
use crate::engine::protocol::received::ReceivedMessage;

/// Pause before a message that could not be sent back is handed out again.
const REDELIVERY_PAUSE: Duration = Duration::from_secs(5);

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It shall come again, after the delay the broker picks by the number of attempts.
    Retry,
}

/// A message handed out, to be acknowledged or sent back. One that is dropped holds its queue's
/// offset, so that it comes again after a restart or a rebalance; where messages are consumed in
/// order, nothing more of its queue is handed out until then.
pub struct Delivery {
    /// The message. A retried one has the topic again that it was first sent to.
    pub message: ReceivedMessage,
    pub(super) process: Arc<ProcessQueue>,
    pub(super) shared: Arc<Shared>,
    /// That it is this message's turn, where messages are consumed in order.
    pub(super) turn: Option<Begun>,
    /// What its trace has to be told.
    pub(super) traced: Option<Consumption>,
}

impl Delivery {
    /// The queue it was read from; for a retried message one of the group's retry topic.
    pub fn queue(&self) -> &MessageQueue {
        &self.process.queue
    }

    /// The first offset of that queue and the one behind its last, as the last pull told.
    pub fn queue_ends(&self) -> (QueueOffset, QueueOffset) {
        self.process.ends()
    }

    /// The message is done with.
    pub fn ack(self) {
        self.finish();
        self.tell(true);
        if let Some(turn) = self.turn {
            turn.done();
        }
    }

    /// The message shall come again. It is sent back, and comes after the delay of level
    /// `delay_level`, or one the broker picks by the number of attempts for 0; a negative level
    /// makes it a dead letter at once. In broadcasting there is no retry, and the message counts as
    /// done. Where messages are consumed in order, it stays the next of its queue, as
    /// [`Delivery::suspend`] with the pause of the settings.
    ///
    /// # Errors
    /// Neither the broker nor another one took it back. It is handed out again here in 5 s.
    pub async fn retry(self, delay_level: i32) -> Result<()> {
        if self.turn.is_some() {
            let pause = self.shared.config.suspend_queue;
            self.suspend(pause);
            return Ok(());
        }
        if self.shared.config.model == MessageModel::Broadcasting {
            tracing::warn!(id = self.message.message_id(), "no retry in broadcasting");
            self.finish();
            self.tell(false);
            return Ok(());
        }
        self.tell(false);
        match send_back::send_back(&self.shared, self.queue(), &self.message, delay_level).await {
            Ok(()) => {
                self.finish();
                Ok(())
            }
            Err(error) => {
                let Self { mut message, process, shared, .. } = self;
                message.reconsume_times += 1;
                tokio::spawn(async move {
                    tokio::select! {
                        () = tokio::time::sleep(REDELIVERY_PAUSE) => {}
                        () = process.until_dropped() => return,
                    }
                    shared.hand_out(Queued { message, process, turn: None });
                });
                Err(error)
            }
        }
    }

    /// Where messages are consumed in order: this one comes again after `pause`, 10 ms to 30 s,
    /// and nothing else of its queue before. Elsewhere it is dropped.
    pub fn suspend(self, pause: Duration) {
        self.tell(false);
        if let Some(turn) = self.turn {
            turn.again(pause);
        }
    }

    /// Tells the trace how it ended.
    fn tell(&self, success: bool) {
        if let (Some(tracer), Some(traced)) = (&self.shared.tracer, &self.traced) {
            tracer.consumed(&self.message, traced, success);
        }
    }

    fn finish(&self) {
        if let Some(offset) = self.process.remove(self.message.queue_offset) {
            self.shared.offsets.advance(&self.process.queue, offset);
        }
    }
}

/// Consumes a message on a task of its own, so that a panic is its own too, and settles it.
pub(super) async fn settle<C>(delivery: Delivery, outcome: C)
where
    C: Future<Output = Outcome> + Send + 'static,
{
    match tokio::spawn(outcome).await {
        Ok(Outcome::Done) => delivery.ack(),
        Ok(Outcome::Retry) => drop(delivery.retry(0).await),
        Err(error) => {
            tracing::error!(%error, "the handler of a message failed");
            drop(delivery.retry(0).await);
        }
    }
}
