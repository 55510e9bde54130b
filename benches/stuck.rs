//! A flood of sends to a broker whose disk hangs: how soon each is answered, and what it costs.
//!
//! `cargo bench --bench stuck -- run [CLIENTS] [WINDOW]` starts a broker in this process, lets one
//! write to the commit log hang, and lets CLIENTS keep WINDOW sends of 1 KiB each on their way for a
//! while. Then the disk goes on. Memory is that of broker and clients together.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rmq::engine::broker::Broker;
use rmq::engine::node::BrokerOptions;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::gate::{Gate, GatedDisk};

#[path = "../tests/broker/gate.rs"]
mod gate;

/// How long the disk hangs.
const SPAN: Duration = Duration::from_secs(4);
const BODY: usize = 1024;

/// How many sends got an answer with this mark, and how long each waited for it.
type Waits = BTreeMap<String, Vec<Duration>>;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [run, rest @ ..] = &words[..] else {
        // `cargo test --benches` comes here.
        println!("usage: cargo bench --bench stuck -- run [CLIENTS] [WINDOW]");
        return;
    };
    assert_eq!(run, "run");
    let number =
        |at: usize, default| rest.get(at).map_or(default, |n| n.parse().expect("a number"));
    let (clients, window) = (number(0, 64), number(1, 500));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("tokio");
    runtime.block_on(flood(clients, window));
}

async fn flood(clients: usize, window: usize) {
    let root = tempfile::tempdir().expect("a folder");
    let gate = Arc::new(Gate::default());
    let (broker, address) = start(&gate, root.path()).await;
    let mut first = TcpStream::connect(&address).await.expect("the broker");
    first.write_all(&send(0)).await.expect("written");
    read(&mut first).await.expect("the topic is made");
    let before = memory();
    gate.shut();
    first.write_all(&send(1)).await.expect("written");
    while gate.waiting() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let began = Instant::now();
    let mut flooding = JoinSet::new();
    for _ in 0..clients {
        flooding.spawn(client(address.clone(), window, began + SPAN));
    }
    let (mut all, mut most) = (Waits::new(), 0);
    let mut look = tokio::time::interval(Duration::from_millis(20));
    loop {
        tokio::select! {
            _ = look.tick() => most = most.max(memory()),
            done = flooding.join_next() => match done {
                Some(waits) => {
                    for (mark, waits) in waits.expect("a client") {
                        all.entry(mark).or_default().extend(waits);
                    }
                }
                None => break,
            },
        }
    }
    println!("{clients} clients with {window} sends of {BODY} bytes each on their way, {SPAN:?}:");
    for (mark, mut waits) in all {
        waits.sort_unstable();
        let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
        let (half, most, last) = (at(0.5), at(0.99), at(1.0));
        println!(
            "{mark}: {} sends, p50 {half:.1?}, p99 {most:.1?}, at most {last:.1?}",
            waits.len()
        );
    }
    println!("memory: {} MiB before, {} MiB at most", before >> 10, most >> 10);
    gate.open();
    read(&mut first).await.expect("the send that hung");
    println!("the send that hung was answered {:.1?} after the disk hung", began.elapsed());
    broker.stop().await;
}

async fn start(gate: &Arc<Gate>, root: &std::path::Path) -> (Arc<Broker>, String) {
    let port = 23_000 + std::process::id() % 5000;
    let options = BrokerOptions {
        port: u16::try_from(port).ok(),
        bind: Some("127.0.0.1".to_owned()),
        advertise: Some("127.0.0.1".to_owned()),
        settings: vec![("storePathRootDir".to_owned(), root.display().to_string())],
        ..BrokerOptions::default()
    };
    let (config, _) = options.load().expect("a configuration");
    let broker = Broker::start_on(GatedDisk::behind(gate), config, None).await.expect("a broker");
    (broker, format!("127.0.0.1:{port}"))
}

fn send(opaque: i32) -> Vec<u8> {
    let header = SendMessageHeader {
        topic: "Stuck".into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 4,
        ..SendMessageHeader::default()
    };
    let send = Request::short(RequestCode::SendMessageV2, &header).with_body(vec![b'x'; BODY]);
    send.encode(opaque, false).to_vec()
}

async fn read(stream: &mut (impl AsyncReadExt + Unpin)) -> Option<Frame> {
    let length = stream.read_u32().await.ok()?;
    let mut bytes = vec![0; length as usize];
    stream.read_exact(&mut bytes).await.ok()?;
    Some(Frame::decode(bytes.into()).expect("a frame"))
}

/// Keeps `window` sends on their way until `end`, and waits for every answer.
async fn client(address: String, window: usize, end: Instant) -> Waits {
    let stream = TcpStream::connect(&address).await.expect("the broker");
    let (reader, mut writer) = stream.into_split();
    let mut reader = tokio::io::BufReader::new(reader);
    let (mut asked, mut waits, mut next) = (HashMap::new(), Waits::new(), 0);
    loop {
        while asked.len() < window && Instant::now() < end {
            asked.insert(next, Instant::now());
            writer.write_all(&send(next)).await.expect("written");
            next += 1;
        }
        if asked.is_empty() {
            return waits;
        }
        let answer = read(&mut reader).await.expect("an answer");
        let since: Instant = asked.remove(&answer.opaque).expect("an open question");
        let remark = answer.remark.as_deref().unwrap_or("stored");
        let in_queue = remark.split("period in queue: ").nth(1).and_then(|t| t.split("ms").next());
        if let Some(ms) = in_queue.and_then(|ms| ms.parse().ok()) {
            waits.entry("in the queue".to_owned()).or_default().push(Duration::from_millis(ms));
        }
        let mark = remark.split(']').next().unwrap_or_default().trim_start_matches('[');
        waits.entry(mark.to_owned()).or_default().push(since.elapsed());
    }
}

/// Anonymous memory of this process in KiB.
fn memory() -> u64 {
    let process = procfs::process::Process::myself().expect("this process");
    process.status().expect("its status").rssanon.unwrap_or(0)
}
