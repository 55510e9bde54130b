//! Hands the messages of one queue out in order: the next one when the last one is done.
//!
//! State: which message is in hand, derived from what was pulled. Invariants: one message of the
//! queue is in hand at most; none is handed out without the queue's lock.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::process_queue::ProcessQueue;
use super::push::{Queued, Shared};
use super::send_back;
use super::turn::{Settled, Turn};
use crate::engine::protocol::received::ReceivedMessage;

/// Shortest and longest pause before a message is tried again
/// (`ConsumeMessageOrderlyService.submitConsumeRequestLater`).
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(30));

/// Starts the task that hands out, in order, what is sent into the channel. It ends when the
/// queue of `process` is given up.
pub(super) fn start(
    shared: &Arc<Shared>,
    process: &Arc<ProcessQueue>,
) -> mpsc::UnboundedSender<ReceivedMessage> {
    // The flow limits of the queue bound how many wait here.
    let (sender, mut waiting) = mpsc::unbounded_channel();
    let (shared, process) = (shared.clone(), process.clone());
    tokio::spawn(async move {
        while let Some(message) = waiting.recv().await {
            tokio::select! {
                () = process.until_dropped() => return,
                is_done = until_done(&shared, &process, message) => if !is_done { return },
            }
        }
    });
    sender
}

/// Hands `message` out until it is done with; false when that will not be.
async fn until_done(
    shared: &Arc<Shared>,
    process: &Arc<ProcessQueue>,
    mut message: ReceivedMessage,
) -> bool {
    loop {
        if shared.config.locks_queues() && !process.is_locked(shared.config.lock_life) {
            shared.lose(process);
            return false;
        }
        let (turn, settled) = Turn::new();
        let (copy, process_of_copy) = (message.clone(), process.clone());
        shared.hand_out(Queued { message: copy, process: process_of_copy, turn: Some(turn) });
        match settled.await {
            Ok(Settled::Done) => return true,
            Ok(Settled::Again(pause)) => {
                if is_given_up(shared, process, &message).await {
                    return true;
                }
                message.reconsume_times = message.reconsume_times.saturating_add(1);
                tokio::time::sleep(pause.clamp(PAUSES.0, PAUSES.1)).await;
            }
            // It was dropped: the queue stands still until it is another member's.
            Err(_) => return false,
        }
    }
}

/// Whether `message` was tried often enough and is on its way to the dead letters.
async fn is_given_up(
    shared: &Arc<Shared>,
    process: &Arc<ProcessQueue>,
    message: &ReceivedMessage,
) -> bool {
    if message.reconsume_times < shared.config.max_attempts() {
        return false;
    }
    match send_back::send_anew(shared, message, message.reconsume_times).await {
        Ok(()) => {
            if let Some(offset) = process.remove(message.queue_offset) {
                shared.offsets.advance(&process.queue, offset);
            }
            true
        }
        Err(error) => {
            tracing::warn!(id = message.message_id(), %error, "not given up, tried again");
            false
        }
    }
}
