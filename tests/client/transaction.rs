//! Transactions: what goes to the broker, and the answer to its questions.

use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::ProducerConfig;
use rmq::engine::client::transaction::{LocalState, TransactionProducer};
use rmq::engine::protocol::headers::transaction::CheckTransactionStateHeader;
use rmq::engine::protocol::message::{property, property_value};
use rmq::engine::protocol::names::{PhysicalOffset, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, Reply, Request};

use crate::fake::{Fake, config, field, name_server, record, route, stored};

const END: RequestCode = RequestCode::EndTransaction;

async fn broker_that(answers: impl Fn(&Frame) -> Option<Reply> + Send + Sync + 'static) -> Fake {
    Fake::start(move |request| {
        answers(request).or_else(|| {
            Some(match request.request_code() {
                RequestCode::SendMessageV2 => stored(),
                _ => Reply::success(),
            })
        })
    })
    .await
}

async fn producer_of(broker: &Fake) -> (TransactionProducer, Fake) {
    let namesrv = name_server(vec![("T", route(&[("a", broker.address())], 1))]).await;
    let settings = ProducerConfig::new(config(&[namesrv.address()]), "P");
    let check = |message: rmq::engine::protocol::received::ReceivedMessage| async move {
        match &message.body[..] {
            b"committed" => LocalState::Commit,
            b"rolled back" => LocalState::Rollback,
            b"panics" => panic!("scripted"),
            _ => LocalState::Unknown,
        }
    };
    (TransactionProducer::start(settings, check), namesrv)
}

#[tokio::test]
async fn the_word_follows_the_half_message() {
    for (state, flag) in
        [(LocalState::Commit, "8"), (LocalState::Rollback, "12"), (LocalState::Unknown, "0")]
    {
        let broker = broker_that(|_| None).await;
        let (producer, _namesrv) = producer_of(&broker).await;
        let message = Message::new("T", "x").with_delay_level(3);
        let sent = producer.send(&message, |half| async move {
            assert_eq!(half.queue_offset, QueueOffset(42), "the half is stored by now");
            state
        });
        let sent = sent.await.unwrap();
        assert_eq!(sent.state, state);
        sent.ended.unwrap();
        let half = &broker.seen(RequestCode::SendMessageV2)[0];
        assert_eq!(field(half, "f"), "4", "the flag of a half message");
        let properties = field(half, "i");
        assert_eq!(property_value(&properties, property::TRANSACTION_PREPARED), Some("true"));
        assert_eq!(property_value(&properties, property::PRODUCER_GROUP), Some("P"));
        assert_eq!(property_value(&properties, property::DELAY), None);
        let end = &broker.until_seen(END, 1).await[0];
        for (name, expected) in [
            ("producerGroup", "P"),
            ("tranStateTableOffset", "42"),
            // The offset in the id 7F000001000051AF0000000000000409.
            ("commitLogOffset", "1033"),
            ("commitOrRollback", flag),
            ("fromTransactionCheck", "false"),
            ("msgId", message.unique_id()),
        ] {
            assert_eq!(field(end, name), expected, "{name}");
        }
    }
}

#[tokio::test]
async fn a_half_that_is_not_safe_is_rolled_back() {
    let broker = broker_that(|request| {
        (request.request_code() == RequestCode::SendMessageV2)
            .then(|| Reply { code: ResponseCode::FlushDiskTimeout, ..stored() })
    })
    .await;
    let (producer, _namesrv) = producer_of(&broker).await;
    let local = |_| async { panic!("the local transaction must not run") };
    let sent = producer.send(&Message::new("T", "x"), local).await.unwrap();
    assert_eq!(sent.state, LocalState::Rollback);
    assert_eq!(field(&broker.seen(END)[0], "commitOrRollback"), "12");
}

#[tokio::test]
async fn a_word_the_broker_does_not_take_is_told() {
    let broker = broker_that(|request| {
        (request.request_code() == END)
            .then(|| Reply::refuse(ResponseCode::SystemError, "scripted"))
    })
    .await;
    let (producer, _namesrv) = producer_of(&broker).await;
    let message = Message::new("T", "x");
    let sent = producer.send(&message, |_| async { LocalState::Commit }).await.unwrap();
    assert_eq!(sent.ended.unwrap_err().response_code(), Some(ResponseCode::SystemError));
}

#[tokio::test]
async fn a_broker_that_asks_is_answered() {
    let broker = broker_that(|_| None).await;
    let (producer, _namesrv) = producer_of(&broker).await;
    // The broker knows the client by its first message.
    producer.producer().send(&Message::new("T", "x")).await.unwrap();
    let heartbeat = &broker.until_seen(RequestCode::HeartBeat, 1).await[0];
    let told: serde_json::Value = serde_json::from_slice(heartbeat.body()).unwrap();
    assert!(told["producerDataSet"].to_string().contains("\"P\""), "{told}");
    let asked = [("committed", "8"), ("rolled back", "12"), ("who knows", "0"), ("panics", "0")];
    for (number, (body, flag)) in asked.iter().enumerate() {
        let header = CheckTransactionStateHeader {
            tran_state_table_offset: QueueOffset(7),
            commit_log_offset: PhysicalOffset(1700),
            msg_id: Some("ID".to_owned()),
            transaction_id: Some("ID".to_owned()),
            offset_msg_id: None,
        };
        let half = record("T", 7, body, "PGROUP\u{1}P\u{2}UNIQ_KEY\u{1}ID");
        let request = Request::new(RequestCode::CheckTransactionState, &header).with_body(half);
        broker.push(&request);
        let end = broker.until_seen(END, number + 1).await.remove(number);
        for (name, expected) in [
            ("producerGroup", "P"),
            ("tranStateTableOffset", "7"),
            ("commitLogOffset", "1700"),
            ("commitOrRollback", flag),
            ("fromTransactionCheck", "true"),
            ("msgId", "ID"),
            ("transactionId", "ID"),
        ] {
            assert_eq!(field(&end, name), expected, "{name} of {body}");
        }
    }
}
