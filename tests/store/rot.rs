//! Bits that changed on the disk: the message they belong to is never served as good, and every
//! other one stays where it was.

use std::path::Path;

use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{EndCause, ReadLimits, ReadStatus, Store, StoreConfig};

use crate::support::{Message, open, small_config};
use crate::waiting::{append, wait_dispatched};

/// A store of 40 messages in one queue, over two files, stopped properly or not; answers where
/// each record starts.
fn stored(root: &Path, properly: bool) -> (StoreConfig, Vec<i64>) {
    let config = StoreConfig { commit_log_file_size: 8192, ..small_config(root) };
    let store = open(config.clone());
    let places = (0..40).map(|number| {
        let body = format!("number {number} {}", "x".repeat(100));
        append(&store, &config, &[Message::new("T", 0, body).property("KEYS", "k")])[0]
    });
    let places = places.map(|place| place.physical_offset.0).collect();
    wait_dispatched(&store);
    if properly {
        store.close().unwrap();
    }
    (config, places)
}

fn flip(config: &StoreConfig, at: i64) {
    let size = config.commit_log_file_size as i64;
    let name = format!("{:020}", at / size * size);
    let path = config.commit_log_dirs[0].join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[(at % size) as usize] ^= 4;
    std::fs::write(&path, bytes).unwrap();
}

/// Numbers of the messages that a consumer of the queue gets.
fn served(store: &Store) -> Vec<i64> {
    let mut found = Vec::new();
    let mut at = QueueOffset(0);
    while at < store.max_offset("T", QueueId(0)) {
        let mut read = store.read("T", QueueId(0), at, &ReadLimits::default(), &|_| true);
        assert!(store.is_maybe_cold(read.first_physical_offset.unwrap()));
        store.check_cold(&mut read);
        assert_eq!(read.total_bytes, read.records.iter().map(|r| r.len()).sum::<usize>());
        assert!(read.next_offset > at);
        at = read.next_offset;
        for bytes in &read.records {
            let record = Record::decode(bytes).unwrap();
            let text = std::str::from_utf8(record.body).unwrap();
            let number = text.split(' ').nth(1).unwrap().parse().unwrap();
            assert_eq!(record.queue_offset.0, number);
            found.push(number);
        }
    }
    found
}

fn all_but(hurt: i64) -> Vec<i64> {
    (0..40).filter(|number| *number != hurt).collect()
}

#[test]
fn a_damaged_body_costs_its_message_only() {
    for properly in [true, false] {
        for hurt in [0, 7, 30, 38] {
            let dir = tempfile::tempdir().unwrap();
            let (config, places) = stored(dir.path(), properly);
            flip(&config, places[hurt as usize] + 120);
            for _ in 0..2 {
                let store = open(config.clone());
                let report = store.recovery_report();
                assert_eq!(report.end_cause, EndCause::Unwritten, "{properly} {hurt}");
                assert_eq!(report.set_aside, None);
                assert_eq!(served(&store), all_but(hurt), "{properly} {hurt}");
                let place = PhysicalOffset(places[hurt as usize]);
                let refused = store.record_at(place, None).unwrap_err().to_string();
                assert!(refused.contains("CRC"), "{refused}");
                assert_eq!(store.max_offset("T", QueueId(0)).0, 40);
                store.close().unwrap();
            }
        }
    }
}

#[test]
fn a_damaged_head_in_a_store_that_was_stopped_properly_costs_its_message_only() {
    // Size, magic, own offset: without them the record's end is not known.
    for byte in [2, 5, 33] {
        let dir = tempfile::tempdir().unwrap();
        let (config, places) = stored(dir.path(), true);
        flip(&config, places[30] + byte);
        let store = open(config.clone());
        assert_eq!(store.recovery_report().end_cause, EndCause::Unwritten, "{byte}");
        // A wrong place in the head does no harm to the message.
        let expected = if byte == 33 { (0..40).collect() } else { all_but(30) };
        assert_eq!(served(&store), expected, "{byte}");
    }
}

#[test]
fn queues_made_anew_pass_over_a_damaged_message() {
    let dir = tempfile::tempdir().unwrap();
    let (config, places) = stored(dir.path(), true);
    flip(&config, places[7] + 120);
    std::fs::remove_dir_all(dir.path().join("consumequeue")).unwrap();
    let store = open(config);
    assert_eq!(served(&store), all_but(7));
    let read = store.read("T", QueueId(0), QueueOffset(7), &ReadLimits::default(), &|_| true);
    assert_eq!(read.status, ReadStatus::Found);
}

/// The log is read in parts of a mebibyte: records that lie across the border of two, reach over
/// several, or stand just before a damaged one are seen as they are.
#[test]
fn long_records_and_damaged_ones_among_them() {
    const SIZES: [usize; 8] = [100, 700_000, 1_300_000, 5000, 400_000, 2_500_000, 60_000, 900_000];
    for (properly, hurt) in [(false, [2, 5]), (false, [6, 15]), (true, [0, 12])] {
        let dir = tempfile::tempdir().unwrap();
        let config = StoreConfig { commit_log_file_size: 8 << 20, ..small_config(dir.path()) };
        let store = open(config.clone());
        let places: Vec<i64> = (0..24)
            .map(|number: usize| {
                let fill = char::from(b'a' + number as u8).to_string();
                let body = format!("number {number} {}", fill.repeat(SIZES[number % SIZES.len()]));
                append(&store, &config, &[Message::new("T", 0, body)])[0].physical_offset.0
            })
            .collect();
        wait_dispatched(&store);
        if properly {
            store.close().unwrap();
            std::fs::remove_dir_all(dir.path().join("consumequeue")).unwrap();
        }
        drop(store);
        for number in hurt {
            flip(&config, places[number as usize] + 150);
        }
        let expected: Vec<i64> = (0..24).filter(|number| !hurt.contains(number)).collect();
        let store = open(config.clone());
        assert_eq!(store.recovery_report().end_cause, EndCause::Unwritten, "{hurt:?}");
        assert_eq!(store.recovery_report().set_aside, None);
        assert_eq!(served(&store), expected);
        assert_eq!(store.max_offset("T", QueueId(0)).0, 24);
    }
}
