//! Stored records as clients read them: `messages/records.bin` is from a Java broker's commit
//! log, `records.jsonl` is what a Java client read from it.

use bytes::Bytes;
use rmq::engine::protocol::received::{ReceivedMessage, decode_records};
use serde_json::Value;

use crate::golden::data;

/// Java's `Arrays.hashCode(byte[])`.
fn array_hash(bytes: &[u8]) -> i64 {
    let hash = bytes
        .iter()
        .fold(1i32, |hash, byte| hash.wrapping_mul(31).wrapping_add(i32::from(*byte as i8)));
    i64::from(hash)
}

fn records() -> (Bytes, Vec<Value>) {
    let bytes = Bytes::from(std::fs::read(data("messages/records.bin")).unwrap());
    let lines = std::fs::read_to_string(data("messages/records.jsonl")).unwrap();
    (bytes, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn messages_are_read_as_a_java_client_reads_them() {
    let (bytes, expected) = records();
    let (messages, error) = decode_records(bytes);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(messages.len(), expected.len());
    for (message, expected) in messages.iter().zip(&expected) {
        assert_as_expected(message, expected);
    }
    assert!(messages.iter().any(|message| message.body.len() > message.store_size));
}

fn assert_as_expected(message: &ReceivedMessage, expected: &Value) {
    let number = |field: &str| expected[field].as_i64().unwrap();
    let text = |field: &str| expected[field].as_str().unwrap();
    assert_eq!(message.topic.as_str(), text("topic"));
    assert_eq!(i64::from(message.queue_id.0), number("queue"));
    assert_eq!(message.queue_offset.0, number("offset"));
    assert_eq!(message.physical_offset.0, number("physical"));
    assert_eq!(message.store_size as i64, number("size"));
    assert_eq!(message.message_id(), text("unique_id"));
    assert_eq!(message.offset_message_id(), text("offset_id"));
    assert_eq!(message.tags().unwrap_or_default(), text("tags"));
    assert_eq!(message.keys().collect::<Vec<_>>().join(" "), text("keys"));
    assert_eq!(i64::from(message.sys_flag), number("sys_flag"));
    assert_eq!(message.body.len() as i64, number("body_len"));
    assert_eq!(array_hash(&message.body), number("body_hash"));
    assert_eq!(message.store_timestamp.0, number("store_ms"));
    assert_eq!(message.born_timestamp.0, number("born_ms"));
    // The Java client adds MIN_OFFSET, MAX_OFFSET and its own marks to what it received.
    assert!(message.properties().count() as i64 <= number("properties"));
}

#[test]
fn reading_ends_at_the_first_damaged_record() {
    let (bytes, expected) = records();
    let second = expected[0]["size"].as_u64().unwrap() as usize;
    let mut damaged = bytes.to_vec();
    damaged[second + 4] ^= 1;
    let (messages, error) = decode_records(Bytes::from(damaged));
    assert_eq!(messages.len(), 1);
    assert!(error.unwrap().to_string().contains("magic"));
    for cut in [1, 50, 200] {
        let (messages, error) = decode_records(bytes.slice(..second + cut));
        assert_eq!(messages.len(), 1);
        assert!(error.is_some());
    }
}
