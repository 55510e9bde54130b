//! Sends, pulls and long polls over the wire: codes by `SendMessageProcessor`,
//! `PullMessageProcessor` and `PullRequestHoldService`.

use rmq::engine::protocol::batch::BatchMessage;
use rmq::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::sys_flag::{PULL_COMMIT_OFFSET, PULL_SUBSCRIPTION, PULL_SUSPEND};
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Peer, TestBroker};

const TOPIC: &str = "T";

fn send_header(properties: &str) -> SendMessageHeader<'_> {
    SendMessageHeader {
        producer_group: "P".into(),
        topic: TOPIC.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 4,
        queue_id: QueueId(0),
        sys_flag: 0,
        born_timestamp: TimestampMs(1_700_000_000_000),
        flag: 0,
        properties: Some(properties.into()),
        reconsume_times: None,
        unit_mode: false,
        max_reconsume_times: None,
        batch: false,
        broker_name: None,
    }
}

fn send(properties: &str, body: &str) -> Request {
    let header = send_header(properties);
    Request::short(RequestCode::SendMessageV2, &header).with_body(body.to_owned())
}

fn pull_header(offset: i64, flags: i32, expression: &str) -> PullMessageHeader<'_> {
    PullMessageHeader {
        consumer_group: "G".into(),
        topic: TOPIC.into(),
        queue_id: QueueId(0),
        queue_offset: QueueOffset(offset),
        max_msg_nums: 32,
        sys_flag: flags | PULL_SUBSCRIPTION,
        commit_offset: QueueOffset(offset),
        suspend_timeout_millis: 0,
        subscription: Some(expression.into()),
        sub_version: 0,
        expression_type: None,
    }
}

fn pull(header: &PullMessageHeader<'_>) -> Request {
    Request::new(RequestCode::PullMessage, header)
}

fn bodies(reply: &Frame) -> Vec<String> {
    let mut rest = reply.body();
    let mut found = Vec::new();
    while let Some(length) = rest.first_chunk() {
        let record = Record::decode(rest).unwrap();
        found.push(String::from_utf8(record.body.to_vec()).unwrap());
        rest = &rest[i32::from_be_bytes(*length) as usize..];
    }
    found
}

/// Pulls what `expression` selects from `offset` on, waiting for at least one message.
async fn read(peer: &Peer, offset: i64, expression: &str) -> (Vec<String>, i64) {
    let mut offset = offset;
    loop {
        let mut header = pull_header(offset, PULL_SUSPEND, expression);
        header.suspend_timeout_millis = 15_000;
        let reply = peer.call(pull(&header)).await;
        offset = reply.header::<PullMessageReply>().unwrap().next_begin_offset.0;
        match reply.code {
            0 => return (bodies(&reply), offset),
            // Nothing wanted up to there.
            20 => {}
            code => panic!("{code} {:?}", reply.remark),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_pulled() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    for (n, tag) in ["A", "B", "A"].iter().enumerate() {
        let properties = format!("TAGS\u{1}{tag}\u{2}");
        let reply = peer.call(send(&properties, &format!("{n}{tag}"))).await;
        assert_eq!(reply.code, 0, "{:?}", reply.remark);
        let header: SendMessageReply = reply.header().unwrap();
        assert_eq!((header.queue_id, header.queue_offset), (QueueId(0), QueueOffset(n as i64)));
        // An IPv4 address, a port and an offset, in hex.
        assert_eq!(header.msg_id.len(), 32);
    }
    crate::support::until("all are readable", || broker.broker.store.dispatch_behind_bytes() == 0)
        .await;
    assert_eq!(read(&peer, 0, "*").await, (vec!["0A".into(), "1B".into(), "2A".into()], 3));
    assert_eq!(read(&peer, 0, "A || C").await, (vec!["0A".into(), "2A".into()], 3));
    // Filtered out, then behind the end by one, by more, and before the start.
    for (offset, expression, code, next) in
        [(0, "C", 20, 3), (3, "*", 19, 3), (9, "*", 21, 3), (-1, "*", 21, 0), (0, "||", 23, 0)]
    {
        let reply = peer.call(pull(&pull_header(offset, 0, expression))).await;
        assert_eq!(reply.code, code, "offset {offset} by {expression}");
        if code != 23 {
            let header: PullMessageReply = reply.header().unwrap();
            assert_eq!((header.next_begin_offset.0, header.max_offset.0), (next, 3));
        }
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_pull_is_answered_by_an_arrival_it_wants() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let (reader, writer) = (Peer::new(&broker.address), Peer::new(&broker.address));
    assert_eq!(writer.call(send("TAGS\u{1}A\u{2}", "first")).await.code, 0);
    assert_eq!(read(&reader, 0, "*").await.0, ["first"]);
    let waiting = tokio::spawn(async move { read(&reader, 1, "B").await });
    for (tag, body) in [("A", "passed over"), ("B", "wanted")] {
        assert_eq!(writer.call(send(&format!("TAGS\u{1}{tag}\u{2}"), body)).await.code, 0);
    }
    let (found, next) = waiting.await.unwrap();
    assert_eq!((found, next), (vec!["wanted".to_owned()], 3));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_pull_is_answered_when_its_time_is_over() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    assert_eq!(peer.call(send("", "only")).await.code, 0);
    assert_eq!(read(&peer, 0, "*").await.0, ["only"]);
    let mut header = pull_header(1, PULL_SUSPEND | PULL_COMMIT_OFFSET, "*");
    header.suspend_timeout_millis = 200;
    let reply = peer.call(pull(&header)).await;
    assert_eq!((reply.code, reply.remark.as_deref()), (19, Some("OFFSET_OVERFLOW_ONE")));
    assert_eq!(broker.broker.offsets.get("G", TOPIC, QueueId(0)), Some(QueueOffset(1)));
    broker.broker.stop().await;
}

/// Each message of a batch repeats the batch's properties: a frame of 1 MiB asks for 1 GiB.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_cannot_fill_the_memory() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let mut body = Vec::new();
    let message = BatchMessage { flag: 0, body: b"x", properties: "" };
    for _ in 0..40_000 {
        message.encode(&mut body).unwrap();
    }
    let properties = format!("k\u{1}{}\u{2}", "v".repeat(30_000));
    let header = SendMessageHeader { batch: true, ..send_header(&properties) };
    let request = Request::short(RequestCode::SendBatchMessage, &header).with_body(body);
    assert_eq!(peer.call(request).await.code, 13);
    assert_eq!(broker.broker.store.max_physical_offset().0, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slave_takes_no_messages() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "brokerRole=SLAVE\nbrokerId=1\n").await;
    let reply = Peer::new(&broker.address).call(send("", "lost")).await;
    assert_eq!(reply.code, 14, "{:?}", reply.remark);
    broker.broker.stop().await;
}
