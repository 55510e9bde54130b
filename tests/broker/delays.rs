//! Delayed messages: where they wait, what is delivered and when, and what a restart remembers.

use std::path::Path;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::bodies::offsets::DelayOffsetTable;
use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::message::property_value;
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;
use rmq::engine::util::clock::TimestampMs;

use crate::java_store;
use crate::support::{Raw, TestBroker, until};

const SCHEDULE: &str = "SCHEDULE_TOPIC_XXXX";

/// A message for queue 3 of `T` with these properties.
pub fn message(properties: &str) -> Request {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: "T".into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 4,
        queue_id: QueueId(3),
        born_timestamp: TimestampMs(1_700_000_000_000),
        properties: Some(properties.into()),
        ..SendMessageHeader::default()
    };
    Request::short(RequestCode::SendMessageV2, &header).with_body(&b"late"[..])
}

async fn arrived(broker: &TestBroker, topic: &str, queue: i32, count: i64) {
    let end = || broker.broker.store.max_offset(topic, QueueId(queue)) >= QueueOffset(count);
    until(&format!("message {count} in {topic}"), end).await;
}

fn saved(root: &Path) -> DelayOffsetTable {
    let text = std::fs::read_to_string(root.join("config/delayOffset.json")).unwrap();
    DelayOffsetTable::decode(text.as_bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delayed_message_waits_and_is_delivered_when_it_is_due() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "messageDelayLevel=1h 1s\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    let text = "TAGS\u{1}A\u{2}KEYS\u{1}k\u{2}DELAY\u{1}2\u{2}WAIT\u{1}true\u{2}";
    let answer = raw.ask(&message(text), 1).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (0, None));
    let reply: SendMessageReply = answer.header().unwrap();
    assert_eq!((reply.queue_id, reply.queue_offset), (QueueId(3), QueueOffset(0)));
    let [waiting] = broker.stored(SCHEDULE, 1).try_into().unwrap();
    assert_eq!(waiting.physical_offset.0, java_store::place_of(&reply.msg_id));
    for (name, value) in
        [("REAL_TOPIC", "T"), ("REAL_QID", "3"), ("DELAY", "2"), ("WAIT", "true"), ("TAGS", "A")]
    {
        assert_eq!(property_value(&waiting.properties, name), Some(value));
    }
    arrived(&broker, "T", 3, 1).await;
    let [came] = broker.stored("T", 3).try_into().unwrap();
    assert!(came.store_timestamp.since(waiting.store_timestamp) >= 1000);
    assert_eq!(came.properties, waiting.properties);
    assert_eq!((&came.body[..], came.born_timestamp.0), (&b"late"[..], 1_700_000_000_000));
    // Consumers find it by its tag, not by when it was due.
    let units = broker.broker.store.units("T", QueueId(3), QueueOffset(0), 9).unwrap();
    assert_eq!(units[0].tags_code, 65);
    let units = broker.broker.store.units(SCHEDULE, QueueId(1), QueueOffset(0), 9).unwrap();
    assert_eq!(units[0].tags_code, waiting.store_timestamp.0 + 1000);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_are_cut_to_those_there_are() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "messageDelayLevel=1h 2h\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    for (at, (level, queue)) in
        [("9", Some(1)), ("1", Some(0)), ("0", None), ("-4", None), ("x", None)]
            .into_iter()
            .enumerate()
    {
        let text = format!("DELAY\u{1}{level}");
        assert_eq!(raw.ask(&message(&text), at as i32).await.code, 0, "{level}");
        let stored = match queue {
            Some(queue) => broker.stored(SCHEDULE, queue),
            None => broker.stored("T", 3),
        };
        let expected = queue.map_or(level.to_owned(), |queue| (queue + 1).to_string());
        let last = stored.last().unwrap();
        assert_eq!(property_value(&last.properties, "DELAY"), Some(&*expected), "{level}");
    }
    assert_eq!(broker.stored("T", 3).len(), 3);
    broker.broker.stop().await;
}

/// The store holds what Java made of the same waiting messages.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_delivered_has_the_bytes_that_java_delivers() {
    let root = tempfile::tempdir().unwrap();
    java_store::unpack(root.path());
    // Level 1 and 2 were delivered by Java: without its progress they are delivered again.
    for file in ["delayOffset.json", "delayOffset.json.bak"] {
        std::fs::remove_file(root.path().join("store/config").join(file)).unwrap();
    }
    let broker = java_store::start(root.path(), "").await;
    for (queue, by_java) in [(3, 1), (0, 1), (1, 0)] {
        arrived(&broker, "DelayTopic", queue, by_java + 1).await;
        let stored = broker.stored("DelayTopic", queue);
        assert_eq!(stored.len() as i64, by_java + 1);
        if by_java == 1 {
            let [java, ours] = [&stored[0], &stored[1]].map(|m| java_store::timeless(&broker, m));
            assert_eq!(java, ours);
        }
    }
    assert_eq!(&broker.stored("DelayTopic", 1)[0].body[..], b"delay 18");
    broker.broker.stop().await;
    let offsets = saved(&root.path().join("store")).offset_table;
    let levels: Vec<_> = offsets.into_iter().map(|(level, next)| (level, next.0)).collect();
    assert_eq!(levels, [(1, 1), (2, 1), (18, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_goes_on_where_it_was_saved_and_stays_within_the_queue() {
    let root = tempfile::tempdir().unwrap();
    java_store::unpack(root.path());
    let file = root.path().join("store/config/delayOffset.json");
    // Java's file, but level 2 is said to be further than its queue, and level 40 does not exist.
    std::fs::write(&file, "{\n\t\"offsetTable\":{1:1,2:77,40:3\n\t}\n}").unwrap();
    let broker = java_store::start(root.path(), "").await;
    arrived(&broker, "DelayTopic", 1, 1).await;
    assert_eq!(broker.stored("DelayTopic", 3).len(), 1);
    assert_eq!(broker.stored("DelayTopic", 0).len(), 1);
    let mut raw = Raw::connect(&broker.address).await;
    let expected = r#"{"offsetTable":{1:1,2:1,18:1,40:3}}"#;
    until("the progress of level 18", || {
        broker.broker.delay.to_table().offset_table.contains_key(&18)
    })
    .await;
    let answer = raw.ask(&Request::bare(RequestCode::GetAllDelayOffset), 2).await;
    assert_eq!(answer.code, 0);
    assert_eq!(std::str::from_utf8(answer.body()).unwrap(), expected);
    let answer = raw.ask(&Request::bare(RequestCode::GetBrokerRuntimeInfo), 3).await;
    let table = KvTable::decode(answer.body()).unwrap().table;
    assert_eq!(table["scheduleMessageOffset_2"], "1,1");
    assert_eq!(table["scheduleMessageOffset_18"], "1,1");
    assert!(!table.contains_key("scheduleMessageOffset_3"));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_saved_while_running_only_as_far_as_the_log_is_flushed() {
    let root = tempfile::tempdir().unwrap();
    let properties = "messageDelayLevel=1s\nflushDelayOffsetInterval=50\n";
    let broker = TestBroker::start(root.path(), properties).await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&message("DELAY\u{1}1"), 1).await;
    arrived(&broker, "T", 3, 1).await;
    let end = broker.stored("T", 3)[0].physical_offset;
    let file = root.path().join("config/delayOffset.json");
    until("the file", || file.exists()).await;
    assert!(broker.broker.store.flushed_to() > end);
    assert_eq!(saved(root.path()).offset_table[&1], QueueOffset(1));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_says_nothing_of_its_target_does_not_stop_the_others() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "messageDelayLevel=1s\n").await;
    for properties in [
        "DELAY\u{1}1",
        "DELAY\u{1}1\u{2}REAL_TOPIC\u{1}T",
        "DELAY\u{1}1\u{2}REAL_TOPIC\u{1}T\u{2}REAL_QID\u{1}x",
        "DELAY\u{1}1\u{2}REAL_TOPIC\u{1}RMQ_SYS_TRANS_HALF_TOPIC\u{2}REAL_QID\u{1}0",
        "DELAY\u{1}1\u{2}REAL_TOPIC\u{1}T\u{2}REAL_QID\u{1}2",
    ] {
        broker.store(SCHEDULE, 0, properties.as_bytes(), properties);
    }
    arrived(&broker, "T", 2, 1).await;
    assert_eq!(broker.stored("T", 2).len(), 1);
    assert!(broker.stored("RMQ_SYS_TRANS_HALF_TOPIC", 0).is_empty());
    until("progress", || {
        broker.broker.delay.to_table().offset_table.get(&1) == Some(&QueueOffset(5))
    })
    .await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_due_messages_come_once_each_and_in_order() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "messageDelayLevel=1s 2h\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    // One that is far from due does not hold up another level.
    raw.ask(&message("DELAY\u{1}2"), 0).await;
    for n in 0..1000 {
        raw.send(&message(&format!("DELAY\u{1}1\u{2}n\u{1}{n}")), n + 1).await;
    }
    for _ in 0..1000 {
        assert_eq!(raw.frame().await.code, 0);
    }
    arrived(&broker, "T", 3, 1000).await;
    let delivered =
        || broker.broker.delay.to_table().offset_table.get(&1) == Some(&QueueOffset(1000));
    until("the progress", delivered).await;
    let stored = broker.stored("T", 3);
    let numbers: Vec<_> =
        stored.iter().map(|m| property_value(&m.properties, "n").unwrap().to_owned()).collect();
    let expected: Vec<_> = broker
        .stored(SCHEDULE, 0)
        .iter()
        .map(|m| property_value(&m.properties, "n").unwrap().to_owned())
        .collect();
    assert_eq!(numbers, expected);
    assert_eq!(numbers.len(), 1000);
    broker.broker.stop().await;
}
