//! Extensions of consume queues (`enableConsumeQueueExt`): those that Apache 4.9.7 wrote, and ours.
//!
//! The Java-written directory also has IPv6 hosts, prepared and rolled back records, delayed
//! messages, bit maps of SQL filters and an index of several files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rmq::engine::protocol::message::{property, property_value};
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{ExtUnit, ReadLimits, Store, StoreConfig, StoreError, Wanted, tags_hash};
use serde_json::Value;

use crate::golden::{check_all, files_below, messages, unpack};
use crate::support::{Deaf, Message, open, small_config};
use crate::waiting::{append, wait_dispatched};

const NAME: &str = "java-4.9.7-ext";

fn config(root: &Path, is_on: bool) -> StoreConfig {
    StoreConfig {
        consume_queue_file_size: 2000,
        max_index_num: 400,
        extend_consume_queues: is_on,
        consume_queue_ext_file_size: 1000,
        ..small_config(root)
    }
}

/// Wants everything and keeps the extensions that it is asked about.
#[derive(Default)]
struct Seen(RefCell<Vec<ExtUnit>>);

impl Wanted for Seen {
    fn by_tags_code(&self, _: i64) -> bool {
        true
    }

    fn by_extension(&self, unit: &ExtUnit) -> bool {
        self.0.borrow_mut().push(unit.clone());
        true
    }
}

/// Records of a queue that `wanted` lets through.
fn read_all(store: &Store, topic: &str, queue: i32, wanted: &dyn Wanted) -> Vec<bytes::Bytes> {
    let id = QueueId(queue);
    let mut at = QueueOffset(0);
    let mut records = Vec::new();
    while at < store.max_offset(topic, id) {
        let result = store.read(topic, id, at, &ReadLimits::default(), wanted);
        assert!(result.next_offset > at, "{:?}", result.status);
        records.extend(result.records);
        at = result.next_offset;
    }
    records
}

fn queues(listed: &[Value]) -> BTreeMap<(&str, i32), Vec<&Value>> {
    let mut queues: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
    for message in listed {
        let queue = message["queue"].as_i64().unwrap() as i32;
        queues.entry((message["topic"].as_str().unwrap(), queue)).or_default().push(message);
    }
    queues
}

fn bits(unit: &ExtUnit) -> Value {
    let hex: String = unit.bit_map.iter().map(|byte| format!("{byte:02X}")).collect();
    if hex.is_empty() { Value::Null } else { Value::String(hex) }
}

#[test]
fn extensions_that_java_wrote_are_read() {
    let listed = messages(NAME);
    assert!(listed.iter().filter(|message| !message["ext_bits"].is_null()).count() > 100);
    for is_on in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let root = unpack(NAME, dir.path());
        let store = open(config(&root, is_on));
        assert!(store.recovery_report().clean);
        check_all(&store, &listed);
        for ((topic, queue), messages) in queues(&listed) {
            let seen = Seen::default();
            read_all(&store, topic, queue, &seen);
            let seen = seen.0.into_inner();
            assert_eq!(seen.len(), messages.len(), "{topic}-{queue}");
            for (unit, message) in seen.iter().zip(messages) {
                assert_eq!(unit.tags_code, message["ext_code"].as_i64().unwrap());
                assert_eq!(unit.store_timestamp.0, message["ext_ms"].as_i64().unwrap());
                assert_eq!(bits(unit), message["ext_bits"]);
            }
        }
        store.close().unwrap();
    }
}

#[test]
fn a_tag_filter_looks_at_the_code_in_the_extension() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(config(&unpack(NAME, dir.path()), false));
    let code = tags_hash(Some("Tag1"));
    let found = read_all(&store, "Wire", 0, &|tags_code| tags_code == code);
    let listed = messages(NAME);
    let tagged = |m: &&Value| m["topic"] == "Wire" && m["queue"] == 0 && m["tags"] == "Tag1";
    assert_eq!(found.len(), listed.iter().filter(tagged).count());
    for record in found {
        let properties = Record::decode(&record).unwrap().properties;
        assert_eq!(property_value(properties, property::TAGS), Some("Tag1"));
    }
}

#[test]
fn rebuilt_extensions_have_the_bytes_that_java_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack(NAME, dir.path());
    let by_java = files_below(&root.join("consumequeue_ext"));
    let units_by_java = files_below(&root.join("consumequeue"));
    for derived in ["consumequeue", "consumequeue_ext"] {
        std::fs::remove_dir_all(root.join(derived)).unwrap();
    }
    let store = open(config(&root, true));
    check_all(&store, &messages(NAME));
    store.close().unwrap();
    let units = files_below(&root.join("consumequeue"));
    // Filters of consumers are not known while the log is read again: `Wire` lacks its bit maps.
    let extensions = files_below(&root.join("consumequeue_ext"));
    let same = |name: &&String| !name.starts_with("Wire/");
    assert!(by_java.keys().filter(same).count() >= 6);
    for name in by_java.keys().filter(same) {
        assert!(extensions[name] == by_java[name], "consumequeue_ext/{name} differs");
    }
    for name in units_by_java.keys().filter(same) {
        assert!(units[name] == units_by_java[name], "consumequeue/{name} differs");
    }
}

#[test]
fn new_units_go_on_behind_the_extensions_that_java_wrote() {
    go_on(false);
}

#[test]
fn after_a_crash_units_and_extensions_are_written_again() {
    go_on(true);
}

fn go_on(with_a_crash: bool) {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack(NAME, dir.path());
    let ext = root.join("consumequeue_ext/Wire/0");
    let by_java = files_below(&ext);
    for round in 0..3 {
        let config = config(&root, true);
        let store = open(config.clone());
        for at in 0..60 {
            let message =
                Message::new("Wire", 0, "more").property("TAGS", &format!("R{round}-{at}"));
            append(&store, &config, &[message]);
        }
        wait_dispatched(&store);
        let seen = Seen::default();
        let records = read_all(&store, "Wire", 0, &seen);
        let seen = seen.0.into_inner();
        assert_eq!(seen.len(), records.len());
        for (unit, record) in seen.iter().zip(&records) {
            let record = Record::decode(record).unwrap();
            assert_eq!(unit.store_timestamp, record.store_timestamp);
            assert_eq!(unit.tags_code, tags_hash(property_value(record.properties, "TAGS")));
        }
        // Stopped properly, or left as a crash leaves it.
        if with_a_crash && round == 1 { drop(store) } else { store.close().unwrap() }
    }
    let after = files_below(&ext);
    assert!(after.len() > by_java.len());
    // Java's own walk: units one behind the other until one has no size, in every file.
    let mut walked = 0;
    for (name, bytes) in &after {
        let mut at = 0;
        while let Some(size) =
            bytes.get(at..at + 2).map(|size| i16::from_be_bytes([size[0], size[1]]))
        {
            if size <= 0 {
                break;
            }
            walked += 1;
            at += size as usize;
        }
        // What is written again lacks the bit maps of filters.
        let is_full = name != by_java.keys().last().unwrap();
        if let Some(before) = by_java.get(name).filter(|_| is_full && !with_a_crash) {
            assert!(bytes == before, "{name} changed");
        }
    }
    let wire = |m: &&Value| m["topic"] == "Wire" && m["queue"] == 0;
    assert_eq!(walked, messages(NAME).iter().filter(wire).count() + 180);
}

#[test]
fn without_its_extension_a_message_is_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack(NAME, dir.path());
    std::fs::remove_dir_all(root.join("consumequeue_ext/Wire/1")).unwrap();
    let listed = messages(NAME);
    let store = open(config(&root, true));
    check_all(&store, &listed);
    // The consumer filters by itself then.
    let all = listed.iter().filter(|m| m["topic"] == "Wire" && m["queue"] == 1).count();
    assert_eq!(read_all(&store, "Wire", 1, &|_| false).len(), all);
    store.delete_topic("Wire").unwrap();
    assert!(!root.join("consumequeue_ext/Wire").exists());
}

#[test]
fn due_times_are_known_with_and_without_extensions() {
    let listed = messages(NAME);
    let delayed: Vec<_> = listed.iter().filter(|m| m["topic"] == "SCHEDULE_TOPIC_XXXX").collect();
    assert!(delayed.len() > 10);
    for are_lost in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let root = unpack(NAME, dir.path());
        if are_lost {
            std::fs::remove_dir_all(root.join("consumequeue_ext")).unwrap();
        }
        let store = open(config(&root, false));
        for message in &delayed {
            let id = QueueId(message["queue"].as_i64().unwrap() as i32);
            let at = QueueOffset(message["offset"].as_i64().unwrap());
            let units = store.units("SCHEDULE_TOPIC_XXXX", id, at, 1).unwrap();
            assert_eq!(units[0].tags_code, message["ext_code"].as_i64().unwrap());
        }
    }
}

#[test]
fn extension_files_of_another_size_keep_the_store_closed() {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack(NAME, dir.path());
    let other = StoreConfig { consume_queue_ext_file_size: 2000, ..config(&root, true) };
    let Err(error) = Store::open(other, Arc::new(Deaf)) else { panic!("the store opens") };
    assert!(matches!(error, StoreError::FileSize { expected: 2000, found: 1000, .. }), "{error}");
}
