//! A broker on the store of a stopped Java broker, and what that one had stored.

use std::path::Path;

use rmq::engine::protocol::received::ReceivedMessage;
use rmq::engine::protocol::record::{Record, parse_offset_message_id};
use rmq::engine::util::clock::TimestampMs;

use crate::support::TestBroker;

/// Settings with which the store was written; nothing in it is too old.
const SETTINGS: &str = "mappedFileSizeCommitLog=131072\nfileReservedTime=1000000\n";

/// Unpacks the store of a cleanly stopped Java broker into `root`.
pub fn unpack(root: &Path) {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/java-4.9.7-clean.tar.gz");
    let file = std::fs::File::open(archive).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(file)).unpack(root).unwrap();
}

/// A broker on such a store in `root`.
pub async fn start(root: &Path, properties: &str) -> TestBroker {
    TestBroker::start(&root.join("store"), &format!("{SETTINGS}{properties}")).await
}

/// The bytes of a stored message.
pub fn bytes(broker: &TestBroker, message: &ReceivedMessage) -> Vec<u8> {
    broker.broker.store.record_at(message.physical_offset, None).unwrap().unwrap().to_vec()
}

/// The bytes without what differs from one append to the next: places and store time.
pub fn timeless(broker: &TestBroker, message: &ReceivedMessage) -> Vec<u8> {
    let bytes = bytes(broker, message);
    let record = Record::decode(&bytes).unwrap();
    let mut out = Vec::new();
    Record {
        queue_offset: Default::default(),
        physical_offset: Default::default(),
        store_timestamp: TimestampMs(0),
        ..record
    }
    .encode(&mut out)
    .unwrap();
    out
}

/// Where an answered offset message id points.
pub fn place_of(id: &str) -> i64 {
    parse_offset_message_id(id).unwrap().1.0
}
