//! Consumers in order: one message of a queue at a time, and only while its lock is theirs.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rmq::engine::client::push::{Delivery, PushConfig, PushConsumer};
use rmq::engine::client::subscription::Filter;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lock_batch::{LockBatchBody, LockBatchReply};
use rmq::engine::protocol::headers::clients::ConsumerGroupHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, Reply, Request};

use crate::fake::{Fake, broker, config, field, name_server, pulled, record, route, stored, until};

/// What the broker of these tests does with locks and members.
#[derive(Clone, Default)]
struct Rules {
    refuses_locks: Arc<Mutex<bool>>,
    others_only: Arc<Mutex<bool>>,
}

impl Rules {
    fn answer(&self, request: &Frame) -> Option<Reply> {
        match request.request_code() {
            RequestCode::LockBatchMq => {
                let asked = LockBatchBody::decode(request.body()).unwrap();
                assert_eq!(asked.consumer_group.as_str(), "G");
                let ours = if *self.refuses_locks.lock() { Vec::new() } else { asked.mq_set };
                Some(Reply::with_body(LockBatchReply { lock_ok_mq_set: ours }.encode()))
            }
            RequestCode::SendMessageV2 => Some(stored()),
            _ => None,
        }
    }
}

/// A broker with the messages 0 to 9 in the one queue of topic T, and a consumer of it.
async fn consumer_of(
    rules: Rules,
    setting: impl FnOnce(&mut PushConfig),
) -> (PushConsumer, Arc<Fake>, Fake) {
    let pull = |offset: i64| {
        let rest: Vec<u8> = (offset..10).flat_map(|n| record("T", n, &n.to_string(), "")).collect();
        (offset < 10).then(|| pulled(ResponseCode::Success, 10, rest))
    };
    let broker = Arc::new(broker("T", pull, move |request| rules.answer(request)).await);
    let topics = route(&[("a", broker.address())], 1);
    // The group's retry topic does not exist yet; whoever sends to it creates it.
    let namesrv = name_server(vec![("T", topics.clone()), ("TBW102", topics)]).await;
    let mut settings =
        PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", Filter::All);
    settings.orderly = true;
    setting(&mut settings);
    (PushConsumer::start(settings).await.unwrap(), broker, namesrv)
}

async fn next(consumer: &mut PushConsumer) -> Delivery {
    tokio::time::timeout(Duration::from_secs(20), consumer.next()).await.unwrap().unwrap()
}

fn body(delivery: &Delivery) -> String {
    String::from_utf8(delivery.message.body.to_vec()).unwrap()
}

fn members_changed(broker: &Fake) {
    let header = ConsumerGroupHeader { consumer_group: "G".into() };
    broker.push(&Request::new(RequestCode::NotifyConsumerIdsChanged, &header));
}

#[tokio::test]
async fn the_next_message_waits_for_the_last() {
    let (mut consumer, broker, _namesrv) = consumer_of(Rules::default(), |_| ()).await;
    let first = next(&mut consumer).await;
    assert_eq!(body(&first), "0");
    let early = tokio::time::timeout(Duration::from_millis(200), consumer.next()).await;
    assert!(early.is_err(), "message 0 is still in hand");
    first.ack();
    let second = next(&mut consumer).await;
    assert_eq!(body(&second), "1");
    second.suspend(Duration::from_millis(10));
    let again = next(&mut consumer).await;
    assert_eq!((body(&again).as_str(), again.message.reconsume_times), ("1", 1));
    again.ack();
    for expected in 2..10 {
        let delivery = next(&mut consumer).await;
        assert_eq!(body(&delivery), expected.to_string());
        delivery.ack();
    }
    consumer.shutdown().await;
    assert!(broker.seen(RequestCode::ConsumerSendMsgBack).is_empty());
    let unlocked =
        LockBatchBody::decode(broker.seen(RequestCode::UnlockBatchMq)[0].body()).unwrap();
    assert_eq!(unlocked.mq_set.len(), 1);
}

#[tokio::test]
async fn what_was_tried_often_enough_becomes_a_dead_letter() {
    let (mut consumer, broker, _namesrv) = consumer_of(Rules::default(), |settings| {
        settings.max_reconsume_times = Some(1);
        settings.suspend_queue = Duration::from_millis(10);
    })
    .await;
    next(&mut consumer).await.retry(0).await.unwrap();
    let again = next(&mut consumer).await;
    assert_eq!(body(&again), "0");
    again.retry(0).await.unwrap();
    assert_eq!(body(&next(&mut consumer).await), "1");
    let sent = &broker.seen(RequestCode::SendMessageV2)[0];
    assert_eq!(field(sent, "b"), "%RETRY%G");
    // The broker turns it into a dead letter because the one is not below the other.
    assert_eq!((field(sent, "j"), field(sent, "l")), ("1".to_owned(), "1".to_owned()));
}

#[tokio::test]
async fn nothing_is_pulled_without_the_lock() {
    let rules = Rules::default();
    *rules.refuses_locks.lock() = true;
    let (mut consumer, broker, _namesrv) = consumer_of(rules.clone(), |_| ()).await;
    broker.until_seen(RequestCode::LockBatchMq, 2).await;
    assert!(consumer.queues().is_empty());
    assert!(broker.seen(RequestCode::PullMessage).is_empty());
    *rules.refuses_locks.lock() = false;
    assert_eq!(body(&next(&mut consumer).await), "0");
}

#[tokio::test]
async fn a_lost_lock_voids_what_was_pulled() {
    let rules = Rules::default();
    let (mut consumer, broker, _namesrv) =
        consumer_of(rules.clone(), |settings| settings.lock_interval = Duration::from_millis(50))
            .await;
    next(&mut consumer).await.ack();
    let in_hand = next(&mut consumer).await;
    assert_eq!(body(&in_hand), "1");
    *rules.refuses_locks.lock() = true;
    until("the queue is lost", || consumer.queues().is_empty().then_some(())).await;
    in_hand.ack();
    *rules.refuses_locks.lock() = false;
    // The broker of this test stores no offsets: the queue begins anew at 0.
    assert_eq!(body(&next(&mut consumer).await), "0");
    let committed = broker.seen(RequestCode::UpdateConsumerOffset);
    assert!(committed.is_empty(), "another member's offset is not overwritten");
}

#[tokio::test]
async fn a_lock_that_runs_out_stops_the_queue() {
    let (mut consumer, broker, _namesrv) = consumer_of(Rules::default(), |settings| {
        settings.lock_life = Duration::from_millis(200);
        settings.lock_interval = Duration::from_secs(3600);
    })
    .await;
    let first = next(&mut consumer).await;
    tokio::time::sleep(Duration::from_millis(250)).await;
    first.ack();
    let again = next(&mut consumer).await;
    assert_eq!(body(&again), "0", "locked and begun anew");
    assert!(broker.seen(RequestCode::LockBatchMq).len() >= 2);
}

#[tokio::test]
async fn a_queue_is_handed_over_behind_the_message_in_hand() {
    let rules = Rules::default();
    let others_only = rules.others_only.clone();
    let listed = move |request: &Frame| {
        (request.request_code() == RequestCode::GetConsumerListByGroup && *others_only.lock()).then(
            || {
                let me = ME.lock().clone();
                Reply::with_body(
                    serde_json::json!({ "consumerIdList": ["!first", me] }).to_string(),
                )
            },
        )
    };
    static ME: Mutex<String> = Mutex::new(String::new());
    let locks = rules.clone();
    let pull = |offset: i64| {
        let two = [record("T", 0, "0", ""), record("T", 1, "1", "")].concat();
        (offset == 0).then(|| pulled(ResponseCode::Success, 2, two))
    };
    let broker =
        broker("T", pull, move |request| listed(request).or_else(|| locks.answer(request))).await;
    let namesrv = name_server(vec![("T", route(&[("a", broker.address())], 1))]).await;
    let mut settings =
        PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", Filter::All);
    settings.orderly = true;
    let mut consumer = PushConsumer::start(settings).await.unwrap();
    *ME.lock() = consumer.client_id().to_string();
    let in_hand = next(&mut consumer).await;
    // The one queue is the other member's from now on.
    *rules.others_only.lock() = true;
    let asked = broker.seen(RequestCode::GetConsumerListByGroup).len();
    members_changed(&broker);
    // A second round begins: the first one waited for the message in vain.
    broker.until_seen(RequestCode::GetConsumerListByGroup, asked + 2).await;
    assert!(broker.seen(RequestCode::UnlockBatchMq).is_empty(), "message 0 is in hand");
    in_hand.ack();
    broker.until_seen(RequestCode::UnlockBatchMq, 1).await;
    let codes = [RequestCode::UpdateConsumerOffset, RequestCode::UnlockBatchMq];
    let told: Vec<_> =
        broker.all_seen().into_iter().filter(|f| codes.contains(&f.request_code())).collect();
    assert_eq!(told.iter().map(Frame::request_code).collect::<Vec<_>>(), codes);
    assert_eq!(field(&told[0], "commitOffset"), "1", "the message in hand counts");
    assert!(consumer.queues().is_empty());
}
