//! Requests that remove what is not needed any more: 306, 316 and 329.

use std::path::Path;
use std::time::{Duration, SystemTime};

use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;

use crate::support::{Peer, TestBroker, until};

/// Bytes of a commit log file of a [`TestBroker`].
const FILE: i64 = 1_048_576;

async fn ask(broker: &TestBroker, code: RequestCode) {
    let answer = Peer::new(&broker.address).call(Request::bare(code)).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (0, None), "{code:?}");
}

/// Makes the first file of the commit log look as if it was last written to four days ago.
fn age_first_file(root: &Path) {
    let path = root.join("commitlog/00000000000000000000");
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(4 * 86_400)).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_remove_files_queues_and_topics() {
    let root = tempfile::tempdir().unwrap();
    // Nothing is removed by the hour or for room, but every look is a quick one.
    let hour = jiff::Zoned::now().hour();
    let other_hours: Vec<String> =
        (0..24).filter(|h| *h != hour && *h != (hour + 1) % 24).map(|h| h.to_string()).collect();
    let rules = format!(
        "deleteWhen={}\ndiskMaxUsedSpaceRatio=95\ndiskSpaceCleanForciblyRatio=100\n\
         diskSpaceWarningLevelRatio=100\ncleanResourceInterval=20\n",
        other_hours.join(";")
    );
    let broker = TestBroker::start(root.path(), &rules).await;
    let store = &broker.broker.store;
    broker.broker.topics.create_if_absent("Known", 1, 6, 0);
    broker.store("Known", 0, b"old", "");
    broker.store("Unknown", 0, b"old", "");
    while store.max_physical_offset().0 <= FILE {
        broker.broker.topics.create_if_absent("Other", 1, 6, 0);
        broker.store("Other", 0, &[b'x'; 100_000], "");
    }
    age_first_file(root.path());
    assert_eq!(store.min_physical_offset().0, 0);

    ask(&broker, RequestCode::DeleteExpiredCommitLog).await;
    until("the expired file is gone", || store.min_physical_offset().0 == FILE).await;
    let queue = |topic: &str| root.path().join("consumequeue").join(topic).join("0");
    until("queues follow", || store.min_offset("Known", QueueId(0)) == QueueOffset(1)).await;
    assert!(queue("Known").exists() && queue("Unknown").exists());

    ask(&broker, RequestCode::CleanUnusedTopic).await;
    assert!(queue("Known").exists() && !queue("Unknown").exists());
    assert!(store.find_queue("Unknown", QueueId(0)).is_none());

    ask(&broker, RequestCode::CleanExpiredConsumeQueue).await;
    assert!(!queue("Known").exists() && queue("Other").exists());
    assert_eq!(broker.stored("Other", 0).len(), 1);
    broker.broker.stop().await;
}
