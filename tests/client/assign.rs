//! Every strategy divides queues as Apache's class of it does.

use std::collections::BTreeMap;
use std::sync::Arc;

use rmq::engine::client::assign::{Rooms, Strategy, VIRTUAL_NODES};
use rmq::engine::protocol::names::{ClientId, MessageQueue, QueueId};
use serde::Deserialize;

/// One line of the file: queues and members in order, and what Apache's classes of 4.9.7 gave
/// each member, as places in the list of queues, by strategy.
#[derive(Deserialize)]
struct Division {
    topic: String,
    queues: Vec<(String, i32)>,
    members: Vec<String>,
    shares: BTreeMap<String, Vec<Vec<usize>>>,
}

const BY_APACHE: &str = include_str!("assign-by-apache.jsonl");

/// The rooms by which the file was made: the first five letters of a broker, and of a member
/// whose id begins with one; other members are in `room1`.
fn rooms() -> Rooms {
    Rooms {
        of_queue: Arc::new(|queue| queue.broker_name[..5].to_owned()),
        of_member: Arc::new(|member| {
            let room = if member.starts_with("room") { &member[..5] } else { "room1" };
            room.to_owned()
        }),
    }
}

fn strategy(name: &str, queues: &[MessageQueue]) -> Strategy {
    match name {
        "averagely" => Strategy::Averagely,
        "circle" => Strategy::Circle,
        "config" => Strategy::Config(queues[..queues.len().div_ceil(2)].to_vec()),
        "machine-room" => Strategy::MachineRoom(["room0".to_owned(), "room2".to_owned()].into()),
        "consistent-hash" => Strategy::ConsistentHash(VIRTUAL_NODES),
        "consistent-hash-3" => Strategy::ConsistentHash(3),
        "nearby-averagely" => Strategy::Nearby(Box::new(Strategy::Averagely), rooms()),
        "nearby-circle" => Strategy::Nearby(Box::new(Strategy::Circle), rooms()),
        other => panic!("a strategy {other}"),
    }
}

#[test]
fn every_strategy_divides_as_apaches() {
    let mut compared = 0;
    for line in BY_APACHE.lines() {
        let division: Division = serde_json::from_str(line).unwrap();
        let queue = |(broker, id): &(String, i32)| MessageQueue {
            topic: division.topic.as_str().into(),
            broker_name: broker.as_str().into(),
            queue_id: QueueId(*id),
        };
        let queues: Vec<MessageQueue> = division.queues.iter().map(queue).collect();
        assert!(queues.is_sorted(), "Java's order of queues is ours: {line}");
        let members: Vec<ClientId> = division.members.iter().map(|id| id.as_str().into()).collect();
        assert!(members.is_sorted(), "Java's order of members is ours: {line}");
        for (name, shares) in &division.shares {
            let strategy = strategy(name, &queues);
            for (member, share) in members.iter().zip(shares) {
                let expected: Vec<MessageQueue> =
                    share.iter().map(|place| queues[*place].clone()).collect();
                let found = strategy.assign(&queues, &members, member);
                assert_eq!(found, expected, "{name} for {member} in {line}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared} shares compared");
}

#[test]
fn a_stranger_gets_nothing() {
    let queues = [MessageQueue::default()];
    let members = ["a".into()];
    for name in ["averagely", "circle", "config", "machine-room", "consistent-hash"] {
        let share = strategy(name, &queues).assign(&queues, &members, &"b".into());
        assert!(share.is_empty(), "{name}");
    }
}
