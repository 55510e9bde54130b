//! The name server: who serves which topic, told by brokers, asked by clients.
//!
//! Routes are derived: brokers repeat them every 30 s. Only the key-value configuration and the
//! settings changed at run time are ground, and on disk. Name servers do not know each other.

mod answers;
pub mod config;
mod expiry;
mod handlers;
pub mod kv;
mod router;
pub mod routes;

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::names::TopicName;
use crate::engine::remoting::connection::{Connection, Router};
use crate::engine::remoting::server::Server;
use crate::engine::remoting::tls::{ServerTls, TlsError};

use answers::Answers;
use config::NamesrvConfig;
use kv::KvConfig;
use router::NamesrvRouter;
use routes::{ConnectionId, Routes};

/// Most requests that may wait for files at once.
const ADMIN_AT_ONCE: usize = 64;

/// Why a name server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// `bindAddress` is not an address.
    #[error("bindAddress must be an IP address, found `{0}`")]
    BindAddress(String),
    /// The key-value configuration could not be read.
    #[error("cannot read the key-value configuration: {0}")]
    KvConfig(io::Error),
    /// TLS cannot be set up as configured.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// The state of one name server, shared by all its connections.
#[derive(Debug)]
pub struct NameServer {
    routes: RwLock<Routes>,
    answers: Answers,
    kv: KvConfig,
    config: RwLock<NamesrvConfig>,
    /// Held over a change of the configuration, which writes a file; readers do not wait for it.
    changing_config: Mutex<()>,
    /// The connections brokers registered on.
    registered: Mutex<HashMap<ConnectionId, Weak<Connection>>>,
    admin: Arc<Semaphore>,
}

/// A name server that listens.
pub struct Running {
    server: Server,
    expiry: JoinHandle<()>,
}

impl NameServer {
    /// A name server that does not listen yet.
    pub fn new(config: NamesrvConfig) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            routes: RwLock::default(),
            answers: Answers::default(),
            kv: KvConfig::load(config.kv_config_path.clone())?,
            config: RwLock::new(config),
            changing_config: Mutex::default(),
            registered: Mutex::default(),
            admin: Arc::new(Semaphore::new(ADMIN_AT_ONCE)),
        }))
    }

    /// What hands requests to it.
    pub fn router(self: &Arc<Self>) -> Arc<dyn Router> {
        Arc::new(NamesrvRouter(self.clone()))
    }

    /// Starts one that listens as `config` says.
    pub async fn start(config: NamesrvConfig) -> Result<Running, StartError> {
        let text = &config.bind_address;
        let bind: IpAddr = text.parse().map_err(|_| StartError::BindAddress(text.clone()))?;
        let address = SocketAddr::new(bind, config.listen_port);
        let idle = u64::try_from(config.server_channel_max_idle_time_seconds).unwrap_or(0).max(1);
        let tls = ServerTls::open(config.tls.clone().with_file()?)?;
        let state = Self::new(config).map_err(StartError::KvConfig)?;
        let server = Server::bind_with(address, state.router(), Duration::from_secs(idle), tls)
            .await
            .map_err(|source| StartError::Listen { address, source })?;
        let expiry = tokio::spawn(expiry::run(state));
        Ok(Running { server, expiry })
    }

    /// The encoded route of `topic`, if it has one.
    fn encoded_route(&self, topic: &TopicName, form: Form) -> Option<Bytes> {
        let (generation, mut route) = {
            let routes = self.routes.read();
            let generation = routes.generation();
            if let Some(body) = self.answers.get(generation, topic, form) {
                return Some(body);
            }
            (generation, routes.route(topic)?)
        };
        if self.config.read().order_message_enable {
            route.order_topic_conf = self.kv.get(kv::ORDER_NAMESPACE, topic);
        }
        let body = Bytes::from(route.encode_as(form));
        self.answers.put(generation, topic.clone(), form, body.clone());
        Some(body)
    }

    /// Notes that a broker registered on `connection`.
    fn remember(&self, connection: &Arc<Connection>) {
        let id = ConnectionId(connection.id());
        self.registered.lock().insert(id, Arc::downgrade(connection));
    }

    /// `connection` is gone, and every broker that registered on it.
    fn disconnected(&self, connection: ConnectionId) {
        if self.registered.lock().remove(&connection).is_some() {
            self.routes.write().disconnected(connection);
        }
    }

    /// Closes a connection a broker registered on.
    fn close(&self, connection: ConnectionId) {
        let known = self.registered.lock().get(&connection).and_then(Weak::upgrade);
        if let Some(known) = known {
            known.close();
        }
    }
}

impl Running {
    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.server.local_addr()
    }

    /// Stops accepting, writes out what is answered, and closes every connection.
    pub async fn stop(self) {
        self.expiry.abort();
        self.server.stop().await;
    }
}
