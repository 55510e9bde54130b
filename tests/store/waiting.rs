//! Waiting for what the store's threads do.

use std::time::{Duration, Instant};

use rmq::engine::store::{Appended, Store, StoreConfig};

use crate::support::{Message, group};

/// Appends `messages` as one group and waits for the outcome of each.
pub fn append(store: &Store, config: &StoreConfig, messages: &[Message]) -> Vec<Appended> {
    let (group, receiver) = group(store, config, messages);
    store.submit(group).unwrap();
    let mut results = Vec::new();
    while results.len() < messages.len() {
        results.extend(receiver.recv_timeout(Duration::from_secs(20)).unwrap());
    }
    results.sort_by_key(|result| result.entry);
    results
}

/// Waits until everything written is readable.
pub fn wait_dispatched(store: &Store) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while store.dispatch_behind_bytes() > 0 {
        assert!(Instant::now() < deadline, "dispatch does not catch up");
        std::thread::yield_now();
    }
}
