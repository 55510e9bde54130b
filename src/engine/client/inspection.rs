//! What brokers ask of a push consumer on behalf of administrators, and what they tell it to do.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::process_queue::ProcessQueue;
use super::push::{Queued, Shared};
use super::turn::{Settled, Turn};
use crate::engine::protocol::bodies::queue_map::QueueMap;
use crate::engine::protocol::bodies::running_info::{
    ConsumerRunningInfo, DirectConsumeOutcome, DirectConsumeResult, ProcessQueueInfo, property,
};
use crate::engine::protocol::names::{BrokerName, MessageQueue, QueueOffset, TopicName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::version::CURRENT_VERSION_NAME;

impl Shared {
    /// Goes on at these offsets in those of the queues that are this member's. What was pulled of
    /// them is void.
    pub(super) async fn reset_offsets(&self, targets: Vec<(MessageQueue, QueueOffset)>) {
        for (queue, offset) in targets {
            let running = self.queues.lock().remove(&queue);
            let Some(running) = running else { continue };
            tracing::info!(?queue, %offset, group = %self.config.group, "offset reset");
            running.process.drop_queue();
            running.task.abort();
            self.offsets.reset(&queue, offset);
            // The queue starts anew where the broker says; so it has to know.
            self.offsets.hand_over(&queue).await;
        }
        self.rebalance.notify_one();
    }

    /// How far this member is in its queues of `topic`.
    pub(super) fn offsets_of(&self, topic: &TopicName) -> QueueMap<QueueOffset> {
        let mut offsets = QueueMap::default();
        for queue in self.queues.lock().keys().filter(|queue| queue.topic == *topic) {
            if let Some(offset) = self.offsets.known(queue) {
                offsets.insert(queue.clone(), offset);
            }
        }
        offsets
    }

    /// What this member is and does. Rates are not counted.
    pub(super) fn running_info(&self) -> ConsumerRunningInfo {
        let config = &self.config;
        let subscribed = self.subscriptions.values().map(|s| s.data.clone());
        let mut info = ConsumerRunningInfo {
            subscription_set: subscribed.collect(),
            ..ConsumerRunningInfo::default()
        };
        let properties: BTreeMap<&str, String> = [
            (property::NAMESRV_ADDR, format!("{};", config.client.namesrv)),
            (property::CONSUME_TYPE, "CONSUME_PASSIVELY".to_owned()),
            (property::CONSUME_ORDERLY, config.orderly.to_string()),
            (property::THREAD_POOL_CORE_SIZE, "1".to_owned()),
            (property::CLIENT_VERSION, CURRENT_VERSION_NAME.to_owned()),
            (property::CONSUMER_START_TIMESTAMP, self.started.to_string()),
            ("consumerGroup", config.group.to_string()),
            ("messageModel", config.model.name().to_owned()),
            ("pullBatchSize", config.pull_batch.to_string()),
            ("pullThresholdForQueue", config.limits.messages.to_string()),
            ("maxReconsumeTimes", config.max_attempts().to_string()),
        ]
        .into();
        info.properties =
            properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for (queue, running) in &*self.queues.lock() {
            let held = running.process.held();
            let queue_info = ProcessQueueInfo {
                cached_msg_count: i32::try_from(held.count).unwrap_or(i32::MAX),
                cached_msg_min_offset: held.first.unwrap_or_default(),
                cached_msg_max_offset: held.last.unwrap_or_default(),
                cached_msg_size_in_mib: i32::try_from(held.bytes >> 20).unwrap_or(i32::MAX),
                commit_offset: self.offsets.known(queue).unwrap_or_default(),
                dropped: running.process.is_dropped(),
                locked: config.locks_queues() && running.process.is_locked(config.lock_life),
                ..ProcessQueueInfo::default()
            };
            info.mq_table.insert(queue.clone(), queue_info);
        }
        info
    }

    /// Hands `message` out as if it had been pulled, and waits for what becomes of it. No offset
    /// moves.
    pub(super) async fn consume_directly(
        self: &Arc<Self>,
        mut message: ReceivedMessage,
        broker_name: BrokerName,
    ) -> DirectConsumeResult {
        let began = Instant::now();
        let queue =
            MessageQueue { broker_name, queue_id: message.queue_id, topic: message.topic.clone() };
        self.show_as_sent(&mut message);
        let (turn, settled) = Turn::new();
        let process = Arc::new(ProcessQueue::new(queue));
        self.hand_out(Queued { message, process, turn: Some(turn) });
        let outcome = match settled.await {
            Ok(Settled::Done) => DirectConsumeOutcome::Success,
            Ok(Settled::Again(_)) => DirectConsumeOutcome::Later,
            Err(_) => DirectConsumeOutcome::ReturnNull,
        };
        DirectConsumeResult {
            order: self.config.orderly,
            consume_result: Some(outcome),
            spent_time_mills: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            ..DirectConsumeResult::default()
        }
    }
}
