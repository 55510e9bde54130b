//! Files that a Java broker wrote, and files that a Java broker can read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rmq::engine::broker::config::BrokerConfig;
use rmq::engine::broker::groups::Groups;
use rmq::engine::broker::offsets::Offsets;
use rmq::engine::broker::register::Wake;
use rmq::engine::broker::topics::Topics;
use rmq::engine::protocol::names::{QueueId, QueueOffset};

/// The `config` directory of a store that Apache 4.9.7 wrote.
fn java_config() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/config/clean")
}

fn config(root: &Path) -> BrokerConfig {
    let text = format!("brokerName=broker-a\nstorePathRootDir={}\n", root.display());
    crate::support::config(&text)
}

fn java_store() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let target = root.path().join("config");
    std::fs::create_dir(&target).unwrap();
    for file in std::fs::read_dir(java_config()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), target.join(file.file_name())).unwrap();
    }
    root
}

/// A pretty fastjson file as a set of lines: maps have no order that would count.
fn lines(path: &Path) -> BTreeMap<String, usize> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = BTreeMap::new();
    for line in text.lines() {
        *lines.entry(line.trim_end_matches(',').to_owned()).or_default() += 1;
    }
    lines
}

#[test]
fn offsets_of_a_java_broker_are_read_and_written_back() {
    let root = java_store();
    let config = config(root.path());
    let path = config.config_file("consumerOffset.json");
    let before = lines(&path);
    assert!(before.len() > 3, "the captured file is empty");
    let offsets = Offsets::open(&config).unwrap();
    let table = offsets.to_table();
    assert!(!table.offset_table.is_empty());
    // Nothing changed: the file stays untouched.
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    offsets.save();
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), modified);
    // A change and back again: the file has the lines it had.
    let (key, queues) = table.offset_table.iter().find(|(_, queues)| !queues.is_empty()).unwrap();
    let (topic, group) = key.split_once('@').unwrap();
    let (queue, offset) = queues.iter().next().unwrap();
    offsets.commit(group, topic, *queue, offset.plus(1));
    offsets.save();
    assert_eq!(Offsets::open(&config).unwrap().get(group, topic, *queue), Some(offset.plus(1)));
    offsets.commit(group, topic, *queue, *offset);
    offsets.save();
    assert_eq!(lines(&path), before);
}

#[test]
fn settings_of_a_java_broker_are_kept() {
    let root = java_store();
    let config = config(root.path());
    let path = config.config_file("topics.json");
    let before = lines(&path);
    let topics = Topics::open(&config, Wake::default()).unwrap();
    let version = topics.version();
    topics.create_if_absent("new", 1, 6, 0).unwrap();
    topics.remove("new");
    assert_eq!(topics.version().counter, version.counter + 2);
    // Only the version differs.
    let is_version = |line: &String| line.contains("\"counter\"") || line.contains("\"timestamp\"");
    let without = |lines: BTreeMap<String, usize>| -> BTreeMap<String, usize> {
        lines.into_iter().filter(|(line, _)| !is_version(line)).collect()
    };
    assert_eq!(without(lines(&path)), without(before));

    let path = config.config_file("subscriptionGroup.json");
    if path.exists() {
        let groups = Groups::open(&config).unwrap();
        let before = without(lines(&path));
        groups.find(&config, "new").unwrap();
        groups.remove("new");
        assert_eq!(without(lines(&path)), before);
    }
}

#[test]
fn groups_forget_their_offsets_when_told() {
    let root = tempfile::tempdir().unwrap();
    let offsets = Offsets::open(&config(root.path())).unwrap();
    for (group, topic) in [("g", "t"), ("g", "u"), ("other", "t")] {
        offsets.commit(group, topic, QueueId(0), QueueOffset(5));
    }
    // A client may send a group back.
    offsets.commit("g", "t", QueueId(0), QueueOffset(2));
    assert_eq!(offsets.get("g", "t", QueueId(0)), Some(QueueOffset(2)));
    assert_eq!(offsets.topics_of("g").len(), 2);
    offsets.remove_group("g");
    assert!(offsets.topics_of("g").is_empty());
    assert_eq!(offsets.groups_of("t"), ["other".into()]);
    assert_eq!(offsets.get("g", "t", QueueId(0)), None);
}
