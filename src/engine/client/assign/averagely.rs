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

#[cfg(test)]
mod tests {
    use super::assign;
    use crate::engine::protocol::names::{ClientId, MessageQueue, QueueId};

    /// Queues, members, and what each member gets: printed by Apache's
    /// `AllocateMessageQueueAveragely` 4.9.7 for the queues and ids that [`printed`] makes.
    const BY_APACHE: [(i32, i32, &str); 10] = [
        (1, 1, "0: b0"),
        (4, 1, "0: 100,a0,b0,b1"),
        (4, 2, "0: 100,a0 | 7: b0,b1"),
        (4, 3, "0: 100,a0 | 3: b0 | 7: b1"),
        (8, 3, "0: 100,101,a0 | 3: a1,a2,b0 | 7: b1,b2"),
        (10, 4, "0: 100,101,102 | 10: a0,a1,a2 | 3: b0,b1 | 7: b2,b3"),
        (2, 5, "0: a0 | 10: b0 | 3:  | 6:  | 7: "),
        (3, 3, "0: 100 | 3: a0 | 7: b0"),
        (7, 5, "0: 100,101 | 10: a0,a1 | 3: b0 | 6: b1 | 7: b2"),
        (
            16,
            6,
            "0: 100,101,102 | 10: 103,104,a0 | 2: a1,a2,a3 | 3: a4,b0,b1 | 6: b2,b3 | 7: b4,b5",
        ),
    ];

    fn printed(queues: i32, members: i32) -> String {
        let brokers = ["broker-b", "broker-a", "broker-10"];
        let mut queues: Vec<MessageQueue> = (0..queues)
            .map(|i| MessageQueue {
                topic: "T".into(),
                broker_name: brokers[i as usize % 3].into(),
                queue_id: QueueId(i / 3),
            })
            .collect();
        let mut members: Vec<ClientId> = (0..members)
            .map(|i| ClientId::from(format!("10.0.0.{}@{}#1", i * 7 % 11, 100 - i)))
            .collect();
        queues.sort();
        members.sort();
        let of = |me: &ClientId| {
            let mine: Vec<String> = assign(&queues, &members, me)
                .iter()
                .map(|queue| format!("{}{}", &queue.broker_name["broker-".len()..], queue.queue_id))
                .collect();
            let address = me.split('@').next().unwrap_or_default();
            format!("{}: {}", &address["10.0.0.".len()..], mine.join(","))
        };
        members.iter().map(of).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn queues_are_divided_as_apache_divides_them() {
        for (queues, members, expected) in BY_APACHE {
            assert_eq!(printed(queues, members), expected, "{queues} queues, {members} members");
        }
    }

    #[test]
    fn a_stranger_gets_nothing() {
        let queue = MessageQueue::default();
        assert!(assign(&[queue], &["a".into()], &"b".into()).is_empty());
        assert!(assign(&[], &["a".into()], &"a".into()).is_empty());
    }
}
