//! Three name servers and a broker, all real processes: some are killed, one is frozen, and a
//! broker and its clients find them through an address server.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use rmq::engine::client::config::{ClientConfig, NamesrvAddrs};
use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::{Producer, ProducerConfig};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::PATIENCE;
use crate::nodes::Node;

/// Messages each producer sends between two faults.
const ROUND: usize = 20;
/// Patience of clients with one request that no test here can wait for.
const FOREVER: Duration = Duration::from_secs(600);

/// Three name servers, and where a broker listens that knows them.
struct Servers {
    nodes: Vec<Node>,
    addresses: Vec<SocketAddr>,
    broker: SocketAddr,
    root: TempDir,
}

impl Servers {
    fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        let (net, port) = (rand::random_range(1..250), rand::random_range(12_000..30_000));
        let at = |host| SocketAddr::from((Ipv4Addr::new(127, 251, net, host), port));
        let addresses: Vec<SocketAddr> = (1..=3).map(at).collect();
        let mut nodes = Vec::new();
        for (number, address) in addresses.iter().enumerate() {
            let home = root.path().join(format!("ns-{number}"));
            let kv = format!("kvConfigPath={}", home.join("kv.json").display());
            let arguments = ["namesrv", "--bind", &address.ip().to_string(), "--port"];
            let rest = [&port.to_string(), "--set", &kv];
            let arguments: Vec<String> =
                arguments.into_iter().chain(rest).map(str::to_owned).collect();
            let mut node = Node::new(&format!("ns-{number}"), home, &arguments);
            node.start();
            nodes.push(node);
        }
        Self { nodes, addresses, broker: at(9), root }
    }

    fn list(&self) -> String {
        self.addresses.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(";")
    }

    /// A broker that finds its name servers as `how` says, in options.
    fn broker(&self, how: &[&str]) -> Node {
        let home = self.root.path().join("broker");
        let (ip, port) = (self.broker.ip().to_string(), self.broker.port().to_string());
        let store = format!("storePathRootDir={}", home.join("store").display());
        let mut arguments = vec!["broker", "--bind", &ip, "--advertise", &ip, "--port", &port];
        arguments.extend(["--set", &store, "--set", "diskSpaceWarningLevelRatio=99"]);
        arguments.extend(["--set", "mappedFileSizeCommitLog=1048576"]);
        arguments.extend(how);
        let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        let mut node = Node::new("broker", home, &arguments);
        node.start();
        node
    }
}

fn producer(namesrv: &str, call_timeout: Duration) -> Producer {
    let client = ClientConfig {
        call_timeout,
        poll_namesrv_interval: Duration::from_millis(50),
        ..ClientConfig::new(NamesrvAddrs::parse(namesrv).unwrap())
    };
    let send_timeout = call_timeout;
    Producer::start(ProducerConfig { send_timeout, ..ProducerConfig::new(client, "Producers") })
}

/// Sends to `topic` until it works: the cluster has just been started.
async fn until_sent(namesrv: &str, topic: &str) {
    let deadline = Instant::now() + PATIENCE;
    let producer = producer(namesrv, Duration::from_secs(3));
    while let Err(error) = producer.send(&Message::new(topic, "first")).await {
        assert!(Instant::now() < deadline, "{error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    producer.shutdown().await;
}

/// Waits until every one of `namesrv` has the route of `topic`.
async fn until_all_know(namesrv: &str, topic: &str) {
    for server in namesrv.split(';') {
        let deadline = Instant::now() + PATIENCE;
        let producer = producer(server, Duration::from_secs(3));
        while !producer.queues(&topic.into()).await.is_ok_and(|queues| !queues.is_empty()) {
            assert!(Instant::now() < deadline, "{server} has no route of {topic}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        producer.shutdown().await;
    }
}

/// A producer with an ordinary timeout of requests, and sends that may take no longer: not one
/// fails, to known topics and new ones, while two of three name servers die.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_of_three_name_servers_die_and_no_send_fails() {
    let mut servers = Servers::start();
    let list = servers.list();
    let _broker = servers.broker(&["-n", &list]);
    until_sent(&list, "Known").await;
    until_all_know(&list, "Known").await;
    let stop = Arc::new(AtomicBool::new(false));
    let counts: Vec<_> = (0..4).map(|_| Arc::new(AtomicUsize::new(0))).collect();
    let longest_ms = Arc::new(AtomicU64::new(0));
    let mut producing = JoinSet::new();
    for (number, count) in counts.iter().cloned().enumerate() {
        let (list, stop, longest_ms) = (list.clone(), stop.clone(), longest_ms.clone());
        producing.spawn(async move {
            // Ample: what is measured is whether a request waits for a dead server.
            let producer = producer(&list, Duration::from_secs(20));
            for turn in 0.. {
                if stop.load(Ordering::Acquire) {
                    break;
                }
                let topic =
                    if turn % 10 == 0 { format!("New-{number}-{turn}") } else { "Known".into() };
                let began = Instant::now();
                producer.send(&Message::new(topic, "x")).await.unwrap();
                let took = u64::try_from(began.elapsed().as_millis()).unwrap();
                longest_ms.fetch_max(took, Ordering::AcqRel);
                count.fetch_add(1, Ordering::AcqRel);
            }
            producer.shutdown().await;
        });
    }
    for killed in 0..3 {
        let before: Vec<_> = counts.iter().map(|count| count.load(Ordering::Acquire)).collect();
        let deadline = Instant::now() + PATIENCE;
        while counts
            .iter()
            .zip(&before)
            .any(|(now, before)| now.load(Ordering::Acquire) < before + ROUND)
        {
            assert!(Instant::now() < deadline, "{before:?} {counts:?}");
            assert!(producing.try_join_next().is_none(), "a producer ended");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if killed < 2 {
            servers.nodes[killed].kill();
        }
    }
    stop.store(true, Ordering::Release);
    producing.join_all().await;
    println!("the longest send took {} ms", longest_ms.load(Ordering::Acquire));
}

/// One that takes connections and answers nothing: no request may wait for it, or it would
/// wait ten minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_name_server_delays_nobody() {
    let mut servers = Servers::start();
    let list = servers.list();
    let mut broker = servers.broker(&["-n", &list]);
    until_sent(&list, "Known").await;
    until_all_know(&list, "Known").await;
    servers.nodes[1].signal(Signal::SIGSTOP);
    let all = async {
        // Wherever each begins to ask.
        for number in 0..12 {
            let producer = producer(&list, FOREVER);
            for topic in ["Known", &format!("New-{number}")] {
                producer.send(&Message::new(topic, "x")).await.unwrap();
            }
            producer.shutdown().await;
        }
        // A broker that starts meanwhile registers with the others.
        broker.kill();
        broker.start();
        let others = format!("{};{}", servers.addresses[0], servers.addresses[2]);
        until_all_know(&others, "Known").await;
        until_sent(&list, "Later").await;
    };
    tokio::time::timeout(PATIENCE, all).await.expect("nobody waits");
    servers.nodes[1].signal(Signal::SIGCONT);
    until_all_know(&list, "Later").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broker_and_clients_find_name_servers_through_an_address_server() {
    let servers = Servers::start();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let domain = listener.local_addr().unwrap().to_string();
    // A name that resolves nowhere is passed over.
    let page = format!("no-such-host.invalid:9876;{}", servers.list());
    let serving = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 1000];
            let len = stream.read(&mut asked).await.unwrap();
            assert!(asked[..len].starts_with(b"GET /rocketmq/nsaddr HTTP/1."));
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", page.len());
            stream.write_all(format!("{head}{page}").as_bytes()).await.unwrap();
        }
    });
    let setting = format!("rmqAddressServerDomain={domain}");
    let how = ["--set", "fetchNamesrvAddrByAddressServer=true", "--set", &setting];
    let mut broker = servers.broker(&how);
    let url = format!("http://{domain}");
    until_sent(&url, "Found").await;
    until_all_know(&servers.list(), "Found").await;
    // The same with the whole address in place of a list, also on the command line.
    broker.kill();
    let page = format!("{url}/rocketmq/nsaddr");
    let _broker = servers.broker(&["-n", &page]);
    until_all_know(&servers.list(), "Found").await;
    let shown = routes(servers.root.path(), &page);
    assert!(shown.contains(&servers.broker.to_string()), "{shown}");
    serving.abort();
}

/// What `rmq topic route` shows.
fn routes(home: &Path, namesrv: &str) -> String {
    let mut command = crate::nodes::command(&home.join("client"));
    let output = command.args(["topic", "route", "Found", "-n", namesrv]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
