//! When topics come into being, and what becomes of them.

use std::net::SocketAddr;

use rmq::engine::broker::config::BrokerConfig;
use rmq::engine::broker::register::Wake;
use rmq::engine::broker::topics::Topics;
use rmq::engine::protocol::bodies::topic_config::TopicConfig;

fn open(root: &std::path::Path, properties: &str) -> (BrokerConfig, Topics) {
    let text = format!("brokerName=b\nstorePathRootDir={}\n{properties}", root.display());
    let config = crate::support::config(&text);
    let topics = Topics::open(&config, Wake::default()).unwrap();
    (config, topics)
}

fn remote() -> SocketAddr {
    "127.0.0.1:1".parse().unwrap()
}

/// `broker.md` 5.3: queues = min(asked, default topic's), permission without the inherit bit.
#[test]
fn a_send_creates_a_topic_after_the_default_topic() {
    let root = tempfile::tempdir().unwrap();
    let (config, topics) = open(root.path(), "");
    let send = |topic: &str, queues: i32| {
        let made = topics.create_on_send(&config, topic, "TBW102", queues, false, remote());
        let made = made.unwrap();
        (made.read_queue_nums, made.write_queue_nums, made.perm)
    };
    assert_eq!(send("four", 4), (4, 4, 6));
    assert_eq!(send("many", 100), (8, 8, 6));
    assert_eq!(send("none", -3), (0, 0, 6));
    // It exists now: the same answer whatever is asked.
    assert_eq!(send("four", 2), (4, 4, 6));
    assert_eq!(topics.version().counter, 3);
    let unit = topics.create_on_send(&config, "unit", "TBW102", 4, true, remote()).unwrap();
    assert_eq!(unit.topic_sys_flag, 1);
}

#[test]
fn a_send_creates_nothing_where_it_must_not() {
    let root = tempfile::tempdir().unwrap();
    let (config, topics) = open(root.path(), "");
    // No such default topic, or one that is not inherited.
    assert!(topics.create_on_send(&config, "x", "missing", 4, false, remote()).is_none());
    assert!(topics.create_on_send(&config, "x", "BenchmarkTest", 4, false, remote()).is_none());
    // A retry topic comes into being all the same, with one queue.
    let retry = topics.create_on_send(&config, "%RETRY%g", "missing", 4, false, remote()).unwrap();
    assert_eq!((retry.write_queue_nums, retry.perm), (1, 6));

    let root = tempfile::tempdir().unwrap();
    let (config, topics) = open(root.path(), "autoCreateTopicEnable=false\n");
    assert!(topics.get("TBW102").is_none());
    assert!(topics.create_on_send(&config, "x", "TBW102", 4, false, remote()).is_none());
    // The default topic may be in a file of earlier days: it is not inherited any more.
    topics.put(TopicConfig { perm: 7, ..TopicConfig::new("TBW102", 8) });
    assert!(topics.create_on_send(&config, "x", "TBW102", 4, false, remote()).is_none());
    // Other topics still can be, the broker's own for example.
    assert!(topics.create_on_send(&config, "x", "b", 4, false, remote()).is_some());
}

#[test]
fn topics_survive_a_restart() {
    let root = tempfile::tempdir().unwrap();
    let (config, topics) = open(root.path(), "");
    topics.create_on_send(&config, "kept", "TBW102", 4, false, remote()).unwrap();
    topics.create_on_send(&config, "deleted", "TBW102", 4, false, remote()).unwrap();
    assert!(topics.remove("deleted"));
    assert!(!topics.remove("deleted"));
    topics.set_ordered(|topic| topic == "kept");
    let version = topics.version();
    let (_, topics) = open(root.path(), "");
    assert!(topics.get("kept").unwrap().order);
    assert!(topics.get("deleted").is_none());
    assert_eq!(topics.version(), version);
    // Nothing changes: nothing is counted.
    topics.set_ordered(|topic| topic == "kept");
    assert_eq!(topics.version(), version);
}

#[test]
fn names_of_the_system_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let (_, topics) = open(root.path(), "brokerClusterName=C\n");
    for name in ["TBW102", "RMQ_SYS_TRACE_TOPIC", "C", "b", "C_REPLY_TOPIC", "rmq_sys_anything"] {
        let refusal = topics.system().check(name).unwrap_err().to_string();
        assert_eq!(refusal, format!("The topic[{name}] is conflict with system topic."));
    }
    assert!(topics.system().check("mine").is_ok());
}
