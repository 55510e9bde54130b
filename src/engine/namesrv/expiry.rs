//! Takes out brokers that fell silent (`remoting.md` 4.3).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::NameServer;
use crate::engine::util::clock::TimestampMs;

/// From the start to the first look.
const FIRST_LOOK: Duration = Duration::from_secs(5);
/// Between two looks.
const PERIOD: Duration = Duration::from_secs(10);

/// Looks at every broker again and again, until aborted.
pub(super) async fn run(server: Arc<NameServer>) {
    let mut ticks = interval_at(Instant::now() + FIRST_LOOK, PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let silent = server.routes.write().expire(TimestampMs::now());
        for connection in silent {
            server.close(connection);
        }
    }
}
