//! SQL92 filters: expressions against what Apache's classes answered, and filters of groups over
//! heartbeats, pulls and restarts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use rmq::engine::broker::filter::Expression;
use rmq::engine::broker::filter::filters::Filters;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::consumer_filter::ConsumerFilterFile;
use rmq::engine::protocol::bodies::heartbeat::{CheckClientBody, HeartbeatData, SubscriptionData};
use rmq::engine::protocol::headers::clients::UnregisterClientHeader;
use rmq::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use rmq::engine::protocol::names::{ClientId, GroupName, QueueOffset, TopicName};
use rmq::engine::protocol::received::decode_records;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Peer, Raw, TestBroker, consumer};

const SUSPEND: i32 = 2;
const SUBSCRIPTION: i32 = 4;

fn stored(properties: &BTreeMap<String, String>) -> String {
    properties.iter().map(|(name, value)| format!("{name}\u{1}{value}\u{2}")).collect()
}

/// `table.jsonl` was printed by `tests/interop/java/interop/SqlTable.java` from Apache 4.9.7's own
/// classes. What is neither true nor false shows in `NOT (...)` and `(...) IS NULL`.
#[test]
fn expressions_have_the_values_apache_gives_them() {
    let table = include_str!("sql/table.jsonl");
    let (messages, expressions): (Vec<_>, Vec<_>) =
        table.lines().partition(|line| line.starts_with('{'));
    let messages: Vec<String> =
        messages.iter().map(|line| stored(&serde_json::from_str(line).unwrap())).collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in &expressions {
        let (text, expected): (String, String) = serde_json::from_str(line).unwrap();
        let compiled = Expression::compile(&text);
        if expected == "C" || compiled.is_err() {
            if (expected == "C") != compiled.is_err() {
                wrong.push(format!("{text:?}: {compiled:?}"));
            }
            continue;
        }
        let is = |expression: &Option<Expression>, properties: &str| {
            expression.as_ref().is_some_and(|expression| expression.selects(properties))
        };
        let plain = compiled.ok();
        // With words behind its end, an expression cannot stand in parentheses.
        let is_whole = text.matches('(').count() == text.matches(')').count();
        let not = Expression::compile(&format!("NOT ({text})")).ok().filter(|_| is_whole);
        let null = Expression::compile(&format!("({text}) IS NULL")).ok();
        for (properties, expected) in messages.iter().zip(expected.chars()) {
            let found = match (is(&plain, properties), is(&not, properties), is(&null, properties))
            {
                (true, ..) => 'T',
                _ if not.is_none() => {
                    if expected == 'T' {
                        '-'
                    } else {
                        expected
                    }
                }
                (_, true, _) => 'F',
                (_, _, true) => 'N',
                _ => 'E',
            };
            compared += 1;
            if found != expected {
                wrong.push(format!("{text:?} for {properties:?}: {found}, not {expected}"));
            }
        }
    }
    assert!(compared > 30_000, "{compared}");
    assert!(
        wrong.is_empty(),
        "{} of {compared}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(30)].join("\n")
    );
}

#[test]
fn hostile_expressions_are_refused() {
    for text in [
        "(".repeat(50_000),
        "NOT ".repeat(10_000) + "a",
        "-".repeat(30_000) + "a = 1",
        "+".repeat(30_000) + "a = 1",
        "a".to_owned() + &" = a".repeat(10_000),
        "a".to_owned() + &" IS NULL".repeat(5_000),
        format!("a = '{}'", "x".repeat(70_000)),
    ] {
        let error = Expression::compile(&text).unwrap_err();
        assert!(error.to_string().len() < 200, "{error}");
    }
    let long = vec!["a = 1"; 5_000].join(" OR ");
    assert!(Expression::compile(&long).unwrap().selects("a\u{1}1\u{2}"));
    let list = format!("a IN ({})", vec!["'x'"; 5_000].join(","));
    assert!(Expression::compile(&list).unwrap().selects("a\u{1}x\u{2}"));
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_none(text in "\\PC{0,60}") {
        if let Ok(expression) = Expression::compile(&text) {
            expression.selects("a\u{1}1\u{2}");
        }
    }

    #[test]
    fn words_in_any_order_are_an_expression_or_none(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "b", "1", "5.5", "'x'", "TRUE", "NULL", "NOT", "AND", "OR", "BETWEEN", "IN", "IS",
            "=", "<>", "<", ">=", "(", ")", ",", "+", "-", "/*", "*/", "--", "'", "\n",
        ]), 0..24)
    ) {
        let text = words.join(" ");
        if let Ok(expression) = Expression::compile(&text) {
            let selects = expression.selects("a\u{1}1\u{2}b\u{1}x\u{2}");
            // A condition in parentheses is itself, if it has an end of its own.
            if let Ok(nested) = Expression::compile(&format!("({text}\n)"))
                && !text.contains(')')
            {
                prop_assert_eq!(selects, nested.selects("a\u{1}1\u{2}b\u{1}x\u{2}"));
            }
        }
    }
}

fn subscription(topic: &str, expression: &str, version: i64) -> SubscriptionData {
    SubscriptionData {
        topic: TopicName::from(topic),
        sub_string: expression.to_owned(),
        expression_type: "SQL92".to_owned(),
        sub_version: version,
        ..SubscriptionData::default()
    }
}

/// A heartbeat of group `G` with these subscriptions.
fn heartbeat(subscriptions: &[SubscriptionData]) -> HeartbeatData {
    let mut data = consumer("c", "G", &[]);
    data.consumer_data_set[0].subscription_data_set = subscriptions.to_vec();
    data
}

fn pull(topic: &str, offset: i64, version: i64) -> PullMessageHeader<'_> {
    PullMessageHeader {
        consumer_group: "G".into(),
        topic: topic.into(),
        queue_offset: QueueOffset(offset),
        max_msg_nums: 32,
        sub_version: version,
        suspend_timeout_millis: 60_000,
        ..PullMessageHeader::default()
    }
}

/// A pull that brings its expression along.
fn pull_by<'a>(kind: &'a str, expression: &'a str, offset: i64) -> PullMessageHeader<'a> {
    PullMessageHeader {
        sys_flag: SUBSCRIPTION,
        subscription: Some(expression.into()),
        expression_type: Some(Cow::from(kind)),
        ..pull("T", offset, 0)
    }
}

async fn ask(peer: &Peer, header: &PullMessageHeader<'_>) -> Frame {
    peer.call(Request::new(RequestCode::PullMessage, header)).await
}

/// Code, bodies and next offset.
fn found(answer: &Frame) -> (i32, Vec<String>, i64) {
    let (messages, error) = decode_records(answer.body_bytes());
    assert!(error.is_none(), "{error:?}");
    let bodies = messages.iter().map(|m| String::from_utf8(m.body.to_vec()).unwrap()).collect();
    let next = answer.header::<PullMessageReply>().unwrap().next_begin_offset.0;
    (answer.code, bodies, next)
}

/// Topic `T` with messages `0` to `5`, whose property `a` is their number; `5` has none.
async fn broker(root: &Path, properties: &str) -> TestBroker {
    let broker = TestBroker::start(root, properties).await;
    broker.broker.groups.find(&broker.broker.config(), "G");
    broker.broker.topics.create_if_absent("T", 1, 6, 0).unwrap();
    for n in 0..5 {
        broker.store("T", 0, n.to_string().as_bytes(), &format!("a\u{1}{n}\u{2}TAGS\u{1}x\u{2}"));
    }
    broker.store("T", 0, b"5", "TAGS\u{1}x\u{2}");
    broker
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_with_an_expression_gets_what_it_selects() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let text = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    for (expression, offset, expected) in [
        ("a > 1 AND a <> 3", 0, (0, text(&["2", "4"]), 6)),
        ("a IS NULL", 0, (0, text(&["5"]), 6)),
        ("a > 100", 2, (20, vec![], 6)),
        // Apache filters by nothing then.
        ("a >", 4, (0, text(&["4", "5"]), 6)),
        ("a > 1", 6, (19, vec![], 6)),
    ] {
        assert_eq!(
            found(&ask(&peer, &pull_by("SQL92", expression, offset)).await),
            expected,
            "{expression}"
        );
    }
    assert_eq!(ask(&peer, &pull_by("SQL92", "", 0)).await.code, 23);
    assert_eq!(found(&ask(&peer, &pull_by("", "x", 4)).await).1, ["4", "5"]);
    broker.broker.stop().await;
}

/// `broker.md` 5.5: 24, 25, 27, 28 and 1, in this order.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_filtered_by_what_its_heartbeats_brought() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    assert_eq!(ask(&peer, &pull("T", 0, 1)).await.code, 24);
    peer.heartbeat(&heartbeat(&[subscription("T", "a >", 1)])).await;
    let answer = ask(&peer, &pull("T", 0, 1)).await;
    let remark = "The broker's consumer filter data is not exist!Your expression may be wrong!";
    assert_eq!((answer.code, answer.remark.as_deref()), (27, Some(remark)));
    assert_eq!(ask(&peer, &pull("T", 0, 2)).await.code, 25);
    peer.heartbeat(&heartbeat(&[subscription("T", "a > 3", 2)])).await;
    assert_eq!(found(&ask(&peer, &pull("T", 0, 2)).await), (0, vec!["4".to_owned()], 6));
    // An older version changes nothing, a newer one does, and a broken one is told.
    peer.heartbeat(&heartbeat(&[subscription("T", "a < 1", 1)])).await;
    assert_eq!(found(&ask(&peer, &pull("T", 0, 1)).await).1, ["4"]);
    peer.heartbeat(&heartbeat(&[subscription("T", "a < 1", 3)])).await;
    assert_eq!(found(&ask(&peer, &pull("T", 0, 3)).await).1, ["0"]);
    peer.heartbeat(&heartbeat(&[subscription("T", "a < ", 4)])).await;
    assert_eq!(ask(&peer, &pull("T", 0, 4)).await.code, 27);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_expressions_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(root.path(), "enablePropertyFilter=false\n").await;
    let peer = Peer::new(&broker.address);
    let remark = "The broker does not support consumer to filter message by SQL92";
    let answer = ask(&peer, &pull_by("SQL92", "a = 1", 0)).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some(remark)));
    peer.heartbeat(&heartbeat(&[subscription("T", "a > 3", 2)])).await;
    let answer = ask(&peer, &pull("T", 0, 2)).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some(remark)));
    let answer = check(&peer, subscription("T", "a > 3", 1)).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some(remark)));
    broker.broker.stop().await;
}

async fn check(peer: &Peer, subscription_data: SubscriptionData) -> Frame {
    let (client_id, group) = (ClientId::from("c"), GroupName::from("G"));
    let body = CheckClientBody { client_id, group, subscription_data };
    peer.call(Request::bare(RequestCode::CheckClientConfig).with_body(body.encode())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_told_of_broken_expressions() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    assert_eq!(check(&peer, subscription("T", "a > 3", 1)).await.code, 0);
    let answer = check(&peer, subscription("T", "a > 3 AND", 1)).await;
    let remark = "Invalid MessageSelector. at character 10: expected a value, found the end";
    assert_eq!((answer.code, answer.remark.as_deref()), (23, Some(remark)));
    let unknown =
        SubscriptionData { expression_type: "XPATH".to_owned(), ..subscription("T", "a", 1) };
    assert_eq!(check(&peer, unknown).await.code, 23);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_pull_waits_for_what_its_expression_selects() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let header = pull_by("SQL92", "a = 7", 6);
    let header = PullMessageHeader { sys_flag: SUBSCRIPTION | SUSPEND, ..header };
    raw.send(&Request::new(RequestCode::PullMessage, &header), 1).await;
    // The answer to a further request shows that the pull is held.
    raw.ask(&Request::bare(RequestCode::GetSystemTopicListFromBroker), 2).await;
    broker.store("T", 0, b"6", "a\u{1}6\u{2}");
    broker.dispatched();
    raw.ask(&Request::bare(RequestCode::GetSystemTopicListFromBroker), 3).await;
    broker.store("T", 0, b"7", "a\u{1}7\u{2}");
    let answer = raw.frame().await;
    assert_eq!(answer.opaque, 1);
    assert_eq!(found(&answer), (0, vec!["7".to_owned()], 8));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_topic_can_have_the_filter_of_the_topic_before_it() {
    for (key, expected) in
        [("true", vec!["kept", "other"]), ("false", vec!["lost", "kept", "other"])]
    {
        let root = tempfile::tempdir().unwrap();
        let broker = broker(root.path(), &format!("filterSupportRetry={key}\n")).await;
        let peer = Peer::new(&broker.address);
        let retry = SubscriptionData {
            sub_string: "*".to_owned(),
            expression_type: "TAG".to_owned(),
            ..subscription("%RETRY%G", "", 1)
        };
        peer.heartbeat(&heartbeat(&[subscription("T", "a > 3", 1), retry])).await;
        for (body, properties) in [
            ("lost", "RETRY_TOPIC\u{1}T\u{2}a\u{1}1\u{2}"),
            ("kept", "RETRY_TOPIC\u{1}T\u{2}a\u{1}4\u{2}"),
            ("other", "RETRY_TOPIC\u{1}U\u{2}"),
        ] {
            broker.store("%RETRY%G", 0, body.as_bytes(), properties);
        }
        assert_eq!(found(&ask(&peer, &pull("%RETRY%G", 0, 1)).await).1, expected);
        broker.broker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_outlive_a_restart() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    peer.heartbeat(&heartbeat(&[subscription("T", "a > 3", 7)])).await;
    broker.broker.stop().await;
    let broker = TestBroker::start(root.path(), "").await;
    let filter = broker.broker.filters.get("G", "T").unwrap();
    assert!(filter.is_dead());
    let peer = Peer::new(&broker.address);
    peer.heartbeat(&heartbeat(&[subscription("T", "a > 3", 7)])).await;
    assert!(!broker.broker.filters.get("G", "T").unwrap().is_dead());
    assert_eq!(found(&ask(&peer, &pull("T", 0, 7)).await).1, ["4"]);
    let header = UnregisterClientHeader {
        client_id: ClientId::from("c"),
        producer_group: None,
        consumer_group: Some(GroupName::from("G")),
    };
    peer.call(Request::new(RequestCode::UnregisterClient, &header)).await;
    assert!(broker.broker.filters.get("G", "T").unwrap().is_dead());
    broker.broker.stop().await;
}

/// `made/consumerFilter.json` was written by Apache 4.9.7: its bits are guava's.
#[test]
fn filters_of_a_java_broker_are_read_and_written_back() {
    let root = tempfile::tempdir().unwrap();
    let text = include_str!("../wire/config/made/consumerFilter.json");
    let config = format!("brokerName=broker-a\nstorePathRootDir={}\n", root.path().display());
    let config = crate::support::config(&config);
    let path = config.config_file("consumerFilter.json");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    let theirs = ConsumerFilterFile::decode(text.as_bytes()).unwrap();
    let day = Duration::from_secs(24 * 3600);
    let now = TimestampMs(1_795_221_700_000);
    let filters = Filters::open(&config, now).unwrap();
    let kept = filters.get("G1", "TopicA").unwrap();
    assert!(kept.is_dead() && kept.expression.is_some());
    // The same subscriptions again: alive, and nothing else is another.
    for group in ["G1", "G2"] {
        let expression = &theirs.filter_data_by_topic["TopicA"].group_filter_data[group].expression;
        let again = subscription("TopicA", expression, 1_795_221_590_687);
        filters.register(&GroupName::from(group), &[again], now);
    }
    filters.save(day, now);
    let ours = ConsumerFilterFile::decode(&std::fs::read(&path).unwrap()).unwrap();
    let mut expected = theirs.clone();
    for data in
        expected.filter_data_by_topic.values_mut().flat_map(|t| t.group_filter_data.values_mut())
    {
        (data.dead, data.dead_time) = (false, TimestampMs(0));
    }
    assert_eq!(ours, expected);
    // New ones get the bits that Java gave these groups.
    let fresh = tempfile::tempdir().unwrap();
    let text = format!("brokerName=broker-a\nstorePathRootDir={}\n", fresh.path().display());
    let filters = Filters::open(&crate::support::config(&text), now).unwrap();
    for (group, data) in &theirs.filter_data_by_topic["TopicA"].group_filter_data {
        filters.register(group, &[subscription("TopicA", "a = 1", 1)], now);
        let made = filters.get(group, "TopicA").unwrap();
        assert_eq!(made.data.bloom_filter_data, data.bloom_filter_data);
    }
    // A topic that is not subscribed any more dies, and goes after a day.
    filters.register(&GroupName::from("G1"), &[], now);
    filters.save(day, TimestampMs(now.0 + 86_399_999));
    assert!(filters.get("G1", "TopicA").is_some());
    filters.save(day, TimestampMs(now.0 + 86_400_000));
    assert!(filters.get("G1", "TopicA").is_none() && filters.get("G2", "TopicA").is_some());
    // Bit maps of another size: nothing of the file is used.
    let text = format!(
        "{}maxErrorRateOfBloomFilter=1\n",
        format_args!("brokerName=broker-a\nstorePathRootDir={}\n", root.path().display())
    );
    let filters = Filters::open(&crate::support::config(&text), now).unwrap();
    assert!(filters.get("G1", "TopicA").is_none() && filters.get("G2", "TopicA").is_none());
}
