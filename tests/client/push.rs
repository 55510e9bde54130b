//! Push consumers: what each kind of pull answer leads to, and what is committed.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rmq::engine::client::push::{Delivery, Outcome, PushConfig, PushConsumer};
use rmq::engine::client::subscription::Filter;
use rmq::engine::protocol::headers::clients::ConsumerGroupHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Reply, Request};

use crate::fake::{Fake, broker, config, field, name_server, pulled, record, route, stored, until};

const FOUND: ResponseCode = ResponseCode::Success;

async fn consumer_of(broker: &Fake, filter: Filter) -> (PushConsumer, Fake) {
    let topics = route(&[("a", broker.address())], 1);
    let namesrv = name_server(vec![("T", topics.clone()), ("%RETRY%G", topics)]).await;
    let settings = PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", filter);
    (PushConsumer::start(settings).await.unwrap(), namesrv)
}

async fn next(consumer: &mut PushConsumer) -> Delivery {
    tokio::time::timeout(Duration::from_secs(20), consumer.next()).await.unwrap().unwrap()
}

/// The offset last committed for topic `T`, by a request of its own.
fn committed(broker: &Fake) -> Option<String> {
    let commits = broker.seen(RequestCode::UpdateConsumerOffset);
    let of_topic = commits.iter().filter(|request| field(request, "topic") == "T");
    of_topic.map(|request| field(request, "commitOffset")).last()
}

#[tokio::test]
async fn every_pull_answer_leads_on() {
    // 0: nothing matched up to 5; 5: two messages; 7, once they are done with: nothing new, but the
    // index goes on at 10; 10: beyond the end, back to 8; 8: one message; 9: nothing for now.
    let done = Arc::new(AtomicBool::new(false));
    let is_done = done.clone();
    let broker = broker(
        "T",
        move |offset| match offset {
            0 => Some(pulled(ResponseCode::PullRetryImmediately, 5, vec![])),
            5 => {
                let two = [record("T", 5, "five", ""), record("T", 6, "six", "")].concat();
                Some(pulled(FOUND, 7, two))
            }
            7 if is_done.load(Ordering::Acquire) => {
                Some(pulled(ResponseCode::PullNotFound, 10, vec![]))
            }
            10 => Some(pulled(ResponseCode::PullOffsetMoved, 8, vec![])),
            8 => Some(pulled(FOUND, 9, record("T", 8, "eight", ""))),
            _ => None,
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    for expected in ["five", "six"] {
        let delivery = next(&mut consumer).await;
        assert_eq!(delivery.message.body, expected);
        delivery.ack();
    }
    done.store(true, Ordering::Release);
    let delivery = next(&mut consumer).await;
    assert_eq!(delivery.message.body, "eight");
    delivery.ack();
    consumer.shutdown().await;
    assert_eq!(committed(&broker).as_deref(), Some("9"));
    let left = broker.seen(RequestCode::UnregisterClient);
    assert!(left.iter().any(|request| field(request, "consumerGroup") == "G"));
}

#[tokio::test]
async fn what_is_in_hand_comes_again_when_the_queue_turns_out_shorter() {
    let times = AtomicUsize::new(0);
    let broker = broker(
        "T",
        move |offset| match offset {
            0 => {
                let two = [record("T", 0, "zero", ""), record("T", 1, "one", "")].concat();
                Some(pulled(FOUND, 2, two))
            }
            2 => Some(pulled(ResponseCode::PullNotFound, 5, vec![])),
            // A slave that lacks the last messages of its master.
            5 if times.fetch_add(1, Ordering::AcqRel) == 0 => {
                Some(pulled(ResponseCode::PullOffsetMoved, 2, vec![]))
            }
            _ => None,
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    let in_hand = next(&mut consumer).await;
    assert_eq!(in_hand.message.body, "zero");
    let again = loop {
        let delivery = next(&mut consumer).await;
        if delivery.message.body == "zero" {
            break delivery;
        }
    };
    drop((in_hand, again));
    consumer.shutdown().await;
    assert_eq!(committed(&broker).as_deref().unwrap_or("0"), "0");
}

#[tokio::test]
async fn a_message_pulled_twice_is_handed_out_once() {
    let broker = broker(
        "T",
        |offset| match offset {
            0 => Some(pulled(FOUND, 1, record("T", 0, "zero", ""))),
            // A broker that goes back, as one restarted from an older store does.
            1 => {
                let again = [record("T", 0, "zero", ""), record("T", 1, "one", "")].concat();
                Some(pulled(FOUND, 2, again))
            }
            _ => None,
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    let (zero, one) = (next(&mut consumer).await, next(&mut consumer).await);
    assert_eq!((&zero.message.body[..], &one.message.body[..]), (&b"zero"[..], &b"one"[..]));
    // What is done out of order does not move the offset past what is not.
    one.ack();
    drop(zero);
    consumer.shutdown().await;
    assert_eq!(committed(&broker).as_deref(), Some("0"));
}

#[tokio::test]
async fn a_tag_with_a_wanted_ones_hash_is_passed_over() {
    // "Aa" and "BB" have the same hash code in Java, so that the broker sends both.
    let broker = broker(
        "T",
        |offset| match offset {
            0 => {
                let both = [
                    record("T", 0, "other", "TAGS\u{1}BB"),
                    record("T", 1, "wanted", "TAGS\u{1}Aa"),
                    record("T", 2, "untagged", ""),
                ];
                Some(pulled(FOUND, 3, both.concat()))
            }
            _ => None,
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::tags("Aa").unwrap()).await;
    let delivery = next(&mut consumer).await;
    assert_eq!(delivery.message.body, "wanted");
    delivery.ack();
    consumer.shutdown().await;
    assert_eq!(committed(&broker).as_deref(), Some("3"), "what was passed over is done");
}

#[tokio::test]
async fn an_unreadable_message_does_not_hide_the_next() {
    let mut damaged = record("T", 1, "bad", "");
    damaged[4] = 0; // its magic
    let broker = broker(
        "T",
        move |offset| match offset {
            0 => {
                let all = [record("T", 0, "zero", ""), damaged.clone(), record("T", 2, "two", "")];
                Some(pulled(FOUND, 3, all.concat()))
            }
            1 => Some(pulled(FOUND, 3, [damaged.clone(), record("T", 2, "two", "")].concat())),
            2 => Some(pulled(FOUND, 3, record("T", 2, "two", ""))),
            _ => None,
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    assert_eq!(next(&mut consumer).await.message.body, "zero");
    assert_eq!(next(&mut consumer).await.message.body, "two");
}

#[tokio::test]
async fn a_message_sent_back_is_done_here() {
    let broker = broker(
        "T",
        |offset| (offset == 0).then(|| pulled(FOUND, 1, record("T", 0, "x", "UNIQ_KEY\u{1}ID"))),
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    next(&mut consumer).await.retry(3).await.unwrap();
    let back = &broker.seen(RequestCode::ConsumerSendMsgBack)[0];
    for (name, expected) in [
        ("offset", "1000"),
        ("group", "G"),
        ("delayLevel", "3"),
        ("originMsgId", "ID"),
        ("originTopic", "T"),
        ("maxReconsumeTimes", "16"),
    ] {
        assert_eq!(field(back, name), expected, "{name}");
    }
    consumer.shutdown().await;
    assert_eq!(committed(&broker).as_deref(), Some("1"));
}

#[tokio::test]
async fn what_the_broker_does_not_take_back_is_sent_anew() {
    let broker = broker(
        "T",
        |offset| {
            let properties = "UNIQ_KEY\u{1}ID\u{2}TAGS\u{1}A";
            (offset == 0).then(|| pulled(FOUND, 1, record("T", 0, "x", properties)))
        },
        |request| match request.request_code() {
            RequestCode::ConsumerSendMsgBack => {
                Some(Reply::refuse(ResponseCode::SystemError, "scripted"))
            }
            RequestCode::SendMessageV2 => Some(stored()),
            _ => None,
        },
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    next(&mut consumer).await.retry(0).await.unwrap();
    let anew = &broker.seen(RequestCode::SendMessageV2)[0];
    assert_eq!(field(anew, "b"), "%RETRY%G");
    assert_eq!((field(anew, "j"), field(anew, "l")), ("1".to_owned(), "16".to_owned()));
    let properties: HashSet<String> = field(anew, "i").split('\u{2}').map(str::to_owned).collect();
    for expected in [
        "UNIQ_KEY\u{1}ID",
        "TAGS\u{1}A",
        "RETRY_TOPIC\u{1}T",
        "ORIGIN_MESSAGE_ID\u{1}ID",
        "RECONSUME_TIME\u{1}1",
        "MAX_RECONSUME_TIMES\u{1}16",
        "DELAY\u{1}3",
    ] {
        assert!(properties.contains(expected), "{expected:?} is missing in {properties:?}");
    }
}

#[tokio::test]
async fn a_change_of_members_is_heeded_and_strange_pushes_are_refused() {
    let broker = broker("T", |_| None, |_| None).await;
    let (consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    until("both queues taken over", || (consumer.queues().len() == 2).then_some(())).await;
    let asked = RequestCode::GetConsumerListByGroup;
    let before = broker.seen(asked).len();
    let header = ConsumerGroupHeader { consumer_group: "G".into() };
    broker.push(&Request::new(RequestCode::NotifyConsumerIdsChanged, &header));
    broker.until_seen(asked, before + 1).await;
    let connection = &broker.connections()[0];
    for code in [RequestCode::PullMessage, RequestCode::Unknown(9999)] {
        let answer = connection.call(&Request::bare(code), Duration::from_secs(10)).await.unwrap();
        assert_eq!(answer.response_code(), ResponseCode::RequestCodeNotSupported);
    }
}

#[tokio::test]
async fn queues_go_to_a_second_member_and_come_back() {
    let members = std::sync::Arc::new(Mutex::new(Vec::<String>::new()));
    let listed = members.clone();
    let broker = broker(
        "T",
        |_| None,
        move |request| match request.request_code() {
            RequestCode::GetConsumerListByGroup => {
                let ids: Vec<String> = listed.lock().clone();
                let body = serde_json::json!({ "consumerIdList": ids }).to_string();
                Some(Reply::with_body(body))
            }
            _ => None,
        },
    )
    .await;
    let topics = route(&[("a", broker.address())], 4);
    let namesrv = name_server(vec![("T", topics)]).await;
    let settings = PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", Filter::All);
    let consumer = PushConsumer::start(settings).await.unwrap();
    let changed = || {
        let header = ConsumerGroupHeader { consumer_group: "G".into() };
        broker.push(&Request::new(RequestCode::NotifyConsumerIdsChanged, &header));
    };
    let mine = |count: usize| (consumer.queues().len() == count).then_some(());
    let me = consumer.client_id().to_string();
    *members.lock() = vec![me.clone()];
    changed();
    until("all queues", || mine(4)).await;
    // `!` sorts before every digit: the other member is the first.
    *members.lock() = vec![me.clone(), "!other".to_owned()];
    changed();
    until("half the queues", || mine(2)).await;
    let ids: Vec<i32> = consumer.queues().iter().map(|queue| queue.queue_id.0).collect();
    assert_eq!(ids, [2, 3]);
    *members.lock() = vec![me];
    changed();
    until("all queues again", || mine(4)).await;
}

#[tokio::test]
async fn a_callback_settles_each_message() {
    let broker = broker(
        "T",
        |offset| {
            let all: Vec<u8> = (0..10).flat_map(|n| record("T", n, &n.to_string(), "")).collect();
            (offset == 0).then(|| pulled(FOUND, 10, all))
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    let back = RequestCode::ConsumerSendMsgBack;
    let consumed = std::sync::Arc::new(Mutex::new(HashSet::new()));
    let seen = consumed.clone();
    let consume = move |message: rmq::engine::protocol::received::ReceivedMessage| {
        let seen = seen.clone();
        async move {
            seen.lock().insert(message.queue_offset);
            match message.queue_offset.0 {
                3 => Outcome::Retry,
                4 => panic!("scripted"),
                _ => Outcome::Done,
            }
        }
    };
    let both_back = broker.until_seen(back, 2);
    consumer.run(4, consume, both_back).await;
    until("all consumed", || (consumed.lock().len() == 10).then_some(())).await;
    consumer.shutdown().await;
    assert_eq!(committed(&broker).as_deref(), Some("10"));
    let offsets: HashSet<String> =
        broker.seen(back).iter().map(|request| field(request, "offset")).collect();
    assert_eq!(offsets, HashSet::from(["1003".to_owned(), "1004".to_owned()]));
}

#[tokio::test]
async fn a_broker_that_forgot_the_group_is_told_again() {
    let pulls = std::sync::atomic::AtomicUsize::new(0);
    let broker = broker(
        "T",
        move |offset| match pulls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Some(Reply::refuse(ResponseCode::SubscriptionNotExist, "scripted")),
            _ => (offset == 0).then(|| pulled(FOUND, 1, record("T", 0, "x", ""))),
        },
        |_| None,
    )
    .await;
    let (mut consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    let delivery = next(&mut consumer).await;
    assert_eq!(delivery.message.body, "x");
    // Whoever greets a broker anew meanwhile adds one.
    assert!(broker.seen(RequestCode::HeartBeat).len() >= 2);
}

#[tokio::test]
async fn a_lost_connection_is_made_again_and_the_group_joined() {
    let broker = broker("T", |_| None, |_| None).await;
    let (_consumer, _namesrv) = consumer_of(&broker, Filter::All).await;
    broker.until_seen(RequestCode::PullMessage, 2).await;
    let heartbeats = broker.seen(RequestCode::HeartBeat).len();
    for connection in broker.connections() {
        connection.close();
    }
    broker.until_seen(RequestCode::HeartBeat, heartbeats + 1).await;
    broker.until_seen(RequestCode::PullMessage, 4).await;
}
