//! The lane to the append thread: groups that wait to be appended, bounded in bytes and in the
//! requests that they answer.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::append::{Group, Refused, RefusedReason};

/// Groups on their way to the append thread.
pub(super) struct Lane {
    max_bytes: usize,
    max_requests: usize,
    inner: Mutex<Inner>,
    wake: Condvar,
}

#[derive(Default)]
struct Inner {
    groups: Vec<Group>,
    bytes: usize,
    requests: usize,
    sleeping: bool,
    closed: bool,
}

/// What waits on the lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneLoad {
    /// Requests of clients.
    pub requests: usize,
    /// How long the oldest group has waited.
    pub oldest: Option<Duration>,
}

/// Groups that were taken off the lane, the oldest first, and what stays on it.
pub(super) struct Recalled {
    pub groups: Vec<Group>,
    /// Requests of the groups that stay.
    pub left: usize,
    /// When the first of those will have waited too long.
    pub next: Option<Instant>,
}

impl Lane {
    /// A lane for at most `max_bytes` of waiting records that answer `max_requests` requests.
    pub fn new(max_bytes: usize, max_requests: usize) -> Self {
        Self { max_bytes, max_requests, inner: Mutex::default(), wake: Condvar::new() }
    }

    /// Puts a group on the lane; never waits for the append thread.
    pub fn put(&self, group: Group) -> Result<(), Refused> {
        let mut inner = self.inner.lock();
        let bytes = inner.bytes.saturating_add(group.records.len());
        let requests = inner.requests.saturating_add(group.ticket.requests);
        // A single group always gets through an empty lane, however large it is.
        let too_many = bytes > self.max_bytes && inner.bytes > 0
            || requests > self.max_requests && inner.requests > 0 && group.ticket.requests > 0;
        let reason = match inner.closed {
            true => Some(RefusedReason::Closed),
            false => too_many.then_some(RefusedReason::LaneFull),
        };
        if let Some(reason) = reason {
            return Err(Refused::new(group, reason));
        }
        (inner.bytes, inner.requests) = (bytes, requests);
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
        (inner.bytes, inner.requests) = (0, 0);
        std::mem::swap(&mut inner.groups, out);
        true
    }

    /// Takes the groups off the lane that have waited too long at `now`, or with `all` every one
    /// that does not wait for as long as it takes.
    pub fn recall(&self, now: Instant, all: bool) -> Recalled {
        let mut inner = self.inner.lock();
        let is_due = |group: &mut Group| {
            group.ticket.is_overdue(now) || all && group.ticket.patience.is_some()
        };
        let groups: Vec<Group> = inner.groups.extract_if(.., is_due).collect();
        inner.bytes -= groups.iter().map(|group| group.records.len()).sum::<usize>();
        inner.requests -= groups.iter().map(|group| group.ticket.requests).sum::<usize>();
        let ends = inner.groups.iter().filter_map(|group| {
            let ticket = &group.ticket;
            ticket.patience.and_then(|patience| ticket.since.checked_add(patience))
        });
        Recalled { left: inner.requests, next: ends.min(), groups }
    }

    /// Takes nothing more; what is on the lane still gets through.
    pub fn close(&self) {
        self.inner.lock().closed = true;
        self.wake.notify_all();
    }

    /// What waits that the append thread has not taken.
    pub fn load(&self) -> LaneLoad {
        let inner = self.inner.lock();
        let oldest = inner.groups.first().map(|group| group.ticket.since.elapsed());
        LaneLoad { requests: inner.requests, oldest }
    }
}
