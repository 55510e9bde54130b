//! Producers: where messages go, and what happens when a broker does not take one.

use std::collections::HashSet;
use std::time::Duration;

use rmq::engine::client::error::ClientError;
use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::{Producer, ProducerConfig, QueueChoice, SendStatus};
use rmq::engine::protocol::compression::Compression;
use rmq::engine::protocol::message::{property, property_value};
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::connection::CallError;
use rmq::engine::remoting::frame::Reply;

use crate::fake::{Fake, config, field, name_server, route, stored};

const SEND: RequestCode = RequestCode::SendMessageV2;

async fn taking() -> Fake {
    Fake::start(|_| Some(stored())).await
}

async fn refusing(code: ResponseCode) -> Fake {
    Fake::start(move |request| {
        Some(match request.request_code() {
            RequestCode::HeartBeat => Reply::success(),
            _ => Reply::refuse(code, "scripted"),
        })
    })
    .await
}

async fn producer_of(brokers: &[(&str, String)], queues: i32) -> (Producer, Fake) {
    let namesrv = name_server(vec![("T", route(brokers, queues))]).await;
    let settings = ProducerConfig::new(config(&[namesrv.address()]), "P");
    (Producer::start(settings), namesrv)
}

#[tokio::test]
async fn a_message_travels_as_send_message_v2() {
    let broker = taking().await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 4).await;
    let message = Message::new("T", "hello").with_tag("A").with_keys(["k"]);
    let sent = producer.send(&message).await.unwrap();
    assert_eq!(sent.status, SendStatus::SendOk);
    assert_eq!(sent.msg_id, message.unique_id());
    assert_eq!(sent.offset_msg_id, "7F000001000051AF0000000000000409");
    assert_eq!((sent.queue.queue_id, sent.queue_offset), (QueueId(1), QueueOffset(42)));
    let request = &broker.seen(SEND)[0];
    for (letter, expected) in [
        ("a", "P"),
        ("b", "T"),
        ("c", "TBW102"),
        ("d", "4"),
        ("f", "0"),
        ("j", "0"),
        ("k", "false"),
        ("m", "false"),
        ("n", "a"),
    ] {
        assert_eq!(field(request, letter), expected, "{letter}");
    }
    let properties = field(request, "i");
    assert_eq!(property_value(&properties, property::TAGS), Some("A"));
    assert_eq!(property_value(&properties, property::UNIQUE_KEY), Some(message.unique_id()));
    assert_eq!(request.body(), b"hello");
}

#[tokio::test]
async fn a_long_body_is_compressed() {
    let broker = taking().await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 1).await;
    let body = "rocket ".repeat(1000);
    producer.send(&Message::new("T", body.clone())).await.unwrap();
    let request = &broker.seen(SEND)[0];
    assert_eq!(field(request, "f"), 0x301.to_string());
    assert!(request.body().len() < 1000);
    assert_eq!(Compression::Zlib.inflate(request.body()).unwrap(), body.as_bytes());
}

#[tokio::test]
async fn another_broker_gets_what_one_refuses() {
    for code in [ResponseCode::TopicNotExist, ResponseCode::ServiceNotAvailable] {
        let (a, b) = (refusing(code).await, taking().await);
        let brokers = [("a", a.address()), ("b", b.address())];
        let (producer, _namesrv) = producer_of(&brokers, 2).await;
        for _ in 0..4 {
            let sent = producer.send(&Message::new("T", "x")).await.unwrap();
            assert_eq!(sent.queue.broker_name.as_str(), "b");
        }
        let ids = |fake: &Fake| -> HashSet<String> {
            let requests = fake.seen(SEND);
            let id = |p: String| property_value(&p, property::UNIQUE_KEY).map(str::to_owned);
            requests.iter().filter_map(|request| id(field(request, "i"))).collect()
        };
        let refused = ids(&a);
        assert!(!refused.is_empty(), "the turn came to broker a");
        assert!(refused.is_subset(&ids(&b)), "a message keeps its id on the way");
    }
}

#[tokio::test]
async fn a_broker_that_is_gone_is_passed_over() {
    let address = taking().await.stop().await;
    let broker = taking().await;
    let brokers = [("a", address), ("b", broker.address())];
    let (producer, _namesrv) = producer_of(&brokers, 1).await;
    for _ in 0..6 {
        let sent = producer.send(&Message::new("T", "x")).await.unwrap();
        assert_eq!(sent.queue.broker_name.as_str(), "b");
    }
}

#[tokio::test]
async fn a_refusal_that_no_broker_would_lift_comes_at_once() {
    let (a, b) =
        (refusing(ResponseCode::SystemBusy).await, refusing(ResponseCode::SystemBusy).await);
    let brokers = [("a", a.address()), ("b", b.address())];
    let (producer, _namesrv) = producer_of(&brokers, 1).await;
    let error = producer.send(&Message::new("T", "x")).await.unwrap_err();
    assert_eq!(error.response_code(), Some(ResponseCode::SystemBusy));
    assert_eq!(a.seen(SEND).len() + b.seen(SEND).len(), 1);
}

#[tokio::test]
async fn every_attempt_is_reported() {
    let (a, b) =
        (refusing(ResponseCode::NoPermission).await, refusing(ResponseCode::NoPermission).await);
    let brokers = [("a", a.address()), ("b", b.address())];
    let (producer, _namesrv) = producer_of(&brokers, 1).await;
    let error = producer.send(&Message::new("T", "x")).await.unwrap_err();
    let ClientError::SendFailed { attempts, .. } = &error else { panic!("{error}") };
    assert_eq!(attempts.len(), 3);
    for pair in attempts.windows(2) {
        assert_ne!(pair[0].queue.broker_name, pair[1].queue.broker_name);
    }
    assert!(error.to_string().contains("scripted"), "{error}");
}

#[tokio::test]
async fn a_silent_broker_uses_up_the_time() {
    let broker = Fake::start(|_| None).await;
    let namesrv = name_server(vec![("T", route(&[("a", broker.address())], 1))]).await;
    let mut settings = ProducerConfig::new(config(&[namesrv.address()]), "P");
    settings.send_timeout = Duration::from_millis(200);
    let producer = Producer::start(settings);
    let error = producer.send(&Message::new("T", "x")).await.unwrap_err();
    let ClientError::SendFailed { attempts, .. } = &error else { panic!("{error}") };
    let last = &attempts.last().unwrap().error;
    assert!(matches!(last, ClientError::Remoting(CallError::Timeout { .. })), "{last}");
    assert!(error.is_unreachable());
}

#[tokio::test]
async fn stored_but_not_flushed_is_sent() {
    let broker =
        Fake::start(|_| Some(Reply { code: ResponseCode::FlushDiskTimeout, ..stored() })).await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 1).await;
    let sent = producer.send(&Message::new("T", "x")).await.unwrap();
    assert_eq!(sent.status, SendStatus::FlushDiskTimeout);
}

#[tokio::test]
async fn an_unknown_topic_goes_by_the_route_of_tbw102() {
    let broker = taking().await;
    let by_default = route(&[("a", broker.address())], 8);
    let namesrv = name_server(vec![("TBW102", by_default)]).await;
    let producer = Producer::start(ProducerConfig::new(config(&[namesrv.address()]), "P"));
    let queues = producer.queues(&"New".into()).await.unwrap();
    assert_eq!(queues.len(), 4, "no more than the topic will have");
    assert!(queues.iter().all(|queue| queue.topic.as_str() == "New"));
    producer.send(&Message::new("New", "x")).await.unwrap();
}

#[tokio::test]
async fn a_topic_without_any_route_is_named() {
    let namesrv = name_server(vec![]).await;
    let producer = Producer::start(ProducerConfig::new(config(&[namesrv.address()]), "P"));
    let error = producer.send(&Message::new("New", "x")).await.unwrap_err();
    assert!(matches!(error, ClientError::NoRoute { .. }), "{error}");
    assert!(error.to_string().contains("New") && error.to_string().contains(&namesrv.address()));
}

#[tokio::test]
async fn the_next_name_server_is_asked_when_one_is_gone() {
    let dead = taking().await.stop().await;
    let broker = taking().await;
    let namesrv = name_server(vec![("T", route(&[("a", broker.address())], 1))]).await;
    for addresses in [[dead.clone(), namesrv.address()], [namesrv.address(), dead.clone()]] {
        let producer = Producer::start(ProducerConfig::new(config(&addresses), "P"));
        producer.send(&Message::new("T", "x")).await.unwrap();
    }
    let also_dead = taking().await.stop().await;
    let addresses = [dead.clone(), also_dead.clone()];
    let producer = Producer::start(ProducerConfig::new(config(&addresses), "P"));
    let error = producer.send(&Message::new("T", "x")).await.unwrap_err().to_string();
    assert!(error.contains(&dead) && error.contains(&also_dead), "{error}");
}

#[tokio::test]
async fn a_hash_key_picks_the_queue_java_picks() {
    let broker = taking().await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 8).await;
    // Printed by a JVM: `Math.abs(key.hashCode() % 8)`.
    for (key, queue) in [
        ("polygenelubricants", "0"),
        ("TagA", "7"),
        ("消息", "7"),
        ("", "0"),
        ("user-1000042", "3"),
    ] {
        let choice = QueueChoice::HashKey(key.to_owned());
        producer.send_to(&Message::new("T", "x"), &choice).await.unwrap();
        assert_eq!(field(broker.seen(SEND).last().unwrap(), "e"), queue, "{key}");
    }
}

#[tokio::test]
async fn a_chosen_queue_is_not_replaced() {
    let (a, b) = (refusing(ResponseCode::SystemError).await, taking().await);
    let brokers = [("a", a.address()), ("b", b.address())];
    let (producer, _namesrv) = producer_of(&brokers, 1).await;
    let queues = producer.queues(&"T".into()).await.unwrap();
    let on_a = queues.iter().find(|queue| queue.broker_name.as_str() == "a").unwrap();
    let choice = QueueChoice::Queue(on_a.clone());
    assert!(producer.send_to(&Message::new("T", "x"), &choice).await.is_err());
    assert!(b.seen(SEND).is_empty());
    let missing = QueueChoice::Id(QueueId(7));
    let error = producer.send_to(&Message::new("T", "x"), &missing).await.unwrap_err();
    assert!(matches!(error, ClientError::NoQueue { .. }), "{error}");
}

#[tokio::test]
async fn a_batch_is_one_request() {
    let broker = taking().await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 1).await;
    let batch = [Message::new("T", "one"), Message::new("T", "two")];
    let sent = producer.send_batch(&batch, &QueueChoice::Any).await.unwrap();
    let ids = [batch[0].unique_id(), batch[1].unique_id()].join(",");
    assert_eq!(sent.msg_id, ids);
    let request = &broker.seen(RequestCode::SendBatchMessage)[0];
    assert_eq!(field(request, "m"), "true");
    let bodies: Vec<Vec<u8>> = rmq::engine::protocol::batch::decode_batch(request.body())
        .map(|message| message.unwrap().body.to_vec())
        .collect();
    assert_eq!(bodies, [b"one", b"two"]);
    let mixed = [Message::new("T", "one"), Message::new("U", "two")];
    assert!(producer.send_batch(&mixed, &QueueChoice::Any).await.is_err());
    let delayed = [Message::new("T", "one").with_delay_level(1)];
    assert!(producer.send_batch(&delayed, &QueueChoice::Any).await.is_err());
    assert!(producer.send_batch(&[], &QueueChoice::Any).await.is_err());
}

#[tokio::test]
async fn a_pipeline_loses_and_doubles_nothing() {
    let broker = taking().await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 4).await;
    let mut pipeline = producer.pipeline(16);
    let mut ended = HashSet::new();
    for number in 0..500 {
        let message = Message::new("T", number.to_string());
        let (given, one) = pipeline.send(message, QueueChoice::Any).await;
        assert_eq!(given, number);
        assert!(pipeline.in_flight() <= 16);
        ended.extend(one.map(|(number, sent)| sent.map(|_| number).unwrap()));
    }
    while let Some((number, sent)) = pipeline.next().await {
        sent.unwrap();
        assert!(ended.insert(number));
    }
    assert_eq!(ended.len(), 500);
    let bodies: HashSet<Vec<u8>> =
        broker.seen(SEND).iter().map(|request| request.body().to_vec()).collect();
    assert_eq!((bodies.len(), broker.seen(SEND).len()), (500, 500));
}

#[tokio::test]
async fn a_group_is_joined_and_left() {
    let broker = taking().await;
    let (producer, _namesrv) = producer_of(&[("a", broker.address())], 1).await;
    producer.send(&Message::new("T", "x")).await.unwrap();
    let heartbeat = &broker.until_seen(RequestCode::HeartBeat, 1).await[0];
    let body: serde_json::Value = serde_json::from_slice(heartbeat.body()).unwrap();
    let groups = body["producerDataSet"].to_string();
    assert!(groups.contains("\"P\"") && groups.contains("CLIENT_INNER_PRODUCER"), "{groups}");
    producer.shutdown().await;
    let left = broker.seen(RequestCode::UnregisterClient);
    assert!(left.iter().any(|request| field(request, "producerGroup") == "P"));
}
