//! What a crowd of clients, idle, slow or hostile, costs a broker and the others on it.
//!
//! `cargo bench --bench crowd -- ADDRESS PID [CONNECTIONS]` talks to the broker at ADDRESS, whose
//! process is PID. One client sends one message at a time, first alone, then beside each kind of
//! crowd. Each line: how long its sends took, and the anonymous memory of the broker.
//! `benches/README.md` says more.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::heartbeat::{ConsumerData, HeartbeatData, SubscriptionData};
use rmq::engine::protocol::headers::pull::PullMessageHeader;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::names::{ClientId, GroupName, TopicName};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

/// Connections that are idle, unless the command line says otherwise.
const CONNECTIONS: usize = 10_000;
/// Clients that write one byte a second.
const TRICKLING: usize = 100;
/// Clients that ask and never read, and how often each asks.
const DEAF: usize = 32;
const QUESTIONS: usize = 50_000;
/// Bytes of the messages that are pulled, and what becomes of them in answers that wait.
const PULLED: [(usize, &str); 2] = [(3000, "copies"), (30_000, "slices of files")];
/// How many of them a queue has.
const PULLABLE: usize = 64;
/// Subscriptions of a heartbeat.
const SUBSCRIPTIONS: usize = 10_000;
/// How long each figure is taken.
const SPAN: Duration = Duration::from_secs(4);
/// Longer than an idle connection keeps its read buffer.
const SETTLING: Duration = Duration::from_secs(11);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [address, pid, rest @ ..] = &words[..] else {
        // `cargo test --benches` comes here.
        println!("usage: cargo bench --bench crowd -- ADDRESS PID [CONNECTIONS]");
        return;
    };
    let connections =
        rest.first().map_or(CONNECTIONS, |word| word.parse().expect("a number of connections"));
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).expect("the limit of open files");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).expect("as many open files as allowed");
    let watch = Watch { address, pid: pid.parse().expect("a process id") };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("tokio");
    watch.measure("alone");
    let crowd = runtime.block_on(idle(address, connections));
    runtime.block_on(async { tokio::time::sleep(SETTLING).await });
    watch.measure(&format!("{connections} idle connections"));
    drop(crowd);
    watch.beside(&runtime, &format!("{TRICKLING} clients with a byte a second"), |address, n| {
        (n < TRICKLING).then(|| trickle(address))
    });
    watch.beside(&runtime, &format!("{DEAF} clients that never read"), |address, n| {
        (n < DEAF).then(|| ask_only(address))
    });
    for (bytes, kept) in PULLED {
        let topic = format!("Crowd-{bytes}");
        runtime.block_on(fill(address, &topic, bytes));
        let what =
            format!("{DEAF} clients that pull messages of {bytes} bytes ({kept}) and never read");
        watch.beside(&runtime, &what, |address, n| {
            (n < DEAF).then(|| pull_only(address, topic.clone()))
        });
    }
    let beats = format!("heartbeats with {SUBSCRIPTIONS} subscriptions, one after the other");
    watch.beside(&runtime, &beats, |address, n| (n < 1).then(|| heartbeats(address)));
    runtime.block_on(async { tokio::time::sleep(SETTLING).await });
    watch.measure("alone again");
}

/// The broker that is looked at.
struct Watch<'a> {
    address: &'a str,
    pid: i32,
}

impl Watch<'_> {
    /// Measures while the clients run that `client` makes, counted from 0 until it makes no more.
    fn beside<F>(
        &self,
        runtime: &tokio::runtime::Runtime,
        what: &str,
        client: impl Fn(String, usize) -> Option<F>,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut crowd = JoinSet::new();
        for n in 0.. {
            let Some(task) = client(self.address.to_owned(), n) else { break };
            crowd.spawn_on(task, runtime.handle());
        }
        self.measure(what);
        runtime.block_on(crowd.shutdown());
    }

    /// Sends one message at a time for a while, on a new connection.
    fn measure(&self, what: &str) {
        let mut stream = TcpStream::connect(self.address).expect("the broker");
        stream.set_nodelay(true).expect("no delay");
        let send = send_to("Crowd", 128);
        let (began, mut took, mut most_memory) = (Instant::now(), Vec::new(), 0);
        while began.elapsed() < SPAN {
            let asked = Instant::now();
            stream.write_all(&send.encode(took.len() as i32, false)).expect("written");
            let mut length = [0; 4];
            stream.read_exact(&mut length).expect("an answer");
            let mut answer = vec![0; u32::from_be_bytes(length) as usize];
            stream.read_exact(&mut answer).expect("a whole answer");
            took.push(asked.elapsed());
            if took.len() % 1000 == 1 {
                most_memory = most_memory.max(self.memory());
            }
        }
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_micros();
        println!(
            "{what}: p50 {} us, p99 {} us, p99.9 {} us; broker {:.1} MiB, at most {:.1} MiB",
            at(0.5),
            at(0.99),
            at(0.999),
            mib(self.memory()),
            mib(most_memory),
        );
    }

    /// Anonymous memory in KiB.
    fn memory(&self) -> u64 {
        let process = procfs::process::Process::new(self.pid).expect("the broker's process");
        process.status().expect("its status").rssanon.unwrap_or(0)
    }
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

async fn connect(address: &str) -> tokio::net::TcpStream {
    tokio::net::TcpStream::connect(address).await.expect("a connection")
}

/// Connections on which one request was answered and then nothing happens.
async fn idle(address: &str, connections: usize) -> Vec<tokio::net::TcpStream> {
    let question = Request::bare(RequestCode::GetSystemTopicListFromBroker).encode(1, false);
    let mut crowd = Vec::with_capacity(connections);
    for _ in 0..connections {
        let mut stream = connect(address).await;
        stream.write_all(&question).await.expect("written");
        let length = stream.read_u32().await.expect("an answer");
        stream.read_exact(&mut vec![0; length as usize]).await.expect("a whole answer");
        crowd.push(stream);
    }
    crowd
}

/// A request that comes one byte a second.
async fn trickle(address: String) {
    let mut stream = connect(&address).await;
    for byte in Request::bare(RequestCode::GetBrokerConfig).encode(1, false) {
        stream.write_all(&[byte]).await.expect("written");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Asks for the broker's configuration very often and reads nothing. Ends when the broker had
/// enough of it.
async fn ask_only(address: String) {
    let mut stream = connect(&address).await;
    let question = Request::bare(RequestCode::GetBrokerConfig).encode(1, false);
    for _ in 0..QUESTIONS {
        if stream.write_all(&question).await.is_err() {
            return;
        }
    }
    std::future::pending().await
}

fn send_to(topic: &str, bytes: usize) -> Request {
    let header = SendMessageHeader {
        topic: topic.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 1,
        ..SendMessageHeader::default()
    };
    Request::short(RequestCode::SendMessageV2, &header).with_body(vec![b'x'; bytes])
}

/// Messages in queue 0 of `topic`.
async fn fill(address: &str, topic: &str, bytes: usize) {
    let mut stream = connect(address).await;
    let send = send_to(topic, bytes).encode(1, false);
    for _ in 0..PULLABLE {
        stream.write_all(&send).await.expect("written");
        let length = stream.read_u32().await.expect("an answer");
        stream.read_exact(&mut vec![0; length as usize]).await.expect("a whole answer");
    }
}

/// Pulls as much as a pull gets, very often, and reads nothing.
async fn pull_only(address: String, topic: String) {
    const HAS_SUBSCRIPTION: i32 = 4;
    let mut stream = connect(&address).await;
    let header = PullMessageHeader {
        consumer_group: "Crowd".into(),
        topic: topic.into(),
        max_msg_nums: 32,
        sys_flag: HAS_SUBSCRIPTION,
        subscription: Some("*".into()),
        ..PullMessageHeader::default()
    };
    let pull = Request::new(RequestCode::PullMessage, &header).encode(1, false);
    for _ in 0..QUESTIONS {
        if stream.write_all(&pull).await.is_err() {
            return;
        }
    }
    std::future::pending().await
}

/// A consumer of very many topics, each with an expression, which changes with every heartbeat.
async fn heartbeats(address: String) {
    let mut stream = connect(&address).await;
    for version in 1.. {
        let subscription = |n| SubscriptionData {
            topic: TopicName::from(format!("Crowd-{n}")),
            sub_string: format!("a > {version}"),
            sub_version: version,
            expression_type: "SQL92".to_owned(),
            ..SubscriptionData::default()
        };
        let data = HeartbeatData {
            client_id: ClientId::from("crowd"),
            consumer_data_set: vec![ConsumerData {
                group_name: GroupName::from("Crowd"),
                subscription_data_set: (0..SUBSCRIPTIONS).map(subscription).collect(),
                ..ConsumerData::default()
            }],
            producer_data_set: Vec::new(),
        };
        let beat = Request::bare(RequestCode::HeartBeat).with_body(data.encode());
        stream.write_all(&beat.encode(1, false)).await.expect("written");
        // Notifications may come before the answer; what counts is that one came.
        let length = stream.read_u32().await.expect("an answer");
        stream.read_exact(&mut vec![0; length as usize]).await.expect("a whole answer");
    }
}
