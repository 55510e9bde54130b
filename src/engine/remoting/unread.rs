//! Answers that wait for peers which do not take them, over all connections of one server.
//!
//! Derived state. Only copies count: slices of mapped files hold no memory of their own. A
//! connection counts in whole steps, so one that takes its answers never shows here. Invariants: the
//! total is the sum of what the connections count; a connection that has gone counts nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a connection may have waiting before it counts at all.
pub const STEP: usize = 64 * 1024;
/// Most that one connection may have waiting before nothing more is read from it.
pub const MOST_OF_ONE: usize = 8 * 1024 * 1024;
/// What all connections together may have waiting.
const MOST_OF_ALL: usize = 64 * 1024 * 1024;
/// Which part of the room that is left one connection may take: the more are slow, the less each
/// may have, and there is always room for one more.
const PART_OF_ROOM: usize = 4;

/// The unread answers of one server.
#[derive(Debug, Default)]
pub struct Unread {
    bytes: AtomicUsize,
}

impl Unread {
    /// Bytes that wait, as far as they count.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// What a connection may have waiting before nothing more is read from it.
    pub fn share(&self) -> usize {
        let room = MOST_OF_ALL.saturating_sub(self.bytes());
        (room / PART_OF_ROOM).clamp(STEP, MOST_OF_ONE)
    }
}

/// What one part of one connection counts.
#[derive(Debug)]
pub struct Counted {
    unread: Arc<Unread>,
    bytes: usize,
}

impl Counted {
    /// Nothing yet.
    pub fn of(unread: &Arc<Unread>) -> Self {
        Self { unread: unread.clone(), bytes: 0 }
    }

    /// `bytes` wait now.
    pub fn set(&mut self, bytes: usize) {
        let bytes = bytes - bytes % STEP;
        if bytes == self.bytes {
            return;
        }
        let total = &self.unread.bytes;
        if bytes > self.bytes {
            total.fetch_add(bytes - self.bytes, Ordering::Relaxed);
        } else {
            total.fetch_sub(self.bytes - bytes, Ordering::Relaxed);
        }
        self.bytes = bytes;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever comes takes what it may: the whole stays bounded, and the last one gets something.
    #[test]
    fn however_many_there_are_they_share_what_there_is() {
        let unread = Arc::new(Unread::default());
        let mut all = Vec::new();
        for _ in 0..1000 {
            let mut one = Counted::of(&unread);
            one.set(unread.share());
            assert!(one.bytes >= STEP);
            all.push(one);
        }
        assert_eq!(all[0].bytes, MOST_OF_ONE);
        assert_eq!(unread.bytes(), all.iter().map(|one| one.bytes).sum::<usize>());
        assert!(unread.bytes() <= MOST_OF_ALL + all.len() * STEP);
        all.truncate(1);
        all[0].set(STEP - 1);
        assert_eq!((unread.bytes(), unread.share()), (0, MOST_OF_ONE));
        all[0].set(2 * STEP + 1);
        assert_eq!(unread.bytes(), 2 * STEP);
        drop(all);
        assert_eq!(unread.bytes(), 0);
    }
}
