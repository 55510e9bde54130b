//! `rebuild`, `repair` and `dump` on stores that Java wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rmq::engine::store::inspect::{DumpFilter, DumpedRecord};
use serde_json::Value;

use crate::golden::{check_all, files_below, messages, unpack};
use crate::inspect::{inspector, problems, verify};
use crate::support::{open, small_config};

fn java(name: &str) -> (tempfile::TempDir, PathBuf, Vec<Value>) {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack(name, dir.path());
    (dir, root, messages(name))
}

fn serves_all(root: &Path, expected: &[Value]) {
    let store = open(small_config(root));
    check_all(&store, expected);
    store.close().unwrap();
    assert_eq!(problems(root), []);
}

fn derived(root: &Path) -> (BTreeMap<String, Vec<u8>>, Vec<Vec<u8>>) {
    let index = files_below(&root.join("index")).into_values().collect();
    (files_below(&root.join("consumequeue")), index)
}

#[test]
fn rebuilding_gives_the_bytes_that_java_wrote() {
    for name in ["java-4.9.7-clean", "java-4.9.7-killed"] {
        let (_dir, root, expected) = java(name);
        let java = derived(&root);
        let was_clean = !root.join("abort").exists();
        // Whatever was wrong with the old ones does not matter.
        std::fs::remove_dir_all(root.join("index")).unwrap();
        std::fs::remove_dir_all(root.join("consumequeue/TopicTest")).unwrap();
        std::fs::write(root.join("consumequeue/OrderTopic/0/00000000000000000000"), "?").unwrap();
        let report = inspector(&root).rebuild(&mut |_| {}).unwrap();
        assert_eq!((report.records, report.damaged), (875, 0));
        assert!(derived(&root) == java, "{name}");
        assert_eq!(problems(&root), []);
        assert_eq!(!root.join("abort").exists(), was_clean);
        assert!(!root.join("rebuild.unfinished").exists());
        serves_all(&root, &expected);
    }
}

#[test]
fn a_rebuild_that_was_cut_short_starts_anew() {
    let (_dir, root, expected) = java("java-4.9.7-clean");
    let java = derived(&root);
    let left = root.join("rebuild.unfinished/consumequeue/Old/0");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("00000000000000000000"), "x").unwrap();
    inspector(&root).rebuild(&mut |_| {}).unwrap();
    assert!(derived(&root) == java);
    serves_all(&root, &expected);
}

#[test]
fn nothing_is_rebuilt_from_nothing() {
    let (_dir, root, _) = java("java-4.9.7-clean");
    let before = derived(&root);
    for file in files_below(&root.join("commitlog")).into_keys() {
        std::fs::write(root.join("commitlog").join(file), vec![0; 131_072]).unwrap();
    }
    assert!(inspector(&root).rebuild(&mut |_| {}).is_err());
    assert!(derived(&root) == before);
}

#[test]
fn a_torn_end_is_cut_and_kept() {
    let (_dir, root, expected) = java("java-4.9.7-killed");
    let end = verify(&root).summary.log_end.0 as u64;
    let path = root.join("commitlog/00000000000000131072");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = (end - 131_072) as usize;
    bytes[at..at + 9].copy_from_slice(b"torn end!");
    std::fs::write(&path, &bytes).unwrap();
    assert!(problems(&root).iter().any(|f| f.file == path));

    let told = inspector(&root).repair(true).unwrap().repairs;
    assert_eq!((told.len(), told[0].result), (1, "would be done"));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    let done = inspector(&root).repair(false).unwrap().repairs;
    assert_eq!((&done[0].file, done[0].offset), (&path, at as u64));
    let kept = done[0].kept.clone().unwrap().join(format!("{end:020}"));
    assert_eq!(std::fs::read(kept).unwrap(), b"torn end!");
    assert_eq!(problems(&root), []);
    assert_eq!(inspector(&root).repair(true).unwrap().repairs, []);
    serves_all(&root, &expected);
}

#[test]
fn lengths_stale_bytes_and_impossible_times_are_put_right() {
    let (_dir, root, expected) = java("java-4.9.7-clean");
    let set_len = |path: &str, len: u64| {
        let file = std::fs::OpenOptions::new().write(true).open(root.join(path)).unwrap();
        file.set_len(len).unwrap();
    };
    // The good part of both logs' last file ends before; what went were zeros.
    set_len("commitlog/00000000000000131072", 100_000);
    set_len("consumequeue/TopicTest/1/00000000000000000000", 6020);
    let stale = root.join("consumequeue/TopicTest/0/00000000000000000000");
    let mut bytes = std::fs::read(&stale).unwrap();
    bytes[5990] = 1;
    std::fs::write(&stale, bytes).unwrap();
    std::fs::write(root.join("checkpoint"), vec![0x7f; 4096]).unwrap();
    let topics = std::fs::read(root.join("config/topics.json")).unwrap();
    std::fs::write(root.join("config/topics.json"), &topics[..99]).unwrap();
    inspector(&root).repair(false).unwrap();
    assert_eq!(problems(&root), []);
    let kept = std::fs::read(root.join("config/topics.json.damaged")).unwrap();
    assert_eq!(kept, topics[..99]);
    assert!(root.join("abort").exists(), "the next start looks at the log's end");
    serves_all(&root, &expected);
}

#[test]
fn a_file_that_ends_early_is_closed_and_the_next_one_is_read() {
    let (_dir, root, expected) = java("java-4.9.7-clean");
    let path = root.join("commitlog/00000000000000000000");
    let lost = 131_072 - 8000;
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(lost).unwrap();
    inspector(&root).repair(false).unwrap();
    inspector(&root).rebuild(&mut |_| {}).unwrap();
    assert_eq!(verify(&root).summary.log_end.0, 201_664);
    let store = open(small_config(&root));
    let whole = |m: &&Value| {
        let (start, size) = (m["physical"].as_u64().unwrap(), m["size"].as_u64().unwrap());
        start + size <= lost || start >= 131_072
    };
    let kept: Vec<&Value> = expected.iter().filter(whole).collect();
    assert!(kept.len() < expected.len() && kept.len() > 700);
    for message in kept {
        let at =
            rmq::engine::protocol::names::PhysicalOffset(message["physical"].as_i64().unwrap());
        assert!(store.record_at(at, None).unwrap().is_some(), "{message}");
    }
}

fn dump(root: &Path, filter: &DumpFilter) -> Vec<DumpedRecord> {
    let mut rows = Vec::new();
    let keep = &mut |row| {
        rows.push(row);
        true
    };
    inspector(root).dump_log(filter, keep).unwrap();
    rows
}

#[test]
fn a_dump_shows_every_message_and_what_is_damaged() {
    let (_dir, root, expected) = java("java-4.9.7-clean");
    let everything = dump(&root, &DumpFilter::default());
    assert_eq!(everything.len(), 875);
    let by_place: BTreeMap<i64, &DumpedRecord> =
        everything.iter().map(|row| (row.physical_offset.0, row)).collect();
    for message in &expected {
        let row = by_place[&message["physical"].as_i64().unwrap()];
        let said = row.message.as_ref().unwrap();
        assert_eq!(row.size, message["size"]);
        assert_eq!(said.topic.as_str(), message["topic"]);
        assert_eq!(said.queue_offset.0, message["offset"]);
        assert_eq!(said.message_id.as_deref(), message["unique_id"].as_str());
        assert_eq!(said.store_timestamp.0, message["store_ms"]);
    }
    let topic = Some("OrderTopic".into());
    let some = dump(&root, &DumpFilter { topic, ..DumpFilter::default() });
    let listed = expected.iter().filter(|m| m["topic"] == "OrderTopic").count();
    assert!(some.len() == listed && listed > 0);

    let path = root.join("commitlog/00000000000000000000");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let rows = dump(&root, &DumpFilter::default());
    assert_eq!(rows.len(), 875);
    assert!(rows[0].damage.as_ref().unwrap().contains("magic") && rows[0].message.is_none());
    assert_eq!(rows[1..], everything[1..]);
    let mut units = 0;
    let count = &mut |_| {
        units += 1;
        true
    };
    inspector(&root).dump_units(&DumpFilter::default(), count).unwrap();
    assert_eq!(units, 875);
    let mut entries = 0;
    let few = &mut |_| {
        entries += 1;
        entries < 7
    };
    inspector(&root).dump_index(&DumpFilter::default(), few).unwrap();
    assert_eq!(entries, 7);
    assert_eq!(inspector(&root).dump_checkpoint().unwrap().len(), 3);
}
