//! What was counted by topic, queue and group, and how it is asked for: 315.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::stats::BrokerStatsData;
use rmq::engine::protocol::headers::admin::ViewBrokerStatsHeader;
use rmq::engine::protocol::headers::pull::PullMessageHeader;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::headers::send_back::SendMessageBackHeader;
use rmq::engine::protocol::names::{GroupName, QueueId};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Peer, TestBroker, until};

async fn ask(peer: &Peer, name: &str, key: &str) -> Frame {
    let header = ViewBrokerStatsHeader { stats_name: name.to_owned(), stats_key: key.to_owned() };
    peer.call(Request::new(RequestCode::ViewBrokerStatsData, &header)).await
}

/// Sends a message to queue 1 of `topic`.
async fn send(peer: &Peer, topic: &str, properties: &str) {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: topic.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 4,
        queue_id: QueueId(1),
        properties: Some(properties.into()),
        ..SendMessageHeader::default()
    };
    let request = Request::short(RequestCode::SendMessageV2, &header).with_body(b"body".to_vec());
    assert_eq!(peer.call(request).await.code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_is_told_under_apaches_names() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let answer = ask(&peer, "TOPIC_PUT_NUMS", "T").await;
    let remark = "The stats <TOPIC_PUT_NUMS> <T> not exist";
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some(remark)));

    send(&peer, "T", "").await;
    send(&peer, "T", "").await;
    send(&peer, "T", "DELAY\u{1}18\u{2}").await;
    broker.dispatched();
    let stored = broker.stored("T", 1);
    let pull = PullMessageHeader {
        consumer_group: "G".into(),
        topic: "T".into(),
        queue_id: QueueId(1),
        max_msg_nums: 32,
        sys_flag: 4,
        subscription: Some("*".into()),
        ..PullMessageHeader::default()
    };
    assert_eq!(peer.call(Request::new(RequestCode::PullMessage, &pull)).await.code, 0);
    let back = SendMessageBackHeader {
        offset: stored[0].physical_offset,
        group: GroupName::from("G"),
        ..SendMessageBackHeader::default()
    };
    let answer = peer.call(Request::new(RequestCode::ConsumerSendMsgBack, &back)).await;
    assert_eq!(answer.code, 0);
    // Counted behind the answers: three sends and the retry, and what was pulled.
    let is_counted = || {
        let totals = broker.broker.stats.totals();
        (totals.puts, totals.got) == (4, 2)
    };
    until("everything is counted", is_counted).await;
    // A sample is taken every ten seconds.
    (0..10).for_each(|_| broker.broker.stats.tick(TimestampMs::now()));

    let bytes: i64 = stored.iter().map(|message| message.store_size as i64).sum();
    for (name, key, sum, average) in [
        ("TOPIC_PUT_NUMS", "T", 2, 1.0),
        ("TOPIC_PUT_SIZE", "T", bytes, bytes as f64 / 2.0),
        // The delayed message and the retry, each in the queue of its level.
        ("TOPIC_PUT_NUMS", "SCHEDULE_TOPIC_XXXX", 2, 1.0),
        ("QUEUE_PUT_NUMS", "SCHEDULE_TOPIC_XXXX@17", 1, 1.0),
        ("QUEUE_PUT_NUMS", "T@1", 2, 1.0),
        ("QUEUE_PUT_SIZE", "T@1", bytes, bytes as f64 / 2.0),
        ("GROUP_GET_NUMS", "T@G", 2, 2.0),
        ("GROUP_GET_SIZE", "T@G", bytes, bytes as f64),
        ("QUEUE_GET_NUMS", "T@1@G", 2, 2.0),
        ("SNDBCK_PUT_NUMS", "T@G", 1, 1.0),
        ("BROKER_PUT_NUMS", "DefaultCluster", 4, 0.0),
        ("BROKER_GET_NUMS", "DefaultCluster", 2, 0.0),
    ] {
        let answer = ask(&peer, name, key).await;
        assert_eq!(answer.code, 0, "{name} {key}: {:?}", answer.remark);
        let minute = BrokerStatsData::decode(answer.body()).unwrap().stats_minute;
        assert_eq!((minute.sum, minute.avgpt), (sum, average), "{name} {key}");
        assert!(minute.tps > 0.0);
    }
    assert_eq!(ask(&peer, "GROUP_GET_LATENCY", "1@T@G").await.code, 0);
    assert_eq!(ask(&peer, "QUEUE_PUT_NUMS", "T@0").await.code, 1);
    assert_eq!(ask(&peer, "NO_SUCH_NAME", "T").await.code, 1);
    broker.broker.stop().await;
}
