//! Queues that somebody changed between a proper stop and the next start.

use std::fs;
use std::path::{Path, PathBuf};

use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{ReadLimits, ReadStatus, Store, StoreConfig};

use crate::support::{Message, open, small_config};
use crate::waiting::{append, wait_dispatched};

const MESSAGES: i64 = 40;

/// Over many files of the log: a queue whose messages all lie in the first of them, and another
/// one that goes on.
fn stored(root: &Path) -> StoreConfig {
    let config = StoreConfig { commit_log_file_size: 8192, ..small_config(root) };
    let store = open(config.clone());
    for number in 0..MESSAGES {
        append(&store, &config, &[Message::new("Early", 0, format!("{number}"))]);
    }
    for number in 0..10 * MESSAGES {
        append(&store, &config, &[Message::new("Late", 0, format!("{number}"))]);
    }
    wait_dispatched(&store);
    store.close().unwrap();
    assert!(fs::read_dir(root.join("commitlog")).unwrap().count() > 5);
    config
}

fn early_file(root: &Path) -> PathBuf {
    root.join("consumequeue/Early/0/00000000000000000000")
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn assert_whole(store: &Store, topic: &str, messages: i64) {
    assert_eq!(store.min_offset(topic, QueueId(0)), QueueOffset(0), "{topic}");
    assert_eq!(store.max_offset(topic, QueueId(0)), QueueOffset(messages), "{topic}");
    let mut at = QueueOffset(0);
    while at.0 < messages {
        let read = store.read(topic, QueueId(0), at, &ReadLimits::default(), &|_| true);
        assert_eq!(read.status, ReadStatus::Found, "{topic} {at}");
        for bytes in &read.records {
            let record = Record::decode(bytes).unwrap();
            assert_eq!(record.body, at.0.to_string().as_bytes(), "{topic}");
            at = at.plus(1);
        }
    }
}

/// Starts the changed store: both queues are whole, and the next message goes behind them.
fn assert_mended(config: &StoreConfig, rebuilt: usize) {
    let store = open(config.clone());
    assert_eq!(store.recovery_report().queues_rebuilt, rebuilt);
    assert_whole(&store, "Early", MESSAGES);
    assert_whole(&store, "Late", 10 * MESSAGES);
    let placed = append(&store, config, &[Message::new("Early", 0, MESSAGES.to_string())]);
    assert_eq!(placed[0].queue_offset, QueueOffset(MESSAGES));
    wait_dispatched(&store);
    store.close().unwrap();
    drop(store);
    let store = open(config.clone());
    assert_whole(&store, "Early", MESSAGES + 1);
    assert_eq!(store.recovery_report().queues_rebuilt, 0);
    assert_eq!(store.recovery_report().replayed_from, None);
}

#[test]
fn only_the_log_behind_the_newest_unit_is_read_after_a_proper_stop() {
    let dir = tempfile::tempdir().unwrap();
    let config = stored(dir.path());
    let store = open(config);
    assert_eq!(store.recovery_report().records, 1);
    assert_whole(&store, "Early", MESSAGES);
}

#[test]
fn a_removed_queue_is_made_again_though_its_messages_are_old() {
    let dir = tempfile::tempdir().unwrap();
    let config = stored(dir.path());
    fs::remove_dir_all(dir.path().join("consumequeue/Early")).unwrap();
    assert_mended(&config, 0);
}

#[test]
fn a_queue_that_lost_units_is_completed() {
    for kept in [0, 1, 17, MESSAGES - 1] {
        let dir = tempfile::tempdir().unwrap();
        let config = stored(dir.path());
        change(&early_file(dir.path()), |units| units[kept as usize * 20..].fill(0));
        assert_mended(&config, usize::from(kept > 0));
    }
}

#[test]
fn a_last_unit_that_points_elsewhere_is_replaced() {
    let last = (MESSAGES as usize - 1) * 20;
    // To a message of another queue, into the middle of one, behind the log.
    let late_unit = |root: &Path| {
        let units = fs::read(root.join("consumequeue/Late/0/00000000000000000000")).unwrap();
        units[..20].to_vec()
    };
    for own_list in [true, false] {
        for case in 0..3 {
            let dir = tempfile::tempdir().unwrap();
            let config = stored(dir.path());
            let other = late_unit(dir.path());
            change(&early_file(dir.path()), |units| match case {
                0 => units[last..last + 20].copy_from_slice(&other),
                1 => units[last + 7] ^= 1,
                _ => units[last..last + 8].copy_from_slice(&(1i64 << 40).to_be_bytes()),
            });
            if !own_list {
                // As after a run of Apache, which knows nothing of it.
                fs::remove_file(dir.path().join("queueEnds")).unwrap();
                if case == 1 {
                    // Cannot be told from a right unit of a record that has rotten.
                    continue;
                }
            }
            assert_mended(&config, 1);
        }
    }
}

#[test]
fn the_list_of_ends_is_not_believed_when_the_log_went_on_without_it() {
    let dir = tempfile::tempdir().unwrap();
    let config = stored(dir.path());
    let list = fs::read(dir.path().join("queueEnds")).unwrap();
    let store = open(config.clone());
    append(&store, &config, &[Message::new("Early", 0, MESSAGES.to_string())]);
    wait_dispatched(&store);
    store.close().unwrap();
    drop(store);
    fs::write(dir.path().join("queueEnds"), list).unwrap();
    let store = open(config);
    assert_eq!(store.recovery_report().queues_rebuilt, 0);
    assert_whole(&store, "Early", MESSAGES + 1);
}

#[test]
fn a_queue_offset_that_cannot_be_costs_its_message_only() {
    for absurd in [1_000_000_000i64, i64::MAX, 5000] {
        let dir = tempfile::tempdir().unwrap();
        let config = stored(dir.path());
        // The queue offset of the third message; its record is as long as the first one's.
        change(&dir.path().join("commitlog/00000000000000000000"), |log| {
            let len = i32::from_be_bytes(log[..4].try_into().unwrap()) as usize;
            log[2 * len + 20..2 * len + 28].copy_from_slice(&absurd.to_be_bytes());
        });
        fs::remove_dir_all(dir.path().join("consumequeue")).unwrap();
        let store = open(config);
        assert_eq!(store.max_offset("Early", QueueId(0)), QueueOffset(MESSAGES));
        let at = |offset| {
            let offset = QueueOffset(offset);
            store.read("Early", QueueId(0), offset, &ReadLimits::default(), &|_| true).status
        };
        assert_eq!((at(0), at(3)), (ReadStatus::Found, ReadStatus::Found));
        assert_whole(&store, "Late", 10 * MESSAGES);
    }
}
