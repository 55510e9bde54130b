//! Groups that wait too long for the append thread, and an append that does not come to its end
//! (`BrokerFastFailure`, `DefaultMessageStore.isOSPageCacheBusy`).
//!
//! Nothing here runs by itself: whoever owns the store looks, as often as it is told to.

use std::time::{Duration, Instant};

use super::append::{RefusedReason, Waited};
use super::shared::Shared;

/// An append that has taken longer than this began before the clock was set (Apache's bound).
const NO_APPEND_TAKES_MS: i64 = 10_000_000;
/// Between two looks while an append is stuck.
const STUCK_LOOK: Duration = Duration::from_millis(10);

/// How long is too long.
#[derive(Clone, Copy, Debug)]
pub struct FlowRules {
    /// An append that takes longer counts as stuck (`osPageCacheBusyTimeOutMills`).
    pub stuck_after: Duration,
    /// Whether groups that wait are given up (`brokerFastFailureEnable`).
    pub gives_up: bool,
}

/// Says whether the append thread is stuck, and gives up groups that have waited too long: all
/// that have a limit to their patience while it is stuck. Answers when to look again at the
/// latest, so that none of those that wait now is given up late.
pub(super) fn look(shared: &Shared, rules: &FlowRules) -> Option<Instant> {
    let now = Instant::now();
    let busy_ms = shared.append_busy_ms();
    let stuck_after_ms = i64::try_from(rules.stuck_after.as_millis()).unwrap_or(i64::MAX);
    let is_stuck = busy_ms > stuck_after_ms && busy_ms < NO_APPEND_TAKES_MS;
    shared.flags.set_stuck(is_stuck);
    let mut next = None;
    if rules.gives_up {
        next = give_up(shared, now, is_stuck);
    }
    let stuck_at = match (is_stuck, busy_ms) {
        (true, _) => Some(now + STUCK_LOOK),
        (false, 0) => None,
        (false, ms) => {
            let left = stuck_after_ms.saturating_sub(ms).saturating_add(1).max(0).unsigned_abs();
            now.checked_add(Duration::from_millis(left))
        }
    };
    [next, stuck_at].into_iter().flatten().min()
}

fn give_up(shared: &Shared, now: Instant, is_stuck: bool) -> Option<Instant> {
    let recalled = shared.lane.recall(now, is_stuck);
    let mut behind =
        recalled.left + recalled.groups.iter().map(|g| g.ticket.requests).sum::<usize>();
    for mut group in recalled.groups {
        behind -= group.ticket.requests;
        let waited = now.saturating_duration_since(group.ticket.since).as_millis();
        let waited = Waited {
            waited_ms: u32::try_from(waited).unwrap_or(u32::MAX),
            behind: u32::try_from(behind).unwrap_or(u32::MAX),
        };
        group.sink.refused(match is_stuck {
            true => RefusedReason::WaitedStuck(waited),
            false => RefusedReason::WaitedTooLong(waited),
        });
    }
    recalled.next
}
