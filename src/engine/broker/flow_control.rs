//! Flow control: requests that wait too long are answered that the broker is busy (`broker.md` 5.1,
//! `BrokerFastFailure`).
//!
//! Derived state: what waits stands in the store's lane and in `blocking.rs`. Invariant: no request
//! that has a limit waits for longer than that and [`SHORTEST_PAUSE`], whatever the disk does, but
//! for those in the very write that hangs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::Broker;
use super::blocking::Class;
use super::config::BrokerConfig;
use crate::engine::store::FlowRules;

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
