//! From the append thread to dispatch: what was appended, in log order and bounded.
//!
//! When dispatch cannot keep up, what it would get is dropped, and it scans the log instead
//! until it has caught up. Every round is pushed after its bytes are published, under the lock
//! under which dispatch decides that it has caught up; so none falls between the two.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

use super::append::{Entries, Results};
use crate::engine::protocol::names::PhysicalOffset;

/// What one round of the append thread wrote.
pub(super) struct AppendedRound {
    /// Entries of each group and where they went.
    pub groups: Vec<(Entries, Results)>,
    /// End of the log after the round.
    pub end: PhysicalOffset,
}

impl AppendedRound {
    fn entries(&self) -> usize {
        self.groups.iter().map(|(entries, _)| entries.len()).sum()
    }
}

/// The rounds on their way.
pub(super) struct HandOver {
    max_entries: usize,
    inner: Mutex<Inner>,
    wake: Condvar,
}

struct Inner {
    rounds: VecDeque<AppendedRound>,
    entries: usize,
    scanning: bool,
    sleeping: bool,
    stop: bool,
}

/// What dispatch has to do next.
pub(super) enum Work {
    /// These rounds.
    Rounds(VecDeque<AppendedRound>),
    /// Read the log: rounds were dropped.
    Scan,
    /// Nothing more: everything is dispatched and the store closes.
    Finished,
}

impl HandOver {
    /// Holds at most `max_entries` entries.
    pub fn new(max_entries: usize) -> Self {
        let inner = Inner {
            rounds: VecDeque::new(),
            entries: 0,
            scanning: false,
            sleeping: false,
            stop: false,
        };
        Self { max_entries, inner: Mutex::new(inner), wake: Condvar::new() }
    }

    /// Hands a round over, or lets dispatch find it in the log.
    pub fn push(&self, round: AppendedRound) {
        let mut inner = self.inner.lock();
        if !inner.scanning {
            let entries = round.entries();
            if inner.entries + entries <= self.max_entries || inner.rounds.is_empty() {
                inner.entries += entries;
                inner.rounds.push_back(round);
            } else {
                inner.scanning = true;
            }
        }
        let sleeping = std::mem::take(&mut inner.sleeping);
        drop(inner);
        if sleeping {
            self.wake.notify_one();
        }
    }

    /// Waits for work. Rounds handed over before some were dropped come first.
    pub fn next(&self) -> Work {
        let mut inner = self.inner.lock();
        loop {
            if !inner.rounds.is_empty() {
                inner.entries = 0;
                return Work::Rounds(std::mem::take(&mut inner.rounds));
            }
            if inner.scanning {
                return Work::Scan;
            }
            if inner.stop {
                return Work::Finished;
            }
            inner.sleeping = true;
            self.wake.wait(&mut inner);
        }
    }

    /// Makes dispatch scan the log from where it stands, whatever was handed over.
    pub fn start_scanning(&self) {
        let mut inner = self.inner.lock();
        inner.scanning = true;
        inner.rounds.clear();
        inner.entries = 0;
        let sleeping = std::mem::take(&mut inner.sleeping);
        drop(inner);
        if sleeping {
            self.wake.notify_one();
        }
    }

    /// Ends scanning if `caught_up` says so.
    pub fn stop_scanning_if(&self, caught_up: impl FnOnce() -> bool) {
        let mut inner = self.inner.lock();
        if caught_up() {
            inner.scanning = false;
        }
    }

    /// Waits up to `pause`; answers whether the store closes.
    pub fn pause(&self, pause: std::time::Duration) -> bool {
        let mut inner = self.inner.lock();
        let deadline = std::time::Instant::now() + pause;
        while !inner.stop {
            if self.wake.wait_until(&mut inner, deadline).timed_out() {
                break;
            }
        }
        inner.stop
    }

    /// No more rounds will come.
    pub fn stop(&self) {
        self.inner.lock().stop = true;
        self.wake.notify_all();
    }
}
