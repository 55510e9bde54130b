//! Transactions: half messages, their ends (37), checks (39, 323) and what Java makes of the same.

use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use rmq::engine::protocol::bodies::heartbeat::{HeartbeatData, ProducerData};
use rmq::engine::protocol::headers::send::SendMessageReply;
use rmq::engine::protocol::headers::transaction::{
    CheckTransactionStateHeader, EndTransactionHeader, ResumeCheckHalfMessageHeader,
};
use rmq::engine::protocol::message::property_value;
use rmq::engine::protocol::names::{ClientId, GroupName, PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::received::ReceivedMessage;
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::delays::message;
use crate::golden::{frame, pushes};
use crate::java_store;
use crate::support::{Peer, Raw, TestBroker, until};

const HALF: &str = "RMQ_SYS_TRANS_HALF_TOPIC";
const OP: &str = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
const GIVEN_UP: &str = "TRANS_CHECK_MAX_TIME_TOPIC";
const CHECKER: &str = "CID_RMQ_SYS_TRANS";
const COMMIT: i32 = 8;
const ROLLBACK: i32 = 12;

/// An end of the half message at these places, as a client of group `PG` asks for it.
fn end(queue: QueueOffset, log: PhysicalOffset, decision: i32) -> EndTransactionHeader {
    EndTransactionHeader {
        producer_group: GroupName::from("PG"),
        tran_state_table_offset: queue,
        commit_log_offset: log,
        commit_or_rollback: decision,
        msg_id: "U".to_owned(),
        ..EndTransactionHeader::default()
    }
}

fn end_of(half: &ReceivedMessage, decision: i32) -> EndTransactionHeader {
    end(half.queue_offset, half.physical_offset, decision)
}

async fn ask(broker: &TestBroker, header: &EndTransactionHeader) -> (i32, String) {
    let request = Request::new(RequestCode::EndTransaction, header);
    let answer = Raw::connect(&broker.address).await.ask(&request, 6).await;
    (answer.code, answer.remark.unwrap_or_default())
}

/// Properties of a half message of group `PG`, with some more.
fn half_properties(more: &str) -> String {
    format!("TRAN_MSG\u{1}true\u{2}PGROUP\u{1}PG\u{2}UNIQ_KEY\u{1}U\u{2}TAGS\u{1}A\u{2}{more}")
}

fn property<'m>(message: &'m ReceivedMessage, name: &str) -> &'m str {
    property_value(&message.properties, name).unwrap_or_default()
}

fn bodies(broker: &TestBroker, topic: &str, queue: i32) -> Vec<String> {
    let stored = broker.stored(topic, queue);
    stored.iter().map(|m| String::from_utf8(m.body.to_vec()).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn commit_and_rollback() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    for n in 0..2 {
        let answer = raw.ask(&message(&half_properties("")), n).await;
        assert_eq!((answer.code, answer.remark.as_deref()), (0, None));
        let reply: SendMessageReply = answer.header().unwrap();
        assert_eq!((reply.queue_id, reply.queue_offset.0), (QueueId(3), i64::from(n)));
    }
    let halves = broker.stored(HALF, 0);
    assert_eq!(halves.len(), 2);
    for half in &halves {
        assert_eq!((property(half, "REAL_TOPIC"), property(half, "REAL_QID")), ("T", "3"));
        assert_eq!(half.sys_flag & 0xC, 0);
    }
    assert!(broker.stored("T", 3).is_empty());
    assert_eq!(ask(&broker, &end_of(&halves[1], COMMIT)).await, (0, String::new()));
    let [committed] = broker.stored("T", 3).try_into().unwrap();
    assert_eq!(committed.sys_flag & 0xC, 8);
    assert_eq!(committed.prepared_transaction_offset, halves[1].physical_offset);
    assert_eq!(committed.properties, halves[1].properties);
    let units = broker.broker.store.units("T", QueueId(3), QueueOffset(0), 1).unwrap();
    assert_eq!(units[0].tags_code, 65);
    let remark = "not set any response code".to_owned();
    assert_eq!(ask(&broker, &end_of(&halves[0], ROLLBACK)).await, (0, remark));
    assert_eq!(bodies(&broker, OP, 0), ["1", "0"]);
    assert_eq!(broker.stored("T", 3).len(), 1);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_that_fit_no_half_message() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&message(&half_properties("")), 1).await;
    let plain = broker.store("T", 0, b"plain", "PGROUP\u{1}PG");
    let [half] = broker.stored(HALF, 0).try_into().unwrap();
    let before = broker.broker.store.max_physical_offset();
    let right = end_of(&half, COMMIT);
    let none = "Find prepared transaction message failed";
    for (wrong, expected) in [
        (
            EndTransactionHeader { producer_group: GroupName::from("X"), ..right.clone() },
            "The producer group wrong",
        ),
        (
            EndTransactionHeader { tran_state_table_offset: QueueOffset(7), ..right.clone() },
            "The transaction state table offset wrong",
        ),
        (EndTransactionHeader { commit_log_offset: before, ..right.clone() }, none),
        (EndTransactionHeader { commit_log_offset: PhysicalOffset(1), ..right.clone() }, none),
        (end(plain.queue_offset, plain.physical_offset, COMMIT), none),
    ] {
        assert_eq!(ask(&broker, &wrong).await, (1, expected.to_owned()), "{wrong:?}");
    }
    // A producer that does not know yet hears nothing: the next answer is that to the next request.
    for undecided in [0, 4] {
        let header = EndTransactionHeader { commit_or_rollback: undecided, ..right.clone() };
        raw.send(&Request::new(RequestCode::EndTransaction, &header), 90).await;
    }
    raw.ask(&Request::bare(RequestCode::GetSystemTopicListFromBroker), 91).await;
    assert_eq!(broker.broker.store.max_physical_offset(), before);
    broker.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "rejectTransactionMessage=true\n").await;
    let answer = Raw::connect(&broker.address).await.ask(&message(&half_properties("")), 1).await;
    let remark = "the broker[127.0.0.1] sending transaction message is forbidden".to_owned();
    assert_eq!((answer.code, answer.remark), (16, Some(remark)));
    assert_eq!(broker.broker.store.max_physical_offset(), PhysicalOffset(0));
    broker.broker.stop().await;
}

/// The store holds half messages, and what Java made of them when their ends came.
#[tokio::test(flavor = "multi_thread")]
async fn ends_write_the_bytes_that_java_writes() {
    let root = tempfile::tempdir().unwrap();
    java_store::unpack(root.path());
    let broker = java_store::start(root.path(), "").await;
    let halves = broker.stored(HALF, 0);
    let (committed, rolled_back) = (&halves[0], &halves[1]);
    assert_eq!(
        (&committed.body[..], &rolled_back.body[..]),
        (&b"commit 1"[..], &b"rollback 1"[..])
    );
    let group = GroupName::from(property(committed, "PGROUP"));
    for (half, decision) in [(committed, COMMIT), (rolled_back, ROLLBACK)] {
        let header =
            EndTransactionHeader { producer_group: group.clone(), ..end_of(half, decision) };
        assert_eq!(ask(&broker, &header).await.0, 0);
    }
    let [java, ours] = broker.stored("TxTopic", 3).try_into().unwrap();
    assert_eq!(java_store::timeless(&broker, &java), java_store::timeless(&broker, &ours));
    let notes = broker.stored(OP, 0);
    assert_eq!(bodies(&broker, OP, 0), ["0", "1", "3", "0", "1"]);
    for (java, ours) in [(0, 3), (1, 4)] {
        let bytes = |at: usize| {
            let stored = java_store::timeless(&broker, &notes[at]);
            let record = Record::decode(&stored).unwrap();
            let mut out = Vec::new();
            // The broker's own address, and when it wrote the note.
            let (here, then) = ("127.0.0.1:1".parse().unwrap(), TimestampMs(0));
            Record { born_host: here, store_host: here, born_timestamp: then, ..record }
                .encode(&mut out)
                .unwrap();
            out
        };
        assert_eq!(bytes(java), bytes(ours));
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_with_a_delay_waits_for_it() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "messageDelayLevel=1s\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&message(&half_properties("DELAY\u{1}1")), 1).await;
    let [half] = broker.stored(HALF, 0).try_into().unwrap();
    assert_eq!(ask(&broker, &end_of(&half, COMMIT)).await.0, 0);
    let [waiting] = broker.stored("SCHEDULE_TOPIC_XXXX", 0).try_into().unwrap();
    assert_eq!((property(&waiting, "REAL_TOPIC"), property(&waiting, "REAL_QID")), ("T", "3"));
    assert_eq!(waiting.prepared_transaction_offset, half.physical_offset);
    until("the delivery", || broker.broker.store.max_offset("T", QueueId(3)).0 == 1).await;
    assert_eq!(broker.stored("T", 3)[0].sys_flag & 0xC, 8);
    broker.broker.stop().await;
}

/// A producer of group `PG` that the broker can ask.
async fn producer(broker: &TestBroker) -> Peer {
    let peer = Peer::new(&broker.address);
    peer.heartbeat(&HeartbeatData {
        client_id: ClientId::from("c@1"),
        producer_data_set: vec![ProducerData { group_name: GroupName::from("PG") }],
        ..HeartbeatData::default()
    })
    .await;
    peer
}

fn checked(push: &Frame) -> (CheckTransactionStateHeader, ReceivedMessage) {
    assert_eq!(push.request_code(), RequestCode::CheckTransactionState);
    assert!(push.is_oneway());
    (push.header().unwrap(), ReceivedMessage::decode(&push.body_bytes()).unwrap())
}

fn progress(broker: &TestBroker, topic: &str) -> i64 {
    broker.broker.offsets.get(CHECKER, topic, QueueId(0)).map_or(-1, |offset| offset.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_is_asked_about_what_it_left_open() {
    let root = tempfile::tempdir().unwrap();
    let settings = "fileReservedTime=1000000\ntransactionCheckInterval=50\ntransactionTimeOut=0\ntransactionCheckMax=3\n";
    let broker = TestBroker::start(root.path(), settings).await;
    let mut peer = producer(&broker).await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.ask(&message(&half_properties("")), 1).await;
    let first = broker.stored(HALF, 0).remove(0);
    let (header, asked) = checked(&peer.pushed().await);
    // The same fields that a captured push has.
    let theirs = pushes("frames.jsonl", 39).remove(0);
    let theirs = frame(&theirs);
    let (their_header, their_asked) = checked(&theirs);
    assert_eq!(their_header.transaction_id, their_header.msg_id);
    assert_eq!(
        (header.msg_id.as_deref(), header.transaction_id.as_deref()),
        (Some("U"), Some("U"))
    );
    for (header, asked) in [(&header, &asked), (&their_header, &their_asked)] {
        assert_eq!(header.offset_msg_id, Some(asked.offset_message_id()));
        assert_eq!(header.commit_log_offset, asked.physical_offset);
        assert_eq!(header.tran_state_table_offset, asked.queue_offset);
        assert_eq!(property(asked, "REAL_TOPIC"), &*asked.topic);
        assert_eq!(property(asked, "REAL_QID"), asked.queue_id.to_string());
        assert_eq!(property(asked, "TRANSACTION_CHECK_TIMES"), "1");
        assert_eq!(property(asked, "WAIT"), "false");
    }
    assert_eq!((&*asked.topic, asked.queue_id.0, &asked.body), ("T", 3, &first.body));
    // It is about a copy at the end of the half topic.
    let copy = broker.stored(HALF, 0).remove(1);
    assert_eq!(copy.physical_offset, header.commit_log_offset);
    assert_eq!(copy.born_timestamp, first.born_timestamp);
    assert_eq!(property(&copy, "WAIT"), "");
    // Unanswered, it is asked again about, and in the end given up.
    let (_, again) = checked(&peer.pushed().await);
    assert_eq!(property(&again, "TRANSACTION_CHECK_TIMES"), "2");
    let (_, last) = checked(&peer.pushed().await);
    assert_eq!(property(&last, "TRANSACTION_CHECK_TIMES"), "3");
    until("giving up", || broker.broker.store.max_offset(GIVEN_UP, QueueId(0)).0 == 1).await;
    until("progress", || progress(&broker, HALF) == 4).await;
    assert!(peer.heard_nothing().await);
    assert_eq!(broker.stored(HALF, 0).len(), 4);
    let [given_up] = broker.stored(GIVEN_UP, 0).try_into().unwrap();
    assert_eq!(property(&given_up, "TRANSACTION_CHECK_TIMES"), "3");
    // The operator wants it checked again, and this time the producer knows.
    let msg_id = Some(given_up.offset_message_id());
    let resume =
        Request::new(RequestCode::ResumeCheckHalfMessage, &ResumeCheckHalfMessageHeader { msg_id });
    let answer = raw.ask(&resume, 2).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (0, None));
    let (header, asked) = checked(&peer.pushed().await);
    assert_eq!(property(&asked, "TRANSACTION_CHECK_TIMES"), "1");
    let decided = end(header.tran_state_table_offset, header.commit_log_offset, COMMIT);
    assert_eq!(ask(&broker, &decided).await.0, 0);
    assert_eq!(broker.stored("T", 3).len(), 1);
    let half_end = || broker.broker.store.max_offset(HALF, QueueId(0)).0;
    until("progress to the end", || progress(&broker, HALF) == half_end()).await;
    until("progress of the notes", || progress(&broker, OP) == 1).await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_or_young_or_immune_is_not_asked_about() {
    let root = tempfile::tempdir().unwrap();
    let settings = "fileReservedTime=1000000\ntransactionCheckInterval=50\ntransactionTimeOut=0\n";
    let broker = TestBroker::start(root.path(), settings).await;
    let mut peer = producer(&broker).await;
    let mut raw = Raw::connect(&broker.address).await;
    // Immune for a hundred years; the first copy is decided at last.
    let immune = half_properties("CHECK_IMMUNITY_TIME_IN_SECONDS\u{1}3153600000");
    raw.ask(&message(&immune), 1).await;
    let first = broker.stored(HALF, 0).remove(0);
    until("a copy", || broker.broker.store.max_offset(HALF, QueueId(0)).0 > 1).await;
    let copy = broker.stored(HALF, 0).remove(1);
    assert_eq!(property(&copy, "TRAN_PREPARED_QUEUE_OFFSET"), "0");
    assert_eq!(property(&copy, "TRANSACTION_CHECK_TIMES"), "");
    assert_eq!(ask(&broker, &end_of(&first, COMMIT)).await.0, 0);
    // Then the copies end, and so do the notes.
    until("progress of the notes", || progress(&broker, OP) == 1).await;
    let half_end = || broker.broker.store.max_offset(HALF, QueueId(0)).0;
    until("progress to the end", || progress(&broker, HALF) == half_end()).await;
    assert!(peer.heard_nothing().await);
    assert_eq!(broker.stored("T", 3).len(), 1);
    broker.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let settings =
        "fileReservedTime=1000000\ntransactionCheckInterval=20\ntransactionTimeOut=9000000000000\n";
    let broker = TestBroker::start(root.path(), settings).await;
    let mut peer = producer(&broker).await;
    let mut raw = Raw::connect(&broker.address).await;
    for n in 0..3 {
        raw.ask(&message(&half_properties("")), n).await;
    }
    let halves = broker.stored(HALF, 0);
    // The second is still open: the first is passed, the third and the notes are not.
    for (half, decision) in [(&halves[0], COMMIT), (&halves[2], ROLLBACK)] {
        assert_eq!(ask(&broker, &end_of(half, decision)).await.0, 0);
    }
    until("progress", || progress(&broker, HALF) == 1).await;
    until("progress of the notes", || progress(&broker, OP) == 1).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!((progress(&broker, HALF), progress(&broker, OP)), (1, 1));
    assert!(peer.heard_nothing().await);
    broker.broker.stop().await;
    // Another broker goes on from there.
    let broker = TestBroker::start(
        root.path(),
        "fileReservedTime=1000000\ntransactionCheckInterval=20\ntransactionTimeOut=0\n",
    )
    .await;
    let mut peer = producer(&broker).await;
    let (header, _) = checked(&peer.pushed().await);
    assert_eq!(header.tran_state_table_offset, QueueOffset(3));
    until("progress of the notes", || progress(&broker, OP) == 2).await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_java_left_open_is_asked_about() {
    let root = tempfile::tempdir().unwrap();
    java_store::unpack(root.path());
    let broker = java_store::start(root.path(), "transactionCheckInterval=300\n").await;
    let peer_group = property(&broker.stored(HALF, 0)[2], "PGROUP").to_owned();
    let mut peer = Peer::new(&broker.address);
    peer.heartbeat(&HeartbeatData {
        client_id: ClientId::from("c@1"),
        producer_data_set: vec![ProducerData { group_name: GroupName::from(&*peer_group) }],
        ..HeartbeatData::default()
    })
    .await;
    let (header, asked) = checked(&peer.pushed().await);
    assert_eq!(
        (&asked.body[..], &*asked.topic, asked.queue_id.0),
        (&b"unknown 1"[..], "TxTopic", 1)
    );
    let decided = EndTransactionHeader {
        producer_group: GroupName::from(&*peer_group),
        ..end(header.tran_state_table_offset, header.commit_log_offset, ROLLBACK)
    };
    assert_eq!(ask(&broker, &decided).await.0, 0);
    // Three notes of Java's, one of ours.
    until("progress of the notes", || progress(&broker, OP) == 4).await;
    assert_eq!(broker.stored("TxTopic", 1).len(), 0);
    broker.broker.stop().await;
}

/// Changes a byte of the log's files, at the only place where `body` stands.
fn damage(root: &Path, body: &[u8]) {
    let mut damaged = 0;
    for entry in std::fs::read_dir(root.join("commitlog")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for at in (0..bytes.len() - body.len()).filter(|at| bytes[*at..].starts_with(body)) {
            let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
            file.write_all_at(&[bytes[at] ^ 1], at as u64).unwrap();
            damaged += 1;
        }
    }
    assert_eq!(damaged, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_half_message_is_neither_committed_nor_asked_about() {
    let root = tempfile::tempdir().unwrap();
    let settings =
        "fileReservedTime=1000000\ntransactionCheckInterval=50\ntransactionTimeOut=9000000000000\n";
    let broker = TestBroker::start(root.path(), settings).await;
    broker.store(
        HALF,
        0,
        b"to be damaged",
        &half_properties("REAL_TOPIC\u{1}T\u{2}REAL_QID\u{1}0\u{2}"),
    );
    broker.store(HALF, 0, b"good", &half_properties("REAL_TOPIC\u{1}T\u{2}REAL_QID\u{1}0\u{2}"));
    let [damaged, good] = broker.stored(HALF, 0).try_into().unwrap();
    damage(root.path(), b"to be damaged");
    let refused = ask(&broker, &end_of(&damaged, COMMIT)).await;
    assert_eq!(refused, (1, "Find prepared transaction message failed".to_owned()));
    let mut peer = producer(&broker).await;
    let change = Request::bare(RequestCode::UpdateBrokerConfig);
    let change = change.with_body(&b"transactionTimeOut=0"[..]);
    assert_eq!(Raw::connect(&broker.address).await.ask(&change, 1).await.code, 0);
    // The good one behind it is asked about first, and nothing else is stored.
    let asked = peer.pushed().await;
    let header: CheckTransactionStateHeader = asked.header().unwrap();
    assert!(header.commit_log_offset > good.physical_offset);
    let copies = broker.stored(HALF, 0).split_off(2);
    assert!(copies.iter().all(|copy| *copy.body == *b"good"));
    assert!(broker.stored("T", 0).is_empty());
    broker.broker.stop().await;
}
