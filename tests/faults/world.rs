//! The cluster: who listens where, which links lie between whom, and what is the same for all.
//!
//! Every end has an address of its own in 127.0.0.0/8 and the same ports, so that what a broker
//! says of itself leads to its link, and nothing else on the machine is in the way.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rmq::engine::client::config::{ClientConfig, NamesrvAddrs};
use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::{Producer, ProducerConfig, QueueChoice, SendStatus};
use rmq::engine::protocol::names::{BrokerName, MessageQueue, QueueId, TopicName};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::PATIENCE;
use crate::link::Link;
use crate::nodes::{self, Node};
use crate::peer::Peer;
use crate::producers::Promised;

/// The topic everything is sent to.
pub const TOPIC: &str = "Faults";
/// Queues of each broker.
pub const QUEUES: i32 = 4;
/// The pairs of a master and its slave.
pub const PAIRS: [&str; 2] = ["a", "b"];
/// Name servers.
const NAME_SERVERS: u8 = 2;

/// Where brokers and name servers listen.
struct Addresses {
    net: [u8; 2],
    port: u16,
}

impl Addresses {
    /// A part of the loopback network that nobody uses.
    fn pick() -> Self {
        loop {
            let net = [rand::random_range(1..250), rand::random_range(0..250)];
            let addresses = Self { net, port: rand::random_range(12_000..30_000) };
            let is_free = |port| TcpListener::bind(addresses.at(1, port)).is_ok();
            let port = addresses.port;
            if [port - 2, port, port + 1, port + 2].into_iter().all(is_free) {
                return addresses;
            }
        }
    }

    fn at(&self, host: u8, port: u16) -> SocketAddr {
        (Ipv4Addr::new(127, self.net[0], self.net[1], host), port).into()
    }

    fn name_server(&self, number: u8) -> SocketAddr {
        self.at(10 + number, self.port + 2)
    }

    /// Where broker `seat` listens: 0 and 1 are the masters, 2 and 3 their slaves.
    fn broker(&self, seat: u8) -> SocketAddr {
        self.at(20 + seat, self.port)
    }

    /// Where clients, and its slave, find broker `seat`.
    fn public(&self, seat: u8) -> SocketAddr {
        self.at(30 + seat, self.port)
    }

    /// Where a slave finds the log of the master in `seat`.
    fn replication(&self, seat: u8) -> SocketAddr {
        self.at(40 + seat, self.port + 1)
    }

    /// Where broker `seat`, or a client for 9, finds a name server.
    fn name_server_for(&self, seat: u8, number: u8) -> SocketAddr {
        self.at(50 + 2 * seat + number, self.port + 2)
    }
}

/// Seat of the clients among those who ask name servers.
const CLIENTS: u8 = 9;

/// The names of what can be hurt.
pub struct Names {
    pub nodes: Vec<String>,
    pub links: Vec<String>,
}

/// A running cluster and the links in it.
pub struct World {
    addresses: Addresses,
    pub nodes: BTreeMap<String, Mutex<Node>>,
    pub links: BTreeMap<String, Mutex<Link>>,
    pub promised: Promised,
    root: Option<TempDir>,
}

impl World {
    /// A cluster whose masters both have a slave that follows, and with the topic on both.
    pub async fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        let addresses = Addresses::pick();
        let mut world = Self {
            addresses,
            nodes: BTreeMap::new(),
            links: BTreeMap::new(),
            promised: Promised::default(),
            root: Some(root),
        };
        world.lay_links().await;
        world.start_nodes();
        world.make_topic().await;
        world.until_both_replicate().await;
        world
    }

    async fn lay_links(&mut self) {
        let at = &self.addresses;
        let mut plan = Vec::new();
        for seat in 0..4 {
            plan.push((format!("to-{}", broker_name(seat)), at.public(seat), at.broker(seat)));
        }
        for seat in 0..2 {
            let log = (at.broker(seat).ip(), at.port + 1).into();
            plan.push((format!("log-of-{}", broker_name(seat)), at.replication(seat), log));
        }
        for number in 0..NAME_SERVERS {
            let far = at.name_server(number);
            for seat in 0..4 {
                let name = format!("{}-to-ns-{number}", broker_name(seat));
                plan.push((name, at.name_server_for(seat, number), far));
            }
            let name = format!("clients-to-ns-{number}");
            plan.push((name, at.name_server_for(CLIENTS, number), far));
        }
        for (name, near, far) in plan {
            let link = Link::new(near, far).await;
            self.links.insert(name, Mutex::new(link));
        }
    }

    fn start_nodes(&mut self) {
        let mut plan: Vec<(String, Vec<String>)> = Vec::new();
        for number in 0..NAME_SERVERS {
            let at = self.addresses.name_server(number);
            let kv = self.home(&format!("ns-{number}")).join("kv.json");
            let mut arguments = words("namesrv --bind", &at.ip().to_string());
            arguments.extend(words("--port", &at.port().to_string()));
            arguments.extend(words("--set", &format!("kvConfigPath={}", kv.display())));
            plan.push((format!("ns-{number}"), arguments));
        }
        plan.extend((0..4).map(|seat| (broker_name(seat), self.broker_arguments(seat))));
        for (name, arguments) in plan {
            let mut node = Node::new(&name, self.home(&name), &arguments);
            node.start();
            self.nodes.insert(name, Mutex::new(node));
        }
    }

    fn broker_arguments(&self, seat: u8) -> Vec<String> {
        let at = &self.addresses;
        let namesrv = [0, 1].map(|number| at.name_server_for(seat, number).to_string()).join(";");
        let mut arguments = words("broker -n", &namesrv);
        arguments.extend(words("--bind", &at.broker(seat).ip().to_string()));
        arguments.extend(words("--advertise", &at.public(seat).ip().to_string()));
        arguments.extend(words("--port", &at.port.to_string()));
        let (is_slave, pair) = (seat >= 2, PAIRS[usize::from(seat % 2)]);
        let mut settings = vec![
            format!("brokerName=broker-{pair}"),
            format!("brokerId={}", u8::from(is_slave)),
            format!("brokerRole={}", if is_slave { "SLAVE" } else { "SYNC_MASTER" }),
            format!("storePathRootDir={}", self.store(&broker_name(seat)).display()),
            format!("haMasterAddress={}", at.replication(seat % 2)),
        ];
        let same = [
            "slaveReadEnable=true",
            "mappedFileSizeCommitLog=1048576",
            "mappedFileSizeConsumeQueue=60000",
            "maxHashSlotNum=5000",
            "maxIndexNum=20000",
            "haSendHeartbeatInterval=500",
            "haHousekeepingInterval=3000",
            // How full the disk is of whatever else is none of this test's business.
            "diskMaxUsedSpaceRatio=95",
            "diskSpaceWarningLevelRatio=99",
            "cleanFileForciblyEnable=false",
        ];
        settings.extend(same.map(str::to_owned));
        arguments.extend(settings.iter().flat_map(|setting| words("--set", setting)));
        arguments
    }

    /// A name server counts as one of the topic when both masters are in its route.
    async fn make_topic(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut create = nodes::command(&self.home("client"));
            create.args(["topic", "create", TOPIC, "--queues", &QUEUES.to_string(), "--update"]);
            let output = create.args(["-y", "-n", &self.namesrv().to_string()]).output().unwrap();
            let client = Producer::start(ProducerConfig::new(self.client(), "Topics"));
            let queues = client.queues(&TopicName::from(TOPIC)).await.unwrap_or_default();
            client.shutdown().await;
            if queues.len() == PAIRS.len() * QUEUES as usize {
                return;
            }
            assert!(Instant::now() < deadline, "{}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// Sends to every queue until the answer is that a slave has it too.
    async fn until_both_replicate(&self) {
        let producer = Producer::start(ProducerConfig::new(self.client(), "Begin"));
        let deadline = Instant::now() + PATIENCE;
        for pair in PAIRS {
            let queue = MessageQueue {
                topic: TOPIC.into(),
                broker_name: BrokerName::from(format!("broker-{pair}")),
                queue_id: QueueId(0),
            };
            loop {
                let message = Message::new(TOPIC, "begin");
                let sent = producer.send_to(&message, &QueueChoice::Queue(queue.clone())).await;
                if sent.as_ref().is_ok_and(|sent| sent.status == SendStatus::SendOk) {
                    break;
                }
                assert!(Instant::now() < deadline, "broker-{pair} has no slave: {sent:?}");
            }
        }
        producer.shutdown().await;
    }

    /// Waits until every broker listens: some may have been started only now.
    pub async fn until_all_listen(&self) {
        let deadline = Instant::now() + PATIENCE;
        for seat in 0..4 {
            while TcpStream::connect(self.broker(seat)).is_err() {
                assert!(Instant::now() < deadline, "{} does not listen", broker_name(seat));
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Waits until each slave's log is as long as its master's.
    pub async fn until_slaves_have_all(&self) {
        let deadline = Instant::now() + PATIENCE;
        for seat in 0..2 {
            loop {
                let ends = [seat, seat + 2].map(|seat| Peer::connect(self.broker(seat)).log_end());
                if ends[0] == ends[1] {
                    break;
                }
                let name = broker_name(seat + 2);
                assert!(Instant::now() < deadline, "{name} does not follow: {ends:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Stops the brokers, then the name servers.
    pub async fn stop_nodes(&self) {
        for node in self.nodes.values() {
            node.lock().await.stop().await;
        }
    }

    pub fn names(&self) -> Names {
        let nodes = self.nodes.keys().cloned().collect();
        Names { nodes, links: self.links.keys().cloned().collect() }
    }

    fn namesrv(&self) -> NamesrvAddrs {
        let all = (0..NAME_SERVERS).map(|n| self.addresses.name_server_for(CLIENTS, n).to_string());
        NamesrvAddrs::parse(&all.collect::<Vec<_>>().join(";")).unwrap()
    }

    /// Settings of a client that notices faults soon.
    pub fn client(&self) -> ClientConfig {
        ClientConfig {
            call_timeout: Duration::from_secs(1),
            poll_namesrv_interval: Duration::from_secs(1),
            heartbeat_interval: Duration::from_secs(2),
            persist_offset_interval: Duration::from_millis(500),
            ..ClientConfig::new(self.namesrv())
        }
    }

    /// Where broker `seat` really listens: 0 and 1 are the masters, 2 and 3 their slaves.
    pub fn broker(&self, seat: u8) -> SocketAddr {
        self.addresses.broker(seat)
    }

    pub fn home(&self, node: &str) -> PathBuf {
        self.root.as_ref().unwrap().path().join(node)
    }

    pub fn store(&self, node: &str) -> PathBuf {
        self.home(node).join("store")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Processes first: they write into the directory.
        self.nodes.clear();
        if std::thread::panicking() || std::env::var_os("RMQ_FAULTS_KEEP").is_some() {
            println!("stores and logs are in {}", self.root.take().unwrap().keep().display());
        }
    }
}

/// The node in `seat`: 0 and 1 are the masters, 2 and 3 their slaves.
pub fn broker_name(seat: u8) -> String {
    let role = if seat < 2 { "master" } else { "slave" };
    format!("{role}-{}", PAIRS[usize::from(seat % 2)])
}

fn words(fixed: &str, last: &str) -> Vec<String> {
    fixed.split(' ').chain([last]).map(str::to_owned).collect()
}
