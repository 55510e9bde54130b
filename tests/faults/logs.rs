//! The files the brokers leave: verified, walked record by record, and compared byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::nodes;
use crate::producers::Id;
use crate::stored::{Entry, Queues};
use crate::world::{QUEUES, TOPIC, World, broker_name};

/// Nothing panicked; every store is whole; a master's log holds what was pulled from it and nothing else of the
/// topic; a slave's log is its master's.
pub fn check(world: &World, masters: &[Queues]) {
    for name in world.nodes.keys() {
        let told = std::fs::read_to_string(world.home(name).join("log")).unwrap();
        let panic = told.lines().find(|line| line.contains("panicked at"));
        assert_eq!(panic, None, "{name}");
    }
    for seat in 0..4 {
        verify(world, &broker_name(seat));
    }
    for (seat, pulled) in (0..).zip(masters) {
        let walked = walk(world, &broker_name(seat));
        for (queue, (walked, pulled)) in walked.iter().zip(pulled).enumerate() {
            assert_eq!(walked.len(), pulled.len(), "pair {seat}, queue {queue}");
            let differs = walked.iter().zip(pulled).position(|(walked, pulled)| walked != pulled);
            assert_eq!(differs, None, "pair {seat}, queue {queue}");
        }
        let [master, slave] = [seat, seat + 2].map(|seat| files(&world.store(&broker_name(seat))));
        compare(&master, &slave);
    }
}

fn verify(world: &World, node: &str) {
    let mut verify = nodes::command(&world.home("client"));
    verify.args(["store", "verify", "-o", "wide"]).arg(world.store(node));
    let output = verify.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{node}: {said}{}", String::from_utf8_lossy(&output.stderr));
}

/// The messages of the topic by queue and offset, in the order of the log.
fn walk(world: &World, node: &str) -> Queues {
    let mut dump = nodes::command(&world.home("client"));
    dump.args(["store", "dump", "--topic", TOPIC, "-o", "jsonl"]).arg(world.store(node));
    let output = dump.output().unwrap();
    assert!(output.status.success(), "{node}: {}", String::from_utf8_lossy(&output.stderr));
    let mut queues = vec![Vec::new(); QUEUES as usize];
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert_eq!(row["damage"], Value::Null, "{node}: {row}");
        let message = &row["message"];
        let queue = &mut queues[message["queueId"].as_u64().unwrap() as usize];
        assert_eq!(message["queueOffset"], queue.len(), "{node}: {row}");
        // The producers' key is the message's name.
        let id = message["keys"].as_str().and_then(Id::of_text);
        queue.push(Entry { physical: row["physicalOffset"].as_i64().unwrap(), id });
    }
    queues
}

/// The files of a log by the offset in their names.
fn files(store: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(store.join("commitlog")).unwrap();
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    entries.map(read).collect()
}

/// Files made ahead that hold nothing may be on one side only.
fn compare(master: &BTreeMap<String, Vec<u8>>, slave: &BTreeMap<String, Vec<u8>>) {
    let names: BTreeSet<&String> = master.keys().chain(slave.keys()).collect();
    for name in names {
        let differs = match (master.get(name), slave.get(name)) {
            (Some(original), Some(copy)) => {
                assert_eq!(original.len(), copy.len(), "{name}");
                original.iter().zip(copy).position(|(original, copy)| original != copy)
            }
            (one, other) => one.or(other).and_then(|only| only.iter().position(|byte| *byte != 0)),
        };
        assert_eq!(differs, None, "file {name} of the log");
    }
}
