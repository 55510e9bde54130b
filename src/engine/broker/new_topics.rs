//! Topics of the messages that a slave copies: it asks its master for settings as soon as one
//! comes that it has none for, so that it can be read when the master is gone a moment later.
//!
//! Derived: what has come since the start. Invariant: a topic is looked at once.

use std::collections::HashSet;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::topics::Topics;
use crate::engine::protocol::names::TopicName;
use crate::engine::store::Arrivals;

/// Pause after an unknown topic: others may come with it.
const GATHERING: Duration = Duration::from_millis(100);

/// Topics that have come.
#[derive(Default)]
pub(super) struct NewTopics {
    come: Mutex<Come>,
    rung: Notify,
}

#[derive(Default)]
struct Come {
    known: HashSet<TopicName>,
    /// Those that nobody has looked at yet.
    fresh: Vec<TopicName>,
}

impl NewTopics {
    /// Messages have become readable.
    pub(super) fn arrived(&self, arrivals: &[Arrivals]) {
        let mut come = self.come.lock();
        for arrived in arrivals {
            let topic = arrived.queue().topic();
            if !come.known.contains(&**topic) {
                come.known.insert(topic.clone());
                come.fresh.push(topic.clone());
                self.rung.notify_one();
            }
        }
    }

    /// Waits until a message has come whose topic is none of `topics`, and a little longer.
    pub(super) async fn until_unknown(&self, topics: &Topics) {
        loop {
            self.rung.notified().await;
            let fresh = std::mem::take(&mut self.come.lock().fresh);
            if fresh.iter().any(|topic| topics.get(topic).is_none()) {
                tokio::time::sleep(GATHERING).await;
                return;
            }
        }
    }
}
