//! A store that copies another: what arrives in any pieces becomes the same bytes and the same
//! queues, and what does not belong there is refused.

use std::path::Path;

use proptest::prelude::*;
use rmq::engine::protocol::names::{PhysicalOffset, QueueId};
use rmq::engine::protocol::record::Record;
use rmq::engine::store::{AppendStatus, RefusedReason, Replica, ReplicaError, Store, StoreConfig};
use rmq::engine::util::clock::TimestampMs;

use crate::own::{check, fill};
use crate::support::{Message, group, open, small_config};
use crate::waiting::{append, wait_dispatched};

fn replica_config(root: &Path) -> StoreConfig {
    StoreConfig { is_replica: true, ..small_config(root) }
}

/// Sends what `replica` lacks of `master`'s log, in pieces whose sizes `sizes` gives.
fn copy(master: &Store, replica: &mut Replica, mut sizes: impl Iterator<Item = usize>) {
    let mut at = replica.log_end();
    while let Some(bytes) = master.log_bytes(at, sizes.next().unwrap()) {
        replica.append(at, &bytes).unwrap();
        at = at.plus(bytes.len() as i64);
    }
    assert_eq!(at, master.max_physical_offset());
}

/// Names and bytes of the log's files.
fn log_files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(root.join("commitlog")).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_copy_has_the_same_bytes_and_queues() {
    let (master_dir, slave_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = small_config(master_dir.path());
    let master = open(config.clone());
    let expected = fill(&master, &config, 900);
    let slave = open(replica_config(slave_dir.path()));
    copy(&master, &mut slave.replica().unwrap(), std::iter::repeat(32_768));
    assert_eq!(slave.max_physical_offset(), master.max_physical_offset());
    wait_dispatched(&slave);
    check(&slave, &expected);
    let found = slave.query_index("T", "key-77", 1, TimestampMs(0), TimestampMs(i64::MAX));
    assert_eq!(found.records.len(), 1);
    master.close().unwrap();
    slave.close().unwrap();
    assert!(log_files(master_dir.path()).len() > 2);
    assert_eq!(log_files(slave_dir.path()), log_files(master_dir.path()));
}

#[test]
fn messages_are_not_put_to_a_replica() {
    let dir = tempfile::tempdir().unwrap();
    let config = replica_config(dir.path());
    let slave = open(config.clone());
    let (group, _receiver) = group(&slave, &config, &[Message::new("T", 0, "x")]);
    assert_eq!(slave.submit(group).unwrap_err().reason, RefusedReason::Replica);
    let other = tempfile::tempdir().unwrap();
    assert!(open(small_config(other.path())).replica().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Pieces of any size, restarts between them, proper ones and others.
    #[test]
    fn pieces_and_restarts_change_nothing(
        sizes in prop::collection::vec(prop_oneof![1usize..40, 1usize..40_000], 1..40),
        restarts in prop::collection::vec((0usize..60, any::<bool>()), 0..4),
        bodies in prop::collection::vec(0usize..3000, 50..150),
    ) {
        let (master_dir, slave_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let config = small_config(master_dir.path());
        let master = open(config.clone());
        let messages: Vec<Message> = bodies
            .iter()
            .enumerate()
            .map(|(at, len)| Message::new("T", (at % 3) as i32, vec![at as u8; *len]))
            .collect();
        for result in append(&master, &config, &messages) {
            prop_assert_eq!(result.status, AppendStatus::Stored);
        }
        let mut slave = open(replica_config(slave_dir.path()));
        let mut replica = slave.replica().unwrap();
        let mut at = replica.log_end();
        for (step, size) in sizes.iter().cycle().enumerate() {
            if let Some((_, clean)) = restarts.iter().find(|(when, _)| *when == step) {
                drop(replica);
                if *clean {
                    slave.close().unwrap();
                }
                drop(slave);
                slave = open(replica_config(slave_dir.path()));
                replica = slave.replica().unwrap();
                prop_assert!(replica.log_end() <= at);
                at = replica.log_end();
            }
            let Some(bytes) = master.log_bytes(at, *size) else { break };
            replica.append(at, &bytes).unwrap();
            at = at.plus(bytes.len() as i64);
        }
        prop_assert_eq!(replica.log_end(), master.max_physical_offset());
        wait_dispatched(&master);
        wait_dispatched(&slave);
        for queue in 0..3 {
            prop_assert_eq!(
                slave.max_offset("T", QueueId(queue)),
                master.max_offset("T", QueueId(queue))
            );
        }
        drop(replica);
        master.close().unwrap();
        slave.close().unwrap();
        prop_assert_eq!(log_files(slave_dir.path()), log_files(master_dir.path()));
    }
}

/// A fresh slave gets the last file only, as it does from Apache.
#[test]
fn an_empty_log_begins_at_any_file() {
    let (master_dir, slave_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = small_config(master_dir.path());
    let master = open(config.clone());
    fill(&master, &config, 900);
    let size = master.log_file_size() as i64;
    let start = PhysicalOffset(master.max_physical_offset().0 / size * size);
    assert!(start.0 > 0);
    let slave = open(replica_config(slave_dir.path()));
    let mut replica = slave.replica().unwrap();
    let bytes = master.log_bytes(start, 1 << 20).unwrap();
    let refused = replica.append(start.plus(1), &bytes).unwrap_err();
    assert_eq!(refused, ReplicaError::NoFileStart { found: start.plus(1), file_size: size as u64 });
    replica.append(start, &bytes).unwrap();
    wait_dispatched(&master);
    wait_dispatched(&slave);
    assert_eq!(slave.min_physical_offset(), start);
    for queue in (0..4).map(QueueId) {
        assert_eq!(slave.max_offset("T", queue), master.max_offset("T", queue));
        assert!(slave.min_offset("T", queue).0 > 0);
    }
    drop(replica);
    slave.close().unwrap();
    let slave = open(replica_config(slave_dir.path()));
    assert_eq!(slave.replica().unwrap().log_end(), master.max_physical_offset());
}

#[test]
fn what_does_not_belong_there_is_refused_and_leaves_the_log_as_it_was() {
    let (master_dir, slave_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = small_config(master_dir.path());
    let master = open(config.clone());
    fill(&master, &config, 10);
    let slave = open(replica_config(slave_dir.path()));
    let mut replica = slave.replica().unwrap();
    let first = master.log_bytes(PhysicalOffset(0), 1 << 20).unwrap();
    replica.append(PhysicalOffset(0), &first).unwrap();
    let end = replica.log_end();
    let not_next = replica.append(PhysicalOffset(5), &[]).unwrap_err();
    assert_eq!(not_next, ReplicaError::NotNext { expected: end, found: PhysicalOffset(5) });
    assert!(not_next.is_divergence());
    // The same records again would stand at another place than they say.
    let moved = replica.append(end, &first).unwrap_err();
    assert!(
        matches!(&moved, ReplicaError::NoRecord { at, problem }
        if *at == end && problem.contains("offset 0")),
        "{moved}"
    );
    let garbage = replica.append(end, &[0xff; 64]).unwrap_err();
    assert!(matches!(garbage, ReplicaError::NoRecord { .. }), "{garbage}");
    let huge = replica.append(end, &[0x7f, 0, 0, 0, 0xda, 0xa3, 0x20, 0xa7]).unwrap_err();
    assert!(huge.to_string().contains("mappedFileSizeCommitLog"), "{huge}");
    assert_eq!(replica.log_end(), end);
    // And it goes on behind all that.
    append(&master, &config, &[Message::new("T", 0, "one more")]);
    copy(&master, &mut replica, std::iter::repeat(100));
    assert_eq!(replica.log_end(), master.max_physical_offset());
}

/// One direction of a real connection between two Apache brokers, fed in as it was sent.
#[test]
fn takes_what_an_apache_master_sends() {
    let stream = include_bytes!("../wire/replication/ha-master-to-slave.bin");
    let dir = tempfile::tempdir().unwrap();
    let slave = open(replica_config(dir.path()));
    let mut replica = slave.replica().unwrap();
    let (mut rest, mut records) = (&stream[..], 0);
    while let Some((head, behind)) = rest.split_at_checked(12) {
        let at = i64::from_be_bytes(head[..8].try_into().unwrap());
        let len = i32::from_be_bytes(head[8..].try_into().unwrap()) as usize;
        replica.append(PhysicalOffset(at), &behind[..len]).unwrap();
        rest = &behind[len..];
    }
    assert!(rest.is_empty());
    wait_dispatched(&slave);
    for (topic, queues) in slave.topics() {
        for queue in queues {
            for unit in slave.units(&topic, queue, Default::default(), 10_000).unwrap() {
                let record = slave.record_at(unit.physical_offset, None).unwrap().unwrap();
                Record::decode(&record).unwrap().check_body().unwrap();
                records += 1;
            }
        }
    }
    assert_eq!(records, 600);
    // The last report of that connection's slave.
    let reports = include_bytes!("../wire/replication/ha-slave-to-master.bin");
    let last = i64::from_be_bytes(*reports.last_chunk().unwrap());
    assert_eq!(replica.log_end().0, last);
}
