//! Queues stay in the machine room of their broker as long as a member is there.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Strategy;
use crate::engine::protocol::names::{ClientId, MessageQueue};

/// Which machine room a queue's broker and a member are in (`MachineRoomResolver`).
#[derive(Clone)]
pub struct Rooms {
    /// The room of the broker that holds a queue.
    pub of_queue: Arc<dyn Fn(&MessageQueue) -> String + Send + Sync>,
    /// The room of a member.
    pub of_member: Arc<dyn Fn(&ClientId) -> String + Send + Sync>,
}

impl fmt::Debug for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rooms")
    }
}

/// First what lies in the room of `me`, then by room what lies where nobody is.
pub(super) fn assign(
    within: &Strategy,
    rooms: &Rooms,
    queues: &[MessageQueue],
    members: &[ClientId],
    me: &ClientId,
) -> Vec<MessageQueue> {
    let mut queues_in: BTreeMap<String, Vec<MessageQueue>> = BTreeMap::new();
    for queue in queues {
        queues_in.entry((rooms.of_queue)(queue)).or_default().push(queue.clone());
    }
    let mut members_in: BTreeMap<String, Vec<ClientId>> = BTreeMap::new();
    for member in members {
        members_in.entry((rooms.of_member)(member)).or_default().push(member.clone());
    }
    let room = (rooms.of_member)(me);
    let mut mine = match (queues_in.remove(&room), members_in.get(&room)) {
        (Some(near), Some(neighbours)) => within.assign(&near, neighbours, me),
        _ => Vec::new(),
    };
    for (_, far) in queues_in.iter().filter(|(room, _)| !members_in.contains_key(*room)) {
        mine.extend(within.assign(far, members, me));
    }
    mine
}
