//! The broker's part in replication, as its role says: listening for slaves, or following a
//! master.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::Broker;
use super::config::BrokerConfig;
use super::start_error::{StartError, listen_address, not_bound};
use crate::engine::replication::master::{Master, MasterSettings};
use crate::engine::replication::slave::{self, SlaveSettings};

/// Listens for slaves, unless this is one.
pub(super) fn listen(
    broker: &Arc<Broker>,
    config: &BrokerConfig,
) -> Result<Option<Master>, StartError> {
    if config.is_slave() {
        return Ok(None);
    }
    let address = listen_address(config, config.ha_listen_port)?;
    let settings = {
        let broker = broker.clone();
        move || master_settings(&broker.config())
    };
    let (store, acknowledged) = (broker.store.clone(), broker.acknowledged.clone());
    let bound = Master::bind(address, store, acknowledged, settings);
    bound.map(Some).map_err(|source| not_bound("replication port", address, source))
}

fn master_settings(config: &BrokerConfig) -> MasterSettings {
    MasterSettings {
        heartbeat: ms(config.ha_send_heartbeat_interval),
        housekeeping: ms(config.ha_housekeeping_interval),
        batch: usize::try_from(config.ha_transfer_batch_size).unwrap_or_default().max(1),
    }
}

/// Follows the master until `stop` says so, or nobody is left who could; for a thread of its own.
pub(super) fn following(
    broker: &Broker,
    stop: watch::Receiver<bool>,
) -> impl FnOnce() + Send + 'static {
    let config = broker.config();
    let settings = SlaveSettings {
        heartbeat: ms(config.ha_send_heartbeat_interval),
        housekeeping: ms(config.ha_housekeeping_interval),
    };
    let (store, master) = (broker.store.clone(), broker.registration.ha_master());
    move || {
        if let Err(error) = slave::follow(&store, master, settings, stop) {
            tracing::error!(%error, "this slave cannot follow its master");
        }
    }
}

fn ms(ms: i32) -> Duration {
    Duration::from_millis(ms.max(1).unsigned_abs().into())
}
