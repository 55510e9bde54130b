//! Stores that this crate writes: what was appended is read back, before and after a restart.

use std::path::Path;

use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::{BLANK_MAGIC, Record};
use rmq::engine::store::{
    AppendStatus, EndCause, FlushMode, ReadLimits, ReadStatus, RefusedReason, Store, StoreConfig,
    StoreError,
};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Message, group, open, small_config};
use crate::waiting::{append, wait_dispatched};

fn bodies(store: &Store, topic: &str, queue: i32) -> Vec<Vec<u8>> {
    let id = QueueId(queue);
    let mut at = store.min_offset(topic, id);
    let mut bodies = Vec::new();
    while at < store.max_offset(topic, id) {
        let result = store.read(topic, id, at, &ReadLimits::default(), &|_| true);
        assert_eq!(result.status, ReadStatus::Found, "{topic}-{queue} at {at}");
        for bytes in &result.records {
            let record = Record::decode(bytes).unwrap();
            record.check_body().unwrap();
            assert_eq!(record.queue_offset, at, "{topic}-{queue}");
            at = at.plus(1);
            bodies.push(record.body.to_vec());
        }
        assert_eq!(result.next_offset, at);
    }
    bodies
}

/// Fills a store beyond several files of every kind.
pub fn fill(store: &Store, config: &StoreConfig, messages: usize) -> Vec<Vec<Vec<u8>>> {
    let mut expected = vec![Vec::new(); 4];
    for at in 0..messages {
        let queue = at % expected.len();
        let body = format!("body {at} {}", "x".repeat(at % 500)).into_bytes();
        expected[queue].push(body.clone());
        let message = Message::new("T", queue as i32, body)
            .property("TAGS", "TagA")
            .property("KEYS", &format!("key-{at}"))
            .property("UNIQ_KEY", &format!("unique-{at}"));
        let [result] = append(store, config, &[message])[..] else { panic!("one result") };
        assert_eq!(result.status, AppendStatus::Stored);
        assert_eq!(result.queue_offset.0 as usize, expected[queue].len() - 1);
    }
    wait_dispatched(store);
    expected
}

pub fn check(store: &Store, expected: &[Vec<Vec<u8>>]) {
    for (queue, expected) in expected.iter().enumerate() {
        assert_eq!(&bodies(store, "T", queue as i32), expected);
    }
}

pub fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn survives_clean_and_unclean_restarts() {
    for flush in [FlushMode::Async, FlushMode::Sync] {
        let dir = tempfile::tempdir().unwrap();
        let config = StoreConfig { flush, ..small_config(dir.path()) };
        let store = open(config.clone());
        let expected = fill(&store, &config, 1500);
        check(&store, &expected);
        store.close().unwrap();
        assert!(!dir.path().join("abort").exists());
        let log_files = files(&config.commit_log_dirs[0]);
        assert!(log_files.len() > 3, "{log_files:?}");

        let store = open(config.clone());
        assert!(store.recovery_report().clean);
        assert_eq!(store.recovery_report().replayed_from, None);
        check(&store, &expected);
        drop(store);

        let store = open(config.clone());
        assert!(!store.recovery_report().clean);
        check(&store, &expected);
        let found = store.query_index("T", "key-7", 32, TimestampMs(0), TimestampMs(i64::MAX));
        assert_eq!(found.records.len(), 1);
        let [result] = append(&store, &config, &[Message::new("T", 0, "more")])[..] else {
            panic!("one result")
        };
        assert_eq!(result.queue_offset.0 as usize, expected[0].len());
    }
}

#[test]
fn a_second_owner_is_told_who_the_first_is() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(small_config(dir.path()));
    let second = Store::open(small_config(dir.path()), std::sync::Arc::new(crate::support::Deaf));
    match second.map(|_| ()).unwrap_err() {
        StoreError::InUse { path, pid } => {
            assert_eq!(path, dir.path());
            assert_eq!(pid, Some(std::process::id()));
        }
        other => panic!("{other}"),
    }
    store.close().unwrap();
    let (group, _) = group(&store, &small_config(dir.path()), &[Message::new("T", 0, "late")]);
    assert_eq!(store.submit(group).unwrap_err().reason, RefusedReason::Closed);
    open(small_config(dir.path()));
}

#[test]
fn a_batch_stays_in_one_file_and_a_blank_ends_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let config = StoreConfig { commit_log_file_size: 4096, ..small_config(dir.path()) };
    let store = open(config.clone());
    let first = append(&store, &config, &[Message::new("T", 0, vec![b'a'; 3000])]);
    let mut batch: Vec<Message> =
        (0..3).map(|n| Message::new("T", 0, vec![b'0' + n; 300])).collect();
    for message in &mut batch[1..] {
        message.joined = true;
    }
    let placed = append(&store, &config, &batch);
    assert_eq!(placed[0].physical_offset, PhysicalOffset(4096));
    assert!(placed.iter().all(|result| result.status == AppendStatus::Stored));
    assert_eq!(placed.iter().map(|result| result.queue_offset.0).collect::<Vec<_>>(), [1, 2, 3]);

    let blank_at = first[0].physical_offset.0 as usize + 3000 + 91 + 1;
    let log = std::fs::read(config.commit_log_dirs[0].join("00000000000000000000")).unwrap();
    let blank = &log[blank_at..blank_at + 8];
    assert_eq!(i32::from_be_bytes(blank[..4].try_into().unwrap()) as usize, 4096 - blank_at);
    assert_eq!(i32::from_be_bytes(blank[4..].try_into().unwrap()), BLANK_MAGIC);

    // A plain group is cut at the file's end instead.
    let many: Vec<Message> = (0..20).map(|n| Message::new("T", 1, vec![n; 400])).collect();
    let placed = append(&store, &config, &many);
    assert!(placed.iter().all(|result| result.status == AppendStatus::Stored));
    for (at, result) in placed.iter().enumerate() {
        assert_eq!(result.queue_offset.0 as usize, at);
        let position = result.physical_offset.0 as usize % 4096;
        assert!(position + 400 + 92 + 8 <= 4096);
    }
    wait_dispatched(&store);
    assert_eq!(bodies(&store, "T", 1), many.iter().map(|m| m.body.clone()).collect::<Vec<_>>());
}

#[test]
fn too_large_for_a_file_takes_no_offset() {
    let dir = tempfile::tempdir().unwrap();
    let config = StoreConfig { commit_log_file_size: 4096, ..small_config(dir.path()) };
    let store = open(config.clone());
    let placed = append(
        &store,
        &config,
        &[
            Message::new("T", 0, "before"),
            Message::new("T", 0, vec![0; 4096]),
            Message::new("T", 0, "behind"),
        ],
    );
    assert_eq!(placed[1].status, AppendStatus::TooLarge);
    assert_eq!((placed[0].queue_offset, placed[2].queue_offset), (QueueOffset(0), QueueOffset(1)));
    wait_dispatched(&store);
    assert_eq!(bodies(&store, "T", 0), [b"before".to_vec(), b"behind".to_vec()]);
}

#[test]
fn prepared_and_rolled_back_records_have_no_place_in_the_queue() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    let with_flag = |flag, key: &str| Message {
        kind_flag: flag,
        ..Message::new("T", 0, key.as_bytes()).property("KEYS", key)
    };
    let messages =
        [with_flag(4, "prepared"), with_flag(12, "rolled-back"), with_flag(8, "committed")];
    append(&store, &config, &messages);
    wait_dispatched(&store);
    assert_eq!(bodies(&store, "T", 0), [b"committed".to_vec()]);
    let found =
        |key| store.query_index("T", key, 32, TimestampMs(0), TimestampMs(i64::MAX)).records.len();
    assert_eq!([found("prepared"), found("rolled-back"), found("committed")], [1, 0, 1]);
}

#[test]
fn bytes_changed_behind_the_end_are_told_from_zeros() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    for body in ["one", "two", "three"] {
        append(&store, &config, &[Message::new("T", 0, body)]);
    }
    let end = store.max_physical_offset();
    drop(store);
    // One bit of the last body.
    let path = config.commit_log_dirs[0].join("00000000000000000000");
    let mut log = std::fs::read(&path).unwrap();
    log[end.0 as usize - 6] ^= 1;
    std::fs::write(&path, &log).unwrap();
    let store = open(config.clone());
    let EndCause::Damaged { problem, .. } = &store.recovery_report().end_cause else {
        panic!("{:?}", store.recovery_report())
    };
    assert!(problem.contains("CRC"), "{problem}");
    assert_eq!(bodies(&store, "T", 0), [b"one".to_vec(), b"two".to_vec()]);
    let cut = store.max_physical_offset().0;
    let aside = store.recovery_report().set_aside.clone().unwrap();
    assert_eq!(files(&aside), [format!("{cut:020}")]);
    // The last two bytes, the length of the properties, are zeros like those behind them.
    let kept = std::fs::read(aside.join(format!("{cut:020}"))).unwrap();
    assert_eq!(kept, log[cut as usize..end.0 as usize - 2]);
    assert!(store.max_physical_offset() < end);
    let [result] = append(&store, &config, &[Message::new("T", 0, "3")])[..] else {
        panic!("one result")
    };
    assert_eq!(result.queue_offset, QueueOffset(2));
}

/// Content of all files below `dir`, by path; index files by their order, as their names are
/// times.
fn derived(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for topic in files(&root.join("consumequeue")) {
        for queue in files(&root.join("consumequeue").join(&topic)) {
            let dir = root.join("consumequeue").join(&topic).join(&queue);
            for file in files(&dir) {
                let name = format!("{topic}/{queue}/{file}");
                found.push((name, std::fs::read(dir.join(file)).unwrap()));
            }
        }
    }
    for (at, file) in files(&root.join("index")).iter().enumerate() {
        found.push((at.to_string(), std::fs::read(root.join("index").join(file)).unwrap()));
    }
    found
}

#[test]
fn scanning_the_log_gives_the_same_bytes_as_being_told() {
    let dir = tempfile::tempdir().unwrap();
    let config = StoreConfig { consume_queue_file_size: 2000, ..small_config(dir.path()) };
    let store = open(config.clone());
    fill(&store, &config, 1200);
    let delayed = Message::new("SCHEDULE_TOPIC_XXXX", 2, "later").property("DELAY", "3");
    let keyless = Message::new("Other", 0, "no keys").property("TAGS", "标签");
    let keys = Message::new("Other", 1, "keys").property("KEYS", "a b  c");
    append(&store, &config, &[delayed, keyless, keys]);
    wait_dispatched(&store);
    store.close().unwrap();
    let told = derived(dir.path());
    assert!(told.len() > 15, "{}", told.len());

    std::fs::remove_dir_all(dir.path().join("consumequeue")).unwrap();
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    open(config).close().unwrap();
    let scanned = derived(dir.path());
    for ((told_name, told), (scanned_name, scanned)) in told.iter().zip(&scanned) {
        assert_eq!(told_name, scanned_name);
        assert!(told == scanned, "{told_name} differs");
    }
    assert_eq!(told.len(), scanned.len());
}

#[test]
fn a_rebuilt_index_repeats_no_key_of_a_record_in_two_files() {
    let dir = tempfile::tempdir().unwrap();
    // Three entries a file: the second record's keys are in the first file and the second.
    let config = StoreConfig { max_index_num: 4, ..small_config(dir.path()) };
    let store = open(config.clone());
    let keyed = |at: i32| Message::new("T", 0, "body").property("KEYS", &format!("a{at} b{at}"));
    let placed = append(&store, &config, &[keyed(0), keyed(1)]);
    while TimestampMs::now() <= placed[1].store_timestamp {
        std::thread::yield_now();
    }
    append(&store, &config, &[keyed(2)]);
    store.close().unwrap();
    let before = derived(dir.path());
    assert_eq!(files(&dir.path().join("index")).len(), 2);
    // Whoever was not stopped properly trusts full files only.
    std::fs::write(dir.path().join("abort"), "").unwrap();
    let store = open(config);
    assert_eq!(store.recovery_report().replayed_from, Some(PhysicalOffset(0)));
    store.close().unwrap();
    assert!(derived(dir.path()) == before, "the rebuilt index differs");
}

#[test]
fn dispatch_that_falls_behind_goes_on_from_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let config = StoreConfig { max_waiting_dispatch: 1, ..small_config(dir.path()) };
    let store = open(config.clone());
    let mut receivers = Vec::new();
    for at in 0..2000 {
        let message = Message::new("T", at % 3, at.to_string());
        let (group, receiver) = group(&store, &config, &[message]);
        store.submit(group).unwrap();
        receivers.push(receiver);
    }
    for receiver in receivers {
        receiver.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    }
    wait_dispatched(&store);
    for queue in 0..3 {
        let expected: Vec<Vec<u8>> =
            (0..2000).filter(|at| at % 3 == queue).map(|at| at.to_string().into_bytes()).collect();
        assert_eq!(bodies(&store, "T", queue), expected);
    }
}

#[test]
fn a_topic_that_is_no_folder_name_gets_no_files() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(&dir.path().join("store"));
    let store = open(config.clone());
    let placed = append(&store, &config, &[Message::new("../../escaped", 0, "body")]);
    assert_eq!(placed[0].status, AppendStatus::QueueGone);
    wait_dispatched(&store);
    assert_eq!(files(dir.path()), ["store"]);
    store.delete_topic("..").unwrap();
    assert_eq!(
        append(&store, &config, &[Message::new("T", 0, "b")])[0].status,
        AppendStatus::Stored
    );
}

#[test]
fn records_behind_a_stretch_of_zeros_are_kept_aside() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    for at in 0..8 {
        append(&store, &config, &[Message::new("T", 0, vec![b'0' + at; 60_000])]);
    }
    drop(store);
    // A page of the first file that never reached the disk.
    let path = config.commit_log_dirs[0].join("00000000000000000000");
    let mut log = std::fs::read(&path).unwrap();
    log[60_092..60_092 + 4096].fill(0);
    std::fs::write(&path, &log).unwrap();
    let second = std::fs::read(config.commit_log_dirs[0].join("00000000000000131072")).unwrap();

    let store = open(config);
    assert_eq!(bodies(&store, "T", 0), [vec![b'0'; 60_000]]);
    let aside = store.recovery_report().set_aside.clone().unwrap();
    let kept = files(&aside);
    assert_eq!(kept.len(), 4, "{kept:?}");
    let kept = std::fs::read(aside.join(&kept[1])).unwrap();
    assert_eq!(kept, second[..kept.len()]);
    assert!(second[kept.len()..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_handle_of_a_deleted_topic_leads_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    append(&store, &config, &[Message::new("T", 0, "before")]);
    wait_dispatched(&store);
    let (late, receiver) = group(&store, &config, &[Message::new("T", 0, "late")]);
    store.delete_topic("T").unwrap();
    store.submit(late).unwrap();
    let placed = receiver.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    assert_eq!(placed[0].status, AppendStatus::QueueGone);
    let placed = append(&store, &config, &[Message::new("T", 0, "anew")]);
    assert_eq!((placed[0].status, placed[0].queue_offset), (AppendStatus::Stored, QueueOffset(0)));
}

#[test]
fn units_that_lead_nowhere_are_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    for at in 0..4 {
        append(&store, &config, &[Message::new("T", 0, at.to_string())]);
    }
    wait_dispatched(&store);
    store.close().unwrap();
    drop(store);
    // Behind the end of the log, and far behind: the last one stays right.
    let path = dir.path().join("consumequeue/T/0/00000000000000000000");
    let mut units = std::fs::read(&path).unwrap();
    units[20..28].copy_from_slice(&1_000_000i64.to_be_bytes());
    units[48..52].copy_from_slice(&i32::MAX.to_be_bytes());
    std::fs::write(&path, units).unwrap();
    let store = open(config);
    let read = |at| store.read("T", QueueId(0), QueueOffset(at), &ReadLimits::default(), &|_| true);
    assert_eq!(read(0).status, ReadStatus::Found);
    assert_eq!(read(1).status, ReadStatus::MessageWasRemoving);
    assert_eq!(read(1).next_offset, QueueOffset(4));
    assert_eq!(read(3).status, ReadStatus::Found);
    assert_eq!(store.store_time_at("T", QueueId(0), QueueOffset(1)), None);
}

#[test]
fn units_of_before_the_start_may_be_on_the_disk_only() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    append(&store, &config, &[Message::new("T", 0, "old")]);
    wait_dispatched(&store);
    let cold = |store: &Store, at| store.is_queue_maybe_cold("T", QueueId(0), QueueOffset(at));
    assert!(!cold(&store, 0));
    store.close().unwrap();
    drop(store);
    let store = open(config.clone());
    append(&store, &config, &[Message::new("T", 0, "new")]);
    wait_dispatched(&store);
    // Nothing is to be read at the end, nor of a queue that is not there.
    assert_eq!([0, 1, 2].map(|at| cold(&store, at)), [true, false, false]);
    assert!(!store.is_queue_maybe_cold("T", QueueId(1), QueueOffset(0)));
}
