//! Flow control: requests that wait too long are answered that the broker is busy (`broker.md` 5.1,
//! `BrokerFastFailure`).
//!
//! Derived state: what waits stands in the store's lane and in `blocking.rs`. Invariant: no request
//! that has a limit waits for longer than that and [`SHORTEST_PAUSE`], whatever the disk does, but
//! for those in the very write that hangs.

use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Broker;
use super::blocking::Class;
use super::config::BrokerConfig;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Reply;
use crate::engine::store::{FlowRules, RefusedReason, Waited};

/// Too many wait already.
pub(super) const OVERLOAD: &str = "[OVERLOAD]system busy, start flow control for a while";
/// Nothing is appended at present.
const REJECT_REQUEST: &str = "[REJECTREQUEST]system busy, start flow control for a while";

/// From one look to the next at least: Apache's period.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
/// At most, so that a limit that was changed counts soon.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Looks after those that wait, until `stop` says so.
pub(super) async fn run(broker: Arc<Broker>, mut stop: watch::Receiver<bool>) {
    loop {
        let pause = look(&broker);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Answers those that have waited too long, and how long nobody else will have.
fn look(broker: &Broker) -> Duration {
    let (config, now) = (broker.config(), Instant::now());
    let rules = rules(&config);
    let appends = broker.store.control_flow(&rules);
    let requests = broker.blocking.give_up(now, &config);
    // Whoever comes after this look has all of its time.
    let limits = [Class::Send, Class::Pull, Class::Heartbeat, Class::Transaction];
    let limits = limits.into_iter().filter_map(|class| class.patience(&config));
    let mut pause = limits.chain([rules.stuck_after]).min().unwrap_or(LONGEST_PAUSE);
    for next in [appends, requests].into_iter().flatten() {
        pause = pause.min(next.saturating_duration_since(now));
    }
    pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

fn rules(config: &BrokerConfig) -> FlowRules {
    let stuck_after = config.os_page_cache_busy_time_out_mills.max(0).unsigned_abs();
    FlowRules {
        stuck_after: Duration::from_millis(stuck_after),
        gives_up: config.broker_fast_failure_enable,
    }
}

/// SYSTEM_BUSY in these words, in JSON as Apache's framework answers it.
pub(super) fn busy(remark: impl Into<String>) -> Reply {
    Reply::refuse(ResponseCode::SystemBusy, remark.into()).in_json()
}

/// The answer to a request that waited for so long, and left so many behind it.
pub(super) fn timeout_clean_queue(waited: Duration, left: usize) -> Reply {
    cleaned("TIMEOUT_CLEAN_QUEUE", waited.as_millis(), left)
}

fn cleaned(mark: &str, waited_ms: impl Display, left: impl Display) -> Reply {
    busy(format!(
        "[{mark}]broker busy, start flow control for a while, period in queue: {waited_ms}ms, \
         size of queue: {left}"
    ))
}

/// The answer to a request whose messages the store gave back, if it did so because it is busy.
pub(super) fn busy_for(reason: RefusedReason) -> Option<Reply> {
    match reason {
        RefusedReason::LaneFull => Some(busy(OVERLOAD)),
        RefusedReason::Stuck => Some(busy(REJECT_REQUEST)),
        RefusedReason::WaitedStuck(Waited { waited_ms, behind }) => {
            Some(cleaned("PCBUSY_CLEAN_QUEUE", waited_ms, behind))
        }
        RefusedReason::WaitedTooLong(Waited { waited_ms, behind }) => {
            Some(cleaned("TIMEOUT_CLEAN_QUEUE", waited_ms, behind))
        }
        _ => None,
    }
}
