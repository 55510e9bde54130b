//! Cleaning: what leaves at the front, what stays, and what readers see meanwhile. Expectations
//! come from where the messages were put, not from the store's own tables.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{
    Appended, Cleaned, CleaningRules, Moment, ReadLimits, ReadStatus, Store, StoreConfig,
};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Message, open, small_config};
use crate::waiting::{append, wait_dispatched};

const HOUR: Duration = Duration::from_secs(3600);
const FILE: i64 = 16_384;
/// Units of one queue file.
const QUEUE_FILE: i64 = 20;
/// Entries of one index file.
const INDEX_FILE: u32 = 50;

fn config(root: &Path) -> StoreConfig {
    StoreConfig {
        commit_log_file_size: FILE as u64,
        consume_queue_file_size: QUEUE_FILE as u64 * 20,
        max_index_num: INDEX_FILE,
        cleaning: CleaningRules {
            keep: HOUR,
            // Only what a test does itself.
            interval: Duration::from_secs(3600),
            log_pause: Duration::ZERO,
            queue_pause: Duration::ZERO,
            max_used_ratio: 1.0,
            forcible_ratio: 1.0,
            ..CleaningRules::default()
        },
        ..small_config(root)
    }
}

/// A moment at the hour of cleaning.
fn at_four() -> Moment {
    Moment { time: TimestampMs::now(), hour: 4 }
}

/// Files in a folder below the store, by name.
fn files(root: &Path, dir: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join(dir)) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Makes the commit log files `which` look as if they were last written to so long ago.
fn age(root: &Path, which: std::ops::Range<i64>, age: Duration) {
    for number in which {
        let path = root.join(format!("commitlog/{:020}", number * FILE));
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }
}

/// Stores messages of about 1 KiB until the log has `files` files; every tenth goes to queue 1.
fn fill(store: &Store, config: &StoreConfig, files: i64) -> Vec<(i32, Appended)> {
    let mut placed = Vec::new();
    while store.max_physical_offset().0 <= (files - 1) * FILE {
        let number = placed.len();
        let queue = i32::from(number % 10 == 0);
        let message = Message::new("T", queue, format!("{number} {}", "x".repeat(800)))
            .property("KEYS", &format!("key{number}"));
        placed.push((queue, append(store, config, &[message])[0]));
    }
    wait_dispatched(store);
    placed
}

/// Checks that exactly the messages from `log_min` on are there, in queues, log and index.
fn check(store: &Store, placed: &[(i32, Appended)], log_min: i64) {
    assert_eq!(store.min_physical_offset(), PhysicalOffset(log_min));
    for queue in [0, 1] {
        let own = || placed.iter().filter(|(q, _)| *q == queue).map(|(_, place)| place);
        let held = own().find(|place| place.physical_offset.0 >= log_min);
        let end = own().next_back().unwrap().queue_offset.plus(1);
        let first = held.map_or(end, |place| place.queue_offset);
        let (topic, id) = ("T", QueueId(queue));
        assert_eq!((store.min_offset(topic, id), store.max_offset(topic, id)), (first, end));
        if first.0 > 0 {
            let read = store.read(topic, id, first.plus(-1), &ReadLimits::default(), &|_| true);
            assert_eq!((read.status, read.next_offset), (ReadStatus::OffsetTooSmall, first));
        }
        let mut at = first;
        while at < end {
            let read = store.read(topic, id, at, &ReadLimits::default(), &|_| true);
            assert_eq!(read.status, ReadStatus::Found);
            for bytes in &read.records {
                let record = Record::decode(bytes).unwrap();
                record.check_body().unwrap();
                assert_eq!(record.queue_offset, at);
                at = at.plus(1);
            }
        }
    }
    for (number, (_, place)) in placed.iter().enumerate() {
        let (from, to) = (TimestampMs(0), TimestampMs(i64::MAX));
        let found = store.query_index("T", &format!("key{number}"), 8, from, to).records.len();
        assert_eq!(found, usize::from(place.physical_offset.0 >= log_min), "key{number}");
    }
}

#[test]
fn expired_files_leave_and_queues_and_index_follow() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    let store = open(config.clone());
    let placed = fill(&store, &config, 12);
    age(dir.path(), 0..5, HOUR * 2);
    let index_files = files(dir.path(), "index").len();

    let three = Moment { hour: 3, ..at_four() };
    assert_eq!(store.clean(three).unwrap(), Cleaned::default(), "not the hour for it");
    let cleaned = store.clean(at_four()).unwrap();
    assert_eq!(cleaned.log_files, 5);
    check(&store, &placed, 5 * FILE);
    // The made-ahead file may be there or not.
    assert_eq!(files(dir.path(), "commitlog")[0], format!("{:020}", 5 * FILE));
    for queue in [0, 1] {
        let min = store.min_offset("T", QueueId(queue)).0;
        let expected = format!("{:020}", min / QUEUE_FILE * QUEUE_FILE * 20);
        assert_eq!(files(dir.path(), &format!("consumequeue/T/{queue}"))[0], expected);
    }
    let gone = placed.iter().filter(|(_, p)| p.physical_offset.0 < 5 * FILE).count();
    // Entry 0 of an index file is not used.
    assert_eq!(cleaned.index_files, gone / (INDEX_FILE as usize - 1));
    assert_eq!(files(dir.path(), "index").len(), index_files - cleaned.index_files);
    assert_eq!(store.clean(at_four()).unwrap(), Cleaned::default(), "nothing else is expired");

    store.close().unwrap();
    drop(store);
    let store = open(config);
    check(&store, &placed, 5 * FILE);
}

#[test]
fn stops_at_the_first_file_that_is_not_expired() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    let store = open(config.clone());
    let placed = fill(&store, &config, 5);
    age(dir.path(), 0..1, HOUR - Duration::from_secs(600));
    age(dir.path(), 1..3, HOUR * 2);
    assert_eq!(store.clean(at_four()).unwrap(), Cleaned::default());
    check(&store, &placed, 0);
}

#[test]
fn ten_files_a_round_and_never_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    let store = open(config.clone());
    let mut placed = fill(&store, &config, 15);
    age(dir.path(), 0..15, HOUR * 2);
    assert_eq!(store.clean(at_four()).unwrap().log_files, 10);
    assert_eq!(store.clean(at_four()).unwrap().log_files, 4);
    assert_eq!(store.clean(at_four()).unwrap().log_files, 0);
    check(&store, &placed, 14 * FILE);
    // The log goes on.
    let message = Message::new("T", 0, "after").property("KEYS", &format!("key{}", placed.len()));
    placed.push((0, append(&store, &config, &[message])[0]));
    wait_dispatched(&store);
    check(&store, &placed, 14 * FILE);
}

#[test]
fn readers_see_messages_or_hear_that_they_are_gone() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    let store = open(config.clone());
    let placed = fill(&store, &config, 12);
    let held = store.read("T", QueueId(0), QueueOffset(0), &ReadLimits::default(), &|_| true);
    let before: Vec<Vec<u8>> = held.records.iter().map(|record| record.to_vec()).collect();
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|start| {
            let (store, done) = (store.clone(), done.clone());
            std::thread::spawn(move || {
                let (mut at, mut seen) = (QueueOffset(start * 7), 0);
                while !done.load(Ordering::SeqCst) {
                    let read = store.read("T", QueueId(0), at, &ReadLimits::default(), &|_| true);
                    match read.status {
                        ReadStatus::Found => seen += 1,
                        ReadStatus::MessageWasRemoving
                        | ReadStatus::OffsetTooSmall
                        | ReadStatus::OffsetOverflowOne => {}
                        other => panic!("{other:?} at {at}"),
                    }
                    for bytes in &read.records {
                        Record::decode(bytes).unwrap().check_body().unwrap();
                    }
                    at = if read.status == ReadStatus::OffsetOverflowOne {
                        QueueOffset(0)
                    } else {
                        read.next_offset
                    };
                }
                seen
            })
        })
        .collect();
    for file in 0..11 {
        age(dir.path(), file..file + 1, HOUR * 2);
        assert_eq!(store.clean(at_four()).unwrap().log_files, 1);
    }
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.join().unwrap();
    }
    check(&store, &placed, 11 * FILE);
    let after: Vec<Vec<u8>> = held.records.iter().map(|record| record.to_vec()).collect();
    assert_eq!(before, after, "who holds a removed message keeps it");
}

#[test]
fn a_crash_between_log_and_queues_is_made_good() {
    for clean_stop in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path());
        let store = open(config.clone());
        let placed = fill(&store, &config, 8);
        if clean_stop {
            store.close().unwrap();
        }
        drop(store);
        let queue_files = files(dir.path(), "consumequeue/T/0").len();
        for number in 0..4 {
            let path = dir.path().join(format!("commitlog/{:020}", number * FILE));
            std::fs::remove_file(path).unwrap();
        }
        let store = open(config);
        check(&store, &placed, 4 * FILE);
        let gone = store.min_offset("T", QueueId(0)).0 / QUEUE_FILE;
        let cleaned = store.clean(at_four()).unwrap();
        assert_eq!(cleaned.log_files, 0);
        assert_eq!(files(dir.path(), "consumequeue/T/0").len(), queue_files - gone as usize);
        check(&store, &placed, 4 * FILE);
    }
}

#[test]
fn an_expired_queue_is_removed_and_its_offsets_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    let store = open(config.clone());
    for body in ["a", "b", "c"] {
        append(&store, &config, &[Message::new("Old", 2, body)]);
    }
    fill(&store, &config, 4);
    append(&store, &config, &[Message::new("T", 1, "keeps its queue")]);
    wait_dispatched(&store);
    assert_eq!(store.remove_expired_queues().unwrap(), 0, "its messages are still there");
    age(dir.path(), 0..3, HOUR * 2);
    assert_eq!(store.clean(at_four()).unwrap().log_files, 3);
    assert_eq!(files(dir.path(), "consumequeue/Old/2").len(), 1, "the last file stays");
    assert_eq!(store.remove_expired_queues().unwrap(), 1);
    assert!(!dir.path().join("consumequeue/Old/2").exists());
    let read = |at: i64| {
        let limits = ReadLimits::default();
        let read = store.read("Old", QueueId(2), QueueOffset(at), &limits, &|_| true);
        (read.status, read.next_offset.0)
    };
    assert_eq!(read(0), (ReadStatus::OffsetTooSmall, 3));
    assert_eq!(read(3), (ReadStatus::OffsetOverflowOne, 3));
    let place = append(&store, &config, &[Message::new("Old", 2, "d")])[0];
    assert_eq!(place.queue_offset, QueueOffset(3));
    wait_dispatched(&store);
    assert_eq!(read(3), (ReadStatus::Found, 4));
    store.close().unwrap();
    drop(store);
    let store = open(config);
    let offsets = (store.min_offset("Old", QueueId(2)).0, store.max_offset("Old", QueueId(2)).0);
    assert_eq!(offsets, (3, 4));
}
