//! From a configuration to a broker that serves, and back to rest.
//!
//! Order of the start: tables and store, ports, tasks, registration; a broker that cannot have its
//! files or its ports never registers. Order of the stop: name servers, ports, tasks, offsets,
//! store; so no client is sent to a broker that is about to close, and nothing is accepted that
//! would not be kept.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::acl::{self, Acl};
use super::blocking::BlockingLanes;
use super::config::BrokerConfig;
use super::consumers::Consumers;
use super::delay::Delay;
use super::filter::filters::Filters;
use super::groups::Groups;
use super::live_config::LiveConfig;
use super::long_poll::{HeldPull, LongPolls, Wakeups};
use super::new_topics::NewTopics;
use super::offsets::Offsets;
use super::order_lock::OrderLocks;
use super::producers::Producers;
use super::register::{Registration, Wake};
use super::router::{BrokerRouter, Port};
use super::start_error::{StartError, listen_address, not_bound};
use super::stats::Stats;
use super::topics::Topics;
use super::{
    Broker, delay, delay_delivery, flow_control, housekeeping, pull, replicate, slave_sync,
    transaction_check,
};
use crate::engine::protocol::record::OffsetMessageIds;
use crate::engine::remoting::connection::Router;
use crate::engine::remoting::server::Server;
use crate::engine::remoting::tls::{ClientTls, ServerTls};
use crate::engine::replication::master::Master;
use crate::engine::store::{Arrival, ArrivalListener, Arrivals, Disk, OsDisk, Store};
use crate::engine::util::clock::TimestampMs;

/// Hears from the store what became readable.
struct Listener {
    wakeups: Wakeups,
    delay: Arc<Delay>,
    /// On a slave only.
    new_topics: Option<Arc<NewTopics>>,
}

impl ArrivalListener for Listener {
    fn arrived(&self, arrivals: &[Arrivals], records: &dyn Fn(&Arrival) -> Option<Bytes>) {
        self.wakeups.arrived(arrivals, records);
        self.delay.arrived(arrivals);
        if let Some(new_topics) = &self.new_topics {
            new_topics.arrived(arrivals);
        }
    }
}

/// What runs while the broker serves.
pub(super) struct Serving {
    servers: Vec<Server>,
    /// Where slaves come in; none on a slave.
    replication_port: Option<Master>,
    /// Can be aborted anywhere.
    tasks: JoinSet<()>,
    /// End by themselves when they hear of the stop, between two steps.
    finishing: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Broker {
    /// Opens everything and serves; changes of the configuration are kept in `config_file`. What
    /// was opened is closed again when serving fails.
    pub async fn start(
        config: BrokerConfig,
        config_file: Option<PathBuf>,
    ) -> Result<Arc<Self>, StartError> {
        Self::start_on(Arc::new(OsDisk), config, config_file).await
    }

    /// The same with a store that lies on `disk`.
    pub async fn start_on(
        disk: Arc<dyn Disk>,
        mut config: BrokerConfig,
        config_file: Option<PathBuf>,
    ) -> Result<Arc<Self>, StartError> {
        config.tls = config.tls.with_file()?;
        config.use_tls |= config.tls.is_client();
        let tls = ServerTls::open(config.tls.clone())?;
        let long_polls = Arc::new(LongPolls::default());
        let (wakeups, woken) = Wakeups::new(long_polls.clone());
        let live_config = LiveConfig::new(config, config_file);
        let broker = Self::open(disk, live_config, wakeups, long_polls)?;
        if let Err(error) = broker.serve(woken, tls).await {
            broker.close_store();
            return Err(error);
        }
        Ok(broker)
    }

    /// Opens tables and store; nothing is served yet.
    fn open(
        disk: Arc<dyn Disk>,
        live_config: LiveConfig,
        wakeups: Wakeups,
        long_polls: Arc<LongPolls>,
    ) -> Result<Arc<Self>, StartError> {
        let config = live_config.current();
        let store_host = advertised(&config)?;
        let acl = access_control(&config)?;
        let tls = if config.use_tls { Some(ClientTls::open(&config.tls)?) } else { None };
        let table_error = |file: &str| {
            let path = config.config_file(file);
            move |source| StartError::Table { path, source }
        };
        let wake = Wake::default();
        let topics = Topics::open(&config, wake.clone()).map_err(table_error("topics.json"))?;
        let groups = Groups::open(&config).map_err(table_error("subscriptionGroup.json"))?;
        let offsets = Offsets::open(&config).map_err(table_error("consumerOffset.json"))?;
        let filters = Filters::open(&config, TimestampMs::now())
            .map_err(table_error("consumerFilter.json"))?;
        let delay = Arc::new(Delay::open(&config).map_err(table_error("delayOffset.json"))?);
        let new_topics = Arc::<NewTopics>::default();
        let listener = Listener {
            wakeups,
            delay: delay.clone(),
            new_topics: config.is_slave().then(|| new_topics.clone()),
        };
        let store = Store::open_on(disk, config.store_config(), Arc::new(listener))
            .map_err(|source| StartError::Store { path: config.root().to_owned(), source })?;
        Ok(Arc::new(Self {
            topics,
            groups,
            offsets,
            delay,
            new_topics,
            consumers: Consumers::default(),
            filters: Arc::new(filters),
            acl,
            producers: Producers::default(),
            order_locks: OrderLocks::default(),
            store,
            stats: Stats::new(),
            registration: Registration::new(&config, wake, tls),
            acknowledged: Arc::default(),
            live_config,
            long_polls,
            blocking: BlockingLanes::new(),
            store_host,
            message_ids: OffsetMessageIds::of(store_host),
            serving: Mutex::new(None),
        }))
    }

    /// Listens, starts the periodic work and registers with the name servers.
    async fn serve(
        self: &Arc<Self>,
        woken: UnboundedReceiver<Vec<HeldPull>>,
        tls: Arc<ServerTls>,
    ) -> Result<(), StartError> {
        let config = self.config();
        let idle = Duration::from_secs(
            config.server_channel_max_idle_time_seconds.max(1).unsigned_abs().into(),
        );
        let port = config.listen_port;
        let main = BrokerRouter::new(self.clone(), Port::Main);
        let main = listen(&config, "client port", port, main, idle, &tls).await?;
        let vip = BrokerRouter::new(self.clone(), Port::Vip);
        let port = config.vip_port();
        let vip = match listen(&config, "second client port", port, vip, idle, &tls).await {
            Ok(vip) => vip,
            Err(error) => {
                main.stop().await;
                return Err(error);
            }
        };
        let replication_port = match replicate::listen(self, &config) {
            Ok(listening) => listening,
            Err(error) => {
                main.stop().await;
                vip.stop().await;
                return Err(error);
            }
        };
        let stop = watch::Sender::new(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(housekeeping::run(self.clone(), stop.subscribe()));
        tasks.spawn(flow_control::run(self.clone(), stop.subscribe()));
        tasks.spawn(pull::answer_held(self.clone(), woken));
        if let Some(acl) = &self.acl {
            tasks.spawn(acl::run(acl.clone(), stop.subscribe()));
        }
        Registration::spawn(self, &mut tasks);
        let mut finishing = JoinSet::new();
        if config.is_slave() {
            finishing.spawn_blocking(replicate::following(self, stop.subscribe()));
            finishing.spawn(slave_sync::run(self.clone(), stop.subscribe()));
        } else {
            tasks.spawn(delay::keep_saved(self.clone()));
            finishing.spawn(delay_delivery::run(self.clone(), stop.subscribe()));
            finishing.spawn(transaction_check::run(self.clone(), stop.subscribe()));
        }
        let servers = vec![main, vip];
        let serving = Serving { servers, replication_port, tasks, finishing, stop };
        *self.serving.lock() = Some(serving);
        Ok(())
    }

    /// Leaves the name servers, stops serving, and brings everything to disk. Calling it again
    /// does nothing.
    pub async fn stop(&self) {
        let Some(serving) = self.serving.lock().take() else { return };
        let Serving { servers, replication_port, mut tasks, mut finishing, stop } = serving;
        stop.send_replace(true);
        tasks.abort_all();
        while tasks.join_next().await.is_some() {}
        while finishing.join_next().await.is_some() {}
        self.registration.leave(&self.config()).await;
        for server in servers {
            server.stop().await;
        }
        if let Some(replication) = replication_port {
            replication.stop().await;
        }
        self.offsets.save();
        self.save_filters();
        self.topics.save_if_behind();
        self.groups.save_if_behind();
        if self.close_store() {
            self.delay.save_all();
        }
    }

    /// Brings the filters of consumer groups to disk.
    pub(super) fn save_filters(&self) {
        let keep = self.config().filter_data_clean_time_span.max(0).unsigned_abs();
        self.filters.save(Duration::from_millis(keep), TimestampMs::now());
    }

    /// Answers whether everything is on the device.
    fn close_store(&self) -> bool {
        let closed = self.store.close();
        if let Err(error) = &closed {
            tracing::error!(%error, "the store did not close well");
        }
        closed.is_ok()
    }
}

fn access_control(config: &BrokerConfig) -> Result<Option<Arc<Acl>>, StartError> {
    if !config.acl_enable {
        return Ok(None);
    }
    let home = config.rocketmq_home.as_deref().ok_or(StartError::NoHome)?;
    Ok(Some(Arc::new(Acl::open(Path::new(home))?)))
}

/// `brokerIP1:listenPort` as an address.
fn advertised(config: &BrokerConfig) -> Result<SocketAddr, StartError> {
    let port = u16::try_from(config.listen_port).unwrap_or_default();
    let found = &config.broker_ip1;
    let resolved = (found.as_str(), port).to_socket_addrs().and_then(|mut addresses| {
        addresses.next().ok_or_else(|| io::Error::other("the name has no address"))
    });
    resolved.map_err(|source| StartError::AdvertisedAddress { found: found.clone(), source })
}

async fn listen(
    config: &BrokerConfig,
    what: &'static str,
    port: i32,
    router: Arc<dyn Router>,
    idle: Duration,
    tls: &Arc<ServerTls>,
) -> Result<Server, StartError> {
    let address = listen_address(config, port)?;
    let bound = Server::bind_with(address, router, idle, tls.clone()).await;
    bound.map_err(|source| not_bound(what, address, source))
}
