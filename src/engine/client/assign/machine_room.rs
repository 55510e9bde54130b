//! The queues of some machine rooms, nearly equally many to each member.

use std::collections::BTreeSet;

use crate::engine::protocol::names::MessageQueue;

/// Equal runs of what lies in `rooms`; what is left over goes to the first members, one each.
pub(super) fn assign(
    rooms: &BTreeSet<String>,
    queues: &[MessageQueue],
    members: usize,
    index: usize,
) -> Vec<MessageQueue> {
    let inside: Vec<&MessageQueue> = queues
        .iter()
        .filter(|queue| room_of(&queue.broker_name).is_some_and(|room| rooms.contains(room)))
        .collect();
    let run = inside.len() / members.max(1);
    let left_over = inside.iter().skip(run * members).nth(index);
    let own_run = inside.iter().skip(run * index).take(run);
    own_run.chain(left_over).map(|queue| (*queue).clone()).collect()
}

/// The room in `ROOM@NAME`. Java's `split` does not count empty parts at the end.
fn room_of(broker: &str) -> Option<&str> {
    let mut parts = broker.trim_end_matches('@').split('@');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(room), Some(_), None) => Some(room),
        _ => None,
    }
}
