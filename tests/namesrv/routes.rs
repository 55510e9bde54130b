//! The tables themselves, with time in the test's hand. The facts are `remoting.md` 4.2 and 4.3.

use rmq::engine::namesrv::routes::{ConnectionId, Master, Registration, Routes, UnitTopics};
use rmq::engine::protocol::bodies::topic_config::TopicConfigTable;
use rmq::engine::util::clock::TimestampMs;

use crate::server::{table, topic};

const NOW: TimestampMs = TimestampMs(1_700_000_000_000);

fn after(ms: i64) -> TimestampMs {
    TimestampMs(NOW.0 + ms)
}

fn who(name: &str, id: i64, address: &str, connection: u64) -> Registration {
    Registration {
        cluster: "C".into(),
        broker: name.into(),
        id,
        address: address.to_owned(),
        ha_address: format!("ha-of-{address}"),
        connection: ConnectionId(connection),
    }
}

fn topics(counter: i64, names: &[&str]) -> TopicConfigTable {
    table(counter, names.iter().map(|name| topic(name, 4))).topic_config_serialize_wrapper
}

fn names(list: rmq::engine::protocol::bodies::lists::TopicList) -> Vec<String> {
    list.topic_list.iter().map(|name| name.to_string()).collect()
}

#[test]
fn a_partial_table_adds_and_never_removes() {
    let mut routes = Routes::default();
    let a = who("a", 0, "a:1", 1);
    routes.register(&a, &topics(1, &["x", "y"]), None, NOW);
    routes.register(&a, &topics(2, &["z"]), None, NOW);
    assert_eq!(names(routes.topics()), ["x", "y", "z"]);
}

#[test]
fn the_same_version_changes_nothing_and_is_no_reason_to_answer_anew() {
    let mut routes = Routes::default();
    let a = who("a", 0, "a:1", 1);
    routes.register(&a, &topics(1, &["x"]), None, NOW);
    let generation = routes.generation();
    routes.register(&a, &topics(1, &["x", "ignored"]), None, NOW);
    assert_eq!(names(routes.topics()), ["x"]);
    assert_eq!(routes.generation(), generation);
    routes.register(&a, &topics(2, &["x", "y"]), None, NOW);
    assert_ne!(routes.generation(), generation);
}

#[test]
fn a_slave_brings_no_topics_and_learns_its_live_master() {
    let mut routes = Routes::default();
    let (master, slave) = (who("a", 0, "m:1", 1), who("a", 1, "s:1", 2));
    assert_eq!(routes.register(&slave, &topics(1, &["x"]), None, NOW), None);
    assert_eq!(names(routes.topics()), [""; 0]);
    assert_eq!(routes.register(&master, &topics(1, &["x"]), None, NOW), None);
    let found = routes.register(&slave, &topics(1, &["x"]), None, NOW);
    let expected = Master { address: "m:1".to_owned(), ha_address: "ha-of-m:1".to_owned() };
    assert_eq!(found, Some(expected));
    let route = routes.route("x").unwrap();
    assert_eq!(route.broker_datas[0].broker_addrs.len(), 2);
    assert_eq!(route.queue_datas.len(), 1);

    routes.disconnected(ConnectionId(1));
    let route = routes.route("x").expect("the slave keeps the name and its topics alive");
    assert_eq!(route.broker_datas[0].master_addr(), None);
    assert_eq!(routes.register(&slave, &topics(1, &[]), None, NOW), None);
}

#[test]
fn a_slave_that_becomes_master_has_one_address_only() {
    let mut routes = Routes::default();
    routes.register(&who("a", 1, "s:1", 1), &topics(1, &[]), None, NOW);
    routes.register(&who("a", 0, "s:1", 1), &topics(1, &["x"]), None, NOW);
    let data = &routes.route("x").unwrap().broker_datas[0];
    assert_eq!(data.broker_addrs.iter().collect::<Vec<_>>(), [(&0, &"s:1".to_owned())]);
}

#[test]
fn a_late_leave_of_the_old_address_spares_the_new_one() {
    let mut routes = Routes::default();
    routes.register(&who("a", 0, "old:1", 1), &topics(1, &["x"]), None, NOW);
    routes.register(&who("a", 0, "new:1", 2), &topics(1, &["x"]), None, NOW);
    routes.unregister("old:1");
    routes.disconnected(ConnectionId(1));
    assert_eq!(routes.route("x").unwrap().broker_datas[0].master_addr(), Some("new:1"));
}

#[test]
fn the_last_address_takes_name_cluster_and_topics_with_it() {
    let mut routes = Routes::default();
    routes.register(&who("a", 0, "a:1", 1), &topics(1, &["x", "only-a"]), None, NOW);
    routes.register(&who("b", 0, "b:1", 2), &topics(1, &["x"]), None, NOW);
    routes.unregister("a:1");
    assert_eq!(names(routes.topics()), ["x"]);
    assert_eq!(routes.cluster_info().broker_addr_table.len(), 1);
    routes.unregister("b:1");
    assert_eq!(routes.cluster_info(), Default::default());
    assert_eq!(names(routes.topics()), [""; 0]);
}

#[test]
fn a_broker_lives_for_two_minutes_after_its_last_word() {
    let mut routes = Routes::default();
    routes.register(&who("a", 0, "a:1", 1), &topics(1, &["x"]), None, NOW);
    routes.register(&who("b", 0, "b:1", 2), &topics(1, &["x"]), None, NOW);
    assert_eq!(routes.expire(after(120_000)), []);
    routes.heard_of("b:1", after(60_000));
    assert_eq!(routes.expire(after(120_001)), [ConnectionId(1)]);
    assert_eq!(routes.route("x").unwrap().broker_datas.len(), 1);
    assert_eq!(routes.expire(after(180_000)), []);
    assert_eq!(routes.expire(after(180_001)), [ConnectionId(2)]);
    assert_eq!(routes.route("x"), None);
}

#[test]
fn a_topic_can_be_forgotten_for_one_cluster() {
    let mut routes = Routes::default();
    routes.register(&who("a", 0, "a:1", 1), &topics(1, &["x", "y"]), None, NOW);
    let mut elsewhere = who("b", 0, "b:1", 2);
    elsewhere.cluster = "D".into();
    routes.register(&elsewhere, &topics(1, &["x"]), None, NOW);
    routes.delete_topic("x", Some("C"));
    assert_eq!(&*routes.route("x").unwrap().queue_datas[0].broker_name, "b");
    assert_eq!(names(routes.topics_of_cluster("C")), ["y"]);
    assert_eq!(names(routes.topics_of_cluster("D")), ["x"]);
    assert_eq!(names(routes.topics_of_cluster("none")), [""; 0]);
    routes.delete_topic("x", Some("D"));
    routes.delete_topic("y", None);
    assert_eq!(names(routes.topics()), [""; 0]);
}

#[test]
fn unit_flags_select_topics() {
    let mut routes = Routes::default();
    let flagged = [("none", 0), ("unit", 1), ("sub", 2), ("both", 3)].map(|(name, flag)| {
        let mut config = topic(name, 1);
        config.topic_sys_flag = flag;
        config
    });
    let table = table(1, flagged).topic_config_serialize_wrapper;
    routes.register(&who("a", 0, "a:1", 1), &table, None, NOW);
    assert_eq!(names(routes.unit_topics(UnitTopics::Unit)), ["both", "unit"]);
    assert_eq!(names(routes.unit_topics(UnitTopics::Subscribed)), ["both", "sub"]);
    assert_eq!(names(routes.unit_topics(UnitTopics::SubscribedOfNoUnit)), ["sub"]);
}

#[test]
fn filter_servers_appear_in_routes() {
    let mut routes = Routes::default();
    let a = who("a", 0, "a:1", 1);
    let servers = ["f:1".to_owned()];
    routes.register(&a, &topics(1, &["x"]), Some(&servers), NOW);
    assert_eq!(routes.route("x").unwrap().filter_server_table["a:1"], servers);
    routes.register(&a, &topics(1, &[]), Some(&[]), NOW);
    assert!(routes.route("x").unwrap().filter_server_table.is_empty());
}
