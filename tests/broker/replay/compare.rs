//! What has to be the same in two answers.

use std::collections::BTreeMap;

use rmq::engine::protocol::bodies::fastjson::to_standard;
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::received::{ReceivedMessage, decode_records};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Frame;
use serde_json::Value;

use super::arrange::field;
use crate::golden::head;
use crate::support::TestBroker;

/// Header fields that hold ids, places in the log, times or addresses.
const OF_THAT_DAY: [&str; 5] =
    ["msgId", "indexLastUpdatePhyoffset", "indexLastUpdateTimestamp", "timestamp", "version"];

/// Code, remark, header fields and body of `ours` are those of `theirs`, as far as they can be.
pub fn assert_same(place: &str, request: &Frame, ours: &Frame, theirs: &Frame) {
    assert_eq!(plain_head(ours), plain_head(theirs), "{place}");
    let mut names: Vec<&str> = Vec::new();
    let fields = [head(ours).5, head(theirs).5].map(Option::unwrap_or_default);
    for name in OF_THAT_DAY {
        if fields[0].contains_key(name) != fields[1].contains_key(name) {
            names.push(name);
        }
    }
    assert!(names.is_empty(), "{place}: only one has {names:?}");
    match request.request_code() {
        RequestCode::PullMessage | RequestCode::QueryMessage | RequestCode::ViewMessageById => {
            assert_eq!(messages(ours), messages(theirs), "{place}");
        }
        _ => match (json(ours), json(theirs)) {
            (Some(ours), Some(theirs)) => {
                let [ours, theirs] = [ours, theirs].map(without_paths);
                assert_same_shape(place, &ours, &theirs);
            }
            _ => assert_eq!(ours.body(), theirs.body(), "{place}"),
        },
    }
}

/// The header without what is of that day; a remark without the port at its end.
fn plain_head(frame: &Frame) -> crate::golden::Head {
    let mut head = head(frame);
    if let Some(fields) = head.5.as_mut() {
        fields.retain(|name, _| !OF_THAT_DAY.contains(&&**name));
    }
    if let Some((text, _)) =
        head.4.as_deref().and_then(|text| text.split_once("consumer:[/127.0.0.1:"))
    {
        head.4 = Some(text.to_owned());
    }
    head
}

/// What of a message does not depend on the day.
type Content = (String, i32, i64, Vec<u8>, BTreeMap<String, String>, (i32, i32, i32));

fn messages(frame: &Frame) -> Vec<Content> {
    let (messages, error) = decode_records(frame.body_bytes());
    assert!(error.is_none(), "{error:?}");
    let content = |m: ReceivedMessage| {
        let properties = m.properties().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let flags = (m.flag, m.sys_flag, m.body_crc);
        (m.topic.to_string(), m.queue_id.0, m.queue_offset.0, m.body.to_vec(), properties, flags)
    };
    messages.into_iter().map(content).collect()
}

fn json(frame: &Frame) -> Option<Value> {
    let text = frame.body();
    if !text.starts_with(b"{") && !text.starts_with(b"[") {
        return None;
    }
    serde_json::from_slice(&to_standard(text).unwrap()).ok()
}

/// The table of 28 without the folder and the progress of delay levels in its keys.
fn without_paths(mut body: Value) -> Value {
    if let Some(Value::Object(table)) = body.get_mut("table") {
        let entries = std::mem::take(table).into_iter();
        let kept = entries.filter(|(key, _)| !key.starts_with("scheduleMessageOffset_"));
        *table =
            kept.map(|(key, value)| (key.split("_/").next().unwrap().to_owned(), value)).collect();
    }
    body
}

/// The same keys all the way down, values of the same kind, lists of the same length.
fn assert_same_shape(place: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let keys = |map: &serde_json::Map<String, Value>| -> Vec<String> {
                let mut keys: Vec<String> = map.keys().cloned().collect();
                keys.sort();
                keys
            };
            assert_eq!(keys(ours), keys(theirs), "{place}");
            for (key, theirs) in theirs {
                assert_same_shape(&format!("{place} {key}"), &ours[key], theirs);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{place}");
            for (ours, theirs) in by_keys(ours).iter().zip(by_keys(theirs)) {
                assert_same_shape(place, ours, theirs);
            }
        }
        _ => {
            let kind = std::mem::discriminant;
            assert_eq!(kind(ours), kind(theirs), "{place}: {ours} / {theirs}");
        }
    }
}

/// The offset that a one-way commit brought is the one that is kept.
pub fn assert_committed(broker: &TestBroker, place: &str, request: &Frame) {
    let [group, topic, queue, offset] =
        ["consumerGroup", "topic", "queueId", "commitOffset"].map(|name| field(request, name));
    let kept = broker.broker.offsets.get(&group, &topic, QueueId(queue.parse().unwrap()));
    assert_eq!(kept, Some(QueueOffset(offset.parse().unwrap())), "{place}");
}

/// Elements in the order of their keys: many lists have Java's hash order.
fn by_keys(list: &[Value]) -> Vec<&Value> {
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
    let mut sorted: Vec<&Value> = list.iter().collect();
    sorted.sort_by_key(|value| keys(value));
    sorted
}
