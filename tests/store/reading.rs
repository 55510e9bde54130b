//! Reading: statuses, limits and time, as `store.md` 3.6 lists them.

use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{ReadLimits, ReadResult, ReadStatus, Store, StoreConfig, tags_hash};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Message, open, small_config};
use crate::waiting::{append, wait_dispatched};

const QUEUE: QueueId = QueueId(0);

fn read(store: &Store, offset: i64) -> ReadResult {
    store.read("T", QUEUE, QueueOffset(offset), &ReadLimits::default(), &|_| true)
}

fn status(store: &Store, offset: i64) -> (ReadStatus, i64) {
    let result = read(store, offset);
    (result.status, result.next_offset.0)
}

#[test]
fn statuses_and_where_to_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    assert_eq!(status(&store, 5), (ReadStatus::NoMatchedLogicQueue, 0));
    store.queue(&"T".into(), QUEUE);
    assert_eq!(status(&store, 5), (ReadStatus::NoMessageInQueue, 0));
    for _ in 0..3 {
        append(&store, &config, &[Message::new("T", 0, "body").property("TAGS", "a")]);
    }
    wait_dispatched(&store);
    assert_eq!(status(&store, 0), (ReadStatus::Found, 3));
    assert_eq!(status(&store, 2), (ReadStatus::Found, 3));
    assert_eq!(status(&store, 3), (ReadStatus::OffsetOverflowOne, 3));
    assert_eq!(status(&store, 4), (ReadStatus::OffsetOverflowBadly, 3));
    assert_eq!(status(&store, -1), (ReadStatus::OffsetTooSmall, 0));
    let only = |tag| {
        let code = tags_hash(Some(tag));
        let wanted = move |found| found == code;
        store.read("T", QUEUE, QueueOffset(1), &ReadLimits::default(), &wanted)
    };
    assert_eq!((only("a").status, only("a").records.len()), (ReadStatus::Found, 2));
    let none = only("b");
    assert_eq!((none.status, none.next_offset.0), (ReadStatus::NoMatchedMessage, 3));
}

#[test]
fn limits_of_count_and_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_config(dir.path());
    let store = open(config.clone());
    for _ in 0..100 {
        append(&store, &config, &[Message::new("T", 0, vec![0; 908])]);
    }
    wait_dispatched(&store);
    assert_eq!(read(&store, 0).records.len(), 32);
    assert_eq!(read(&store, 0).next_offset, QueueOffset(32));
    let with = |limits: ReadLimits| {
        store.read("T", QUEUE, QueueOffset(0), &limits, &|_| true).records.len()
    };
    let all = ReadLimits::default();
    assert_eq!(with(ReadLimits { max_messages: 10, ..all }), 10);
    assert_eq!(with(ReadLimits { max_messages: 70, memory_count: 70, ..all }), 70);
    // Each record has 1000 bytes: 908 of body, 92 of everything else.
    assert_eq!(with(ReadLimits { memory_bytes: 5000, ..all }), 5);
    assert_eq!(with(ReadLimits { memory_bytes: 4999, ..all }), 4);
    assert_eq!(with(ReadLimits { memory_bytes: 1, ..all }), 1, "the first one always comes");
    assert_eq!(with(ReadLimits { max_messages: 0, ..all }), 1);
    // Nothing counts as in memory: the limits of the disk hold.
    let Ok(()) = store.close() else { panic!("close") };
    let store = open(StoreConfig { access_in_memory_max_ratio: 0, ..config });
    let result = read(&store, 0);
    assert_eq!((result.records.len(), result.slow_consumer), (8, true));
}

#[test]
fn a_log_that_lost_its_first_files() {
    let dir = tempfile::tempdir().unwrap();
    let config = StoreConfig { commit_log_file_size: 16_384, ..small_config(dir.path()) };
    let store = open(config.clone());
    for at in 0..100 {
        append(&store, &config, &[Message::new("T", 0, format!("{at} {}", "x".repeat(900)))]);
    }
    wait_dispatched(&store);
    store.close().unwrap();
    drop(store);
    for first in ["00000000000000000000", "00000000000000016384"] {
        std::fs::remove_file(config.commit_log_dirs[0].join(first)).unwrap();
    }
    for lose_queues in [false, true] {
        if lose_queues {
            std::fs::remove_dir_all(dir.path().join("consumequeue")).unwrap();
        }
        let store = open(config.clone());
        let min = store.min_offset("T", QUEUE);
        assert!(min.0 > 30 && min.0 < 35, "{min}");
        assert_eq!(store.max_offset("T", QUEUE), QueueOffset(100));
        assert_eq!(status(&store, 0), (ReadStatus::OffsetTooSmall, min.0));
        let result = read(&store, min.0);
        assert_eq!(result.status, ReadStatus::Found);
        let record = Record::decode(&result.records[0]).unwrap();
        assert_eq!(record.queue_offset, min);
        assert!(record.body.starts_with(format!("{min} ").as_bytes()));
        assert_eq!(store.earliest_store_time_of("T", QUEUE), Some(record.store_timestamp));
        store.close().unwrap();
    }
    let store = open(config.clone());
    let placed = append(&store, &config, &[Message::new("T", 0, "next")]);
    assert_eq!(placed[0].queue_offset, QueueOffset(100));
}

#[test]
fn offsets_by_time() {
    let dir = tempfile::tempdir().unwrap();
    let root = crate::golden::unpack("java-4.9.7-clean", dir.path());
    let store = open(small_config(&root));
    let id = QueueId(0);
    let time = |offset| store.store_time_at("TopicTest", id, QueueOffset(offset)).unwrap();
    let max = store.max_offset("TopicTest", id).0;
    assert!(max > 50);
    for offset in 0..max {
        let found = store.offset_by_time("TopicTest", id, time(offset));
        assert_eq!(time(found.0), time(offset));
    }
    let at = |time| store.offset_by_time("TopicTest", id, TimestampMs(time)).0;
    assert_eq!(at(0), 0);
    assert_eq!(at(i64::MAX), max - 1);
    // The nearest one wins.
    let (third, fourth) = (time(3).0, time(4).0);
    assert!(fourth - third > 2, "the golden store has a pause here");
    assert_eq!(at(third + 1), 3);
    assert_eq!(at(fourth - 1), 4);
    assert_eq!(store.earliest_store_time(), Some(time(0)));
    assert_eq!(store.store_time_at("TopicTest", id, QueueOffset(max)), None);
}
