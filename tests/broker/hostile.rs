//! Hostile input to a whole broker: it costs its own connection at most, and every request that is
//! a frame at all is answered.

use std::time::Duration;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::connections::ConsumerConnection;
use rmq::engine::protocol::bodies::heartbeat::{HeartbeatData, SubscriptionData};
use rmq::engine::protocol::ext::FieldList;
use rmq::engine::protocol::headers::pull::PullMessageHeader;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::names::{GroupName, TopicName};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Reply, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Peer, Raw, TestBroker, consumer, until};

/// Header fields that hold names or texts.
const TEXTS: &[&str] = &[
    "topic",
    "b",
    "consumerGroup",
    "group",
    "groupName",
    "producerGroup",
    "a",
    "clientID",
    "key",
    "defaultTopic",
    "c",
    "properties",
    "i",
    "subscription",
    "expressionType",
    "topicFilterType",
    "perm",
    "order",
    "namespace",
    "originTopic",
    "originMsgId",
    "msgId",
    "brokerName",
    "filename",
];
/// Header fields that hold numbers. Numbers of queues are not among them: an administrator may ask
/// for as many as there are.
const NUMBERS: &[&str] = &[
    "queueId",
    "e",
    "queueOffset",
    "offset",
    "commitOffset",
    "commitLogOffset",
    "maxMsgNums",
    "maxNum",
    "sysFlag",
    "f",
    "subVersion",
    "suspendTimeoutMillis",
    "timestamp",
    "beginTimestamp",
    "endTimestamp",
    "bornTimestamp",
    "g",
    "flag",
    "h",
    "defaultTopicQueueNums",
    "d",
    "reconsumeTimes",
    "j",
    "delayLevel",
    "maxReconsumeTimes",
    "l",
    "tranStateTableOffset",
    "topicSysFlag",
    "index",
    "count",
    "fromTransactionCheck",
    "unitMode",
    "k",
    "batch",
    "m",
];

/// Whether a connection that was there before still is served, and a new one too.
async fn works(broker: &TestBroker, neighbour: &mut Raw) {
    let mut fresh = Raw::connect(&broker.address).await;
    for raw in [neighbour, &mut fresh] {
        let header = SendMessageHeader {
            topic: "Good".into(),
            default_topic: "TBW102".into(),
            default_topic_queue_nums: 1,
            ..SendMessageHeader::default()
        };
        let send = Request::short(RequestCode::SendMessageV2, &header).with_body(&b"x"[..]);
        assert_eq!(raw.ask(&send, 1).await.code, 0);
        broker.dispatched();
        let header = PullMessageHeader {
            consumer_group: "G".into(),
            topic: "Good".into(),
            max_msg_nums: 1,
            sys_flag: 4,
            ..PullMessageHeader::default()
        };
        assert_eq!(raw.ask(&Request::new(RequestCode::PullMessage, &header), 2).await.code, 0);
    }
}

/// Length word, mark and the rest.
fn frame(length: i32, mark: u32, rest: &[u8]) -> Vec<u8> {
    [&length.to_be_bytes()[..], &mark.to_be_bytes(), rest].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_ends_its_own_connection() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut neighbour = Raw::connect(&broker.address).await;
    works(&broker, &mut neighbour).await;
    for bytes in [
        frame(-1, 2, b"{}"),
        frame(i32::MIN, 0, b""),
        frame(i32::MAX, 2, b"{}"),
        frame(16 * 1024 * 1024 + 1, 2, b"{}"),
        frame(0, 0, b""),
        // A header that is longer than its frame, or no header, or of no known form.
        frame(6, 0x00ff_ffff, b"{}"),
        frame(13, 9, b"GET / HTT"),
        frame(6, 9 << 24 | 2, b"{}"),
        frame(6, 2, b"\xff\xfe"),
        frame(14, 1 << 24 | 10, &[0xff; 10]),
        // Nested too deeply for any header.
        frame(100_004, 100_000, &[b'['; 100_000]),
    ] {
        let mut bad = Raw::connect(&broker.address).await;
        bad.write(&bytes).await;
        assert!(bad.next().await.is_none(), "{:?} is answered", &bytes[..8]);
        works(&broker, &mut neighbour).await;
    }
    // A frame that never ends.
    let mut bad = Raw::connect(&broker.address).await;
    bad.write(&frame(1_000_000, 2, b"{}")).await;
    works(&broker, &mut neighbour).await;
    broker.broker.stop().await;
}

/// Codes without a name too.
fn codes() -> impl Iterator<Item = i32> {
    (-1..60).chain(99..110).chain(199..230).chain(299..335).chain([i32::MIN, i32::MAX, 9999])
}

async fn answered(raw: &mut Raw, code: i32, fields: &FieldList, body: &[u8]) {
    let request = Request::bare(RequestCode::from(code)).with_body(body.to_vec());
    let request = Request { fields: fields.clone(), ..request };
    raw.send(&request, code).await;
    // Notifications may come in between, and questions: this client may be a consumer by now.
    loop {
        let frame = raw.frame().await;
        if frame.is_response() {
            assert_eq!(frame.opaque, code, "{fields:?}");
            return;
        }
        if !frame.is_oneway() {
            let mut refusal = Vec::new();
            Reply::not_supported(frame.code).encode(&frame, &mut refusal);
            raw.write(&refusal).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_answered_whatever_its_body() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut neighbour = Raw::connect(&broker.address).await;
    let mut raw = Raw::connect(&broker.address).await;
    let mut fields = FieldList::default();
    TEXTS.iter().for_each(|name| fields.set(*name, "T"));
    NUMBERS.iter().for_each(|name| fields.set(*name, "0"));
    let deep = [b'['; 50_000];
    for body in [
        &b""[..],
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe\x00garbage",
        br#"{"clientID":7,"consumerDataSet":{"a":[]},"producerDataSet":null}"#,
        br#"{"clientID":"c","consumerDataSet":[{"groupName":null,"subscriptionDataSet":[{}]}]}"#,
        br#"{"topic":{},"topicConfigTable":[1],"retryQueueNums":1e400,"groupName":-1}"#,
        &deep,
    ] {
        for code in codes() {
            answered(&mut raw, code, &FieldList::default(), body).await;
            answered(&mut raw, code, &fields, body).await;
        }
    }
    works(&broker, &mut neighbour).await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_answered_whatever_its_fields() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut neighbour = Raw::connect(&broker.address).await;
    let mut raw = Raw::connect(&broker.address).await;
    works(&broker, &mut neighbour).await;
    let long = "x".repeat(40_000);
    for (text, number) in [
        ("Good", "9223372036854775807"),
        ("Good", "-9223372036854775808"),
        // Flags without the bit that asks to be held.
        ("Good", "2147483645"),
        ("Good", "-2147483647"),
        ("Good", "-1"),
        ("Good", "99999999999999999999"),
        ("", ""),
        ("\u{0}\u{1}\u{2}\u{fffd}\"\\", "1.5"),
        ("../../../etc/passwd", "0x10"),
        ("%RETRY%", "true"),
        (&long, "NaN"),
    ] {
        let mut fields = FieldList::default();
        TEXTS.iter().for_each(|name| fields.set(*name, text));
        NUMBERS.iter().for_each(|name| fields.set(*name, number));
        // 2^63-1 and -1 as pull flags ask to be held.
        if number == "-1" {
            fields.set("sysFlag", "4");
        }
        for code in codes() {
            answered(&mut raw, code, &fields, b"body").await;
        }
    }
    works(&broker, &mut neighbour).await;
    broker.broker.stop().await;
}

/// A consumer of 10,000 topics, each with an expression.
fn crowded(version: i64) -> HeartbeatData {
    let mut data = consumer("crowd", "Crowd", &[]);
    let subscription = |n| SubscriptionData {
        topic: TopicName::from(format!("Crowd-{n}")),
        sub_string: format!("a > {version}"),
        sub_version: version,
        expression_type: "SQL92".to_owned(),
        ..SubscriptionData::default()
    };
    data.consumer_data_set[0].subscription_data_set = (0..10_000).map(subscription).collect();
    data
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_subscriptions_are_as_good_as_one() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut neighbour = Raw::connect(&broker.address).await;
    let peer = Peer::new(&broker.address);
    for version in 1..=3 {
        peer.heartbeat(&crowded(version)).await;
        works(&broker, &mut neighbour).await;
        let mut fields = FieldList::default();
        fields.set("consumerGroup", "Crowd");
        let code = RequestCode::GetConsumerConnectionList;
        let online = peer.call(Request { fields, ..Request::bare(code) }).await;
        let online = ConsumerConnection::decode(online.body()).unwrap();
        assert_eq!(online.subscription_table.len(), 10_000);
        let expression = format!("a > {version}");
        assert!(online.subscription_table.values().all(|s| s.sub_string == expression));
        let filter = broker.broker.filters.get("Crowd", "Crowd-9999").unwrap();
        assert_eq!(filter.data.expression, expression);
    }
    // What the group does not name any more is forgotten with it.
    peer.heartbeat(&consumer("crowd", "Crowd", &["Good"])).await;
    assert!(broker.broker.filters.get("Crowd", "Crowd-0").unwrap().is_dead());
    peer.disconnect().await;
    until("the group goes", || broker.broker.consumers.is_empty()).await;
    broker.broker.stop().await;
}

/// Names `topics` numbers of topics from `first` on, each with an expression.
fn naming(first: usize, topics: usize) -> Vec<SubscriptionData> {
    let subscription = |n| SubscriptionData {
        topic: TopicName::from(format!("Crowd-{n}")),
        sub_string: "a > 1".to_owned(),
        sub_version: 1,
        expression_type: "SQL92".to_owned(),
        ..SubscriptionData::default()
    };
    (first..first + topics).map(subscription).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn expressions_that_nobody_names_any_more_are_bounded() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let filters = &broker.broker.filters;
    let kept = |group: &str, from: usize, to: usize| {
        (from..to).filter(|n| filters.get(group, &format!("Crowd-{n}")).is_some()).count()
    };
    // One group that names others each time: what it named last is all there, and as many of before.
    let crowd = GroupName::from("Crowd");
    for round in 0..4 {
        let now = TimestampMs(1_700_000_000_000 + round as i64);
        filters.register(&crowd, &naming(round * 6000, 6000), now);
    }
    assert_eq!(kept("Crowd", 18_000, 24_000), 6000);
    assert_eq!(kept("Crowd", 12_000, 18_000), 6000);
    assert_eq!(kept("Crowd", 0, 12_000), 4000);
    // Many groups that come once.
    for group in 0..12 {
        let now = TimestampMs(1_700_000_001_000 + group);
        let group = GroupName::from(format!("G-{group}"));
        filters.register(&group, &naming(0, 5000), now);
        filters.unregister(&group, now);
    }
    filters.save(Duration::from_secs(86_400), TimestampMs(1_700_000_002_000));
    assert_eq!(kept("Crowd", 18_000, 24_000), 6000, "those of a living group stay");
    assert_eq!(kept("Crowd", 0, 18_000) + kept("G-0", 0, 5000) + kept("G-1", 0, 5000), 0);
    let rest: usize = (2..12).map(|group| kept(&format!("G-{group}"), 0, 5000)).sum();
    assert_eq!(rest, 50_000);
    broker.broker.stop().await;
}
