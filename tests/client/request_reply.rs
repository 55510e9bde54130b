//! Request-reply: who waits for what, and what a reply carries.

use std::sync::Arc;
use std::time::Duration;

use rmq::engine::client::error::ClientError;
use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::{Producer, ProducerConfig, QueueChoice};
use rmq::engine::protocol::headers::reply_message::ReplyMessageHeader;
use rmq::engine::protocol::message::{property, property_value};
use rmq::engine::protocol::received::ReceivedMessage;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Reply, Request};

use crate::fake::{Fake, config, field, name_server, record, route, stored};

async fn cluster() -> (Arc<Fake>, Producer, Fake) {
    let broker = Fake::start(|request| {
        Some(match request.request_code() {
            RequestCode::SendMessageV2 | RequestCode::SendReplyMessageV2 => stored(),
            _ => Reply::success(),
        })
    })
    .await;
    let topics = route(&[("a", broker.address())], 1);
    let namesrv = name_server(vec![("T", topics.clone()), ("C_REPLY_TOPIC", topics)]).await;
    let producer = Producer::start(ProducerConfig::new(config(&[namesrv.address()]), "P"));
    (Arc::new(broker), producer, namesrv)
}

#[tokio::test]
async fn a_reply_reaches_the_request_it_belongs_to() {
    let (broker, producer, _namesrv) = cluster().await;
    let ask = |body: &'static str| {
        let producer = producer.clone();
        tokio::spawn(async move {
            let message = Message::new("T", body);
            producer.request(&message, &QueueChoice::Any, Duration::from_secs(20)).await
        })
    };
    let asked = [ask("one"), ask("two")];
    let requests = broker.until_seen(RequestCode::SendMessageV2, 2).await;
    let client = producer.session().id.clone();
    assert!(!broker.seen(RequestCode::HeartBeat).is_empty(), "who replies has to find the client");
    for request in requests {
        let sent = field(&request, "i");
        assert_eq!(property_value(&sent, property::REPLY_TO_CLIENT), Some(client.as_str()));
        assert_eq!(property_value(&sent, property::MESSAGE_TTL), Some("20000"));
        let correlation = property_value(&sent, property::CORRELATION_ID).unwrap();
        assert_eq!((correlation.len(), correlation.matches('-').count()), (36, 4), "{correlation}");
        let header = ReplyMessageHeader {
            topic: "C_REPLY_TOPIC".into(),
            properties: Some(format!("CORRELATION_ID\u{1}{correlation}\u{2}MSG_TYPE\u{1}reply")),
            born_host: "127.0.0.1:5".to_owned(),
            store_host: "127.0.0.1:6".to_owned(),
            ..ReplyMessageHeader::default()
        };
        let body = [request.body(), b" answered"].concat();
        broker.push(&Request::new(RequestCode::PushReplyMessageToClient, &header).with_body(body));
    }
    let [one, two] = asked;
    let (one, two) = (one.await.unwrap().unwrap(), two.await.unwrap().unwrap());
    assert_eq!((&one.body[..], &two.body[..]), (&b"one answered"[..], &b"two answered"[..]));
    assert!(one.property(property::REPLY_ARRIVE_TIME).is_some());
}

#[tokio::test]
async fn a_request_without_a_reply_ends() {
    let (_broker, producer, _namesrv) = cluster().await;
    let patience = Duration::from_millis(100);
    let outcome = producer.request(&Message::new("T", "x"), &QueueChoice::Any, patience).await;
    assert!(matches!(outcome, Err(ClientError::NotSeen { .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_reply_goes_back_the_way_of_the_request() {
    let (broker, producer, _namesrv) = cluster().await;
    let properties =
        "CLUSTER\u{1}C\u{2}CORRELATION_ID\u{1}id-1\u{2}REPLY_TO_CLIENT\u{1}me@1\u{2}TTL\u{1}3000";
    let request = ReceivedMessage::decode(&record("T", 0, "?", properties).into()).unwrap();
    producer.reply(&request, "!").await.unwrap();
    let reply = &broker.seen(RequestCode::SendReplyMessageV2)[0];
    assert_eq!((field(reply, "b").as_str(), reply.body()), ("C_REPLY_TOPIC", &b"!"[..]));
    let sent = field(reply, "i");
    for (name, expected) in [
        (property::MESSAGE_TYPE, "reply"),
        (property::CORRELATION_ID, "id-1"),
        (property::REPLY_TO_CLIENT, "me@1"),
        (property::MESSAGE_TTL, "3000"),
    ] {
        assert_eq!(property_value(&sent, name), Some(expected), "{name}");
    }
    let plain = ReceivedMessage::decode(&record("T", 0, "?", "").into()).unwrap();
    let refused = producer.reply(&plain, "!").await.unwrap_err();
    assert!(matches!(refused, ClientError::IllegalMessage { .. }), "{refused}");
}
