//! Heartbeats, notifications and expiry.

use rmq::engine::broker::clients::expire;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::heartbeat::{HeartbeatData, MessageModel, ProducerData};
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use rmq::engine::protocol::headers::clients::UnregisterClientHeader;
use rmq::engine::protocol::names::GroupName;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::golden::{exchanges, same_head};
use crate::support::{Peer, TestBroker, consumer, until};

/// The group of a NOTIFY_CONSUMER_IDS_CHANGED.
fn changed_group(push: &Frame) -> String {
    assert_eq!((push.code, push.is_oneway()), (40, true));
    push.fields().get("consumerGroup").unwrap().unwrap().into_owned()
}

fn unregister(client: &str, group: &str) -> Request {
    let header = UnregisterClientHeader {
        client_id: client.into(),
        producer_group: None,
        consumer_group: Some(group.into()),
    };
    Request::new(RequestCode::UnregisterClient, &header)
}

#[tokio::test(flavor = "multi_thread")]
async fn members_hear_of_each_other() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let (mut one, mut two) = (Peer::new(&broker.address), Peer::new(&broker.address));
    // The first member hears of itself.
    one.heartbeat(&consumer("1", "G", &["T"])).await;
    assert_eq!(changed_group(&one.pushed().await), "G");
    // Nothing new: nobody hears.
    one.heartbeat(&consumer("1", "G", &["T"])).await;
    assert!(one.heard_nothing().await);
    // A second member: both hear.
    two.heartbeat(&consumer("2", "G", &["T"])).await;
    assert_eq!(changed_group(&one.pushed().await), "G");
    assert_eq!(changed_group(&two.pushed().await), "G");
    // A newer version of a subscription is kept, and nobody hears.
    let mut newer = consumer("2", "G", &["T"]);
    newer.consumer_data_set[0].subscription_data_set[0].sub_version = 2;
    two.heartbeat(&newer).await;
    assert!(one.heard_nothing().await && two.heard_nothing().await);
    let kept = broker.broker.consumers.subscription("G", "T").unwrap();
    assert_eq!(kept.subscription.data.sub_version, 2);
    // An older one is not.
    one.heartbeat(&consumer("1", "G", &["T"])).await;
    let kept = broker.broker.consumers.subscription("G", "T").unwrap();
    assert_eq!(kept.subscription.data.sub_version, 2);
    // A topic more, then one less.
    two.heartbeat(&consumer("2", "G", &["T", "U"])).await;
    assert_eq!(changed_group(&one.pushed().await), "G");
    assert_eq!(changed_group(&two.pushed().await), "G");
    one.heartbeat(&consumer("1", "G", &["T"])).await;
    assert_eq!(changed_group(&one.pushed().await), "G");
    assert_eq!(changed_group(&two.pushed().await), "G");
    assert!(broker.broker.consumers.subscription("G", "U").is_none());
    // One leaves: the other hears.
    two.call(unregister("2", "G")).await;
    assert_eq!(changed_group(&one.pushed().await), "G");
    // The last one's connection ends: the group is gone.
    one.disconnect().await;
    until("leaving", || !broker.broker.consumers.is_online("G")).await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_connection_is_told_even_to_a_quiet_group() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    broker.broker.groups.put(SubscriptionGroupConfig {
        notify_consumer_ids_changed_enable: false,
        ..SubscriptionGroupConfig::new("quiet")
    });
    let (mut one, two) = (Peer::new(&broker.address), Peer::new(&broker.address));
    one.heartbeat(&consumer("1", "quiet", &["T"])).await;
    two.heartbeat(&consumer("2", "quiet", &["T"])).await;
    assert!(one.heard_nothing().await);
    two.disconnect().await;
    assert_eq!(changed_group(&one.pushed().await), "quiet");
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_may_keep_quiet_altogether() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "notifyConsumerIdsChangedEnable=false\n").await;
    let (mut one, two) = (Peer::new(&broker.address), Peer::new(&broker.address));
    one.heartbeat(&consumer("1", "G", &["T"])).await;
    two.heartbeat(&consumer("2", "G", &["T"])).await;
    two.disconnect().await;
    let members = || broker.broker.consumers.client_ids("G").len();
    until("leaving", || members() == 1).await;
    assert!(one.heard_nothing().await);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_has_a_retry_topic_from_its_first_heartbeat() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "autoCreateSubscriptionGroup=false\n").await;
    let peer = Peer::new(&broker.address);
    // Unknown group, no automatic creation: online, but without settings and retry topic.
    peer.heartbeat(&consumer("1", "unknown", &["T"])).await;
    assert!(broker.broker.groups.get("unknown").is_none());
    assert!(broker.broker.topics.get("%RETRY%unknown").is_none());
    assert!(broker.broker.consumers.is_online("unknown"));
    // System groups are created all the same.
    peer.heartbeat(&consumer("1", "CID_RMQ_SYS_X", &["T"])).await;
    assert!(broker.broker.topics.get("%RETRY%CID_RMQ_SYS_X").is_some());
    // A known group brings its own number of retry queues.
    let known =
        SubscriptionGroupConfig { retry_queue_nums: 3, ..SubscriptionGroupConfig::new("known") };
    let request = Request::bare(RequestCode::UpdateAndCreateSubscriptionGroup);
    assert_eq!(peer.call(request.with_body(known.encode())).await.code, 0);
    let mut data = consumer("1", "known", &["T"]);
    data.consumer_data_set[0].unit_mode = true;
    data.consumer_data_set[0].message_model = MessageModel::Broadcasting;
    peer.heartbeat(&data).await;
    let retry = broker.broker.topics.get("%RETRY%known").unwrap();
    assert_eq!((retry.read_queue_nums, retry.perm, retry.topic_sys_flag), (3, 6, 2));
    assert!(broker.broker.consumers.subscription("known", "T").unwrap().broadcasting);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_clients_are_dropped_without_a_word() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut peer = Peer::new(&broker.address);
    let mut data = consumer("1", "G", &["T"]);
    data.producer_data_set.push(ProducerData { group_name: GroupName::from("P") });
    peer.heartbeat(&data).await;
    peer.pushed().await;
    let (broker, now) = (&broker.broker, TimestampMs::now());
    expire(broker, TimestampMs(now.0 + 119_000));
    assert!(broker.consumers.is_online("G"));
    assert!(broker.producers.find("1").is_some());
    let connection = broker.producers.next("P").unwrap();
    expire(broker, TimestampMs(now.0 + 130_000));
    assert!(!broker.consumers.is_online("G"));
    assert!(broker.producers.find("1").is_none());
    assert!(broker.producers.connections("P").is_none());
    until("closing", || connection.is_closed()).await;
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn producers_take_turns() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peers = [Peer::new(&broker.address), Peer::new(&broker.address)];
    for (peer, id) in peers.iter().zip(["1", "2"]) {
        let producer_data_set = vec![ProducerData { group_name: GroupName::from("P") }];
        let client_id = id.into();
        peer.heartbeat(&HeartbeatData { client_id, producer_data_set, ..Default::default() }).await;
    }
    let next = || broker.broker.producers.next("P").unwrap().id();
    let (first, second, third) = (next(), next(), next());
    assert!(first != second && first == third);
    assert!(broker.broker.producers.next("nobody").is_none());
    peers[0].disconnect().await;
    until("leaving", || broker.broker.producers.find("1").is_none()).await;
    assert!(broker.broker.producers.find("2").is_some());
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn queues_are_locked_and_unlocked_as_captured() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    for code in [41, 42, 41] {
        for exchange in exchanges("frames.jsonl", code) {
            let (ours, theirs) = same_head(&broker, &exchange).await;
            assert_eq!(ours.body(), theirs.body(), "{}", exchange.place);
        }
    }
    broker.broker.stop().await;
}
