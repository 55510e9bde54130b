//! `verify` on stores that Java wrote, whole and damaged in known places. Where things stand is
//! taken from the list of messages that a Java client printed, and from `store.md`.

use std::path::{Path, PathBuf};

use rmq::engine::store::inspect::{Finding, Inspector, Severity, StoreSizes, VerifyReport};
use rmq::engine::store::{OsDisk, StoreConfig, StoreError};
use serde_json::Value;

use crate::golden::{messages, unpack};
use crate::support::{open, small_config};

const LOG_FILE: u64 = 131_072;
/// Bytes of a record before its body, with IPv4 hosts.
const BODY_AT: u64 = 88;
const SLOTS: u64 = 500;

pub fn inspector(root: &Path) -> Inspector {
    Inspector::open(small_config(root)).unwrap()
}

pub fn verify(root: &Path) -> VerifyReport {
    inspector(root).verify(&mut |_| {}).unwrap()
}

/// What is more than worth knowing.
pub fn problems(root: &Path) -> Vec<Finding> {
    let findings = verify(root).findings;
    findings.into_iter().filter(|f| f.severity > Severity::Info).collect()
}

fn flip(path: &Path, at: u64, bit: u8) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at as usize] ^= 1 << bit;
    std::fs::write(path, bytes).unwrap();
}

fn log_file(root: &Path, physical: u64) -> PathBuf {
    root.join("commitlog").join(format!("{:020}", physical / LOG_FILE * LOG_FILE))
}

fn queue_file(root: &Path, message: &Value) -> PathBuf {
    let topic = message["topic"].as_str().unwrap();
    root.join(format!("consumequeue/{topic}/{}/00000000000000000000", message["queue"]))
}

fn index_file(root: &Path) -> PathBuf {
    let mut files = std::fs::read_dir(root.join("index")).unwrap();
    files.next().unwrap().unwrap().path()
}

fn number(message: &Value, name: &str) -> u64 {
    message[name].as_u64().unwrap()
}

/// A fresh copy of the store that a Java broker left properly, and its messages.
fn java() -> (tempfile::TempDir, PathBuf, Vec<Value>) {
    let dir = tempfile::tempdir().unwrap();
    let root = unpack("java-4.9.7-clean", dir.path());
    (dir, root, messages("java-4.9.7-clean"))
}

#[test]
fn java_stores_are_fine() {
    for (name, known) in [("java-4.9.7-clean", vec![]), ("java-4.9.7-killed", vec!["abort"])] {
        let dir = tempfile::tempdir().unwrap();
        let root = unpack(name, dir.path());
        let report = verify(&root);
        let told: Vec<&str> =
            report.findings.iter().map(|f| f.file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(told, known, "{:?}", report.findings);
        // More than a client can read: half messages, and those that wait for their time.
        let listed = messages(name);
        assert!(report.summary.records as usize >= listed.len());
        assert_eq!(report.summary.units, report.summary.records);
        let last = listed.iter().map(|m| number(m, "physical") + number(m, "size")).max().unwrap();
        assert!(report.summary.log_end.0 as u64 >= last);
        assert_eq!(report.count(Severity::Error), 0);
    }
}

#[test]
fn sizes_are_told_from_the_files() {
    let (_dir, root, _) = java();
    let sizes = StoreSizes::look(&OsDisk, &StoreConfig::at(&root)).unwrap();
    assert_eq!(sizes.commit_log_file, Some(LOG_FILE));
    assert_eq!(sizes.consume_queue_file, Some(6000));
    assert_eq!(sizes.index, Some((500, 2000)));
}

#[test]
fn a_bit_of_a_body_names_the_message() {
    let (_dir, root, listed) = java();
    for message in listed.iter().filter(|m| number(m, "body_len") > 0).step_by(71) {
        let physical = number(message, "physical");
        let path = log_file(&root, physical);
        flip(&path, physical % LOG_FILE + BODY_AT, 3);
        let found = problems(&root);
        let [finding] = &found[..] else { panic!("{found:?}") };
        assert_eq!(finding.severity, Severity::Error);
        assert_eq!((&finding.file, finding.offset), (&path, Some(physical % LOG_FILE)));
        let place = finding.message.as_ref().unwrap();
        assert_eq!(place.topic.as_str(), message["topic"]);
        assert_eq!(i64::from(place.queue_id.0), message["queue"]);
        assert_eq!(place.queue_offset.0, message["offset"]);
        assert_eq!(place.physical_offset.0 as u64, physical);
        assert_eq!(place.message_id.as_deref(), message["unique_id"].as_str());
        assert!(finding.expected.as_ref().unwrap().starts_with("CRC 0x"), "{finding:?}");
        assert_ne!(finding.expected, finding.found);
        flip(&path, physical % LOG_FILE + BODY_AT, 3);
    }
    assert_eq!(problems(&root), []);
}

#[test]
fn a_bit_of_a_head_is_found_and_what_stands_behind_is_read() {
    let (_dir, root, listed) = java();
    let records = verify(&root).summary.records;
    // Size, magic, CRC, queue, queue offset, physical offset (`store.md` 1.2).
    for (case, byte) in [1, 3, 4, 7, 9, 15, 22, 27, 30, 35].into_iter().enumerate() {
        let message = &listed[20 + case * 60];
        let physical = number(message, "physical");
        let path = log_file(&root, physical);
        flip(&path, physical % LOG_FILE + byte, 1);
        let report = verify(&root);
        let wrong: Vec<&Finding> =
            report.findings.iter().filter(|f| f.severity == Severity::Error).collect();
        assert!(!wrong.is_empty(), "byte {byte}");
        assert!(report.summary.records >= records - 1, "byte {byte}: {:?}", report.summary);
        let names_it = wrong
            .iter()
            .any(|f| f.message.as_ref().is_some_and(|m| m.physical_offset.0 as u64 == physical));
        assert!(names_it, "byte {byte}: {wrong:?}");
        flip(&path, physical % LOG_FILE + byte, 1);
    }
}

#[test]
fn every_bit_of_a_unit_counts() {
    let (_dir, root, listed) = java();
    let mut case = 0u64;
    for message in listed.iter().step_by(37) {
        let path = queue_file(&root, message);
        for byte in (0..20).step_by(3) {
            case += 1;
            let (at, bit) = (number(message, "offset") * 20 + byte, (case % 8) as u8);
            flip(&path, at, bit);
            let found = problems(&root);
            // A due time that is later may be one of other delays.
            if message["topic"] != "SCHEDULE_TOPIC_XXXX" || byte < 12 {
                let unit = number(message, "offset") * 20;
                let named = found.iter().any(|f| f.file == path && f.offset == Some(unit));
                assert!(named, "byte {byte} bit {bit} of {message}: {found:?}");
            }
            flip(&path, at, bit);
        }
    }
    assert_eq!(problems(&root), []);
}

#[test]
fn every_bit_of_the_index_counts() {
    let (_dir, root, _) = java();
    let path = index_file(&root);
    let entries = verify(&root).summary.index_entries;
    let entry_at = |number: u64| 40 + SLOTS * 4 + number * 20;
    let header = (16..40).collect::<Vec<u64>>();
    let slots = (0..SLOTS).step_by(41).map(|slot| 40 + slot * 4 + slot % 4);
    let inside = (1..=entries).step_by(97).map(|number| entry_at(number) + number % 20);
    for (case, at) in header.into_iter().chain(slots).chain(inside).enumerate() {
        let bit = (case % 8) as u8;
        flip(&path, at, bit);
        let found = problems(&root);
        assert!(found.iter().any(|f| f.file == path), "byte {at} bit {bit}: {found:?}");
        assert!(found.len() < 60, "byte {at} bit {bit} leads to {} findings", found.len());
        flip(&path, at, bit);
    }
    assert_eq!(problems(&root), []);
}

#[test]
fn a_checkpoint_that_cannot_be_true() {
    let (_dir, root, _) = java();
    let path = root.join("checkpoint");
    for at in [0, 1, 8, 9, 16, 17] {
        flip(&path, at, 5);
        let found = problems(&root);
        assert!(found.len() == 1 && found[0].file == path, "{found:?}");
        assert_eq!(found[0].offset, Some(at / 8 * 8));
        flip(&path, at, 5);
    }
    std::fs::write(&path, b"short").unwrap();
    assert!(problems(&root).iter().any(|f| f.file == path && f.problem.contains("length")));
}

#[test]
fn tables_that_cannot_be_read() {
    let (_dir, root, _) = java();
    let path = root.join("config/topics.json");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let found = problems(&root);
    assert!(found.len() == 1 && found[0].file == path, "{found:?}");
    assert_eq!(found[0].severity, Severity::Warning, "the backup is good");
    std::fs::write(root.join("config/topics.json.bak"), b"").unwrap();
    let found = problems(&root);
    assert_eq!(found[0].severity, Severity::Error);
    assert_eq!(found.len(), 2);
}

#[test]
fn lengths_gaps_and_strangers() {
    let set_len = |path: &Path, len: u64| {
        std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
    };
    type Harm<'a> = &'a dyn Fn(&Path) -> PathBuf;
    let cases: &[(&str, Harm<'_>)] = &[
        ("has the wrong length", &|root| {
            let path = root.join("commitlog/00000000000000131072");
            set_len(&path, 100_000);
            path
        }),
        ("has the wrong length", &|root| {
            let path = root.join("consumequeue/TopicTest/0/00000000000000000000");
            set_len(&path, 6001);
            path
        }),
        ("has the wrong length", &|root| {
            let path = index_file(root);
            set_len(&path, 1000);
            path
        }),
        ("does not belong here", &|root| {
            let path = root.join("commitlog/notes.txt");
            std::fs::write(&path, "x").unwrap();
            path
        }),
        ("does not belong here", &|root| {
            let path = root.join("consumequeue/TopicTest/0/00000000000000000007");
            std::fs::write(&path, "x").unwrap();
            path
        }),
        ("is missing", &|root| {
            let to = root.join("commitlog/00000000000000262144");
            std::fs::rename(root.join("commitlog/00000000000000131072"), to).unwrap();
            root.join("commitlog/00000000000000131072")
        }),
    ];
    for (problem, harm) in cases {
        let (_dir, root, _) = java();
        let path = harm(&root);
        let found = problems(&root);
        let named = found.iter().any(|f| f.file == path && f.problem == *problem);
        assert!(named, "{problem}: {found:?}");
    }
}

#[test]
fn our_own_folders_are_known() {
    let (_dir, root, _) = java();
    std::fs::create_dir(root.join("commitlog-cut-00000000000000000000")).unwrap();
    std::fs::write(root.join("queue-1.unfinished"), "").unwrap();
    std::fs::write(root.join("deletedTopics"), "5 Gone\n").unwrap();
    std::fs::write(root.join("queueEnds"), "").unwrap();
    let report = verify(&root);
    assert!(report.findings.iter().all(|f| f.severity == Severity::Info));
    assert_eq!(report.findings.len(), 2, "{:?}", report.findings);
}

#[test]
fn a_store_in_use_is_left_alone_and_nothing_is_written() {
    let (_dir, root, _) = java();
    std::fs::remove_dir_all(root.join("index")).unwrap();
    let names = |dir: &Path| {
        let mut names: Vec<_> =
            std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names(&root);
    // Two may look at the same time.
    let first = inspector(&root);
    let second = inspector(&root);
    assert!(second.verify(&mut |_| {}).is_ok());
    drop((first, second));
    assert_eq!(names(&root), before);
    let store = open(small_config(&root));
    let refused = Inspector::open(small_config(&root)).err().unwrap();
    assert!(matches!(refused, StoreError::InUse { .. }), "{refused}");
    store.close().unwrap();
    let looking = inspector(&root);
    assert!(
        rmq::engine::store::Store::open(
            small_config(&root),
            std::sync::Arc::new(crate::support::Deaf)
        )
        .is_err()
    );
    drop(looking);
    let none = Inspector::open(small_config(&root.join("config"))).err().unwrap();
    assert!(matches!(none, StoreError::NoStore { .. }), "{none}");
}
