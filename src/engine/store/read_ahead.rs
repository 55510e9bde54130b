//! Reading the log ahead of a scan: while records are checked and dispatched, the system already
//! reads what comes next.

use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::{Condvar, Mutex};

use super::commit_log::CommitLog;
use crate::engine::protocol::names::PhysicalOffset;

/// Bytes asked for at once. Linux reads no more than a device's read-ahead for one request,
/// which is 128 KiB where nobody changed it.
const STEP: i64 = 128 << 10;
/// How far ahead of the scan it is read.
const AHEAD: i64 = 32 << 20;
/// How often the scan tells where it is, in bytes.
const REPORT: i64 = 1 << 20;

/// Where a scan is.
pub(super) struct Position {
    reported: AtomicI64,
    end: Mutex<i64>,
    moved: Condvar,
}

/// Stops reading ahead when the scan ends, however it ends.
struct StopOnDrop<'a>(&'a Position);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        *self.0.end.lock() = i64::MIN;
        self.0.moved.notify_one();
    }
}

/// Runs `scan` while the log is read ahead of it, from `from` to `limit`.
pub(super) fn reading_ahead<T>(
    log: &CommitLog,
    from: PhysicalOffset,
    limit: PhysicalOffset,
    scan: impl FnOnce(&Position) -> T,
) -> T {
    let position = Position {
        reported: AtomicI64::new(from.0),
        // Not for a scan that ends at once, as after a proper stop.
        end: Mutex::new(from.0),
        moved: Condvar::new(),
    };
    std::thread::scope(|scope| {
        scope.spawn(|| position.lead(log, from, limit));
        let _stop = StopOnDrop(&position);
        scan(&position)
    })
}

impl Position {
    /// The scan came to `at`.
    pub fn report(&self, at: PhysicalOffset) {
        if at.0 - self.reported.load(Ordering::Relaxed) >= REPORT {
            self.reported.store(at.0, Ordering::Relaxed);
            *self.end.lock() = at.0 + AHEAD;
            self.moved.notify_one();
        }
    }

    fn lead(&self, log: &CommitLog, mut at: PhysicalOffset, limit: PhysicalOffset) {
        while at < limit && self.wait_to_go_on(at) {
            let Some(segment) = log.segments.find(at) else { return };
            let len = segment.end().since(at).min(STEP);
            segment.file.will_need(segment.position(at), len.unsigned_abs());
            at = at.plus(len);
        }
    }

    /// Waits until the scan is near `at`; `false` when it has ended.
    fn wait_to_go_on(&self, at: PhysicalOffset) -> bool {
        let mut end = self.end.lock();
        while at.0 >= *end {
            if *end == i64::MIN {
                return false;
            }
            self.moved.wait(&mut end);
        }
        true
    }
}
