//! Sends (10, 310, 320) over a connection: what is answered and what is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rmq::engine::protocol::batch::BatchMessage;
use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::message::properties;
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::parse_offset_message_id;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, HeaderForm, Request};
use rmq::engine::util::clock::TimestampMs;
use serde_json::Value;

use crate::golden::{Head, exchanges, frame, head, replay, unhex};
use crate::support::{Raw, TestBroker, until};

/// A plain message for queue 0 of `topic`, which may be created with four queues.
fn header(topic: &str) -> SendMessageHeader<'_> {
    SendMessageHeader {
        producer_group: "P".into(),
        topic: topic.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 4,
        born_timestamp: TimestampMs(1_700_000_000_000),
        ..SendMessageHeader::default()
    }
}

fn send(header: &SendMessageHeader<'_>, body: &[u8]) -> Request {
    Request::short(RequestCode::SendMessageV2, header).with_body(body.to_vec())
}

fn batch(header: &SendMessageHeader<'_>, messages: &[(&[u8], &str)]) -> Request {
    let mut body = Vec::new();
    for (text, properties) in messages {
        BatchMessage { flag: 3, body: text, properties }.encode(&mut body).unwrap();
    }
    Request::short(RequestCode::SendBatchMessage, header).with_body(body)
}

/// Name to value; what stands there twice fails.
fn map(text: &str) -> BTreeMap<&str, &str> {
    let mut map = BTreeMap::new();
    for (name, value) in properties(text) {
        assert_eq!(map.insert(name, value), None, "{name} twice in {text:?}");
    }
    map
}

/// Where the answer says the message is.
fn place(broker: &TestBroker, answer: &Frame) -> (i32, i64) {
    assert_eq!((answer.code, answer.remark.as_deref()), (0, None));
    let reply: SendMessageReply = answer.header().unwrap();
    assert_eq!(reply.region.as_deref(), Some("DefaultRegion"));
    assert_eq!(reply.trace_on.as_deref(), Some("true"));
    let (host, offset) = parse_offset_message_id(&reply.msg_id).unwrap();
    assert_eq!(host.to_string(), broker.address);
    let stored = broker.stored(&topic_at(broker, offset), reply.queue_id.0);
    let message = stored.iter().find(|m| m.queue_offset == reply.queue_offset).unwrap();
    assert_eq!(message.physical_offset, offset);
    (reply.queue_id.0, reply.queue_offset.0)
}

/// Topic of the record at `offset`.
fn topic_at(broker: &TestBroker, offset: PhysicalOffset) -> String {
    broker.dispatched();
    for (topic, queues) in broker.broker.store.topics() {
        for queue in queues {
            if broker.stored(&topic, queue.0).iter().any(|m| m.physical_offset == offset) {
                return topic.to_string();
            }
        }
    }
    panic!("no message at {offset}");
}

/// A refusal: nothing of the request may be in the log afterwards.
async fn refused(broker: &TestBroker, request: &Request, code: i32, remark: &str) {
    let before = broker.broker.store.max_physical_offset();
    let answer = Raw::connect(&broker.address).await.ask(request, 77).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (code, Some(remark)));
    // Apache sets these before it checks anything.
    assert_eq!(answer.fields().get("MSG_REGION").unwrap().as_deref(), Some("DefaultRegion"));
    assert_eq!(answer.fields().get("TRACE_ON").unwrap().as_deref(), Some("true"));
    assert_eq!(broker.broker.store.max_physical_offset(), before);
}

const ILLEGAL: &str = "the message is illegal, maybe msg body or properties length not matched. \
                       msg body length limit 4194304B, msg properties length limit 32KB.";

/// Replays the captured sends with an answer; headers must be the same but for the message id,
/// which holds the port and the place in the log.
async fn same_but_for_the_id(broker: &TestBroker, file: &str, code: i32) {
    for exchange in exchanges(file, code) {
        let (ours, theirs) = (replay(broker, &exchange.request).await, frame(&exchange.response));
        let (mut ours, mut theirs) = (head(&ours), head(&theirs));
        let id = |head: &mut Head| head.5.as_mut().and_then(|f| f.remove("msgId"));
        match (id(&mut ours), id(&mut theirs)) {
            (Some(our), Some(their)) => {
                let (our, offset) = parse_offset_message_id(&our).unwrap();
                let (their, _) = parse_offset_message_id(&their).unwrap();
                assert_eq!((our.to_string(), our.ip()), (broker.address.clone(), their.ip()));
                let topic = topic_at(broker, offset);
                let asked = frame(&exchange.request);
                let asked: SendMessageHeader<'_> = asked.header().unwrap();
                assert_eq!(asked.topic, topic, "{}", exchange.place);
            }
            (None, None) => {}
            ids => panic!("{}: {ids:?}", exchange.place),
        }
        assert_eq!(ours, theirs, "{}", exchange.place);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn captured_sends_are_answered_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    same_but_for_the_id(&broker, "frames-more.jsonl", 10).await;
    same_but_for_the_id(&broker, "frames-more.jsonl", 310).await;
    // The second message of its queue there, as here; answered in binary.
    same_but_for_the_id(&broker, "frames-binary.jsonl", 10).await;
    same_but_for_the_id(&broker, "frames-binary.jsonl", 310).await;
    same_but_for_the_id(&broker, "frames-slave.jsonl", 310).await;
    let oneway = oneway_request("frames.jsonl", 310);
    let mut raw = Raw::connect(&broker.address).await;
    raw.write(&oneway).await;
    // Its topic is created off the connection's thread; nothing else tells that it is done.
    let topic = "oneway_ang5s_11";
    let stored = || broker.broker.store.max_offset(topic, QueueId(0)) > QueueOffset(0);
    until("the oneway", stored).await;
    assert_eq!(&broker.stored(topic, 0)[0].body[..], b"o0");
    // The next answer is that to the next request: the oneway got none.
    raw.ask(&send(&header("T"), b"x"), 4).await;
    broker.broker.stop().await;
}

/// The captured request of `code` that no answer followed.
fn oneway_request(file: &str, code: i64) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/frames");
    let text = std::fs::read_to_string(path.join(file)).unwrap();
    let mut lines = text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let found = lines.find(|l| l["code"].as_i64() == Some(code) && l["response"].is_null());
    unhex(found.unwrap()["request"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_message_is_stored_as_sent() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "brokerClusterName=C7\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    let properties = "KEYS\u{1}k1 k2\u{2}UNIQ_KEY\u{1}ABCD\u{2}WAIT\u{1}true\u{2}TAGS\u{1}TagA\
                      \u{2}CLUSTER\u{1}forged\u{2}own\u{1}v=1";
    let asked = SendMessageHeader {
        queue_id: QueueId(2),
        flag: 9,
        sys_flag: 1 << 1,
        properties: Some(properties.into()),
        reconsume_times: Some(4),
        ..header("Single")
    };
    let long = Request::new(RequestCode::SendMessage, &asked).with_body(&b"one"[..]);
    assert_eq!(place(&broker, &raw.ask(&long, 1).await), (2, 0));
    assert_eq!(place(&broker, &raw.ask(&send(&asked, "zwei \u{fc}".as_bytes()), 2).await), (2, 1));
    let stored = broker.stored("Single", 2);
    assert_eq!([&stored[0].body[..], &stored[1].body[..]], [b"one", "zwei \u{fc}".as_bytes()]);
    for message in &stored {
        assert_eq!((message.flag, message.sys_flag, message.reconsume_times), (9, 2, 4));
        assert_eq!(message.born_timestamp, TimestampMs(1_700_000_000_000));
        assert_eq!(message.store_host.to_string(), broker.address);
        assert!(message.born_host.ip().is_loopback());
        let expected = [
            ("CLUSTER", "C7"),
            ("KEYS", "k1 k2"),
            ("TAGS", "TagA"),
            ("UNIQ_KEY", "ABCD"),
            ("own", "v=1"),
        ];
        assert_eq!(map(&message.properties), BTreeMap::from(expected));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_stored_message_by_message() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&send(&header("Batch"), b"first"), 1).await;
    let asked = SendMessageHeader {
        properties: Some("WAIT\u{1}true".into()),
        batch: true,
        ..header("Batch")
    };
    let messages: [(&[u8], &str); 3] =
        [(b"a", "TAGS\u{1}A\u{2}UNIQ_KEY\u{1}U1"), (b"", ""), (b"c", "TAGS\u{1}C\u{2}")];
    let answer = raw.ask(&batch(&asked, &messages), 2).await;
    let reply: SendMessageReply = answer.header().unwrap();
    assert_eq!((answer.code, reply.queue_id, reply.queue_offset), (0, QueueId(0), QueueOffset(1)));
    let ids: Vec<&str> = reply.msg_id.split(',').collect();
    let stored = broker.stored("Batch", 0);
    assert_eq!((ids.len(), stored.len()), (3, 4));
    for ((message, id), (body, own)) in stored[1..].iter().zip(ids).zip(messages) {
        assert_eq!(message.offset_message_id(), id);
        assert_eq!((&message.body[..], message.flag), (body, 3));
        let mut expected = map(own);
        expected.extend([("WAIT", "true"), ("CLUSTER", "DefaultCluster")]);
        assert_eq!(map(&message.properties), expected);
    }
    let offsets: Vec<i64> = stored.iter().map(|message| message.queue_offset.0).collect();
    assert_eq!(offsets, [0, 1, 2, 3]);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_malformed_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&send(&header("Batch"), b"first"), 1).await;
    let good = batch(&header("Batch"), &[(b"a", ""), (b"b", "")]);
    for cut in [0, 1, 13, good.body.len() - 1] {
        let request = good.clone().with_body(good.body.slice(..cut));
        refused(&broker, &request, 13, ILLEGAL).await;
    }
    let mut negative = good.body.to_vec();
    // The body length of the second message.
    let second = negative.len() / 2;
    negative[second + 16] = 0xff;
    refused(&broker, &good.clone().with_body(negative), 13, ILLEGAL).await;
    // Other sends of the same read are stored and answered all the same.
    let mut bytes = send(&header("Batch"), b"before").encode(10, false);
    bytes.extend(good.clone().with_body(good.body.slice(..13)).encode(11, false));
    bytes.extend(send(&header("Batch"), b"after").encode(12, false));
    raw.write(&bytes).await;
    let mut codes = BTreeMap::new();
    for _ in 0..3 {
        let answer = raw.frame().await;
        codes.insert(answer.opaque, answer.code);
    }
    assert_eq!(codes, BTreeMap::from([(10, 0), (11, 13), (12, 0)]));
    let stored = broker.stored("Batch", 0);
    let bodies: Vec<&[u8]> = stored.iter().map(|message| &message.body[..]).collect();
    assert_eq!(bodies, [&b"first"[..], b"before", b"after"]);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn oneway_sends_are_stored_without_an_answer() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&send(&header("Oneway"), b"0"), 1).await;
    let mut bytes = send(&header("Oneway"), b"1").encode(2, true);
    bytes.extend(batch(&header("Oneway"), &[(b"2", ""), (b"3", "")]).encode(3, true));
    // Not even a refusal is answered.
    bytes.extend(send(&header("bad topic!"), b"x").encode(4, true));
    bytes.extend(send(&header("Oneway"), b"4").encode(5, false));
    raw.write(&bytes).await;
    let answer = raw.frame().await;
    assert_eq!(answer.opaque, 5);
    assert_eq!(place(&broker, &answer), (0, 4));
    let bodies: Vec<_> = broker.stored("Oneway", 0).iter().map(|m| m.body.clone()).collect();
    assert_eq!(bodies, [&b"0"[..], b"1", b"2", b"3", b"4"]);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sends_create_topics_as_they_may() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    for (topic, asked, made) in [("Four", 4, 4), ("Many", 100, 8), ("One", 1, 1)] {
        let asked = SendMessageHeader { default_topic_queue_nums: asked, ..header(topic) };
        assert_eq!(place(&broker, &raw.ask(&send(&asked, b"x"), 1).await), (0, 0));
        let topic = broker.broker.topics.get(topic).unwrap();
        let queues = (topic.read_queue_nums, topic.write_queue_nums);
        assert_eq!((queues, topic.perm), ((made, made), 6));
    }
    let unknown = |topic: &str| {
        format!(
            "topic[{topic}] not exist, apply first please!\nSee \
             http://rocketmq.apache.org/docs/faq/ for further details."
        )
    };
    let heir = SendMessageHeader { default_topic: "missing".into(), ..header("Heir") };
    refused(&broker, &send(&heir, b"x"), 17, &unknown("Heir")).await;
    assert!(broker.broker.topics.get("Heir").is_none());
    let retry = SendMessageHeader { topic: "%RETRY%g".into(), ..heir };
    assert_eq!(place(&broker, &raw.ask(&send(&retry, b"x"), 1).await), (0, 0));
    broker.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "autoCreateTopicEnable=false\n").await;
    refused(&broker, &send(&header("New"), b"x"), 17, &unknown("New")).await;
    assert!(broker.broker.topics.get("New").is_none());
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_stored_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&send(&header("T"), b"x"), 1).await;
    for (topic, code, remark) in [
        (" ", 1, "The specified topic is blank."),
        (
            "bad topic!",
            1,
            "The specified topic contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$",
        ),
        (&"t".repeat(128), 1, "The specified topic is longer than topic max length."),
        (
            "RMQ_SYS_TRANS_HALF_TOPIC",
            16,
            "Sending message to topic[RMQ_SYS_TRANS_HALF_TOPIC] is forbidden.",
        ),
    ] {
        refused(&broker, &send(&header(topic), b"x"), code, remark).await;
    }
    refused(&broker, &send(&header("T"), &vec![0; 4_194_305]), 13, ILLEGAL).await;
    let properties = Some(format!("p\u{1}{}", "v".repeat(32_766)).into());
    let asked = SendMessageHeader { properties, ..header("T") };
    refused(&broker, &send(&asked, b"x"), 13, ILLEGAL).await;
    // They fit as they come, but not with what the broker adds.
    let properties = Some(format!("p\u{1}{}", "v".repeat(32_760)).into());
    let asked = SendMessageHeader { properties, ..header("T") };
    refused(&broker, &send(&asked, b"x"), 13, ILLEGAL).await;
    for properties in ["TRAN_MSG\u{1}true\u{2}PGROUP\u{1}P", "DELAY\u{1}3\u{2}"] {
        let asked = SendMessageHeader { properties: Some(properties.into()), ..header("T") };
        // Neither in what all messages of a batch share nor in one of them.
        refused(&broker, &batch(&asked, &[(b"x", "")]), 13, ILLEGAL).await;
        refused(&broker, &batch(&header("T"), &[(b"x", properties)]), 13, ILLEGAL).await;
    }
    let asked = SendMessageHeader { queue_id: QueueId(4), ..header("T") };
    let answer = raw.ask(&send(&asked, b"x"), 2).await;
    let remark = answer.remark.unwrap();
    let expected = "request queueId[4] is illegal, TopicConfig [topicName=T, readQueueNums=4, \
                    writeQueueNums=4, perm=RW-, topicFilterType=SINGLE_TAG, topicSysFlag=0, \
                    order=false] Producer: ";
    assert!(answer.code == 1 && remark.starts_with(expected), "{remark}");
    assert_eq!(broker.stored("T", 0).len(), 1);
    broker.broker.stop().await;
}

/// A header field that is missing is named, and the connection goes on.
#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_header_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let mut request = send(&header("T"), b"x");
    request.fields.0.retain(|(key, _)| key != "b");
    let answer = raw.ask(&request, 1).await;
    assert_eq!(answer.code, 1, "{:?}", answer.remark);
    assert!(answer.remark.is_some());
    assert_eq!(place(&broker, &raw.ask(&send(&header("T"), b"x"), 2).await), (0, 0));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sends_in_one_write_are_each_answered() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&send(&header("Many"), b"0"), 1).await;
    let mut bytes = Vec::new();
    for opaque in 1000..1300 {
        bytes.extend(send(&header("Many"), opaque.to_string().as_bytes()).encode(opaque, false));
    }
    raw.write(&bytes).await;
    let mut opaques = BTreeSet::new();
    for _ in 0..300 {
        let answer = raw.frame().await;
        let reply: SendMessageReply = answer.header().unwrap();
        // Sends of one connection to one queue are stored in their order.
        assert_eq!((answer.code, reply.queue_offset.0), (0, i64::from(answer.opaque) - 999));
        assert!(opaques.insert(answer.opaque));
    }
    assert_eq!(opaques.len(), 300);
    let stored = broker.stored("Many", 0);
    assert_eq!(stored.len(), 301);
    for (message, number) in stored[1..].iter().zip(1000..) {
        assert_eq!(message.body, number.to_string());
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_broker_chooses_a_queue_when_asked_to() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let asked = SendMessageHeader { queue_id: QueueId(-1), ..header("Any") };
    let mut used = BTreeSet::new();
    for opaque in 0..200 {
        let answer = raw.ask(&send(&asked, b"x"), opaque).await;
        assert_eq!((answer.code, answer.form), (0, HeaderForm::Json));
        used.insert(answer.header::<SendMessageReply>().unwrap().queue_id.0);
    }
    assert_eq!(used, BTreeSet::from([0, 1, 2, 3]));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synchronous_master_says_that_no_slave_is_there() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "brokerRole=SYNC_MASTER\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    let answer = raw.ask(&send(&header("T"), b"x"), 1).await;
    let reply: SendMessageReply = answer.header().unwrap();
    assert_eq!((answer.code, reply.queue_offset.0, reply.msg_id.len()), (11, 0, 32));
    let mut hurried = header("T");
    hurried.properties = Some("WAIT\u{1}false".into());
    let answer = raw.ask(&send(&hurried, b"y"), 2).await;
    assert_eq!(place(&broker, &answer), (0, 1));
    broker.broker.stop().await;
}

/// What the store does not take is refused like the rest; pulls go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_nothing_is_no_hanging_send() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&send(&header("T"), b"x"), 1).await;
    broker.broker.store.close().unwrap();
    let answer = raw.ask(&send(&header("T"), b"y"), 2).await;
    assert_eq!(answer.code, 14);
    assert!(answer.remark.unwrap().starts_with("service not available now"));
    let binary = exchanges("frames-binary.jsonl", 10).remove(0).request;
    // Its topic is new, so it is created first.
    raw.write(&binary).await;
    let answer = raw.frame().await;
    assert_eq!((answer.code, answer.form), (14, HeaderForm::Binary));
    assert_eq!(answer.fields().get("MSG_REGION").unwrap().as_deref(), Some("DefaultRegion"));
    assert_eq!(broker.stored("T", 0).len(), 1);
    broker.broker.stop().await;
}
