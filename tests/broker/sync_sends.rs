//! Sends to a SYNC_MASTER: each answer says what became of the slave's copy.

use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;
use rmq::engine::util::clock::TimestampMs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Raw, TestBroker, until};

const SYNC: &str = "brokerRole=SYNC_MASTER\nhaSendHeartbeatInterval=50\n";

fn send(properties: &str) -> Request {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: "T".into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 1,
        born_timestamp: TimestampMs(1_700_000_000_000),
        properties: Some(properties.into()),
        ..SendMessageHeader::default()
    };
    Request::short(RequestCode::SendMessageV2, &header).with_body(b"body".to_vec())
}

/// A connected slave that reports what it is told to.
async fn slave_of(broker: &TestBroker, offset: i64) -> TcpStream {
    let mut slave = TcpStream::connect(broker.replication_address()).await.unwrap();
    slave.write_i64(offset).await.unwrap();
    until("the slave is connected", || broker.broker.acknowledged.connected() > 0).await;
    slave
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_when_a_slave_has_the_message() {
    let root = tempfile::tempdir().unwrap();
    // Long enough that the answers can only come from the reports.
    let broker = TestBroker::start(root.path(), &format!("{SYNC}slaveTimeout=600000\n")).await;
    let mut slave = slave_of(&broker, 0).await;
    let mut raw = Raw::connect(&broker.address).await;
    let store = &broker.broker.store;
    let mut ends = Vec::new();
    for opaque in 0..3 {
        raw.send(&send(""), opaque).await;
        let stored = i64::from(opaque) + 1;
        let max = || store.max_offset("T", Default::default()).0;
        until("it is stored", || max() == stored).await;
        ends.push(store.max_physical_offset().0);
    }
    // One that does not wait overtakes those that do.
    assert_eq!(raw.ask(&send("WAIT\u{1}false"), 3).await.code, 0);
    // All of the first, and nearly all of the second one.
    slave.write_i64(ends[1] - 1).await.unwrap();
    let first = raw.frame().await;
    assert_eq!((first.opaque, first.code), (0, 0));
    slave.write_i64(ends[2]).await.unwrap();
    for opaque in [1, 2] {
        let answer = raw.frame().await;
        assert_eq!((answer.opaque, answer.code), (opaque, 0));
        let reply: SendMessageReply = answer.header().unwrap();
        assert_eq!(reply.queue_offset.0, i64::from(opaque));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slave_that_is_late_or_far_behind_is_told_of() {
    let root = tempfile::tempdir().unwrap();
    let properties = format!("{SYNC}slaveTimeout=30\nhaSlaveFallbehindMax=200\n");
    let broker = TestBroker::start(root.path(), &properties).await;
    let mut raw = Raw::connect(&broker.address).await;
    assert_eq!(raw.ask(&send(""), 1).await.code, 11);
    let max = broker.broker.store.max_physical_offset().0;
    let mut slave = slave_of(&broker, max).await;
    let late = raw.ask(&send(""), 2).await;
    let reply: SendMessageReply = late.header().unwrap();
    assert_eq!((late.code, reply.queue_offset.0, reply.msg_id.len()), (12, 1, 32));
    // By now more than haSlaveFallbehindMax is missing.
    assert_eq!(raw.ask(&send(""), 3).await.code, 11);
    slave.write_i64(broker.broker.store.max_physical_offset().0).await.unwrap();
    // The log goes to it all the while.
    let mut received = 0;
    while received < broker.broker.store.max_physical_offset().0 - max {
        let at = slave.read_i64().await.unwrap();
        let len = slave.read_i32().await.unwrap();
        assert_eq!(at, max + received);
        let mut bytes = vec![0; usize::try_from(len).unwrap()];
        slave.read_exact(&mut bytes).await.unwrap();
        received += i64::from(len);
    }
    drop(slave);
    until("the slave is gone", || broker.broker.acknowledged.connected() == 0).await;
    assert_eq!(raw.ask(&send(""), 4).await.code, 11);
    broker.broker.stop().await;
}

/// A real slave: everything that was answered with 0 is in its log.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_is_on_the_slave() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let broker = TestBroker::start(root.path(), SYNC).await;
    let properties =
        format!("brokerRole=SLAVE\nbrokerId=1\nhaMasterAddress={}\n", broker.replication_address());
    let slave = TestBroker::start(slave_root.path(), &properties).await;
    until("the slave is connected", || broker.broker.acknowledged.connected() == 1).await;
    let mut raw = Raw::connect(&broker.address).await;
    for opaque in 1..200 {
        let answer = raw.ask(&send(""), opaque).await;
        assert_eq!(answer.code, 0);
        assert_eq!(
            slave.broker.store.max_physical_offset(),
            broker.broker.store.max_physical_offset()
        );
    }
    broker.broker.stop().await;
    slave.broker.stop().await;
}
