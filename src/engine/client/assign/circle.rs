//! One queue to each member in turn.

use crate::engine::protocol::names::MessageQueue;

/// Every queue whose place, divided by the number of `members`, leaves `index`.
pub(super) fn assign(queues: &[MessageQueue], members: usize, index: usize) -> Vec<MessageQueue> {
    queues.iter().skip(index).step_by(members.max(1)).cloned().collect()
}
