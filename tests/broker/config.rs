//! The configuration changed while the broker runs (25).

use std::fs;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::data_version::DataVersion;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};

use crate::support::{Peer, TestBroker};

async fn update(peer: &Peer, text: &str) -> (i32, String) {
    let request = Request::bare(RequestCode::UpdateBrokerConfig).with_body(text.to_owned());
    let answer = peer.call(request).await;
    (answer.code, answer.remark.clone().unwrap_or_default().to_string())
}

async fn shown(peer: &Peer) -> Frame {
    peer.call(Request::bare(RequestCode::GetBrokerConfig)).await
}

fn has_line(answer: &Frame, line: &str) -> bool {
    std::str::from_utf8(answer.body()).unwrap().lines().any(|found| found == line)
}

const FILE: &str = "# ours\nbrokerName=broker-a\n\n! kept short\nmaxMsgsNumBatch = 64\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_change_says_what_became_of_each_key() {
    let (root, conf) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = conf.path().join("broker.conf");
    fs::write(&file, FILE).unwrap();
    let broker = TestBroker::start_with_file(root.path(), "", Some(&file)).await;
    let peer = Peer::new(&broker.address);

    let text = "maxMsgsNumBatch=7\ndefaultTopicQueueNums=3\nmaxMsgsNumBatsh=8\n";
    let (code, remark) = update(&peer, text).await;
    assert_eq!(code, 0, "{remark}");
    for part in [
        "in force: maxMsgsNumBatch;",
        "at the next start: defaultTopicQueueNums;",
        "unknown key: maxMsgsNumBatsh (did you mean maxMsgsNumBatch?)",
        &format!("kept in {}", file.display()),
    ] {
        assert!(remark.contains(part), "{part} is missing in: {remark}");
    }
    let answer = shown(&peer).await;
    assert!(has_line(&answer, "maxMsgsNumBatch=7"));
    // What only a start reads still has the value that is in force.
    assert!(has_line(&answer, "defaultTopicQueueNums=8"));
    let version = answer.fields().get("version").unwrap().unwrap();
    assert_eq!(DataVersion::decode(version.as_bytes()).unwrap().counter, 1);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "# ours\nbrokerName=broker-a\n\n! kept short\nmaxMsgsNumBatch=7\ndefaultTopicQueueNums=3\n"
    );
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_changes_nothing() {
    let (root, conf) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = conf.path().join("broker.conf");
    fs::write(&file, FILE).unwrap();
    let properties = "configBlackList=traceOn;regionId\n";
    let broker = TestBroker::start_with_file(root.path(), properties, Some(&file)).await;
    let peer = Peer::new(&broker.address);
    let before = shown(&peer).await.body().to_vec();
    for (text, code, words) in [
        ("maxMsgsNumBatch=7\ntraceOn=false\n", 16, "`traceOn` cannot be changed"),
        ("rocketmqHome=/x\n", 16, "`rocketmqHome` cannot be changed"),
        ("maxMsgsNumBatch=many\n", 1, "`maxMsgsNumBatch` must be a 32-bit integer, found `many`"),
        ("flushDiskType=SYNC\n", 1, "`flushDiskType` must be ASYNC_FLUSH or SYNC_FLUSH"),
        ("brokerRole=SLAVE\n", 1, "could not start with this: brokerRole=SLAVE needs brokerId > 0"),
        ("maxmsgsnumbatch=1\n", 1, "unknown key: maxmsgsnumbatch (did you mean maxMsgsNumBatch?)"),
    ] {
        let (found, remark) = update(&peer, text).await;
        assert_eq!(found, code, "{text}: {remark}");
        assert!(remark.contains(words), "{remark}");
    }
    assert_eq!(shown(&peer).await.body(), before);
    assert_eq!(fs::read_to_string(&file).unwrap(), FILE);

    // A file that cannot be written: nothing is in force that the next start would not know.
    fs::remove_file(&file).unwrap();
    let (code, remark) = update(&peer, "maxMsgsNumBatch=7\n").await;
    assert!(code == 1 && remark.contains("cannot write"), "{code} {remark}");
    assert_eq!(shown(&peer).await.body(), before);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_file_a_change_lasts_until_the_end() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let topics = broker.broker.topics.version();
    let (code, remark) = update(&peer, "brokerPermission=4\n").await;
    assert_eq!(code, 0, "{remark}");
    assert!(remark.ends_with("(it was started without -c FILE)"), "{remark}");
    // Name servers learn of it: the version they compare has moved.
    assert_eq!(broker.broker.topics.version().counter, topics.counter + 1);
    let (code, remark) = update(&peer, "brokerClusterName=other\n").await;
    assert!(code == 1 && remark.contains("read at the start only"), "{code} {remark}");
    broker.broker.stop().await;
}
