//! How far slaves have the log, and who waits for that (`HAService.GroupTransferService`).
//!
//! Derived, in memory only. Invariants: `furthest` never goes back; nobody waits for an offset
//! that was reported already; everybody who waits is told once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::engine::protocol::names::PhysicalOffset;

/// Between two looks for those who have waited too long, while somebody waits.
const LOOK: Duration = Duration::from_millis(50);

/// Told once whether a slave has it.
pub type Told = Box<dyn FnOnce(bool) + Send>;

/// What slaves have reported to one master.
#[derive(Default)]
pub struct Acknowledged {
    connected: AtomicUsize,
    /// `push2SlaveMaxOffset`: the most that any slave ever had.
    furthest: AtomicI64,
    waiting: Mutex<Waiting>,
    /// Rung when the first one begins to wait.
    someone_waits: Notify,
}

#[derive(Default)]
struct Waiting {
    /// By the offset waited for, then in the order in which they came.
    by_offset: BTreeMap<(PhysicalOffset, u64), Waiter>,
    next: u64,
}

struct Waiter {
    deadline: Instant,
    told: Told,
}

impl Acknowledged {
    /// How many slaves are connected and have reported.
    pub fn connected(&self) -> usize {
        self.connected.load(Ordering::Acquire)
    }

    /// The most that any slave ever had.
    pub fn furthest(&self) -> PhysicalOffset {
        PhysicalOffset(self.furthest.load(Ordering::Acquire))
    }

    /// Whether a slave can be expected to have the log up to `end` soon: there is one, and not so
    /// far behind (`haSlaveFallbehindMax`, bytes).
    pub fn can_follow(&self, end: PhysicalOffset, fall_behind_max: i64) -> bool {
        self.connected() > 0 && end.since(self.furthest()) < fall_behind_max
    }

    /// Tells `told` as soon as a slave has the log up to `end`, or that none had it within
    /// `patience`. May tell at once.
    pub fn wait(&self, end: PhysicalOffset, patience: Duration, told: Told) {
        {
            let mut waiting = self.waiting.lock();
            // Under the lock: who reports moves `furthest` before it looks who waits.
            if self.furthest() < end {
                let place = (end, waiting.next);
                waiting.next += 1;
                let waiter = Waiter { deadline: Instant::now() + patience, told };
                if waiting.by_offset.is_empty() {
                    self.someone_waits.notify_one();
                }
                waiting.by_offset.insert(place, waiter);
                return;
            }
        }
        told(true);
    }

    /// A slave has the log up to `offset`.
    pub(super) fn reported(&self, offset: PhysicalOffset) {
        let before = self.furthest.fetch_max(offset.0, Ordering::AcqRel);
        if before >= offset.0 {
            return;
        }
        let reached = {
            let mut waiting = self.waiting.lock();
            let later = waiting.by_offset.split_off(&(offset, u64::MAX));
            std::mem::replace(&mut waiting.by_offset, later)
        };
        for waiter in reached.into_values() {
            (waiter.told)(true);
        }
    }

    /// Counts a slave until the answer is dropped.
    pub(super) fn connect(&self) -> Connected<'_> {
        self.connected.fetch_add(1, Ordering::AcqRel);
        Connected(self)
    }

    /// Tells those who have waited too long. Never ends.
    pub(super) async fn expire(&self) {
        loop {
            self.someone_waits.notified().await;
            loop {
                tokio::time::sleep(LOOK).await;
                let (late, is_empty) = self.take_late(Instant::now());
                for waiter in late {
                    (waiter.told)(false);
                }
                if is_empty {
                    break;
                }
            }
        }
    }

    fn take_late(&self, now: Instant) -> (Vec<Waiter>, bool) {
        let mut waiting = self.waiting.lock();
        let waiters = waiting.by_offset.iter();
        let late: Vec<_> =
            waiters.filter(|(_, waiter)| waiter.deadline <= now).map(|(place, _)| *place).collect();
        let late = late.iter().filter_map(|place| waiting.by_offset.remove(place)).collect();
        (late, waiting.by_offset.is_empty())
    }

    /// Tells everybody who still waits that it did not come: the master stops.
    pub(super) fn give_up(&self) {
        let all = std::mem::take(&mut self.waiting.lock().by_offset);
        for waiter in all.into_values() {
            (waiter.told)(false);
        }
    }
}

/// One connected slave.
pub(super) struct Connected<'a>(&'a Acknowledged);

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.0.connected.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use parking_lot::Mutex;

    use super::Acknowledged;
    use crate::engine::protocol::names::PhysicalOffset;

    type Heard = Arc<Mutex<Vec<(i64, bool)>>>;

    fn wait(acknowledged: &Acknowledged, heard: &Heard, end: i64, patience: Duration) {
        let heard = heard.clone();
        let told = Box::new(move |has| heard.lock().push((end, has)));
        acknowledged.wait(PhysicalOffset(end), patience, told);
    }

    #[test]
    fn one_report_tells_all_up_to_it() {
        let (acknowledged, heard) = (Acknowledged::default(), Heard::default());
        for end in [30, 10, 20, 20] {
            wait(&acknowledged, &heard, end, Duration::from_secs(100));
        }
        acknowledged.reported(PhysicalOffset(9));
        assert_eq!(*heard.lock(), []);
        acknowledged.reported(PhysicalOffset(20));
        // Another slave is behind: nothing goes back.
        acknowledged.reported(PhysicalOffset(5));
        assert_eq!(*heard.lock(), [(10, true), (20, true), (20, true)]);
        wait(&acknowledged, &heard, 15, Duration::ZERO);
        assert_eq!(heard.lock().last(), Some(&(15, true)));
        acknowledged.give_up();
        assert_eq!(heard.lock().last(), Some(&(30, false)));
    }

    #[test]
    fn a_slave_that_is_missing_or_far_behind_is_not_waited_for() {
        let acknowledged = Acknowledged::default();
        assert!(!acknowledged.can_follow(PhysicalOffset(1), 100));
        let slave = acknowledged.connect();
        acknowledged.reported(PhysicalOffset(50));
        assert!(acknowledged.can_follow(PhysicalOffset(149), 100));
        assert!(!acknowledged.can_follow(PhysicalOffset(150), 100));
        drop(slave);
        assert!(!acknowledged.can_follow(PhysicalOffset(60), 100));
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told() {
        let (acknowledged, heard) = (Arc::new(Acknowledged::default()), Heard::default());
        let expiring = tokio::spawn({
            let acknowledged = acknowledged.clone();
            async move { acknowledged.expire().await }
        });
        wait(&acknowledged, &heard, 1, Duration::from_secs(100));
        wait(&acknowledged, &heard, 2, Duration::ZERO);
        while heard.lock().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(*heard.lock(), [(2, false)]);
        expiring.abort();
    }
}
