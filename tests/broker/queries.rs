//! Questions about stored messages, the rules of consumer offsets, and refusals.

use std::collections::BTreeSet;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::GroupList;
use rmq::engine::protocol::headers::groups::DeleteSubscriptionGroupHeader;
use rmq::engine::protocol::headers::offsets::{
    OffsetReply, QueryConsumerOffsetHeader, SearchOffsetHeader, TopicQueueHeader,
    UpdateConsumerOffsetHeader,
};
use rmq::engine::protocol::headers::query::{
    QueryMessageHeader, QueryMessageReply, ViewMessageHeader,
};
use rmq::engine::protocol::headers::topics::{TopicHeader, UpdateTopicHeader};
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Peer, TestBroker, consumer};

fn offset(reply: &Frame) -> i64 {
    assert_eq!((reply.code, reply.remark.clone()), (0, None));
    reply.header::<OffsetReply>().unwrap().offset.unwrap().0
}

fn queue_request(code: RequestCode, topic: &str) -> Request {
    Request::new(code, &TopicQueueHeader { topic: topic.into(), queue_id: QueueId(0) })
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_found_by_key_and_place() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let stored: Vec<_> = (0..100)
        .map(|n| broker.store("T", 0, format!("{n}").as_bytes(), "KEYS\u{1}one two\u{2}TAGS\u{1}A"))
        .collect();
    broker.store("T", 0, b"other", "KEYS\u{1}three");
    let peer = Peer::new(&broker.address);
    let ask = async |key: &str, max_num, unique_key| {
        let header = QueryMessageHeader {
            topic: "T".into(),
            key: key.to_owned(),
            max_num,
            begin_timestamp: TimestampMs(0),
            end_timestamp: TimestampMs(i64::MAX),
            unique_key,
        };
        let reply = peer.call(Request::new(RequestCode::QueryMessage, &header)).await;
        let mut rest = reply.body();
        let mut found = Vec::new();
        while !rest.is_empty() {
            let record = Record::decode(rest).unwrap();
            let length = i32::from_be_bytes(*rest.first_chunk().unwrap()) as usize;
            found.push(String::from_utf8(record.body.to_vec()).unwrap());
            rest = &rest[length..];
        }
        (reply, found)
    };
    let (reply, found) = ask("three", 32, None).await;
    assert_eq!((reply.code, found), (0, vec!["other".to_owned()]));
    let fields: QueryMessageReply = reply.header().unwrap();
    assert!(fields.index_last_update_physical_offset > stored[99].physical_offset);
    // As many as were asked for, up to maxMsgsNumBatch; a unique key's are always 32.
    assert_eq!(ask("two", 5, None).await.1.len(), 5);
    assert_eq!(ask("two", 1000, None).await.1.len(), 64);
    assert_eq!(ask("two", 1000, Some(true)).await.1.len(), 32);
    assert_eq!(ask("two", -1, None).await.0.code, 22);

    let view = |offset| Request::new(RequestCode::ViewMessageById, &ViewMessageHeader { offset });
    let reply = peer.call(view(stored[7].physical_offset)).await;
    assert_eq!(Record::decode(reply.body()).unwrap().body, b"7");
    // Between two records, and nowhere.
    for wrong in [stored[7].physical_offset.plus(1), PhysicalOffset(-1), PhysicalOffset(i64::MAX)] {
        let reply = peer.call(view(wrong)).await;
        let remark = format!("can not find message by the offset, {wrong}");
        assert_eq!((reply.code, reply.remark), (1, Some(remark)));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_and_times_of_a_queue() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let ends = async |topic: &str| {
        let max = offset(&peer.call(queue_request(RequestCode::GetMaxOffset, topic)).await);
        let min = offset(&peer.call(queue_request(RequestCode::GetMinOffset, topic)).await);
        let time = peer.call(queue_request(RequestCode::GetEarliestMsgStoreTime, topic)).await;
        let time = time.fields().get("timestamp").unwrap().unwrap().parse::<i64>().unwrap();
        (min, max, time)
    };
    assert_eq!(ends("T").await, (0, 0, -1));
    let first = broker.store("T", 0, b"1", "").store_timestamp;
    let last = broker.store("T", 0, b"2", "").store_timestamp;
    assert_eq!(ends("T").await, (0, 2, first.0));
    let search = async |timestamp| {
        let header = SearchOffsetHeader { topic: "T".into(), queue_id: QueueId(0), timestamp };
        offset(&peer.call(Request::new(RequestCode::SearchOffsetByTimestamp, &header)).await)
    };
    assert_eq!(search(TimestampMs(first.0 - 1)).await, 0);
    // After the last message: that one, not the end.
    assert_eq!(search(TimestampMs(last.0 + 1000)).await, 1);
    broker.broker.stop().await;
}

/// `broker.md` 5.7.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_group_starts_at_the_beginning_of_a_young_queue_only() {
    let root = tempfile::tempdir().unwrap();
    // Nothing counts as being in memory.
    let broker = TestBroker::start(root.path(), "accessMessageInMemoryMaxRatio=0\n").await;
    let peer = Peer::new(&broker.address);
    let (topic, consumer_group, queue_id) = ("T".into(), "g".into(), QueueId(0));
    let header = QueryConsumerOffsetHeader { consumer_group, topic, queue_id };
    let query = || peer.call(Request::new(RequestCode::QueryConsumerOffset, &header));
    assert_eq!(offset(&query().await), 0);
    broker.store("T", 0, b"old", "");
    let refused = query().await;
    let remark = "Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first";
    assert_eq!((refused.code, refused.remark.as_deref()), (22, Some(remark)));
    let commit = UpdateConsumerOffsetHeader {
        consumer_group: "g".into(),
        topic: "T".into(),
        queue_id,
        commit_offset: QueueOffset(1),
    };
    assert_eq!(peer.call(Request::new(RequestCode::UpdateConsumerOffset, &commit)).await.code, 0);
    assert_eq!(offset(&query().await), 1);
    // Stopping keeps it.
    broker.broker.stop().await;
    let broker = TestBroker::start(root.path(), "").await;
    assert_eq!(broker.broker.offsets.get("g", "T", queue_id), Some(QueueOffset(1)));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_consumes_a_topic() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    peer.heartbeat(&consumer("1", "online", &["T"])).await;
    broker.broker.offsets.commit("offline", "T", QueueId(0), QueueOffset(1));
    broker.broker.offsets.commit("elsewhere", "U", QueueId(0), QueueOffset(1));
    let header = TopicHeader { topic: "T".into() };
    let ask = || peer.call(Request::new(RequestCode::QueryTopicConsumeByWho, &header));
    let groups = GroupList::decode(ask().await.body()).unwrap().group_list;
    let groups: BTreeSet<&str> = groups.iter().map(|group| group.as_str()).collect();
    assert_eq!(groups, ["offline", "online"].into());
    let header =
        DeleteSubscriptionGroupHeader { group_name: "offline".into(), remove_offset: true };
    let delete = Request::new(RequestCode::DeleteSubscriptionGroup, &header);
    assert_eq!(peer.call(delete).await.code, 0);
    assert_eq!(GroupList::decode(ask().await.body()).unwrap().group_list, ["online".into()]);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_topic_starts_at_zero_again() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    broker.broker.topics.create_if_absent("T", 1, 6, 0).unwrap();
    broker.store("T", 0, b"1", "");
    let delete = Request::new(RequestCode::DeleteTopicInBroker, &TopicHeader { topic: "T".into() });
    assert_eq!(peer.call(delete).await.code, 0);
    assert!(broker.broker.topics.get("T").is_none());
    assert_eq!(offset(&peer.call(queue_request(RequestCode::GetMaxOffset, "T")).await), 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slave_changes_nothing_by_hand() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "brokerRole=SLAVE\nbrokerId=1\n").await;
    let peer = Peer::new(&broker.address);
    let topic = UpdateTopicHeader {
        topic: "T".into(),
        perm: 6,
        topic_filter_type: Some("SINGLE_TAG".to_owned()),
        ..UpdateTopicHeader::default()
    };
    let group = DeleteSubscriptionGroupHeader { group_name: "g".into(), remove_offset: true };
    for request in [
        Request::new(RequestCode::UpdateAndCreateTopic, &topic),
        Request::new(RequestCode::DeleteTopicInBroker, &TopicHeader { topic: "T".into() }),
        Request::new(RequestCode::DeleteSubscriptionGroup, &group),
        Request::bare(RequestCode::UpdateAndCreateSubscriptionGroup),
    ] {
        let reply = peer.call(request).await;
        let remark = reply.remark.unwrap();
        assert!(reply.code == 1 && remark.starts_with("Can't modify topic or subscription group"));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_requests_are_answered() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    for body in ["", "{", "[]", "\"x\"", "{\"consumerDataSet\":7}", "\u{0}"] {
        for code in [RequestCode::HeartBeat, RequestCode::CheckClientConfig] {
            let reply = peer.call(Request::bare(code).with_body(body)).await;
            assert!(reply.code == 0 || reply.remark.is_some(), "{code:?} {body}");
        }
    }
    // Every request that is served, without a header: answered, whatever with.
    for &code in RequestCode::ALL {
        peer.call(Request::bare(code)).await;
    }
    let mut wrong = Request::bare(RequestCode::QueryConsumerOffset);
    wrong.fields.set("queueId", "many");
    let reply = peer.call(wrong).await;
    assert_eq!(reply.code, 1);
    assert!(reply.remark.unwrap().contains("queueId"));
    assert_eq!(broker.broker.topics.snapshot().entries.len(), 8);
    broker.broker.stop().await;
}
