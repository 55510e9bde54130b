//! The default strategy: neighbouring queues in runs of nearly equal length, as Apache's
//! `AllocateMessageQueueAveragely` cuts them.

use crate::engine::protocol::names::{ClientId, MessageQueue};

/// The queues of `queues` that are `me`'s among `members`. Both lists must be sorted.
/// Empty when `me` is not a member.
pub fn assign(queues: &[MessageQueue], members: &[ClientId], me: &ClientId) -> Vec<MessageQueue> {
    let Some(index) = members.iter().position(|member| member == me) else { return Vec::new() };
    let longer = queues.len() % members.len();
    let length = queues.len() / members.len();
    // The first `longer` members take one queue more than the others.
    let start = index * length + index.min(longer);
    let length = if index < longer { length + 1 } else { length };
    queues.iter().skip(start).take(length).cloned().collect()
}
