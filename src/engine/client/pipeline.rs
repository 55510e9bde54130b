//! Many sends on their way at once, from one task.

use tokio::task::JoinSet;

use super::error::Result;
use super::outgoing::Message;
use super::producer::{Producer, QueueChoice, SendResult};

/// Many messages on their way at once, from one task.
pub struct Pipeline {
    producer: Producer,
    sends: JoinSet<(u64, Result<SendResult>)>,
    window: usize,
    next: u64,
}

impl Pipeline {
    pub(super) fn new(producer: Producer, window: usize) -> Self {
        Self { producer, sends: JoinSet::new(), window: window.max(1), next: 0 }
    }

    /// Sets `message` on its way and gives its number: 0, 1, 2 and so on. When the window is
    /// full, waits for one to end first, and gives that one's number and outcome too.
    pub async fn send(
        &mut self,
        message: Message,
        choice: QueueChoice,
    ) -> (u64, Option<(u64, Result<SendResult>)>) {
        let ended = if self.sends.len() >= self.window { self.next().await } else { None };
        let (producer, number) = (self.producer.clone(), self.next);
        self.next += 1;
        self.sends.spawn(async move { (number, producer.send_to(&message, &choice).await) });
        (number, ended)
    }

    /// Waits for the next message to end, in whatever order they do; `None` when none is left.
    pub async fn next(&mut self) -> Option<(u64, Result<SendResult>)> {
        loop {
            match self.sends.join_next().await? {
                Ok(ended) => return Some(ended),
                // A send that panicked has been reported by the runtime; the others go on.
                Err(error) => tracing::error!(%error, "a send was lost"),
            }
        }
    }

    /// How many are on their way.
    pub fn in_flight(&self) -> usize {
        self.sends.len()
    }
}
