//! Stores with very many queues, and long logs, without the network around them.
//!
//! `cargo bench --bench masses -- fill DIR TOPICS QUEUES ROUNDS BYTES` sends ROUNDS messages of
//! BYTES bytes to every queue in turn and stops properly; with `kill` behind it, it ends as a
//! crash would. `... -- open DIR` starts the store and stops it; `... -- walk DIR` reads one
//! message of every queue in turn. Each prints one line a step. `benches/README.md` says more.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use bytes::Bytes;
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::record::{Record, body_crc};
use rmq::engine::store::{
    AppendSink, Appended, Arrival, ArrivalListener, Arrivals, Entries, Entry, Group, Kind, Queue,
    ReadLimits, ReadStatus, Store, StoreConfig, Ticket, key_hashes, unit_tag,
};
use rmq::engine::util::clock::TimestampMs;

/// Messages that are appended together.
const GROUP: usize = 256;
/// Groups that wait for the append at most.
const AHEAD: usize = 8;

struct Deaf;

impl ArrivalListener for Deaf {
    fn arrived(&self, _: &[Arrivals], _: &dyn Fn(&Arrival) -> Option<Bytes>) {}
}

struct Channel(mpsc::Sender<usize>);

impl AppendSink for Channel {
    fn done(&mut self, results: &[Appended]) {
        let written = results.iter().filter(|result| result.status.is_written()).count();
        // The receiver is gone when the bench gave up.
        self.0.send(written).ok();
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().expect("a number");
    match words[..] {
        ["fill", dir, topics, queues, rounds, bytes, ref end @ ..] => {
            let store = open(dir);
            let shape = (number(topics), number(queues));
            fill(&store, dir, shape, number(rounds), number(bytes));
            if end == ["kill"] {
                std::process::abort();
            }
            stop(&store);
        }
        ["open", dir] => stop(&open(dir)),
        ["walk", dir] => {
            let store = open(dir);
            walk(&store);
            walk(&store);
            stop(&store);
        }
        _ => println!(
            "usage: masses fill DIR TOPICS QUEUES ROUNDS BYTES [kill] | open DIR | walk DIR"
        ),
    }
}

fn open(dir: &str) -> Arc<Store> {
    let began = Instant::now();
    let store = Store::open(StoreConfig::at(dir), Arc::new(Deaf)).expect("a store");
    let queues: usize = store.topics().iter().map(|(_, ids)| ids.len()).sum();
    println!("open: {queues} queues in {:.3} s{}", began.elapsed().as_secs_f64(), footprint());
    println!("      {:?}", store.recovery_report());
    store
}

fn stop(store: &Store) {
    let began = Instant::now();
    store.close().expect("a clean stop");
    println!("stop: {:.3} s{}", began.elapsed().as_secs_f64(), footprint());
}

/// Memory and open files of this process, as the kernel counts them.
fn footprint() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |key| status.lines().find_map(|line: &str| line.strip_prefix(key)).unwrap_or("");
    let files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    format!(", RssAnon {}, {files} files open", line("RssAnon:").trim())
}

fn fill(store: &Store, dir: &str, (topics, ids): (usize, usize), rounds: usize, bytes: usize) {
    let config = StoreConfig::at(Path::new(dir));
    let queues: Vec<Arc<Queue>> = (0..topics * ids)
        .map(|at| {
            let topic = TopicName::from(format!("masses-{:04}", at / ids).as_str());
            store.queue(&topic, QueueId((at % ids) as i32))
        })
        .collect();
    let body = vec![b'x'; bytes];
    let (sender, results) = mpsc::channel();
    let mut waiting = 0;
    for round in 0..rounds {
        let began = Instant::now();
        for (at, part) in queues.chunks(GROUP).enumerate() {
            let group = group(&config, part, &body, (round, at), sender.clone());
            submit(store, group);
            waiting += part.len();
            while waiting > AHEAD * GROUP {
                waiting -= results.recv().expect("results");
            }
        }
        while waiting > 0 {
            waiting -= results.recv().expect("results");
        }
        let appended = began.elapsed();
        while !store.wait_for_dispatch(Duration::from_secs(1)) {}
        let rate = queues.len() as f64 / began.elapsed().as_secs_f64();
        if round < 3 || round + 1 == rounds {
            println!(
                "round {round}: {} messages, appended in {:.3} s, dispatched at {rate:.0}/s{}",
                queues.len(),
                appended.as_secs_f64(),
                footprint()
            );
        }
    }
}

fn submit(store: &Store, mut group: Group) {
    while let Err(refused) = store.submit(group) {
        group = *refused.group;
        std::thread::yield_now();
    }
}

fn group(
    config: &StoreConfig,
    queues: &[Arc<Queue>],
    body: &[u8],
    (round, at): (usize, usize),
    sender: mpsc::Sender<usize>,
) -> Group {
    let (mut records, mut entries) = (Vec::new(), Entries::default());
    for (number, queue) in queues.iter().enumerate() {
        let start = records.len();
        let properties = format!("UNIQ_KEY\u{1}{round:08X}{at:08X}{number:08X}\u{2}TAGS\u{1}a");
        let record = Record {
            body_crc: body_crc(body),
            queue_id: queue.id(),
            flag: 0,
            queue_offset: QueueOffset(0),
            physical_offset: PhysicalOffset(0),
            sys_flag: 0,
            born_timestamp: TimestampMs::now(),
            born_host: "127.0.0.1:50000".parse().expect("an address"),
            store_timestamp: TimestampMs(0),
            store_host: "127.0.0.1:10911".parse().expect("an address"),
            reconsume_times: 0,
            prepared_transaction_offset: PhysicalOffset(0),
            body,
            topic: queue.topic(),
            properties: &properties,
        };
        record.encode(&mut records).expect("a record");
        let place = entries.place(queue.topic(), queue.id(), || queue.clone());
        entries.push(Entry {
            queue: place,
            len: (records.len() - start) as u32,
            tag: unit_tag(config, queue.topic(), &properties),
            key_hashes: key_hashes(queue.topic(), &properties),
            kind: Kind::Plain,
            waits_for_flush: false,
            joined: false,
        });
    }
    Group { records, entries, sink: Box::new(Channel(sender)), ticket: Ticket::own() }
}

fn walk(store: &Store) {
    let began = Instant::now();
    let (mut found, mut slowest) = (0, Duration::ZERO);
    for (topic, ids) in store.topics() {
        for id in ids {
            let one = Instant::now();
            let offset = store.max_offset(&topic, id).plus(-1);
            let read = store.read(&topic, id, offset, &ReadLimits::default(), &|_| true);
            found += usize::from(read.status == ReadStatus::Found);
            slowest = slowest.max(one.elapsed());
        }
    }
    let rate = found as f64 / began.elapsed().as_secs_f64();
    println!("walk: {found} queues read at {rate:.0}/s, slowest {slowest:?}{}", footprint());
}
