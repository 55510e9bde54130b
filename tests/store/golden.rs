//! Stores that a Java broker wrote open here, and every message is read back.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use rmq::engine::protocol::message::{properties, property, property_value};
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::sys_flag;
use rmq::engine::store::{EndCause, ReadLimits, ReadStatus, Store};
use rmq::engine::util::clock::TimestampMs;
use serde_json::Value;

use crate::support::{open, small_config};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store").join(name)
}

/// Unpacks one of the archives; answers the store's root.
pub fn unpack(name: &str, into: &Path) -> PathBuf {
    let file = std::fs::File::open(data(&format!("{name}.tar.gz"))).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(file)).unpack(into).unwrap();
    into.join("store")
}

pub fn messages(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(data(&format!("{name}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `java.util.Arrays.hashCode(byte[])` of the body as the consumer sees it.
fn body_hash(record: &Record<'_>) -> (i64, i64) {
    let mut body = record.body.to_vec();
    if record.sys_flag & sys_flag::COMPRESSED != 0 {
        body.clear();
        flate2::read::ZlibDecoder::new(record.body).read_to_end(&mut body).unwrap();
    }
    let hash = body
        .iter()
        .fold(1i32, |hash, byte| hash.wrapping_mul(31).wrapping_add(i32::from(*byte as i8)));
    (body.len() as i64, i64::from(hash))
}

fn check_record(bytes: &[u8], expected: &Value) {
    let record = Record::decode(bytes).unwrap();
    record.check_body().unwrap();
    let property = |name| property_value(record.properties, name).unwrap_or_default();
    let (body_len, hash) = body_hash(&record);
    assert_eq!(record.topic, expected["topic"]);
    assert_eq!(i64::from(record.queue_id.0), expected["queue"]);
    assert_eq!(record.queue_offset.0, expected["offset"]);
    assert_eq!(record.physical_offset.0, expected["physical"]);
    assert_eq!(bytes.len() as i64, expected["size"]);
    assert_eq!(property(property::UNIQUE_KEY), expected["unique_id"].as_str().unwrap_or_default());
    assert_eq!(record.offset_message_id(), expected["offset_id"]);
    assert_eq!(property(property::TAGS), expected["tags"].as_str().unwrap_or_default());
    assert_eq!(property(property::KEYS), expected["keys"].as_str().unwrap_or_default());
    assert_eq!(i64::from(record.sys_flag), expected["sys_flag"]);
    assert_eq!(record.store_timestamp.0, expected["store_ms"]);
    assert_eq!(record.born_timestamp.0, expected["born_ms"]);
    assert_eq!(
        (body_len, hash),
        (expected["body_len"].as_i64().unwrap(), expected["body_hash"].as_i64().unwrap())
    );
    // The client adds nothing of its own to what it prints for these messages.
    assert!(properties(record.properties).count() > 0);
}

/// Every listed message is found in its queue, by its place in the log and by its keys.
pub fn check_all(store: &Store, expected: &[Value]) {
    let mut queues: BTreeMap<(String, i32), Vec<&Value>> = BTreeMap::new();
    for message in expected {
        let topic = message["topic"].as_str().unwrap().to_owned();
        let queue = message["queue"].as_i64().unwrap() as i32;
        queues.entry((topic, queue)).or_default().push(message);
        let physical = PhysicalOffset(message["physical"].as_i64().unwrap());
        let size = message["size"].as_i64().unwrap() as u32;
        check_record(&store.record_at(physical, None).unwrap().unwrap(), message);
        check_record(&store.record_at(physical, Some(size)).unwrap().unwrap(), message);
        check_keys(store, message);
    }
    for ((topic, queue), listed) in queues {
        let id = QueueId(queue);
        assert_eq!(store.max_offset(&topic, id).0, listed.len() as i64, "{topic}-{queue}");
        let mut at = QueueOffset(0);
        let mut read = Vec::new();
        while at < store.max_offset(&topic, id) {
            let result = store.read(&topic, id, at, &ReadLimits::default(), &|_| true);
            assert_eq!(result.status, ReadStatus::Found);
            read.extend(result.records);
            at = result.next_offset;
        }
        assert_eq!(read.len(), listed.len());
        for (record, message) in read.iter().zip(listed) {
            check_record(record, message);
        }
    }
}

fn check_keys(store: &Store, message: &Value) {
    let topic = message["topic"].as_str().unwrap();
    let keys = message["keys"].as_str().unwrap_or_default().split(' ');
    for key in message["unique_id"].as_str().into_iter().chain(keys).filter(|key| !key.is_empty()) {
        let ever = (TimestampMs(0), TimestampMs(i64::MAX));
        let found = store.query_index(topic, key, 64, ever.0, ever.1);
        let physical = message["physical"].as_i64().unwrap();
        assert!(
            found
                .records
                .iter()
                .any(|bytes| { Record::decode(bytes).unwrap().physical_offset.0 == physical }),
            "{topic}#{key}"
        );
    }
}

#[test]
fn cleanly_stopped_java_store() {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack("java-4.9.7-clean", dir.path());
    let expected = messages("java-4.9.7-clean");
    for _ in 0..2 {
        let store = open(small_config(&root));
        let report = store.recovery_report();
        assert!(report.clean);
        assert_eq!(report.end_cause, EndCause::Unwritten);
        assert_eq!(report.replayed_from, None);
        check_all(&store, &expected);
        store.close().unwrap();
    }
    assert!(!root.join("abort").exists());
}

#[test]
fn killed_java_store() {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack("java-4.9.7-killed", dir.path());
    let expected = messages("java-4.9.7-killed");
    let store = open(small_config(&root));
    assert!(!store.recovery_report().clean);
    check_all(&store, &expected);
    drop(store);
    assert!(root.join("abort").exists());
    let store = open(small_config(&root));
    check_all(&store, &expected);
    store.close().unwrap();
    let store = open(small_config(&root));
    assert!(store.recovery_report().clean);
    check_all(&store, &expected);
}

#[test]
fn derived_files_are_rebuilt() {
    for name in ["java-4.9.7-clean", "java-4.9.7-killed"] {
        for derived in ["consumequeue", "index"] {
            let dir = tempfile::tempdir().unwrap();
            let root = unpack(name, dir.path());
            std::fs::remove_dir_all(root.join(derived)).unwrap();
            let store = open(small_config(&root));
            check_all(&store, &messages(name));
        }
    }
}

/// All files below `dir`, by their path in it; index files by their order.
pub fn files_below(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn rebuilt_queues_and_index_have_the_bytes_that_java_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack("java-4.9.7-clean", dir.path());
    let queues = files_below(&root.join("consumequeue"));
    let index: Vec<Vec<u8>> = files_below(&root.join("index")).into_values().collect();
    assert!(queues.len() > 10 && index.len() == 1);
    std::fs::remove_dir_all(root.join("consumequeue")).unwrap();
    std::fs::remove_dir_all(root.join("index")).unwrap();
    let store = open(small_config(&root));
    store.close().unwrap();
    let rebuilt = files_below(&root.join("consumequeue"));
    assert_eq!(rebuilt.keys().collect::<Vec<_>>(), queues.keys().collect::<Vec<_>>());
    for (name, bytes) in &queues {
        assert!(&rebuilt[name] == bytes, "consumequeue/{name} differs");
    }
    let rebuilt: Vec<Vec<u8>> = files_below(&root.join("index")).into_values().collect();
    assert!(rebuilt == index, "the index differs");
}
