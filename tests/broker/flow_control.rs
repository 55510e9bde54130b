//! A disk that hangs: requests that would wait for it are answered that the broker is busy, as
//! Apache answers them, and nothing that was acknowledged or refused comes out otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::headers::transaction::EndTransactionHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};

use crate::gate::{Gate, GatedDisk};
use crate::support::{Raw, TestBroker, until};

/// Never of their own accord in the time of a test.
const NEVER: &str = "osPageCacheBusyTimeOutMills=600000\nwaitTimeMillsInSendQueue=600000\n\
                     waitTimeMillsInTransactionQueue=600000\n";

async fn gated(root: &tempfile::TempDir, properties: &str) -> (TestBroker, Arc<Gate>) {
    let gate = Arc::new(Gate::default());
    let disk = GatedDisk::behind(&gate);
    (TestBroker::start_with(&disk, root.path(), properties, None).await, gate)
}

fn send_with(body: &str, properties: &str) -> Request {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: "T".into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 1,
        properties: Some(properties.into()),
        ..SendMessageHeader::default()
    };
    Request::short(RequestCode::SendMessageV2, &header).with_body(body.as_bytes().to_vec())
}

fn send(body: &str) -> Request {
    send_with(body, "")
}

async fn change(raw: &mut Raw, properties: &str) {
    let request = Request::bare(RequestCode::UpdateBrokerConfig).with_body(properties.to_owned());
    assert_eq!(raw.ask(&request, 1_000_000).await.code, 0);
}

/// The mark, the wait in milliseconds and the queue's size of a remark in Apache's words.
fn cleaned(answer: &Frame) -> (&str, u64, usize) {
    assert_eq!(answer.code, 2);
    let remark = answer.remark.as_deref().unwrap();
    let (mark, rest) = remark.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap();
    let rest = rest
        .strip_prefix("broker busy, start flow control for a while, period in queue: ")
        .unwrap_or_else(|| panic!("{remark}"));
    let (waited, size) = rest.split_once("ms, size of queue: ").unwrap();
    (mark, waited.parse().unwrap(), size.parse().unwrap())
}

async fn runtime_info(raw: &mut Raw) -> BTreeMap<String, String> {
    let answer = raw.ask(&Request::bare(RequestCode::GetBrokerRuntimeInfo), 1_000_001).await;
    KvTable::decode(answer.body()).unwrap().table
}

fn stored(broker: &TestBroker, topic: &str) -> BTreeSet<String> {
    let bodies = broker.stored(topic, 0).into_iter();
    bodies.map(|message| String::from_utf8(message.body.to_vec()).unwrap()).collect()
}

/// Shuts the gate with a write before it: `first` of a connection that gets no answer yet.
async fn hang(broker: &TestBroker, gate: &Gate, first: &Request) -> Raw {
    gate.shut();
    let mut stuck = Raw::connect(&broker.address).await;
    stuck.send(first, 1).await;
    until("a write hangs", || gate.waiting() == 1).await;
    stuck
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_that_waits_too_long_is_given_up_and_not_stored() {
    let root = tempfile::tempdir().unwrap();
    let (broker, gate) = gated(&root, NEVER).await;
    let mut raw = Raw::connect(&broker.address).await;
    assert_eq!(raw.ask(&send("before"), 0).await.code, 0);
    change(&mut raw, "waitTimeMillsInSendQueue=40").await;
    let mut stuck = hang(&broker, &gate, &send("hangs")).await;
    // One by one, so that each is a group of its own; the disk takes none of them.
    for opaque in 0..20 {
        raw.send(&send(&format!("late {opaque}")), opaque).await;
    }
    let mut sizes = Vec::new();
    for opaque in 0..20 {
        let answer = raw.frame().await;
        assert_eq!(answer.opaque, opaque, "the oldest first");
        let (mark, waited, size) = cleaned(&answer);
        assert_eq!(mark, "TIMEOUT_CLEAN_QUEUE");
        assert!(waited >= 40, "{waited} ms");
        sizes.push(size);
    }
    assert!(sizes.iter().all(|size| *size < 20), "{sizes:?}");
    assert_eq!(sizes.last(), Some(&0));
    gate.open();
    assert_eq!(stuck.frame().await.code, 0);
    assert_eq!(raw.ask(&send("after"), 1).await.code, 0);
    assert_eq!(stored(&broker, "T"), ["after", "before", "hangs"].map(str::to_owned).into());
    let info = runtime_info(&mut raw).await;
    assert_eq!(info["putMessageFailedTimes"], "20");
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_append_clears_the_queue_and_refuses_what_comes() {
    let root = tempfile::tempdir().unwrap();
    let (broker, gate) = gated(&root, NEVER).await;
    let mut raw = Raw::connect(&broker.address).await;
    assert_eq!(raw.ask(&send("before"), 0).await.code, 0);
    let mut stuck = hang(&broker, &gate, &send("hangs")).await;
    for opaque in 0..3 {
        raw.send(&send("queued"), opaque).await;
    }
    until("they wait", || broker.broker.store.lane_load().requests == 3).await;
    let mut other = Raw::connect(&broker.address).await;
    let info = runtime_info(&mut other).await;
    assert_eq!(
        (&*info["sendThreadPoolQueueSize"], &*info["sendThreadPoolQueueCapacity"]),
        ("3", "10000")
    );
    change(&mut other, "osPageCacheBusyTimeOutMills=30").await;
    for opaque in 0..3 {
        let answer = raw.frame().await;
        assert_eq!(answer.opaque, opaque);
        assert_eq!(cleaned(&answer).0, "PCBUSY_CLEAN_QUEUE");
    }
    // Nothing waits any more: what comes is refused at the door, one-way sends in silence.
    raw.write(&send("one-way").encode(8, true)).await;
    for opaque in 10..13 {
        let answer = raw.ask(&send("refused"), opaque).await;
        let remark = "[REJECTREQUEST]system busy, start flow control for a while";
        assert_eq!((answer.code, answer.remark.as_deref()), (2, Some(remark)));
    }
    let info = runtime_info(&mut other).await;
    assert!(info["pageCacheLockTimeMills"].parse::<u64>().unwrap() > 30);
    assert_eq!(info["sendThreadPoolQueueSize"], "0");
    gate.open();
    assert_eq!(stuck.frame().await.code, 0);
    until("the disk is trusted again", || !broker.broker.store.is_stuck()).await;
    assert_eq!(raw.ask(&send("after"), 20).await.code, 0);
    assert_eq!(stored(&broker, "T"), ["after", "before", "hangs"].map(str::to_owned).into());
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_fast_failure_sends_wait_as_long_as_it_takes() {
    let root = tempfile::tempdir().unwrap();
    let properties = "brokerFastFailureEnable=false\nwaitTimeMillsInSendQueue=0\n\
                      osPageCacheBusyTimeOutMills=600000\n";
    let (broker, gate) = gated(&root, properties).await;
    let mut raw = Raw::connect(&broker.address).await;
    assert_eq!(raw.ask(&send("before"), 0).await.code, 0);
    let mut stuck = hang(&broker, &gate, &send("hangs")).await;
    raw.send(&send("waits"), 1).await;
    until("it waits", || broker.broker.store.lane_load().requests == 1).await;
    // As Apache: what hangs for too long is refused at the door all the same.
    let mut other = Raw::connect(&broker.address).await;
    change(&mut other, "osPageCacheBusyTimeOutMills=20").await;
    until("the disk counts as stuck", || broker.broker.store.is_stuck()).await;
    assert_eq!(other.ask(&send("refused"), 2).await.code, 2);
    assert_eq!(broker.broker.store.lane_load().requests, 1);
    gate.open();
    assert_eq!(stuck.frame().await.code, 0);
    assert_eq!(raw.frame().await.code, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_sends_wait_than_the_queue_holds() {
    let root = tempfile::tempdir().unwrap();
    let (broker, gate) = gated(&root, &format!("{NEVER}sendThreadPoolQueueCapacity=5\n")).await;
    let mut raw = Raw::connect(&broker.address).await;
    assert_eq!(raw.ask(&send("before"), 0).await.code, 0);
    let mut stuck = hang(&broker, &gate, &send("hangs")).await;
    for opaque in 0..9 {
        let mut one = Raw::connect(&broker.address).await;
        one.send(&send("x"), opaque).await;
        if opaque < 5 {
            let waiting = opaque as usize + 1;
            until("it waits", || broker.broker.store.lane_load().requests == waiting).await;
        } else {
            let answer = one.frame().await;
            let remark = "[OVERLOAD]system busy, start flow control for a while";
            assert_eq!((answer.code, answer.remark.as_deref()), (2, Some(remark)));
        }
    }
    gate.open();
    assert_eq!(stuck.frame().await.code, 0);
    broker.broker.stop().await;
}

/// The end of a transaction that is given up is as if it had not come: it may come again.
#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_transaction_waits_for_its_own_time() {
    let root = tempfile::tempdir().unwrap();
    let (broker, gate) = gated(&root, NEVER).await;
    let mut raw = Raw::connect(&broker.address).await;
    let half = raw.ask(&send_with("half", "TRAN_MSG\u{1}true\u{2}PGROUP\u{1}P\u{2}"), 0).await;
    assert_eq!(half.code, 0);
    let offset = broker.stored("RMQ_SYS_TRANS_HALF_TOPIC", 0)[0].physical_offset;
    let end = EndTransactionHeader {
        producer_group: "P".into(),
        commit_log_offset: offset,
        commit_or_rollback: 8,
        ..EndTransactionHeader::default()
    };
    let end = Request::new(RequestCode::EndTransaction, &end);
    let mut stuck = hang(&broker, &gate, &send("hangs")).await;
    let mut other = Raw::connect(&broker.address).await;
    change(&mut other, "waitTimeMillsInTransactionQueue=20").await;
    let answer = raw.ask(&end, 1).await;
    let remark = "OS page cache busy, please try another machine";
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some(remark)));
    gate.open();
    assert_eq!(stuck.frame().await.code, 0);
    assert_eq!(raw.ask(&end, 2).await.code, 0);
    assert_eq!(stored(&broker, "T"), ["half", "hangs"].map(str::to_owned).into());
    broker.broker.stop().await;
}

/// Sends to topics that do not exist yet wait for threads; each of those waits for a name server
/// that takes what it is told and never answers.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_wait_for_a_thread_are_given_up_too() {
    const TOPICS: i32 = 300;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let taking = tokio::spawn(async move {
        let mut taken = Vec::new();
        loop {
            taken.push(silent.accept().await.unwrap());
        }
    });
    let root = tempfile::tempdir().unwrap();
    let properties = format!(
        "namesrvAddr={address}\nwaitTimeMillsInSendQueue=5\nregisterBrokerTimeoutMills=300\n"
    );
    let broker = TestBroker::start(root.path(), &properties).await;
    let mut raw = Raw::connect(&broker.address).await;
    let mut bytes = Vec::new();
    for opaque in 0..TOPICS {
        let topic = format!("New-{opaque}");
        let header = SendMessageHeader {
            producer_group: "P".into(),
            topic: topic.as_str().into(),
            default_topic: "TBW102".into(),
            default_topic_queue_nums: 1,
            ..SendMessageHeader::default()
        };
        let send = Request::short(RequestCode::SendMessageV2, &header).with_body(&b"x"[..]);
        bytes.extend(send.encode(opaque, false));
    }
    raw.write(&bytes).await;
    let mut given_up = BTreeSet::new();
    for _ in 0..TOPICS {
        let answer = raw.frame().await;
        if answer.code == 0 {
            continue;
        }
        let (mark, waited, size) = cleaned(&answer);
        assert_eq!(mark, "TIMEOUT_CLEAN_QUEUE");
        assert!(waited >= 5 && size < TOPICS as usize, "{waited} ms, {size}");
        given_up.insert(answer.opaque);
    }
    assert!(!given_up.is_empty(), "there are fewer threads than requests, and each is slow");
    for opaque in 0..TOPICS {
        let stored = broker.stored(&format!("New-{opaque}"), 0).len();
        assert_eq!(stored, usize::from(!given_up.contains(&opaque)), "{opaque}");
    }
    broker.broker.stop().await;
    taking.abort();
}
