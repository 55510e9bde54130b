//! A process that writes is killed at any moment: every acknowledged message is there exactly
//! once afterwards, and nothing is there twice.
//!
//! The writer is this test binary, started anew with [`ROOT`] in its environment.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "store/support.rs"]
mod support;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::protocol::names::QueueId;
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{
    AppendSink, AppendStatus, Appended, FlushMode, ReadLimits, ReadStatus, Store, StoreConfig,
};
use support::{Message, group, open, small_config};

const ROOT: &str = "RMQ_CRASH_ROOT";
const SYNC: &str = "RMQ_CRASH_SYNC";
const ROUND: &str = "RMQ_CRASH_ROUND";
const QUEUES: i32 = 3;

fn config(root: &Path, sync: bool) -> StoreConfig {
    let flush = if sync { FlushMode::Sync } else { FlushMode::Async };
    StoreConfig { flush, commit_log_file_size: 16_384, ..small_config(root) }
}

/// Prints the name of each stored message, one a line.
struct Printer(Vec<String>);

impl AppendSink for Printer {
    fn done(&mut self, results: &[Appended]) {
        let mut lines = String::new();
        for result in results {
            assert_eq!(result.status, AppendStatus::Stored);
            lines.push_str(&format!("stored {}\n", self.0[result.entry]));
        }
        let mut out = std::io::stdout().lock();
        // Nobody may listen any more.
        let _ = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
    }
}

/// The writer; does nothing as an ordinary test.
#[test]
fn writer() {
    let Some(root) = std::env::var_os(ROOT) else { return };
    let round: u64 = std::env::var(ROUND).unwrap().parse().unwrap();
    let config = config(Path::new(&root), std::env::var_os(SYNC).is_some());
    let mut random = StdRng::seed_from_u64(round);
    let store = open(config.clone());
    for group_number in 0..100_000 {
        let messages: Vec<Message> = (0..random.random_range(1..8))
            .map(|n| {
                let name = format!("{round}-{group_number}-{n}");
                let body = format!("{name} {}", "z".repeat(random.random_range(0..900)));
                let queue = random.random_range(0..QUEUES);
                Message::new("T", queue, body).property("UNIQ_KEY", &name)
            })
            .collect();
        let (mut group, _) = group(&store, &config, &messages);
        let names = messages.iter().map(|message| name(&message.body).to_owned()).collect();
        group.sink = Box::new(Printer(names));
        store.submit(group).unwrap();
        while store.lane_load().oldest.is_some() {
            std::thread::yield_now();
        }
    }
}

fn name(body: &[u8]) -> &str {
    std::str::from_utf8(body).unwrap().split(' ').next().unwrap()
}

/// Lets the writer run until it acknowledged `acks` messages, then kills it. Answers all that
/// it acknowledged.
fn run_and_kill(root: &Path, sync: bool, round: u64, acks: usize) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "writer", "--nocapture"]);
    command.env(ROOT, root).env(ROUND, round.to_string());
    if sync {
        command.env(SYNC, "1");
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut stored = Vec::new();
    while stored.len() < acks {
        let line = lines.next().expect("the writer ended by itself");
        // The first line begins with the test harness's own words.
        if let Some((_, name)) = line.split_once("stored ") {
            stored.push(name.to_owned());
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What was acknowledged before the kill came through; the last line may be cut.
    stored.extend(lines.filter_map(|line| Some(line.split_once("stored ")?.1.to_owned())));
    stored
}

fn all_names(store: &Store) -> Vec<String> {
    let mut names = Vec::new();
    for queue in (0..QUEUES).map(QueueId) {
        let mut at = store.min_offset("T", queue);
        while at < store.max_offset("T", queue) {
            let read = store.read("T", queue, at, &ReadLimits::default(), &|_| true);
            assert_eq!(read.status, ReadStatus::Found);
            for bytes in &read.records {
                let record = Record::decode(bytes).unwrap();
                record.check_body().unwrap();
                assert_eq!((record.queue_id, record.queue_offset), (queue, at));
                at = at.plus(1);
                names.push(name(record.body).to_owned());
            }
        }
    }
    names
}

fn kill_again_and_again(sync: bool) {
    // One test at a time: a process that one starts has, until it runs its own program, a copy of
    // the other's locked file, and keeps the lock when the other lets go of it.
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = ALONE.lock();
    let dir = tempfile::tempdir().unwrap();
    let mut stored = Vec::new();
    for round in 0..8 {
        let acks = 1 + (round as usize * 97) % 400;
        let mut new = run_and_kill(dir.path(), sync, round, acks);
        // A name cut short by the kill is no acknowledgement.
        new.retain(|name| name.split('-').filter(|part| !part.is_empty()).count() == 3);
        stored.append(&mut new);
        let store = open(config(dir.path(), sync));
        assert!(!store.recovery_report().clean);
        let present = all_names(&store);
        let unique: HashSet<&String> = present.iter().collect();
        assert_eq!(unique.len(), present.len(), "a message is there twice");
        let missing: Vec<_> = stored.iter().filter(|name| !unique.contains(name)).collect();
        assert!(missing.is_empty(), "round {round}: {missing:?} of {}", stored.len());
        if round % 2 == 0 {
            store.close().unwrap();
        }
    }
}

#[test]
fn acknowledged_messages_survive_a_kill_async() {
    kill_again_and_again(false);
}

#[test]
fn acknowledged_messages_survive_a_kill_sync() {
    kill_again_and_again(true);
}
