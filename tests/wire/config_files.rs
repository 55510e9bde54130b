//! Configuration files a Java broker saved.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::consumer_filter::ConsumerFilterFile;
use rmq::engine::protocol::bodies::fastjson::Form;
use rmq::engine::protocol::bodies::lists::KvConfigFile;
use rmq::engine::protocol::bodies::offsets::{ConsumerOffsetTable, DelayOffsetTable};
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupTable;
use rmq::engine::protocol::bodies::topic_config::TopicConfigTable;

use crate::bodies::assert_same_json;
use crate::golden::data;

/// Asserts that `name` is written as it was read, but for the order of hash maps.
fn assert_rewrites<T: Body>(name: &str) {
    let mut seen = 0;
    for store in ["clean", "killed", "made"] {
        let path = data("config").join(store).join(name);
        let Ok(theirs) = std::fs::read(&path) else { continue };
        seen += 1;
        let place = path.display().to_string();
        let ours = T::decode(&theirs).unwrap().encode_as(Form::Pretty);
        assert_same_json(&place, &ours, &theirs);
        let lines = |text: &[u8]| {
            let text = String::from_utf8(text.to_vec()).unwrap();
            let mut lines: Vec<String> =
                text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&ours), lines(&theirs), "{place}");
    }
    assert!(seen > 0, "no {name}");
}

#[test]
fn topics() {
    assert_rewrites::<TopicConfigTable>("topics.json");
}

#[test]
fn consumer_offsets() {
    assert_rewrites::<ConsumerOffsetTable>("consumerOffset.json");
}

#[test]
fn delay_offsets() {
    assert_rewrites::<DelayOffsetTable>("delayOffset.json");
}

#[test]
fn subscription_groups() {
    assert_rewrites::<SubscriptionGroupTable>("subscriptionGroup.json");
}

#[test]
fn consumer_filters() {
    assert_rewrites::<ConsumerFilterFile>("consumerFilter.json");
}

#[test]
fn kv_config() {
    assert_rewrites::<KvConfigFile>("kvConfig.json");
}
