//! Messages that consumers shall not see yet: stored under a topic of the broker's own, with the
//! real place among their properties (`store.md` 5.1, 5.2).

use crate::engine::protocol::message::{property, with_properties};
use crate::engine::protocol::names::QueueId;

/// Where such a message is stored, and with which properties.
pub(super) struct Detour {
    pub(super) topic: &'static str,
    pub(super) queue_id: QueueId,
    pub(super) properties: String,
}

impl Detour {
    /// The detour over `topic` and `queue_id` of a message for `real_topic` and `real_queue`.
    pub(super) fn new(
        (topic, queue_id): (&'static str, QueueId),
        (real_topic, real_queue): (&str, QueueId),
        properties: &str,
    ) -> Self {
        let changes = [
            (property::REAL_TOPIC, Some(real_topic)),
            (property::REAL_QUEUE_ID, Some(&*real_queue.to_string())),
        ];
        Self { topic, queue_id, properties: with_properties(properties, &changes) }
    }
}
