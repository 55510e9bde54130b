//! What must hold of what was acknowledged and what is stored. Plain comparisons of two lists.

use std::collections::HashMap;

use crate::producers::{Acknowledged, Id, RETRIES};
use crate::stored::{Queues, Stored};

/// Everything acknowledged is exactly where its answer said, and no message is there more often
/// than it was sent.
pub fn acknowledged_is_stored(acknowledged: &[Acknowledged], masters: &[Queues]) {
    for told in acknowledged {
        let found = masters[told.pair][told.queue].get(told.offset);
        let place = found.map(|entry| (entry.physical, entry.id));
        assert_eq!(place, Some((told.physical, Some(told.id))), "{told:?}");
    }
    let mut copies: HashMap<Id, usize> = HashMap::new();
    for id in masters.iter().flatten().flatten().filter_map(|entry| entry.id) {
        *copies.entry(id).or_default() += 1;
    }
    for (id, copies) in copies {
        assert!(copies <= 1 + RETRIES, "{id} is there {copies} times");
    }
    for queue in masters.iter().flatten() {
        assert!(queue.is_sorted_by_key(|entry| entry.physical), "a queue leads back in the log");
    }
}

/// In each queue, what one producer was told of lies in the order in which it was sent.
pub fn order_holds(acknowledged: &[Acknowledged]) {
    let mut by_queue: HashMap<_, Vec<(Id, usize)>> = HashMap::new();
    for told in acknowledged {
        let queue = (told.id.producer, told.pair, told.queue);
        by_queue.entry(queue).or_default().push((told.id, told.offset));
    }
    for (queue, mut places) in by_queue {
        places.sort_unstable();
        for pair in places.windows(2) {
            assert!(pair[0].1 < pair[1].1, "out of order in {queue:?}: {pair:?}");
        }
    }
}

/// A slave answers pulls as its master does.
pub fn slaves_serve_the_same(stored: &Stored) {
    for (pair, (slave, master)) in stored.slaves.iter().zip(&stored.masters).enumerate() {
        for (queue, (copy, original)) in slave.iter().zip(master).enumerate() {
            assert_eq!(copy.len(), original.len(), "pair {pair}, queue {queue}");
            let differs = copy.iter().zip(original).position(|(copy, original)| copy != original);
            assert_eq!(differs, None, "pair {pair}, queue {queue}");
        }
    }
}
