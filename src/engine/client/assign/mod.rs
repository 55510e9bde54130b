//! Strategies that divide a topic's queues among the members of a consumer group. Every member
//! computes the same division on its own, so a strategy depends on nothing but its arguments:
//! the sorted queues, the sorted members, and which of them asks.

pub mod averagely;
mod circle;
mod consistent_hash;
mod machine_room;
mod nearby;

use std::collections::BTreeSet;

use crate::engine::protocol::names::{ClientId, MessageQueue};

pub use nearby::Rooms;

/// Points on the ring for each member (`AllocateMessageQueueConsistentHash`).
pub const VIRTUAL_NODES: usize = 10;

/// How queues are divided. All members of a group must use the same.
#[derive(Clone, Debug, Default)]
pub enum Strategy {
    /// Neighbouring queues in runs of nearly equal length (`AllocateMessageQueueAveragely`).
    #[default]
    Averagely,
    /// One queue to each member in turn (`AllocateMessageQueueAveragelyByCircle`).
    Circle,
    /// These queues, whatever the others have (`AllocateMessageQueueByConfig`).
    Config(Vec<MessageQueue>),
    /// The queues of brokers named `ROOM@NAME` in one of these rooms, nearly equally many to each
    /// member (`AllocateMessageQueueByMachineRoom`).
    MachineRoom(BTreeSet<String>),
    /// The member that is next on a ring of MD5 hashes, with so many points for each
    /// (`AllocateMessageQueueConsistentHash`): few queues move when a member comes or goes.
    ConsistentHash(usize),
    /// By the strategy within, among the members in the broker's own room; among all where a room
    /// has no member (`AllocateMachineRoomNearby`).
    Nearby(Box<Strategy>, Rooms),
}

impl Strategy {
    /// The queues of `queues` that are `me`'s among `members`. Both lists must be sorted. Empty
    /// when `me` is not a member.
    pub fn assign(
        &self,
        queues: &[MessageQueue],
        members: &[ClientId],
        me: &ClientId,
    ) -> Vec<MessageQueue> {
        let Some(index) = members.iter().position(|member| member == me) else { return Vec::new() };
        match self {
            Self::Averagely => averagely::assign(queues, members, me),
            Self::Circle => circle::assign(queues, members.len(), index),
            Self::Config(mine) => mine.clone(),
            Self::MachineRoom(rooms) => machine_room::assign(rooms, queues, members.len(), index),
            Self::ConsistentHash(points) => consistent_hash::assign(*points, queues, members, me),
            Self::Nearby(within, rooms) => nearby::assign(within, rooms, queues, members, me),
        }
    }
}
