//! Captured requests, answered as the captured broker answered them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bytes::BytesMut;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::connections::{ConsumerConnection, ProducerConnection};
use rmq::engine::protocol::bodies::heartbeat::{ConsumerData, HeartbeatData, ProducerData};
use rmq::engine::protocol::bodies::lists::{KvTable, TopicList};
use rmq::engine::protocol::bodies::stats::{ConsumeStats, TopicStatsTable};
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupTable;
use rmq::engine::protocol::bodies::topic_config::TopicConfigTable;
use rmq::engine::protocol::headers::clients::{ConsumerGroupHeader, ProducerGroupHeader};
use rmq::engine::protocol::names::{GroupName, MessageQueue, QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, HeaderForm, Request};

use crate::support::{Peer, Raw, TestBroker};

/// A captured request to the broker, with its answer.
pub struct Exchange {
    pub place: String,
    pub request: Vec<u8>,
    pub response: Vec<u8>,
}

/// A line of a captured file.
pub struct Row {
    pub place: String,
    pub to: String,
    pub code: i32,
    pub request: Vec<u8>,
    pub response: Option<Vec<u8>>,
}

/// Every line of a captured file.
pub fn rows(file: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/frames").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let row = |(number, line): (usize, &str)| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        Row {
            place: format!("{file}:{}", number + 1),
            to: value["to"].as_str().unwrap().to_owned(),
            code: value["code"].as_i64().unwrap() as i32,
            request: unhex(value["request"].as_str().unwrap()),
            response: value["response"].as_str().map(unhex),
        }
    };
    text.lines().enumerate().map(row).collect()
}

/// The captured exchanges of one file with `code` that have an answer.
pub fn exchanges(file: &str, code: i32) -> Vec<Exchange> {
    let wanted = |row: &Row| row.to.starts_with("broker") && row.code == code;
    let exchange = |row: Row| {
        let Row { place, request, response, .. } = row;
        Some(Exchange { place, request, response: response? })
    };
    let found: Vec<_> = rows(file).into_iter().filter(wanted).filter_map(exchange).collect();
    assert!(!found.is_empty(), "{file} has no {code}");
    found
}

/// The captured pushes of one file with `code`.
pub fn pushes(file: &str, code: i32) -> Vec<Vec<u8>> {
    let wanted = |row: &Row| row.to == "client" && row.code == code;
    let found: Vec<_> = rows(file).into_iter().filter(wanted).map(|row| row.request).collect();
    assert!(!found.is_empty(), "{file} has no push {code}");
    found
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

pub fn frame(bytes: &[u8]) -> Frame {
    Frame::take(&mut BytesMut::from(bytes)).unwrap().unwrap()
}

/// Sends the captured bytes and reads the answer.
pub async fn replay(broker: &TestBroker, request: &[u8]) -> Frame {
    let mut stream = Raw::connect(&broker.address).await;
    stream.write(request).await;
    loop {
        let frame = stream.frame().await;
        // A push may come first, as it may from Apache's broker.
        if frame.is_response() {
            return frame;
        }
    }
}

/// Everything of a header.
pub type Head = (i32, i32, i32, i32, Option<String>, Option<BTreeMap<String, String>>, HeaderForm);

pub fn head(frame: &Frame) -> Head {
    let fields = match frame.fields() {
        rmq::engine::protocol::ext::Fields::None => None,
        fields => {
            let list = fields.to_list().unwrap().0;
            Some(list.into_iter().map(|(key, value)| (key.into_owned(), value)).collect())
        }
    };
    let Frame { code, flag, opaque, version, form, .. } = *frame;
    (code, flag, opaque, version, frame.remark.clone(), fields, form)
}

/// Replays one exchange; headers must be the same. Gives the two answers.
pub async fn same_head(broker: &TestBroker, exchange: &Exchange) -> (Frame, Frame) {
    let (ours, theirs) = (replay(broker, &exchange.request).await, frame(&exchange.response));
    assert_eq!(head(&ours), head(&theirs), "{}", exchange.place);
    (ours, theirs)
}

/// Replays exchanges whose answers must be the same, whole.
async fn same(broker: &TestBroker, file: &str, code: i32) {
    for exchange in exchanges(file, code) {
        let (ours, theirs) = same_head(broker, &exchange).await;
        assert_eq!(ours.body(), theirs.body(), "{}", exchange.place);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_broker_answers_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    for code in [12, 17, 33, 203, 204, 202, 215, 30, 35, 34] {
        same(&broker, "frames-more.jsonl", code).await;
    }
    for code in [15, 17, 200, 207, 215, 35] {
        same(&broker, "frames.jsonl", code).await;
    }
    // Young queues: a new group starts at 0.
    same(&broker, "frames-more.jsonl", 14).await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_requests_are_answered_in_binary() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    for code in [14, 34, 35] {
        same(&broker, "frames-binary.jsonl", code).await;
    }
    for code in [21, 28, 201, 305] {
        for exchange in exchanges("frames-binary.jsonl", code) {
            same_head(&broker, &exchange).await;
        }
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_a_fresh_broker_are_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let [exchange] = exchanges("frames-slave.jsonl", 21).try_into().ok().unwrap();
    let (ours, theirs) = same_head(&broker, &exchange).await;
    let decode = |frame: &Frame| TopicConfigTable::decode(frame.body()).unwrap();
    let (ours, theirs) = (decode(&ours), decode(&theirs));
    assert_eq!(ours.topic_config_table, theirs.topic_config_table);
    assert_eq!(ours.data_version.counter, theirs.data_version.counter);
    let [exchange] = exchanges("frames-slave.jsonl", 201).try_into().ok().unwrap();
    let (ours, theirs) = same_head(&broker, &exchange).await;
    let decode = |frame: &Frame| SubscriptionGroupTable::decode(frame.body()).unwrap();
    let (ours, theirs) = (decode(&ours), decode(&theirs));
    assert_eq!(ours.subscription_group_table, theirs.subscription_group_table);
    let exchange = &exchanges("frames-more.jsonl", 305)[0];
    let (ours, theirs) = same_head(&broker, exchange).await;
    let decode = |frame: &Frame| -> BTreeSet<_> {
        TopicList::decode(frame.body()).unwrap().topic_list.into_iter().collect()
    };
    assert_eq!(decode(&ours), decode(&theirs));
    broker.broker.stop().await;
}

fn properties(frame: &Frame) -> BTreeMap<String, String> {
    let text = std::str::from_utf8(frame.body()).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_has_the_same_keys_and_defaults() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "namesrvAddr=127.0.0.1:9\n").await;
    let exchange = &exchanges("frames.jsonl", 26)[0];
    let (ours, theirs) = (replay(&broker, &exchange.request).await, frame(&exchange.response));
    assert_eq!((ours.code, ours.remark.clone()), (0, None));
    let version = ours.fields().get("version").unwrap().unwrap();
    assert!(version.starts_with(r#"{"counter":0,"timestamp":"#), "{version}");
    let (mut ours, mut theirs) = (properties(&ours), properties(&theirs));
    assert_eq!(ours.remove("bindAddress").as_deref(), Some("127.0.0.1"));
    // Keys of Apache 5; in 4.9 they are system properties.
    assert_eq!(ours.remove("diskSpaceWarningLevelRatio").as_deref(), Some("90"));
    assert_eq!(ours.remove("diskSpaceCleanForciblyRatio").as_deref(), Some("85"));
    // The environment's, or set for one of the two brokers.
    for key in [
        "namesrvAddr",
        "brokerIP2",
        "listenPort",
        "haListenPort",
        "storePathRootDir",
        "storePathCommitLog",
        "mappedFileSizeCommitLog",
        "mappedFileSizeConsumeQueue",
        "maxHashSlotNum",
        "maxIndexNum",
        "transactionCheckInterval",
        "clientCallbackExecutorThreads",
        "endTransactionThreadPoolNums",
        "heartbeatThreadPoolNums",
        "processReplyMessageThreadPoolNums",
        "pullMessageThreadPoolNums",
        "putMessageFutureThreadPoolNums",
        "queryMessageThreadPoolNums",
        "sendMessageThreadPoolNums",
    ] {
        assert!(ours.remove(key).is_some(), "{key} is missing");
        assert!(theirs.remove(key).is_some(), "{key} is not theirs");
    }
    ours.remove("rocketmqHome");
    theirs.remove("rocketmqHome");
    assert_eq!(ours, theirs);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_runtime_information_has_the_same_keys() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let exchange = &exchanges("frames-more.jsonl", 28)[0];
    let (ours, theirs) = same_head(&broker, exchange).await;
    let decode = |frame: &Frame| KvTable::decode(frame.body()).unwrap().table;
    let (ours, theirs) = (decode(&ours), decode(&theirs));
    // The path is part of this key.
    let key = |key: &String| key.split("_/").next().map(str::to_owned);
    let keys =
        |table: &BTreeMap<String, String>| -> BTreeSet<_> { table.keys().map(key).collect() };
    assert_eq!(keys(&ours), keys(&theirs));
    for key in [
        "brokerVersion",
        "brokerVersionDesc",
        "dispatchBehindBytes",
        "earliestMessageTimeStamp",
        "putMessageDistributeTime",
        "putLatency99",
        "remainTransientStoreBufferNumbs",
        "sendThreadPoolQueueCapacity",
        "startAcceptSendRequestTimeStamp",
        "msgPutTotalTodayMorning",
        "remainHowManyDataToFlush",
    ] {
        assert_eq!(ours[key], theirs[key], "{key}");
    }
    broker.broker.stop().await;
}

/// A heartbeat by which the group looks as in `theirs`.
fn heartbeat_of(group: &GroupName, theirs: &ConsumerConnection) -> HeartbeatData {
    HeartbeatData {
        client_id: theirs.connection_set[0].client_id.clone(),
        consumer_data_set: vec![ConsumerData {
            group_name: group.clone(),
            consume_from_where: theirs.consume_from_where,
            consume_type: theirs.consume_type,
            message_model: theirs.message_model,
            subscription_data_set: theirs.subscription_table.values().cloned().collect(),
            unit_mode: false,
        }],
        producer_data_set: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connected_clients_are_listed_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let address = peer.local_address().await;

    let exchange = &exchanges("frames.jsonl", 203)[0];
    let ConsumerGroupHeader { consumer_group } = frame(&exchange.request).header().unwrap();
    let mut theirs = ConsumerConnection::decode(frame(&exchange.response).body()).unwrap();
    peer.heartbeat(&heartbeat_of(&consumer_group, &theirs)).await;
    theirs.connection_set[0].client_addr = address.clone();
    let (ours, _) = same_head(&broker, exchange).await;
    assert_eq!(ConsumerConnection::decode(ours.body()).unwrap(), theirs);
    same_list(&broker, &consumer_group, &theirs).await;

    let exchange = &exchanges("frames.jsonl", 204)[0];
    let ProducerGroupHeader { producer_group } = frame(&exchange.request).header().unwrap();
    let mut theirs = ProducerConnection::decode(frame(&exchange.response).body()).unwrap();
    let producer_data_set = vec![ProducerData { group_name: producer_group }];
    let client_id = theirs.connection_set[0].client_id.clone();
    peer.heartbeat(&HeartbeatData { client_id, producer_data_set, ..HeartbeatData::default() })
        .await;
    theirs.connection_set[0].client_addr = address;
    let (ours, _) = same_head(&broker, exchange).await;
    assert_eq!(ProducerConnection::decode(ours.body()).unwrap(), theirs);
    broker.broker.stop().await;
}

async fn same_list(broker: &TestBroker, group: &GroupName, theirs: &ConsumerConnection) {
    let header = ConsumerGroupHeader { consumer_group: group.clone() };
    let request = Request::new(RequestCode::GetConsumerListByGroup, &header);
    let ours = replay(broker, &request.encode(7, false)).await;
    let expected = format!(r#"{{"consumerIdList":["{}"]}}"#, theirs.connection_set[0].client_id);
    assert_eq!(std::str::from_utf8(ours.body()).unwrap(), expected);
}

/// Brings queues to the ends that a captured table shows.
fn fill(broker: &TestBroker, queue: &MessageQueue, end: QueueOffset) {
    for _ in 0..end.0 {
        broker.store(&queue.topic, queue.queue_id.0, b"x", "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_reported_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut theirs_by_topic = Vec::new();
    for exchange in exchanges("frames.jsonl", 202) {
        let theirs = TopicStatsTable::decode(frame(&exchange.response).body()).unwrap();
        let topic = theirs.offset_table.keys().next().unwrap().topic.clone();
        let queues = theirs.offset_table.len() as i32;
        broker.broker.topics.create_if_absent(&topic, queues, 6, 0).unwrap();
        theirs.offset_table.iter().for_each(|(queue, ends)| fill(&broker, queue, ends.max_offset));
        theirs_by_topic.push((exchange, theirs));
    }
    for (exchange, mut theirs) in theirs_by_topic {
        let (ours, _) = same_head(&broker, &exchange).await;
        let ours = TopicStatsTable::decode(ours.body()).unwrap();
        for (queue, ends) in theirs.offset_table.iter_mut() {
            let time = ours.offset_table[queue].last_update_timestamp;
            assert_eq!(time.0 == 0, ends.last_update_timestamp.0 == 0);
            ends.last_update_timestamp = time;
        }
        assert_eq!(ours, theirs);
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_groups_progress_is_reported_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let exchange = &exchanges("frames.jsonl", 208)[0];
    let group =
        frame(&exchange.request).fields().get("consumerGroup").unwrap().unwrap().into_owned();
    let theirs = ConsumeStats::decode(frame(&exchange.response).body()).unwrap();
    let mut queues_of: BTreeMap<_, i32> = BTreeMap::new();
    for queue in theirs.offset_table.keys() {
        *queues_of.entry(queue.topic.clone()).or_default() += 1;
    }
    for (topic, queues) in queues_of {
        broker.broker.topics.create_if_absent(&topic, queues, 6, 0).unwrap();
        // Any offset makes the topic one of the group's.
        broker.broker.offsets.commit(&group, &topic, QueueId(0), QueueOffset(0));
    }
    for (queue, progress) in theirs.offset_table.iter() {
        fill(&broker, queue, progress.broker_offset);
        let consumed = progress.consumer_offset;
        broker.broker.offsets.commit(&group, &queue.topic, queue.queue_id, consumed);
    }
    let (ours, _) = same_head(&broker, exchange).await;
    let ours = ConsumeStats::decode(ours.body()).unwrap();
    let plain = |stats: &ConsumeStats| -> Vec<_> {
        let queues = stats.offset_table.iter();
        queues
            .map(|(queue, p)| {
                (queue.clone(), p.broker_offset, p.consumer_offset, p.last_timestamp.0 == 0)
            })
            .collect()
    };
    assert_eq!(plain(&ours), plain(&theirs));
    broker.broker.stop().await;
}
