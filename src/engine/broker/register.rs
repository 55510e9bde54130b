//! Registration with the name servers: what makes this broker part of every route.
//!
//! One task a name server, so that a dead one delays nobody: it registers at once, again when
//! something changed, when the connection was lost, and every `registerNameServerPeriod`.
//! A failed attempt is repeated soon. The connection stays open in between, because a name server
//! forgets a broker whose connection ends (`remoting.md` 4.3). Which name servers there are, the
//! configuration says, or an address server (`name_server_list.rs`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::Broker;
use super::config::BrokerConfig;
use super::name_server_list::NameServerList;
use super::system_topics::PERM_READ_WRITE;
use super::versioned_table::Settings;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::lists::KvTable;
use crate::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use crate::engine::protocol::bodies::topic_config::{TopicConfig, TopicConfigTable};
use crate::engine::protocol::headers::register::{
    BrokerIdentityHeader, QueryDataVersionReply, RegisterBrokerHeader, RegisterBrokerReply,
};
use crate::engine::protocol::names::{BrokerName, ClusterName};
use crate::engine::protocol::record::body_crc;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::client::Client;
use crate::engine::remoting::connection::{CallError, Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply, Request};
use crate::engine::remoting::tls::ClientTls;

/// Pause after a failed attempt while the broker starts: its name servers may be starting too.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Pause after a failed attempt later on.
const LATER_PAUSE: Duration = Duration::from_secs(1);
/// Failed attempts, half a minute of them, after which a name server counts as absent.
const QUICK_ATTEMPTS: u32 = 300;
/// Bounds of the pause between two registrations, in which changes gather. Within them it is
/// [`PAUSE_FACTOR`] times what the last one took, so that a burst of new topics on a broker with
/// many leaves most of the time to other work.
const SHORTEST_GATHERING: Duration = Duration::from_millis(2);
const LONGEST_GATHERING: Duration = Duration::from_millis(500);
const PAUSE_FACTOR: u32 = 10;
/// Bounds of `registerNameServerPeriod`, ms.
const PERIOD_BOUNDS: (i32, i32) = (10_000, 60_000);
/// How long whoever made a topic waits for the name servers to learn of it.
pub const ROUTE_PATIENCE: Duration = Duration::from_millis(200);
/// How long a slave asks for its master as often as for an absent name server: that may be starting
/// too.
const MASTER_START: Duration = Duration::from_secs(10);
/// Its pause later on.
const MASTER_PAUSE: Duration = Duration::from_secs(1);
/// Patience when leaving.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(3);

/// Wakes the registration, from wherever something changed that name servers must know.
#[derive(Clone, Debug)]
pub struct Wake(Arc<watch::Sender<u64>>);

impl Default for Wake {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Wake {
    /// Registers with every name server, soon.
    pub fn wake(&self) {
        self.0.send_modify(|times| *times += 1);
    }
}

/// Name servers have nothing to ask a broker; what counts is that a connection to one ended.
struct NameServerEnd(Wake);

impl Router for NameServerEnd {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for frame in frames.drain(..) {
            connection.reply(&frame, &Reply::not_supported(frame.code));
        }
    }

    fn closed(&self, _: &Arc<Connection>) {
        self.0.wake();
    }
}

/// Why a name server did not take a registration.
#[derive(Debug, thiserror::Error)]
enum RegisterError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("refused with {code}: {remark}")]
    Refused { code: ResponseCode, remark: String },
}

/// A name server of the list.
struct NameServer {
    address: String,
    /// Whether it knows this broker now; `None` before the first attempt.
    knows: Option<bool>,
}

/// The broker's side of the name servers.
pub struct Registration {
    client: Arc<Client>,
    wake: Wake,
    /// The name servers in the order of their list.
    servers: Mutex<Vec<NameServer>>,
    /// The master's address as the name servers say, for a slave.
    master: watch::Sender<Option<String>>,
    /// The master's replication address: `haMasterAddress`, or as the name servers say.
    ha_master: watch::Sender<Option<String>>,
    /// Where the tasks run.
    runtime: OnceLock<Handle>,
}

impl Registration {
    /// A registration that `wake` wakes, over TLS when it is told how. Nothing is sent yet.
    pub fn new(config: &BrokerConfig, wake: Wake, tls: Option<Arc<ClientTls>>) -> Self {
        let client = Client::secured(Arc::new(NameServerEnd(wake.clone())), None, tls);
        let (servers, master, runtime) =
            (Mutex::default(), watch::Sender::default(), OnceLock::new());
        let ha_master = watch::Sender::new(config.ha_master_address.clone());
        Self { client, wake, servers, master, ha_master, runtime }
    }

    /// How this broker calls others, where it does so over TLS.
    pub fn tls(&self) -> Option<Arc<ClientTls>> {
        self.client.tls()
    }

    /// The name servers, and whether each knows this broker.
    pub fn status(&self) -> BTreeMap<String, bool> {
        let servers = self.servers.lock();
        let status = |server: &NameServer| (server.address.clone(), server.knows == Some(true));
        servers.iter().map(status).collect()
    }

    /// The master's address as the name servers last said, for a slave.
    pub fn master(&self) -> watch::Receiver<Option<String>> {
        self.master.subscribe()
    }

    /// The address a slave replicates from, as soon as it is known.
    pub fn ha_master(&self) -> watch::Receiver<Option<String>> {
        self.ha_master.subscribe()
    }

    /// Whether this is a slave that does not know its master yet.
    fn lacks_master(&self, config: &BrokerConfig) -> bool {
        config.is_slave() && self.master.borrow().is_none()
    }

    /// Starts the tasks that keep `broker` registered.
    pub fn spawn(broker: &Arc<Broker>, tasks: &mut JoinSet<()>) {
        broker.registration.runtime.get_or_init(Handle::current);
        let broker = broker.clone();
        tasks.spawn(async move { Self::keep_all(&broker).await });
    }

    /// Keeps `broker` registered with every name server of its list.
    async fn keep_all(broker: &Arc<Broker>) {
        // Dropped with this task, and the tasks in it end.
        let (mut tasks, mut kept) = (JoinSet::new(), HashMap::<String, AbortHandle>::new());
        let mut list = NameServerList::new(&broker.config());
        loop {
            let addresses = list.next().await;
            let registration = &broker.registration;
            registration.take_list(&addresses);
            for (gone, task) in kept.extract_if(|kept, _| !addresses.contains(kept)) {
                task.abort();
                registration.client.disconnect(&gone).await;
            }
            for address in addresses.iter() {
                kept.entry(address.clone()).or_insert_with(|| {
                    let (broker, address) = (broker.clone(), address.clone());
                    tasks.spawn(async move { broker.registration.keep(&broker, &address).await })
                });
            }
        }
    }

    /// Takes over a list; what is known of a name server that stays in it stays.
    fn take_list(&self, addresses: &[String]) {
        let mut servers = self.servers.lock();
        let knows = |address: &String| {
            servers.iter().find(|server| server.address == *address).and_then(|s| s.knows)
        };
        let new = addresses.iter().map(|address| {
            let knows = knows(address);
            NameServer { address: address.clone(), knows }
        });
        *servers = new.collect();
    }

    async fn keep(&self, broker: &Broker, server: &str) {
        let mut changes = self.wake.0.subscribe();
        let mut quick_attempts = QUICK_ATTEMPTS;
        let mut forced = true;
        let began = Instant::now();
        loop {
            changes.mark_unchanged();
            let started = Instant::now();
            let result = self.register(broker, server, forced).await;
            let gathering =
                (started.elapsed() * PAUSE_FACTOR).clamp(SHORTEST_GATHERING, LONGEST_GATHERING);
            self.note(server, &result);
            let config = broker.config();
            let wait = if result.is_ok() {
                quick_attempts = 0;
                forced = false;
                let (least, most) = PERIOD_BOUNDS;
                let period = config.register_name_server_period.clamp(least, most);
                match self.lacks_master(&config) {
                    true if began.elapsed() < MASTER_START => FIRST_PAUSE,
                    true => MASTER_PAUSE,
                    false => Duration::from_millis(period.unsigned_abs().into()),
                }
            } else {
                forced = true;
                self.drop_dead(server, &result).await;
                let pause = if quick_attempts > 0 { FIRST_PAUSE } else { LATER_PAUSE };
                quick_attempts = quick_attempts.saturating_sub(1);
                pause
            };
            let gathering = gathering.min(wait);
            tokio::time::sleep(gathering).await;
            let woken = tokio::time::timeout(wait - gathering, changes.changed()).await;
            forced |= woken.is_ok() || config.force_register;
        }
    }

    /// Lets go of a connection that could not be made or does not answer: the next attempt
    /// neither waits for the client's own pause nor for an answer that never comes. A connection
    /// that works is kept, because its end would wake every task.
    async fn drop_dead(&self, server: &str, result: &Result<(), RegisterError>) {
        if let Err(RegisterError::Call(
            CallError::Connect { .. } | CallError::Handshake { .. } | CallError::Timeout { .. },
        )) = result
        {
            self.client.disconnect(server).await;
        }
    }

    /// Tells of changes only: the log stays quiet while a name server stays as it is.
    fn note(&self, server: &str, result: &Result<(), RegisterError>) {
        let before = self.now_knows(server, result.is_ok());
        match result {
            Ok(()) if before != Some(true) => tracing::info!(%server, "registered"),
            Err(error) if before == Some(false) => {
                tracing::debug!(%server, %error, "still not registered");
            }
            Err(error) => tracing::warn!(%server, %error, "not registered, trying again"),
            Ok(()) => {}
        }
    }

    /// Notes whether `server` knows this broker; answers what was so before.
    fn now_knows(&self, server: &str, knows: bool) -> Option<bool> {
        let mut servers = self.servers.lock();
        servers.iter_mut().find(|known| known.address == server)?.knows.replace(knows)
    }

    async fn register(
        &self,
        broker: &Broker,
        server: &str,
        forced: bool,
    ) -> Result<(), RegisterError> {
        let config = broker.config();
        let table = TopicConfig::to_file(&broker.topics.snapshot());
        if !forced && !self.is_outdated(&config, server, &table.data_version).await? {
            return Ok(());
        }
        let request = register_request(&config, table);
        let timeout = timeout_of(&config);
        let answer = accepted(self.client.call(server, &request, timeout).await?)?;
        if self.is_first_known(server) {
            self.take_over(broker, &config, &answer);
        }
        Ok(())
    }

    /// Asks a name server whether it knows another version (322).
    async fn is_outdated(
        &self,
        config: &BrokerConfig,
        server: &str,
        version: &DataVersion,
    ) -> Result<bool, RegisterError> {
        let request = Request::new(RequestCode::QueryDataVersion, &identity(config));
        let request = request.with_body(version.encode());
        let answer = self.client.call(server, &request, timeout_of(config)).await?;
        let answer = accepted(answer)?;
        Ok(answer.header::<QueryDataVersionReply>().is_ok_and(|reply| reply.changed))
    }

    /// Whether no name server before this one knows the broker: only one of them is listened to.
    fn is_first_known(&self, server: &str) -> bool {
        let servers = self.servers.lock();
        let mut before = servers.iter().take_while(|known| known.address != server);
        before.all(|known| known.knows != Some(true))
    }

    /// Takes over what an answer says about the master and about ordered topics.
    fn take_over(&self, broker: &Broker, config: &BrokerConfig, answer: &Frame) {
        if let Ok(reply) = answer.header::<RegisterBrokerReply>()
            && config.is_slave()
        {
            self.follow(config, reply);
        }
        if answer.body().is_empty() {
            return;
        }
        match KvTable::decode(answer.body()) {
            Ok(ordered) => broker.topics.set_ordered(|topic| ordered.table.contains_key(topic)),
            Err(error) => tracing::warn!(%error, "the list of ordered topics is unreadable"),
        }
    }

    /// Tells a slave's tasks of another master. An address that is not there any more changes
    /// nothing for replication: the master may come back to it.
    fn follow(&self, config: &BrokerConfig, reply: RegisterBrokerReply) {
        let some = |address: Option<String>| address.filter(|address| !address.is_empty());
        let other = |known: &watch::Sender<Option<String>>, address: Option<String>| {
            known.send_if_modified(|known| {
                let differs = *known != address;
                *known = address;
                differs
            })
        };
        let master = some(reply.master_addr);
        if other(&self.master, master.clone()) {
            tracing::info!(?master, "the name servers name another master");
        }
        if let (None, Some(address)) = (&config.ha_master_address, some(reply.ha_server_addr)) {
            other(&self.ha_master, Some(address));
        }
    }

    /// Registers one topic with every name server that knows this broker, and waits for the
    /// answers: a client may ask for the route as soon as this returns. The others get it with
    /// all topics when they come; so does one that does not answer within `patience`, and nobody
    /// waits for it again before that. Blocks; call it on a thread that may.
    pub fn announce(&self, broker: &Broker, topic: TopicConfig, patience: Duration) {
        let Some(runtime) = self.runtime.get() else { return };
        let config = broker.config();
        let data_version = broker.topics.version();
        let topic_config_table = BTreeMap::from([(topic.topic_name.clone(), topic)]);
        let table = TopicConfigTable { data_version, topic_config_table };
        let request = Arc::new(register_request(&config, table));
        let timeout = timeout_of(&config);
        let (answered, answers) = std::sync::mpsc::channel();
        let known = self.status().into_iter().filter(|(_, knows)| *knows);
        let mut asked: BTreeSet<String> = known.map(|(server, _)| server).collect();
        for server in asked.clone() {
            let (client, request, answered) =
                (self.client.clone(), request.clone(), answered.clone());
            runtime.spawn(async move {
                let result = client.call(&server, &request, timeout).await;
                if let Err(error) = &result {
                    tracing::warn!(%server, %error, "a topic is not registered yet");
                }
                // The caller may have given up.
                let _ = answered.send(server);
            });
        }
        drop(answered);
        let until = Instant::now() + patience.min(timeout);
        while !asked.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            match answers.recv_timeout(left) {
                Ok(server) => drop(asked.remove(&server)),
                Err(_) => break,
            }
        }
        for slow in &asked {
            tracing::warn!(server = slow, "a name server is slow: it gets new topics later");
            self.now_knows(slow, false);
        }
        if !asked.is_empty() {
            self.wake.wake();
        }
    }

    /// The settings of `topic`, created with these values when there is none, and known to the name
    /// servers then as far as they answer soon. Blocks when it creates.
    pub fn create_announced(
        &self,
        broker: &Broker,
        topic: &str,
        queues: i32,
        sys_flag: i32,
    ) -> Option<Arc<TopicConfig>> {
        let existed = broker.topics.get(topic).is_some();
        let found = broker.topics.create_if_absent(topic, queues, PERM_READ_WRITE, sys_flag)?;
        if !existed {
            self.announce(broker, (*found).clone(), ROUTE_PATIENCE);
        }
        Some(found)
    }

    /// Leaves every name server that knows this broker (104), and closes the connections.
    pub async fn leave(&self, config: &BrokerConfig) {
        let request = Arc::new(Request::new(RequestCode::UnregisterBroker, &identity(config)));
        let mut calls = JoinSet::new();
        let servers = std::mem::take(&mut *self.servers.lock());
        for NameServer { address: server, .. } in
            servers.into_iter().filter(|server| server.knows == Some(true))
        {
            let (client, request) = (self.client.clone(), request.clone());
            calls.spawn(async move {
                if let Err(error) = client.call(&server, &request, LEAVE_TIMEOUT).await {
                    tracing::warn!(%server, %error, "not unregistered");
                }
            });
        }
        while calls.join_next().await.is_some() {}
        self.client.close().await;
    }
}

fn accepted(answer: Frame) -> Result<Frame, RegisterError> {
    match answer.response_code() {
        ResponseCode::Success => Ok(answer),
        code => {
            Err(RegisterError::Refused { code, remark: answer.remark.clone().unwrap_or_default() })
        }
    }
}

fn timeout_of(config: &BrokerConfig) -> Duration {
    Duration::from_millis(config.register_broker_timeout_mills.max(1).unsigned_abs().into())
}

fn identity(config: &BrokerConfig) -> BrokerIdentityHeader {
    BrokerIdentityHeader {
        broker_name: BrokerName::from(config.broker_name.as_str()),
        broker_addr: config.broker_address(),
        cluster_name: ClusterName::from(config.broker_cluster_name.as_str()),
        broker_id: config.broker_id,
    }
}

/// REGISTER_BROKER (103) with these topics.
fn register_request(config: &BrokerConfig, table: TopicConfigTable) -> Request {
    let body = RegisterBrokerBody {
        filter_server_list: Vec::new(),
        topic_config_serialize_wrapper: restricted(config, table),
    };
    let compressed = config.compressed_register;
    let body = if compressed { body.encode_compressed() } else { body.encode() };
    let BrokerIdentityHeader { broker_name, broker_addr, cluster_name, broker_id } =
        identity(config);
    let header = RegisterBrokerHeader {
        broker_name,
        broker_addr,
        cluster_name,
        broker_id,
        ha_server_addr: config.ha_address(),
        compressed,
        body_crc32: body_crc(&body),
    };
    Request::new(RequestCode::RegisterBroker, &header).with_body(body)
}

/// Topics as a broker that may not be read or not be written shows them: all with its own
/// permission (`brokerPermission`).
fn restricted(config: &BrokerConfig, mut table: TopicConfigTable) -> TopicConfigTable {
    let perm = config.broker_permission;
    if perm & PERM_READ_WRITE == PERM_READ_WRITE {
        return table;
    }
    for (name, topic) in &mut table.topic_config_table {
        *topic = TopicConfig {
            topic_name: name.clone(),
            read_queue_nums: topic.read_queue_nums,
            write_queue_nums: topic.write_queue_nums,
            perm,
            ..TopicConfig::default()
        };
    }
    table
}
