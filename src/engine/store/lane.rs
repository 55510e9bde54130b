//! The lane to the append thread: groups that wait to be appended, bounded in bytes.

use std::time::Instant;

use parking_lot::{Condvar, Mutex};

use super::append::{Group, Refused, RefusedReason};

/// Groups on their way to the append thread.
pub(super) struct Lane {
    max_bytes: usize,
    inner: Mutex<Inner>,
    wake: Condvar,
}

struct Inner {
    groups: Vec<Group>,
    bytes: usize,
    oldest: Option<Instant>,
    sleeping: bool,
    closed: bool,
}

impl Lane {
    /// A lane for at most `max_bytes` of waiting records.
    pub fn new(max_bytes: usize) -> Self {
        let inner =
            Inner { groups: Vec::new(), bytes: 0, oldest: None, sleeping: false, closed: false };
        Self { max_bytes, inner: Mutex::new(inner), wake: Condvar::new() }
    }

    /// Puts a group on the lane; never waits for the append thread.
    pub fn put(&self, group: Group) -> Result<(), Refused> {
        let mut inner = self.inner.lock();
        let bytes = inner.bytes.saturating_add(group.records.len());
        // A single group always gets through an empty lane, however large it is.
        let reason = match inner.closed {
            true => Some(RefusedReason::Closed),
            false => (bytes > self.max_bytes && inner.bytes > 0).then_some(RefusedReason::LaneFull),
        };
        if let Some(reason) = reason {
            return Err(Refused { group, reason });
        }
        inner.bytes = bytes;
        if inner.groups.is_empty() {
            inner.oldest = Some(Instant::now());
        }
        inner.groups.push(group);
        let sleeping = std::mem::take(&mut inner.sleeping);
        drop(inner);
        if sleeping {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Waits for groups and moves all of them to `out`, which must be empty. Answers `false`
    /// when the lane is closed and empty.
    pub fn take(&self, out: &mut Vec<Group>) -> bool {
        let mut inner = self.inner.lock();
        while inner.groups.is_empty() {
            if inner.closed {
                return false;
            }
            inner.sleeping = true;
            self.wake.wait(&mut inner);
        }
        inner.sleeping = false;
        inner.bytes = 0;
        inner.oldest = None;
        std::mem::swap(&mut inner.groups, out);
        true
    }

    /// Takes nothing more; what is on the lane still gets through.
    pub fn close(&self) {
        self.inner.lock().closed = true;
        self.wake.notify_all();
    }

    /// Since when the oldest group waits that the append thread has not taken.
    pub fn waiting_since(&self) -> Option<Instant> {
        self.inner.lock().oldest
    }
}
