//! A ring of hashes, on which a queue belongs to the member that comes next.

use std::collections::BTreeMap;

use md5::{Digest, Md5};

use crate::engine::protocol::names::{ClientId, MessageQueue};

/// The queues whose next point on the ring is one of the `points` of `me`.
pub(super) fn assign(
    points: usize,
    queues: &[MessageQueue],
    members: &[ClientId],
    me: &ClientId,
) -> Vec<MessageQueue> {
    let mut ring: BTreeMap<u32, &ClientId> = BTreeMap::new();
    for member in members {
        for point in 0..points {
            ring.insert(hash(&format!("{member}-{point}")), member);
        }
    }
    let owner = |queue: &MessageQueue| {
        let at = hash(&java_text(queue));
        ring.range(at..).next().or_else(|| ring.first_key_value()).map(|(_, member)| *member)
    };
    queues.iter().filter(|queue| owner(queue) == Some(me)).cloned().collect()
}

/// The first four bytes of the MD5 digest (`ConsistentHashRouter.MD5Hash`).
fn hash(key: &str) -> u32 {
    let digest: [u8; 16] = Md5::digest(key.as_bytes()).into();
    let [a, b, c, d, ..] = digest;
    u32::from_be_bytes([a, b, c, d])
}

/// What Java's `MessageQueue.toString` prints: the text that is hashed.
fn java_text(queue: &MessageQueue) -> String {
    let MessageQueue { topic, broker_name, queue_id } = queue;
    format!("MessageQueue [topic={topic}, brokerName={broker_name}, queueId={queue_id}]")
}
