//! What the broker passes on between clients, and what it tells of consumers' progress, beside
//! captured exchanges of Apache's broker.

use bytes::BytesMut;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::connections::ProducerTable;
use rmq::engine::protocol::bodies::consume_queue::ConsumeQueueBody;
use rmq::engine::protocol::bodies::heartbeat::{HeartbeatData, ProducerData};
use rmq::engine::protocol::bodies::stats::ConsumeStatsList;
use rmq::engine::protocol::bodies::time_span::ConsumeTimeSpanBody;
use rmq::engine::protocol::headers::groups::{
    CloneGroupOffsetHeader, QueryConsumeTimeSpanHeader, QueryCorrectionOffsetHeader,
};
use rmq::engine::protocol::headers::pull::PullMessageHeader;
use rmq::engine::protocol::headers::query::QueryConsumeQueueHeader;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::message::{property_value, with_properties};
use rmq::engine::protocol::names::{ClientId, GroupName, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, Reply, Request};

use crate::golden::{exchanges, frame, head, pushes, replay};
use crate::support::{Peer, Raw, TestBroker, consumer};

/// The captured exchange of the broker with `code`.
fn exchange(code: i32) -> (Frame, Vec<u8>, Frame) {
    let exchange = exchanges("frames.jsonl", code).remove(0);
    (frame(&exchange.request), exchange.request, frame(&exchange.response))
}

/// A connection on which a client has said who it is.
async fn client(broker: &TestBroker, data: &HeartbeatData) -> Raw {
    let mut raw = Raw::connect(&broker.address).await;
    let heartbeat = Request::bare(RequestCode::HeartBeat).with_body(data.encode());
    raw.send(&heartbeat, 1).await;
    loop {
        let frame = raw.frame().await;
        if frame.is_response() {
            assert_eq!(frame.code, 0);
            return raw;
        }
    }
}

async fn answer(raw: &mut Raw, request: &Frame, reply: &Reply) {
    let mut out = Vec::new();
    reply.encode(request, &mut out);
    raw.write(&out).await;
}

/// What a captured client answered, as a reply to another request.
fn reply_of(captured: &Frame) -> Reply {
    let mut reply = Reply::with_body(captured.body_bytes());
    reply.remark = captured.remark.clone().map(Into::into);
    reply
}

/// The frame in a captured push, and in its answer.
fn pushed(code: i32) -> Frame {
    frame(&pushes("frames.jsonl", code)[0])
}

fn field(frame: &Frame, name: &str) -> String {
    frame.fields().get(name).unwrap().unwrap_or_default().into_owned()
}

/// A frame with another text of the same length in it.
fn with(frame: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = frame.windows(old.len()).position(|bytes| bytes == old.as_bytes()).unwrap();
    [&frame[..at], new.as_bytes(), &frame[at + old.len()..]].concat()
}

fn producer(client: &str) -> HeartbeatData {
    HeartbeatData {
        client_id: ClientId::from(client),
        producer_data_set: vec![ProducerData { group_name: GroupName::from("PG") }],
        ..HeartbeatData::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_reaches_who_asked_and_is_stored() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let (asked, bytes, theirs) = exchange(325);
    let sent: SendMessageHeader<'_> = asked.header().unwrap();
    let properties = sent.properties.clone().unwrap();
    let requester = property_value(&properties, "REPLY_TO_CLIENT").unwrap();
    let mut requester = client(&broker, &producer(requester)).await;
    let mut replier = Raw::connect(&broker.address).await;
    replier.write(&bytes).await;
    let push = requester.frame().await;
    let captured = pushed(326);
    let plain = |frame: &Frame| {
        let mut head = head(frame);
        let fields = head.5.as_mut().unwrap();
        let born = fields.remove("bornHost").unwrap();
        assert!(born.starts_with("127.0.0.1:"), "{born}");
        assert!(fields.remove("storeHost").unwrap().starts_with("127.0.0.1:"));
        let stored = fields.remove("storeTimestamp").unwrap();
        let properties = fields.remove("properties").unwrap();
        assert_eq!(property_value(&properties, "PUSH_REPLY_TIME"), Some(&*stored));
        let rest = with_properties(&properties, &[("PUSH_REPLY_TIME", None)]);
        let mut rest: Vec<_> = rest.split('\u{2}').map(str::to_owned).collect();
        rest.sort();
        // The number of the request is the connection's.
        head.2 = 0;
        (head, rest, frame.body_bytes())
    };
    assert_eq!(plain(&push), plain(&captured));
    answer(&mut requester, &push, &Reply::success()).await;
    let (mut ours, mut theirs) = (head(&replier.frame().await), head(&theirs));
    assert!(ours.5.as_mut().unwrap().remove("msgId").is_some());
    assert!(theirs.5.as_mut().unwrap().remove("msgId").is_some());
    assert_eq!(ours, theirs);
    let [stored] = broker.stored("DefaultCluster_REPLY_TOPIC", 0).try_into().unwrap();
    assert_eq!((&stored.body[..], &*stored.properties), (&b"re:ping"[..], &*properties));
    // The one who waits does not want it, or is gone: refused, but stored all the same.
    let requester_id = property_value(&properties, "REPLY_TO_CLIENT").unwrap();
    replier.write(&bytes).await;
    let push = requester.frame().await;
    let refusal = Reply::refuse(ResponseCode::SystemError, "no");
    answer(&mut requester, &push, &refusal).await;
    let refused = replier.frame().await;
    assert_eq!(refused.remark, Some(format!("push reply message to {requester_id}fail.")));
    assert_eq!((refused.code, field(&refused, "queueOffset")), (1, "1".to_owned()));
    drop(requester);
    let gone = || broker.broker.producers.find(requester_id).is_none();
    crate::support::until("the requester is gone", gone).await;
    replier.write(&bytes).await;
    let refused = replier.frame().await;
    let remark = format!("push reply message fail, channel of <{requester_id}> not found.");
    assert_eq!((refused.code, refused.remark), (1, Some(remark)));
    assert_eq!(broker.stored("DefaultCluster_REPLY_TOPIC", 0).len(), 3);
    broker.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "storeReplyMessageEnable=false\n").await;
    let refused = replay(&broker, &bytes).await;
    assert_eq!((refused.code, field(&refused, "msgId")), (1, String::new()));
    assert_eq!(broker.broker.store.max_physical_offset().0, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_to_one_consumer_are_passed_on() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let message = broker.store("T", 0, b"x", "");
    let message = broker.stored("T", 0).remove(message.queue_offset.0 as usize);
    for code in [307, 309] {
        let (asked, mut bytes, theirs) = exchange(code);
        let (group, id) = (field(&asked, "consumerGroup"), field(&asked, "clientId"));
        let mut member = client(&broker, &consumer(&id, &group, &["T"])).await;
        if code == 309 {
            bytes = with(&bytes, &field(&asked, "msgId"), &message.offset_message_id());
        }
        let mut operator = Raw::connect(&broker.address).await;
        operator.write(&bytes).await;
        let mut question = member.frame().await;
        while question.code == 40 {
            question = member.frame().await;
        }
        let captured = pushed(code);
        let fields = |frame: &Frame| {
            let mut fields = head(frame).5.unwrap();
            fields.remove("msgId");
            (frame.code, frame.flag, fields)
        };
        assert_eq!(fields(&question), fields(&captured));
        if code == 309 {
            let record = broker.broker.store.record_at(message.physical_offset, None);
            assert_eq!(question.body(), &record.unwrap().unwrap()[..]);
        }
        answer(&mut member, &question, &reply_of(&theirs)).await;
        let ours = operator.frame().await;
        assert_eq!((head(&ours), ours.body()), (head(&theirs), theirs.body()));
        // Somebody who is not there.
        let nobody = "?".repeat(id.len());
        let refused = replay(&broker, &with(&bytes, &id, &nobody)).await;
        let remark = format!("The Consumer <{group}> <{nobody}> not online");
        assert_eq!((refused.code, refused.remark), (1, Some(remark)));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_are_reset_at_the_members() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let (asked, bytes, theirs) = exchange(222);
    let (topic, group) = (field(&asked, "topic"), field(&asked, "group"));
    broker.broker.topics.create_if_absent(&topic, 1, 6, 0).unwrap();
    for _ in 0..3 {
        broker.store(&topic, 0, b"x", "");
    }
    let never = replay(&broker, &bytes).await;
    let remark = format!("THe consumer group <{group}> not exist");
    assert_eq!((never.code, never.remark), (1, Some(remark)));
    broker.broker.offsets.commit(&group, &topic, QueueId(0), QueueOffset(2));
    let offline = replay(&broker, &bytes).await;
    let remark = format!(
        "Consumer not online, so can not reset offset, Group: {group} Topic: {topic} Timestamp: 0"
    );
    assert_eq!((offline.code, offline.remark), (206, Some(remark)));
    let mut member = client(&broker, &consumer("c@1", &group, &[&topic])).await;
    let ours = replay(&broker, &bytes).await;
    assert_eq!((head(&ours), ours.body()), (head(&theirs), theirs.body()));
    let mut told = member.frame().await;
    while told.code == 40 {
        told = member.frame().await;
    }
    let captured = pushed(220);
    assert_eq!(head(&told).5, head(&captured).5);
    assert_eq!((told.code, told.flag, told.body()), (220, 2, captured.body()));
    // The member commits where it went; the broker does not know better.
    let stored = broker.broker.offsets.get(&group, &topic, QueueId(0));
    assert_eq!(stored, Some(QueueOffset(2)));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_tell_where_they_are() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let (asked, bytes, theirs) = exchange(223);
    let (id, group) = (field(&asked, "clientAddr"), field(&asked, "group"));
    let nobody = replay(&broker, &bytes).await;
    let remark = format!("No Any Consumer online in the consumer group: [{group}]");
    assert_eq!((nobody.code, nobody.remark), (1, Some(remark)));
    let mut member = client(&broker, &consumer(&id, &group, &["T"])).await;
    let other = client(&broker, &consumer("other@1", &group, &["T"])).await;
    let mut operator = Raw::connect(&broker.address).await;
    operator.write(&bytes).await;
    let mut question = member.frame().await;
    while question.code == 40 {
        question = member.frame().await;
    }
    let captured = pushed(221);
    assert_eq!((question.code, head(&question).5), (221, head(&captured).5));
    let body = exchanges_of_clients(221);
    answer(&mut member, &question, &reply_of(&body)).await;
    let ours = operator.frame().await;
    assert_eq!((head(&ours), ours.body()), (head(&theirs), theirs.body()));
    drop(other);
    broker.broker.stop().await;
}

/// What the captured client answered to a push.
fn exchanges_of_clients(code: i32) -> Frame {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/frames/frames.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let answer = text.lines().find_map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let wanted = value["to"] == "client" && value["code"] == code;
        wanted.then(|| value["response"].as_str().map(crate::golden::unhex)).flatten()
    });
    Frame::take(&mut BytesMut::from(&answer.unwrap()[..])).unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_out_of_range_leaves_an_event() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    broker.broker.topics.create_if_absent("T", 2, 6, 0).unwrap();
    broker.store("T", 1, b"x", "");
    let peer = Peer::new(&broker.address);
    for (offset, code) in [(1, 19), (9, 21)] {
        let header = PullMessageHeader {
            consumer_group: "G".into(),
            topic: "T".into(),
            queue_id: QueueId(1),
            queue_offset: QueueOffset(offset),
            max_msg_nums: 1,
            sys_flag: 4,
            ..PullMessageHeader::default()
        };
        let answer = peer.call(Request::new(RequestCode::PullMessage, &header)).await;
        assert_eq!(answer.code, code);
    }
    let topic = "OFFSET_MOVED_EVENT";
    let there = || broker.broker.store.max_offset(topic, QueueId(0)).0 == 1;
    crate::support::until("the event", there).await;
    let [event] = broker.stored(topic, 0).try_into().unwrap();
    let expected = r#"{"consumerGroup":"G","messageQueue":{"brokerName":"broker-a","queueId":1,"topic":"T"},"offsetNew":1,"offsetRequest":9}"#;
    assert_eq!(std::str::from_utf8(&event.body).unwrap(), expected);
    for (name, value) in [("KEYS", "G"), ("TAGS", "G"), ("DELAY", "0")] {
        assert_eq!(property_value(&event.properties, name), Some(value));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_in_detail() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    broker.broker.topics.create_if_absent("T", 1, 6, 0).unwrap();
    let stored: Vec<_> = (0..4).map(|_| broker.store("T", 0, b"x", "TAGS\u{1}A")).collect();
    let (group, topic) = (GroupName::from("G"), TopicName::from("T"));
    broker.broker.offsets.commit("G", "T", QueueId(0), QueueOffset(3));
    broker.broker.offsets.commit("H", "T", QueueId(0), QueueOffset(1));

    let header = QueryConsumeTimeSpanHeader { topic: topic.clone(), group: group.clone() };
    let answer = peer.call(Request::new(RequestCode::QueryConsumeTimeSpan, &header)).await;
    let [span] = ConsumeTimeSpanBody::decode(answer.body())
        .unwrap()
        .consume_time_span_set
        .try_into()
        .unwrap();
    let times = [0, 3, 2].map(|at: usize| stored[at].store_timestamp);
    assert_eq!([span.min_time_stamp, span.max_time_stamp, span.consume_time_stamp], times);
    assert!(span.delay_time >= 0 && span.delay_time < 60_000);

    let header = QueryConsumeQueueHeader {
        topic: topic.clone(),
        queue_id: QueueId(0),
        index: QueueOffset(1),
        count: 2,
        consumer_group: Some(group.clone()),
    };
    let answer = peer.call(Request::new(RequestCode::QueryConsumeQueue, &header)).await;
    let body = ConsumeQueueBody::decode(answer.body()).unwrap();
    assert_eq!((body.min_queue_index.0, body.max_queue_index.0), (0, 4));
    assert_eq!(body.filter_data.as_deref(), Some("G@T is not online!"));
    let units: Vec<_> =
        body.queue_data.unwrap().iter().map(|u| (u.physical_offset, u.tags_code)).collect();
    assert_eq!(units, [1, 2].map(|at: usize| (stored[at].physical_offset, 65)));

    let header = CloneGroupOffsetHeader {
        src_group: group.clone(),
        dest_group: GroupName::from("I"),
        ..CloneGroupOffsetHeader::default()
    };
    let answer = peer.call(Request::new(RequestCode::CloneGroupOffset, &header)).await;
    assert_eq!((answer.code, answer.remark), (0, None));
    assert_eq!(broker.broker.offsets.get("I", "T", QueueId(0)), Some(QueueOffset(3)));

    for (left_out, least) in [(None, 1), (Some("H".to_owned()), 3), (Some("H,G,I".to_owned()), -1)]
    {
        let header = QueryCorrectionOffsetHeader {
            filter_groups: left_out,
            compare_group: GroupName::from("none"),
            topic: topic.clone(),
        };
        let answer = peer.call(Request::new(RequestCode::QueryCorrectionOffset, &header)).await;
        let expected = match least {
            -1 => r#"{"correctionOffsets":{}}"#.to_owned(),
            least => format!(r#"{{"correctionOffsets":{{0:{least}}}}}"#),
        };
        assert_eq!(std::str::from_utf8(answer.body()).unwrap(), expected);
    }

    let answer = peer.call(Request::bare(RequestCode::GetAllConsumerOffset)).await;
    let expected = r#"{"offsetTable":{"T@G":{0:3},"T@H":{0:1},"T@I":{0:3}}}"#;
    assert_eq!(std::str::from_utf8(answer.body()).unwrap(), expected);

    broker.broker.groups.find(&broker.broker.config(), "G").unwrap();
    let answer = peer.call(Request::bare(RequestCode::GetBrokerConsumeStats)).await;
    let list = ConsumeStatsList::decode(answer.body()).unwrap();
    let of_group = list.consume_stats_list.iter().find_map(|map| map.get(&group)).unwrap();
    assert_eq!((of_group.len(), of_group[0].total_diff(), list.total_diff), (1, 1, 1));
    assert_eq!(list.broker_addr, broker.address);

    peer.heartbeat(&producer("p@1")).await;
    let answer = peer.call(Request::bare(RequestCode::GetAllProducerInfo)).await;
    let table = ProducerTable::decode(answer.body()).unwrap();
    let [info] = &table.data[&GroupName::from("PG")][..] else { panic!("{table:?}") };
    assert_eq!(info.client_id, ClientId::from("p@1"));
    assert_eq!(info.remote_ip, format!("/{}", peer.local_address().await));
    broker.broker.stop().await;
}
