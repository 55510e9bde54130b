//! Rules against made-up clusters: each finds its case, and a healthy cluster has none.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Broker, Delay, Facts, Figures, Group, Half, Known, NameServer, Replica, Told};
use super::rule::Severity::{self, Error, Note, Warning};
use super::{RULES, findings};
use crate::engine::admin::outcome::Failure;
use crate::engine::admin::servers::BrokerAt;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::connections::ConsumerConnection;
use crate::engine::protocol::bodies::running_info::ConsumerRunningInfo;
use crate::engine::protocol::bodies::topic_config::TopicConfig;
use crate::engine::protocol::names::{QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

const NOW: i64 = 1_763_700_000_000;

fn at(name: &str, id: i64, address: &str) -> BrokerAt {
    BrokerAt { cluster: "C".into(), name: name.into(), id, address: address.to_owned() }
}

/// A broker that has run for 1 day, 1 hour, 1 minute and 1 second, asked at `NOW`.
fn broker(at: BrokerAt) -> Broker {
    let started = (NOW - 90_061_000).to_string();
    let figures = [
        ("bootTimestamp", started.as_str()),
        ("runtime", "[ 1 days, 1 hours, 1 minutes, 1 seconds ]"),
        ("commitLogDiskRatio", "0.5"),
        ("consumeQueueDiskRatio", "-1.0"),
        ("dispatchBehindBytes", "0"),
    ];
    let figures = figures.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let config = [("brokerPermission", "6"), ("brokerRole", "ASYNC_MASTER")];
    let told = Told {
        figures: Figures(figures.into()),
        asked: (TimestampMs(NOW), TimestampMs(NOW + 10)),
        config: config.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        topics: [(TopicName::from("T"), TopicConfig::new("T", 4))].into(),
        groups: [crate::engine::protocol::names::GroupName::from("g")].into(),
        ..Told::default()
    };
    Broker { at, told: Ok(told) }
}

fn name_server(address: &str, brokers: &[BrokerAt], topics: &[&str]) -> NameServer {
    let known = Known {
        is_here: false,
        brokers: brokers.iter().cloned().collect(),
        topics: topics.iter().map(|topic| TopicName::from(*topic)).collect(),
        unwritable: BTreeSet::new(),
    };
    NameServer { address: address.to_owned(), known: Ok(known) }
}

fn silent(message: &str) -> Failure {
    Failure { message: message.to_owned(), code: None, unreachable: true, refused: false }
}

/// Two masters and a slave, known to two name servers elsewhere.
fn healthy() -> Facts {
    let brokers =
        [at("a", 0, "10.0.0.1:10911"), at("a", 1, "10.0.0.2:10911"), at("b", 0, "10.0.0.3:10911")];
    Facts {
        name_servers: vec![
            name_server("10.0.1.1:9876", &brokers, &["T"]),
            name_server("10.0.1.2:9876", &brokers, &["T"]),
        ],
        brokers: brokers.into_iter().map(broker).collect(),
        groups: vec![group(&["{}", "{}"], "T:10:10")],
    }
}

fn told(facts: &mut Facts, at: usize) -> &mut Told {
    facts.brokers[at].told.as_mut().unwrap()
}

fn figure(facts: &mut Facts, at: usize, key: &str, value: &str) {
    told(facts, at).figures.0.insert(key.to_owned(), value.to_owned());
}

/// A group whose members say `members` of themselves, with offsets `topic:consumer:broker` of queue 0
/// on broker a.
fn group(members: &[&str], queue: &str) -> Group {
    let ids = ["one", "two", "three"];
    let connections: Vec<String> = members
        .iter()
        .zip(ids)
        .map(|(_, id)| {
            format!(r#"{{"clientId":"{id}","clientAddr":"x:1","language":"JAVA","version":407}}"#)
        })
        .collect();
    let online = format!(
        r#"{{"connectionSet":[{}],"consumeType":"CONSUME_PASSIVELY","messageModel":"CLUSTERING",
            "subscriptionTable":{{"T":{{"topic":"T","subString":"*"}}}}}}"#,
        connections.join(",")
    );
    let infos = members.iter().zip(ids).map(|(extra, id)| {
        let mut info = ConsumerRunningInfo::decode(extra.as_bytes()).unwrap();
        info.properties.insert("PROP_CONSUME_TYPE".into(), "CONSUME_PASSIVELY".into());
        (id.into(), Ok(info))
    });
    let parts: Vec<&str> = queue.split(':').collect();
    let stats = format!(
        r#"{{"offsetTable":{{{{"brokerName":"a","queueId":0,"topic":"{}"}}:
            {{"brokerOffset":{},"consumerOffset":{},"lastTimestamp":1}}}}}}"#,
        parts[0], parts[2], parts[1]
    );
    let stats =
        crate::engine::protocol::bodies::stats::ConsumeStats::decode(stats.as_bytes()).unwrap();
    let online = (!members.is_empty()).then(|| ConsumerConnection::decode(online.as_bytes()));
    Group {
        group: "g".into(),
        online: online.map(Result::unwrap),
        members: infos.collect(),
        queues: stats.offset_table.0,
    }
}

/// Codes, severities and places of what is found.
fn found(facts: &Facts) -> Vec<(&'static str, Severity, String)> {
    findings(facts, |_| true).into_iter().map(|f| (f.code, f.severity, f.place)).collect()
}

#[track_caller]
fn finds(facts: &Facts, code: &str, severity: Severity, place: &str) {
    let found = found(facts);
    assert!(
        found.iter().any(|(c, s, p)| *c == code && *s == severity && p == place),
        "{code} at {place} is not in {found:?}"
    );
}

#[test]
fn a_healthy_cluster_has_no_findings() {
    assert_eq!(found(&healthy()), []);
    assert_eq!(healthy().counts(), [2, 3, 1, 1]);
}

#[test]
fn the_worst_comes_first_and_has_its_names_in_the_fix() {
    let mut facts = healthy();
    told(&mut facts, 0).topics.insert("Only".into(), TopicConfig::new("Only", 4));
    for server in &mut facts.name_servers {
        server.known.as_mut().unwrap().topics.insert("Only".into());
    }
    told(&mut facts, 2).config.insert("brokerPermission".into(), "4".into());
    let found = findings(&facts, |_| true);
    let codes: Vec<&str> = found.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["broker-not-writable", "topic-one-broker"]);
    assert!(found[0].fix.contains("rmq broker add-write b`"), "{}", found[0].fix);
    assert_eq!(found[1].fix, "`rmq topic create Only --update --cluster C`");
    assert!(findings(&facts, |rule| rule.code == "disk").is_empty());
}

#[test]
fn name_servers_that_differ() {
    let mut facts = healthy();
    facts.name_servers[0].known = Err(silent("no answer"));
    finds(&facts, "namesrv-silent", Error, "10.0.1.1:9876");
    let mut facts = healthy();
    let second = facts.name_servers[1].known.as_mut().unwrap();
    second.brokers.pop_last();
    second.topics.clear();
    finds(&facts, "namesrv-brokers-differ", Error, "10.0.1.2:9876");
    finds(&facts, "namesrv-topics-differ", Error, "10.0.1.2:9876");
    finds(&facts, "topic-unrouted", Error, "a");
    let nobody =
        Facts { name_servers: vec![name_server("10.0.1.1:9876", &[], &[])], ..Facts::default() };
    finds(&nobody, "no-broker", Error, "10.0.1.1:9876");
}

#[test]
fn brokers_that_clients_cannot_use() {
    let mut facts = healthy();
    facts.brokers[2].told = Err(silent("no answer"));
    finds(&facts, "broker-silent", Error, "b");
    facts.brokers[2].told = Err(Failure { code: Some(1), unreachable: false, ..silent("no") });
    finds(&facts, "broker-refuses", Error, "b");
    for (address, severity) in [
        ("127.0.0.1:1", Error),
        ("localhost:1", Error),
        ("0.0.0.0:1", Error),
        ("169.254.3.4:1", Error),
        ("172.17.0.2:1", Warning),
    ] {
        let mut facts = healthy();
        facts.brokers[2].at.address = address.to_owned();
        finds(&facts, "broker-address", severity, "b");
    }
    let local = at("a", 0, "127.0.0.1:10911");
    let mut here = name_server("127.0.0.1:9876", std::slice::from_ref(&local), &["T"]);
    here.known.as_mut().unwrap().is_here = true;
    let facts =
        Facts { name_servers: vec![here], brokers: vec![broker(local)], groups: Vec::new() };
    assert_eq!(found(&facts), [], "on one machine the loopback is an address");
    let mut facts = healthy();
    facts.brokers.remove(0);
    finds(&facts, "broker-no-master", Error, "a");
    let mut facts = healthy();
    facts.name_servers[1].known.as_mut().unwrap().unwritable.insert("b".into());
    finds(&facts, "broker-not-writable", Error, "b");
}

#[test]
fn clocks_that_differ() {
    // The answer shows whole seconds: what they hide, and the way of the answer, is no skew.
    for (boot, expected) in [
        (0, None),
        (-2_900, None),
        (2_000, None),
        (-4_000, Some(Warning)),
        (4_000, Some(Warning)),
        (3_600_000, Some(Error)),
    ] {
        let mut facts = healthy();
        figure(&mut facts, 1, "bootTimestamp", &(NOW - 90_061_000 + boot).to_string());
        let hit = |severity| ("clock-skew", severity, "a:1".to_owned());
        assert_eq!(found(&facts), Vec::from_iter(expected.map(hit)), "{boot}");
    }
    let mut facts = healthy();
    figure(&mut facts, 1, "runtime", "[ 99999999999999999 days, 1 hours, 1 minutes, 1 seconds ]");
    assert_eq!(found(&facts), [], "nonsense is no clock");
}

#[test]
fn disks_and_dispatch() {
    for (used, severity) in [("0.76", Note), ("0.86", Warning), ("0.905", Error)] {
        let mut facts = healthy();
        figure(&mut facts, 0, "commitLogDiskRatio", used);
        finds(&facts, "disk", severity, "a");
    }
    let mut facts = healthy();
    figure(&mut facts, 0, "commitLogDiskRatio", "0.86");
    told(&mut facts, 0).config.insert("diskSpaceWarningLevelRatio".into(), "80".into());
    finds(&facts, "disk", Error, "a");
    for (behind, severity) in [("20000000", Warning), ("300000000", Error)] {
        let mut facts = healthy();
        figure(&mut facts, 1, "dispatchBehindBytes", behind);
        finds(&facts, "dispatch-behind", severity, "a:1");
    }
}

#[test]
fn slaves_that_are_not_in_step() {
    for (master, slave, code, severity) in [
        (1000, 900, "slave-behind", Warning),
        (1 << 30, 900, "slave-behind", Error),
        (900, 1000, "slave-ahead", Error),
    ] {
        let mut facts = healthy();
        told(&mut facts, 1).replica = Some(Replica { master, slave });
        finds(&facts, code, severity, "a:1");
    }
    let mut facts = healthy();
    told(&mut facts, 0).config.insert("brokerRole".into(), "SYNC_MASTER".into());
    assert_eq!(found(&facts), [], "it has a slave");
    facts.brokers[1].told = Err(silent("down"));
    finds(&facts, "slave-missing", Error, "a");
}

#[test]
fn topics_with_odd_queues() {
    let odd = |read, write| {
        let mut facts = healthy();
        let topic = told(&mut facts, 0).topics.get_mut("T").unwrap();
        (topic.read_queue_nums, topic.write_queue_nums) = (read, write);
        facts
    };
    finds(&odd(4, 8), "topic-queues-differ", Error, "T");
    finds(&odd(8, 4), "topic-queues-differ", Note, "T");
}

#[test]
fn messages_that_stay() {
    let mut facts = healthy();
    told(&mut facts, 0).stranded =
        [("%DLQ%g".into(), 3), ("TRANS_CHECK_MAX_TIME_TOPIC".into(), 1)].into();
    finds(&facts, "dead-letters", Warning, "%DLQ%g");
    finds(&facts, "transaction-given-up", Warning, "a");
    let half = |born: i64, stored: i64, checks| {
        let mut facts = healthy();
        let (born, stored) = (TimestampMs(NOW - born), TimestampMs(NOW - stored));
        told(&mut facts, 0).half = Some(Half { waiting: 2, born, stored, checks });
        facts
    };
    finds(&half(600_000, 600_000, 0), "transaction-stuck", Error, "a");
    finds(&half(600_000, 30_000, 5), "transaction-undecided", Warning, "a");
    assert_eq!(found(&half(30_000, 30_000, 0)), [], "its time has not come");
    let delay = |next, max, late: Option<i64>| {
        let mut facts = healthy();
        let due = late.map(|late| TimestampMs(NOW - late));
        let (next, max) = (QueueOffset(next), QueueOffset(max));
        told(&mut facts, 0).delays = vec![Delay { level: 3, next, max, due }];
        facts
    };
    finds(&delay(5, 9, Some(10_000)), "delay-stuck", Warning, "a");
    finds(&delay(5, 9, Some(100_000)), "delay-stuck", Error, "a");
    finds(&delay(9, 5, None), "delay-stuck", Error, "a");
    assert_eq!(found(&delay(5, 9, Some(-10_000))), [], "it is not due");
    let fix = findings(&delay(9, 5, None), |_| true).remove(0).fix;
    assert!(fix.contains("scheduleMessageOffset_3 --broker 10.0.0.1:10911"), "{fix}");
}

/// What a member says that subscribes to `topic` by `tags`.
fn subscribed(topic: &str, tags: &str) -> String {
    format!(
        r#"{{"subscriptionSet":[{{"topic":"{topic}","subString":"{tags}"}},
        {{"topic":"%RETRY%g","subString":"*"}}]}}"#
    )
}

fn with_group(members: &[&str], queue: &str) -> Facts {
    Facts { groups: vec![group(members, queue)], ..healthy() }
}

#[test]
fn groups_whose_members_disagree() {
    let (all, tagged, other) = (subscribed("T", "*"), subscribed("T", "a"), subscribed("U", "*"));
    for (one, two) in [(&all, &tagged), (&all, &other)] {
        finds(&with_group(&[one, two], "T:1:1"), "group-subscriptions-differ", Error, "g");
    }
    let (ab, ba) = (subscribed("T", "a || b"), subscribed("T", "b||a"));
    assert_eq!(found(&with_group(&[&ab, &ba], "T:1:1")), [], "the order of tags is nothing");
    let mut facts = with_group(&["{}", "{}"], "T:1:1");
    let online = facts.groups[0].online.as_mut().unwrap();
    online.connection_set[0].version = 300;
    finds(&facts, "group-clients-differ", Note, "g");
}

#[test]
fn groups_that_do_not_consume() {
    finds(&with_group(&[], "T:1:9"), "group-offline", Warning, "g");
    assert_eq!(found(&with_group(&[], "T:9:9")), [], "there is nothing to consume");
    finds(&with_group(&["{}", "{}"], "T:1:9"), "queue-unowned", Warning, "g");
    assert_eq!(found(&with_group(&["{}", "{}"], "Old:1:9")), [], "nobody wants that topic now");
    let owner = |held: &str| {
        format!(r#"{{"mqTable":{{{{"brokerName":"a","queueId":0,"topic":"T"}}:{held}}}}}"#)
    };
    let owns = owner(&format!(r#"{{"lastConsumeTimestamp":{}}}"#, i64::MAX / 2));
    assert_eq!(found(&with_group(&[&owns, "{}"], "T:1:9")), []);
    let hangs = owner(r#"{"cachedMsgCount":7,"lastConsumeTimestamp":1}"#);
    finds(&with_group(&[&hangs, "{}"], "T:1:9"), "queue-blocked", Error, "g");
    let full =
        owner(&format!(r#"{{"cachedMsgCount":1000,"lastConsumeTimestamp":{}}}"#, i64::MAX / 2));
    finds(&with_group(&[&full, "{}"], "T:1:9"), "member-full", Warning, "g");
    let mut facts = with_group(&["{}", "{}"], "T:1:9");
    facts.groups[0].members.insert("two".into(), Err(silent("no answer")));
    finds(&facts, "member-silent", Note, "g");
    assert!(found(&facts).iter().all(|(code, ..)| *code != "queue-unowned"), "it may own it");
}

#[test]
fn every_rule_is_tried_here() {
    let source = include_str!("tests.rs");
    let untried: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !source.contains(&format!("\"{code}\"")))
        .collect();
    assert_eq!(untried, [] as [&str; 0]);
}

#[test]
fn a_clock_is_read_as_apache_writes_it() {
    let clock = |runtime: &str| {
        let figures = [("bootTimestamp", "1000"), ("runtime", runtime)];
        let figures: BTreeMap<String, String> =
            figures.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        Figures(figures).clock()
    };
    assert_eq!(clock("[ 0 days, 0 hours, 4 minutes, 20 seconds ]"), Some(TimestampMs(261_000)));
    assert_eq!(
        clock("[ 1,200 days, 1 hours, 1 minutes, 1 seconds ]"),
        Some(TimestampMs(103_683_662_000))
    );
    assert_eq!(clock("a while"), None);
}
