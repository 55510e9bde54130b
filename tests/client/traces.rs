//! Traces: their text, and the messages they travel in.

use std::sync::Arc;
use std::time::Duration;

use rmq::engine::client::outgoing::Message;
use rmq::engine::client::producer::{Producer, ProducerConfig};
use rmq::engine::client::push::{PushConfig, PushConsumer};
use rmq::engine::client::subscription::Filter;
use rmq::engine::client::trace::encode::{Consumed, Line, Published, Subject, TransactionEnd};
use rmq::engine::protocol::headers::send::SendMessageReply;
use rmq::engine::protocol::message::{property, property_value};
use rmq::engine::protocol::names::TopicName;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, Reply};
use rmq::engine::util::clock::TimestampMs;

use crate::fake::{Fake, broker, config, field, name_server, pulled, record, route};

/// Printed by `TraceDataEncoder` of 4.9.7, 0x01 as `|` and 0x02 as `;`: with everything there is,
/// then with as little as there can be.
const BY_APACHE: [&str; 8] = [
    "Pub|1763685294765|DefaultRegion|group|Topic|7F0000010001|TagA|k1 k2|127.0.0.1:10911|12|7|1|0A0B|true; keys=[7F0000010001, k1, k2]",
    "SubBefore|1763685294765|DefaultRegion|group|REQ|7F0000010001|3|k1 k2; keys=[7F0000010001, k1, k2]",
    "SubAfter|REQ|7F0000010001|7|true|k1 k2|0|1763685294765|group; keys=[7F0000010001, k1, k2]",
    "EndTransaction|1763685294765|DefaultRegion|group|Topic|7F0000010001|TagA|k1 k2|127.0.0.1:10911|2|TX|COMMIT_MESSAGE|true; keys=[7F0000010001, k1, k2]",
    "Pub|1763685294765|null|group|Topic|7F0000010001|null|null|127.0.0.1:10911|12|7|0|0A0B|false; keys=[7F0000010001]",
    "SubBefore|1763685294765|null|group|REQ|7F0000010001|3|null; keys=[7F0000010001]",
    "SubAfter|REQ|7F0000010001|7|false|null|4|1763685294765|group; keys=[7F0000010001]",
    "EndTransaction|1763685294765|null|group|Topic|7F0000010001|null|null|127.0.0.1:10911|2|null|UNKNOW|false; keys=[7F0000010001]",
];

fn lines(full: bool) -> [Line; 4] {
    let some = |text: &'static str| full.then_some(text);
    let subject = Subject {
        at: TimestampMs(1_763_685_294_765),
        region: some("DefaultRegion"),
        group: "group",
        topic: "Topic",
        msg_id: "7F0000010001",
        tags: some("TagA"),
        keys: some("k1 k2"),
    };
    let address = "127.0.0.1:10911";
    let consumed = Consumed { subject, request_id: "REQ" };
    let published = Published {
        subject,
        address,
        body_len: 12,
        cost_ms: 7,
        kind: u8::from(full),
        offset_msg_id: "0A0B",
        success: full,
    };
    let end = TransactionEnd {
        subject,
        address,
        transaction_id: some("TX"),
        state: if full { "COMMIT_MESSAGE" } else { "UNKNOW" },
        from_check: full,
    };
    let code = if full { 0 } else { 4 };
    [published.line(), consumed.before(3), consumed.after(7, full, code), end.line()]
}

#[test]
fn traces_read_as_apaches() {
    let ours = [lines(true), lines(false)].concat();
    for (line, expected) in ours.iter().zip(BY_APACHE) {
        let text = line.text.replace('\u{1}', "|").replace('\u{2}', ";");
        assert_eq!(format!("{text} keys=[{}]", line.keys.join(", ")), expected);
    }
}

const TRACES: &str = "RMQ_SYS_TRACE_TOPIC";

fn stored_in_a_region() -> Reply {
    Reply::with_header(&SendMessageReply {
        msg_id: "7F000001000051AF0000000000000409".to_owned(),
        region: Some("moon".to_owned()),
        trace_on: Some("true".to_owned()),
        ..SendMessageReply::default()
    })
}

/// The traces that `broker` was sent: keys, and the fields of every line.
fn traces(broker: &Fake) -> (Vec<String>, Vec<Vec<String>>) {
    let (mut keys, mut lines) = (Vec::new(), Vec::new());
    let is_trace = |request: &Frame| field(request, "b") == TRACES;
    for request in broker.seen(RequestCode::SendMessageV2).into_iter().filter(is_trace) {
        let properties = field(&request, "i");
        let found = property_value(&properties, property::KEYS).unwrap();
        keys.extend(found.split(' ').map(str::to_owned));
        let text = String::from_utf8(request.body().to_vec()).unwrap();
        let fields = |line: &str| line.split('\u{1}').map(str::to_owned).collect();
        lines.extend(text.split_terminator('\u{2}').map(fields));
    }
    (keys, lines)
}

#[tokio::test]
async fn what_was_sent_is_traced_before_the_producer_ends() {
    let broker = Fake::start(|_| Some(stored_in_a_region())).await;
    let topics = route(&[("a", broker.address())], 1);
    let namesrv = name_server(vec![("T", topics.clone()), (TRACES, topics)]).await;
    let mut settings = ProducerConfig::new(config(&[namesrv.address()]), "P");
    settings.trace = Some(TopicName::from(TRACES));
    let producer = Producer::start(settings);
    let message = Message::new("T", "hello").with_tag("A").with_keys(["k1", "k2"]);
    producer.send(&message).await.unwrap();
    producer.shutdown().await;
    let (keys, lines) = traces(&broker);
    assert_eq!(keys, [message.unique_id(), "k1", "k2"]);
    let [line] = &lines[..] else { panic!("{lines:?}") };
    let (address, id) = (broker.address(), message.unique_id());
    let told = [&line[0], &line[2], &line[3], &line[4], &line[5], &line[6], &line[7], &line[8]];
    assert_eq!(told, ["Pub", "moon", "P", "T", id, "A", "k1 k2", &address]);
    assert_eq!((line[9].as_str(), line[11].as_str(), line[13].as_str()), ("5", "0", "true"));
}

#[tokio::test]
async fn what_was_consumed_is_traced_twice() {
    let pull = |offset: i64| {
        let properties = "UNIQ_KEY\u{1}ID\u{2}KEYS\u{1}k";
        let two = [record("T", 0, "x", properties), record("T", 1, "y", "TRACE_ON\u{1}false")];
        (offset == 0).then(|| pulled(ResponseCode::Success, 2, two.concat()))
    };
    let taken = |request: &Frame| {
        (request.request_code() == RequestCode::SendMessageV2).then(stored_in_a_region)
    };
    let broker = Arc::new(broker("T", pull, taken).await);
    let topics = route(&[("a", broker.address())], 1);
    let namesrv = name_server(vec![("T", topics.clone()), (TRACES, topics)]).await;
    let mut settings =
        PushConfig::new(config(&[namesrv.address()]), "G").subscribe("T", Filter::All);
    settings.trace = Some(TopicName::from(TRACES));
    let mut consumer = PushConsumer::start(settings).await.unwrap();
    for _ in 0..2 {
        let next = tokio::time::timeout(Duration::from_secs(20), consumer.next()).await;
        next.unwrap().unwrap().ack();
    }
    consumer.shutdown().await;
    let (_, lines) = traces(&broker);
    let [before, after] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(
        [&before[0], &before[3], &before[5], &before[6], &before[7]],
        ["SubBefore", "G", "ID", "0", "k"]
    );
    assert_eq!(
        [&after[0], &after[2], &after[4], &after[5], &after[6], &after[8]],
        ["SubAfter", "ID", "true", "k", "0", "G"]
    );
    assert_eq!(before[4], after[1], "one request id ties them together");
}
