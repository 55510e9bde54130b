//! Where groups are: 303, 308, 314, 317, and what stands in a queue: 321.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::consume_queue::ConsumeQueueBody;
use rmq::engine::protocol::bodies::offsets::CorrectionOffsetBody;
use rmq::engine::protocol::bodies::stats::ConsumeStatsList;
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use rmq::engine::protocol::bodies::time_span::ConsumeTimeSpanBody;
use rmq::engine::protocol::bodies::topic_config::TopicConfig;
use rmq::engine::protocol::headers::groups::{
    CloneGroupOffsetHeader, GetBrokerConsumeStatsHeader, QueryConsumeTimeSpanHeader,
    QueryCorrectionOffsetHeader,
};
use rmq::engine::protocol::headers::query::QueryConsumeQueueHeader;
use rmq::engine::protocol::names::{GroupName, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;
use rmq::engine::store::tags_hash;

use crate::support::{Peer, TestBroker};

/// Three messages in queue 0 of `T`, and groups at 2, 1 and beyond the end.
async fn broker(root: &std::path::Path) -> (TestBroker, Peer) {
    let broker = TestBroker::start(root, "").await;
    broker.broker.topics.put(TopicConfig::new("T", 2));
    for body in ["a", "b", "c"] {
        broker.store("T", 0, body.as_bytes(), "TAGS\u{1}TagA");
    }
    for (group, offset) in [("ahead", 2), ("behind", 1)] {
        broker.broker.groups.put(SubscriptionGroupConfig::new(group));
        broker.broker.offsets.commit(group, "T", QueueId(0), QueueOffset(offset));
    }
    let peer = Peer::new(&broker.address);
    (broker, peer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_can_go_where_another_is() {
    let root = tempfile::tempdir().unwrap();
    let (broker, peer) = broker(root.path()).await;
    let clone = |topic: &str| CloneGroupOffsetHeader {
        src_group: GroupName::from("ahead"),
        dest_group: GroupName::from("new"),
        topic: Some(TopicName::from(topic)).filter(|topic| !topic.is_empty()),
        offline: true,
    };
    let offsets = &broker.broker.offsets;
    let answer = peer.call(Request::new(RequestCode::CloneGroupOffset, &clone("gone"))).await;
    assert_eq!((answer.code, offsets.topics_of("new")), (0, vec![]));
    let answer = peer.call(Request::new(RequestCode::CloneGroupOffset, &clone(""))).await;
    assert_eq!(answer.code, 0);
    assert_eq!(offsets.get("new", "T", QueueId(0)), Some(QueueOffset(2)));
    broker.broker.stop().await;
}

/// The least offset of all groups; a group that is behind it is not corrected.
#[tokio::test(flavor = "multi_thread")]
async fn corrections_leave_groups_out_without_forgetting_them() {
    let root = tempfile::tempdir().unwrap();
    let (broker, peer) = broker(root.path()).await;
    for (left_out, compared, expected) in [
        ("", "nobody", 1),
        ("behind", "nobody", 2),
        ("", "behind", 1),
        ("behind", "behind", i64::MAX),
    ] {
        let header = QueryCorrectionOffsetHeader {
            filter_groups: Some(left_out.to_owned()),
            compare_group: GroupName::from(compared),
            topic: TopicName::from("T"),
        };
        let answer = peer.call(Request::new(RequestCode::QueryCorrectionOffset, &header)).await;
        let body = CorrectionOffsetBody::decode(answer.body()).unwrap();
        let found = body.correction_offsets.get(&QueueId(0));
        assert_eq!(found, Some(&QueueOffset(expected)), "without {left_out}, for {compared}");
    }
    let offsets = &broker.broker.offsets;
    assert_eq!(offsets.get("behind", "T", QueueId(0)), Some(QueueOffset(1)));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_group_has_its_place_in_the_brokers_list() {
    let root = tempfile::tempdir().unwrap();
    let (broker, peer) = broker(root.path()).await;
    for (is_order, expected) in [(false, 3), (true, 0)] {
        let header = GetBrokerConsumeStatsHeader { is_order };
        let answer = peer.call(Request::new(RequestCode::GetBrokerConsumeStats, &header)).await;
        let list = ConsumeStatsList::decode(answer.body()).unwrap();
        assert_eq!((list.total_diff, list.broker_addr), (expected, broker.address.clone()));
        let named = |group: &str| {
            list.consume_stats_list.iter().any(|map| map.contains_key(&GroupName::from(group)))
        };
        assert!(named("ahead") && named("behind"));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_spans_the_times_of_its_messages() {
    let root = tempfile::tempdir().unwrap();
    let (broker, peer) = broker(root.path()).await;
    let header = QueryConsumeTimeSpanHeader { topic: "T".into(), group: "ahead".into() };
    let answer = peer.call(Request::new(RequestCode::QueryConsumeTimeSpan, &header)).await;
    let spans = ConsumeTimeSpanBody::decode(answer.body()).unwrap().consume_time_span_set;
    let times: Vec<_> =
        broker.stored("T", 0).iter().map(|message| message.store_timestamp).collect();
    assert_eq!(spans[0].min_time_stamp, times[0]);
    assert_eq!(spans[0].consume_time_stamp, times[1]);
    assert_eq!(spans[0].max_time_stamp, times[2]);
    assert_eq!((spans[1].min_time_stamp.0, spans[1].max_time_stamp.0), (-1, -1));
    let header = QueryConsumeTimeSpanHeader { topic: "none".into(), group: "ahead".into() };
    let answer = peer.call(Request::new(RequestCode::QueryConsumeTimeSpan, &header)).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (17, Some("topic[none] not exist")));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_of_a_queue_are_listed() {
    let root = tempfile::tempdir().unwrap();
    let (broker, peer) = broker(root.path()).await;
    let ask = |index: i64, count: i32, group: Option<&str>| {
        let header = QueryConsumeQueueHeader {
            topic: "T".into(),
            queue_id: QueueId(0),
            index: QueueOffset(index),
            count,
            consumer_group: group.map(GroupName::from),
        };
        peer.call(Request::new(RequestCode::QueryConsumeQueue, &header))
    };
    let stored = broker.stored("T", 0);
    let body = ConsumeQueueBody::decode(ask(1, 10, Some("ahead")).await.body()).unwrap();
    assert_eq!((body.min_queue_index.0, body.max_queue_index.0), (0, 3));
    assert_eq!(body.filter_data.as_deref(), Some("ahead@T is not online!"));
    let units = body.queue_data.unwrap();
    assert_eq!(units.len(), 2);
    for (unit, message) in units.iter().zip(&stored[1..]) {
        assert_eq!(unit.physical_offset, message.physical_offset);
        assert_eq!(unit.physical_size as usize, message.store_size);
        assert_eq!(unit.tags_code, tags_hash(Some("TagA")));
    }
    let none = ask(3, 10, None).await;
    assert_eq!((none.code, none.remark.as_deref()), (0, Some("Index 3 of 0@T is not exist!")));
    assert!(none.body().is_empty());
    broker.broker.stop().await;
}
