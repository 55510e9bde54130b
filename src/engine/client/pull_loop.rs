//! Pulls one queue for a push consumer until the queue is given up.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::error::ClientError;
use super::orderly;
use super::process_queue::ProcessQueue;
use super::pull::{Pull, PullResult, PullStatus};
use super::push::{Queued, Shared};
use crate::engine::protocol::bodies::route::MASTER_ID;
use crate::engine::protocol::names::QueueOffset;
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::responses::ResponseCode;

/// Pause after a failed pull (`pullTimeDelayMillsWhenException`).
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);
/// Pause after the broker refused for having too much to do.
const PAUSE_AFTER_FLOW_CONTROL: Duration = Duration::from_millis(20);
/// Pause after an answer that came at once and led nowhere, so that no broker is asked in a spin.
const PAUSE_WITHOUT_PROGRESS: Duration = Duration::from_millis(100);

/// Pulls the queue of `process` from `offset` on.
pub(super) async fn run(shared: Arc<Shared>, process: Arc<ProcessQueue>, offset: QueueOffset) {
    let in_order = shared.config.orderly.then(|| orderly::start(&shared, &process));
    let mut state =
        PullLoop { shared, process, offset, broker_id: MASTER_ID, failed: false, in_order };
    loop {
        state.process.until_room(&state.shared.config.limits).await;
        if state.process.is_dropped() {
            return;
        }
        let process = state.process.clone();
        tokio::select! {
            () = process.until_dropped() => return,
            () = state.step() => {}
        }
    }
}

struct PullLoop {
    shared: Arc<Shared>,
    process: Arc<ProcessQueue>,
    offset: QueueOffset,
    broker_id: i64,
    /// Whether the last pull failed.
    failed: bool,
    /// Who hands the messages out, where that is done in order.
    in_order: Option<mpsc::UnboundedSender<ReceivedMessage>>,
}

impl PullLoop {
    /// One pull and what follows from it.
    async fn step(&mut self) {
        let started = Instant::now();
        let from = self.offset;
        match self.pull().await {
            Ok(result) => {
                self.failed = false;
                let is_idle = result.status != PullStatus::Found && result.next_offset == from;
                self.take_in(result);
                if is_idle && started.elapsed() < PAUSE_WITHOUT_PROGRESS {
                    tokio::time::sleep(PAUSE_WITHOUT_PROGRESS).await;
                }
            }
            Err(ClientError::Broker { code: ResponseCode::FlowControl, .. }) => {
                tokio::time::sleep(PAUSE_AFTER_FLOW_CONTROL).await;
            }
            Err(error) => {
                self.note_failure(&error).await;
                tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            }
        }
    }

    async fn note_failure(&mut self, error: &ClientError) {
        let queue = &self.process.queue;
        if std::mem::replace(&mut self.failed, true) {
            tracing::debug!(?queue, %error, "pull failed again");
        } else {
            tracing::warn!(?queue, %error, "pull failed");
        }
        // While the master is gone its slaves are read.
        self.broker_id = if error.is_unreachable() {
            self.shared.session.routes.next_id(&queue.broker_name, self.broker_id)
        } else {
            MASTER_ID
        };
        if let ClientError::Broker { code, address, .. } = error
            && matches!(
                code,
                ResponseCode::SubscriptionNotExist
                    | ResponseCode::SubscriptionNotLatest
                    | ResponseCode::FilterDataNotExist
                    | ResponseCode::FilterDataNotLatest
            )
        {
            // A broker that was restarted knows no subscription until the next heartbeat.
            self.shared.session.greet_again(address).await;
        }
    }

    async fn pull(&self) -> Result<PullResult, ClientError> {
        let (shared, queue) = (&self.shared, &self.process.queue);
        let Some(subscription) = shared.subscriptions.get(&queue.topic) else {
            return Err(ClientError::NoRoute {
                topic: queue.topic.clone(),
                namesrv: "the subscriptions".to_owned(),
            });
        };
        let commit = shared.offsets.known(queue);
        let pull = Pull {
            group: &shared.config.group,
            queue,
            offset: self.offset,
            max: shared.config.pull_batch,
            commit: commit.filter(|offset| {
                shared.offsets.is_remote() && offset.0 > 0 && self.broker_id == MASTER_ID
            }),
            suspend: Some(shared.config.suspend),
            subscription: &subscription.data,
            with_subscription: false,
            broker_id: self.broker_id,
            timeout: shared.config.pull_timeout,
        };
        shared.session.pull(&pull).await
    }

    fn take_in(&mut self, result: PullResult) {
        self.broker_id = result.suggested_broker;
        let asked = std::mem::replace(&mut self.offset, result.next_offset);
        if result.status == PullStatus::OffsetIllegal {
            self.start_over(asked);
            return;
        }
        self.process.set_ends(result.min_offset, result.max_offset);
        let filter = self.shared.subscriptions.get(&self.process.queue.topic).map(|s| &s.filter);
        let wanted = |message: &_| filter.is_none_or(|filter| filter.wants(message));
        for mut message in result.messages.into_iter().filter(wanted) {
            self.shared.show_as_sent(&mut message);
            if !self.process.put(message.queue_offset, message.body.len()) {
                continue;
            }
            match &self.in_order {
                // The task ends when the queue is given up, and this loop with it.
                Some(in_order) => drop(in_order.send(message)),
                None => {
                    let process = self.process.clone();
                    self.shared.hand_out(Queued { message, process, turn: None });
                }
            }
        }
        if let Some(done) = self.process.advance(result.next_offset) {
            self.shared.offsets.advance(&self.process.queue, done);
        }
    }

    /// The queue does not have the offset `asked` for: what was pulled before is void, and pulling
    /// goes on where the broker says. Where the queue ends before it, as a slave's may when its master
    /// has just died, what is not done with yet comes again: nothing may be committed past it.
    fn start_over(&mut self, asked: QueueOffset) {
        let fresh = Arc::new(ProcessQueue::new(self.process.queue.clone()));
        {
            let mut queues = self.shared.queues.lock();
            // A queue given up in this very moment is not taken back.
            match queues.get_mut(&fresh.queue) {
                Some(running) if Arc::ptr_eq(&running.process, &self.process) => {
                    running.process = fresh.clone();
                }
                _ => return,
            }
        }
        self.process.drop_queue();
        if let Some(first) = self.process.held().first.filter(|_| self.offset < asked) {
            self.offset = self.offset.min(first);
        }
        tracing::warn!(queue = ?fresh.queue, %asked, from = %self.offset, "offset moved");
        self.in_order = self.shared.config.orderly.then(|| orderly::start(&self.shared, &fresh));
        self.process = fresh;
        self.shared.offsets.reset(&self.process.queue, self.offset);
    }
}
