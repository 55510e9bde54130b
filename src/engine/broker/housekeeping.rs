//! What a broker does on its own, once a second or less often.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use super::{Broker, clients};
use crate::engine::util::clock::TimestampMs;

/// Pulse of the counters.
const SECOND: Duration = Duration::from_secs(1);
/// Seconds between two looks for silent clients and locks.
const EXPIRY_PERIOD_S: u64 = 10;
/// Seconds between two looks whether filters have to be saved.
const FILTER_PERIOD_S: u64 = 10;

/// Runs until `stop` says so.
pub(super) async fn run(broker: Arc<Broker>, mut stop: watch::Receiver<bool>) {
    let mut pulse = tokio::time::interval(SECOND);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut today = jiff::Zoned::now().date();
    let mut unsaved = Duration::ZERO;
    let mut seconds: u64 = 0;
    loop {
        tokio::select! {
            _ = pulse.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        seconds += 1;
        let now = TimestampMs::now();
        broker.stats.tick(now);
        if seconds.is_multiple_of(EXPIRY_PERIOD_S) {
            clients::expire(&broker, now);
            broker.order_locks.expire(Instant::now());
        }
        let date = jiff::Zoned::now().date();
        if std::mem::replace(&mut today, date) != date {
            broker.stats.midnight();
        }
        unsaved += SECOND;
        let period = broker.config().flush_consumer_offset_interval.max(1).unsigned_abs();
        if unsaved >= Duration::from_millis(period.into()) {
            unsaved = Duration::ZERO;
            let saver = broker.clone();
            // A panic in it has been reported already; the next round tries again.
            let saving = tokio::task::spawn_blocking(move || {
                saver.offsets.save();
                saver.topics.save_if_behind();
                saver.groups.save_if_behind();
            });
            drop(saving.await);
        }
        if seconds.is_multiple_of(FILTER_PERIOD_S) {
            let saver = broker.clone();
            drop(tokio::task::spawn_blocking(move || saver.save_filters()).await);
        }
    }
}
