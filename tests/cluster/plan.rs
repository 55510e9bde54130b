//! From a spec to nodes, ports, directories and configuration text.

use std::path::Path;

use rmq::engine::cluster::plan::PortPurpose;
use rmq::engine::cluster::{Plan, PlanError, Spec, Topology};
use rmq::engine::util::properties;

fn spec(topology: Topology) -> Spec {
    Spec { topology, ..Spec::new("test", "/clusters/test") }
}

fn value(plan: &Plan, node: &str, key: &str) -> Option<String> {
    let text = &plan.node(node).unwrap().config_text;
    properties::value(&properties::parse(text), key).map(str::to_owned)
}

fn set(key: &str, value: &str) -> Vec<(String, String)> {
    vec![(key.to_owned(), value.to_owned())]
}

#[test]
fn a_single_broker_has_apaches_ports_and_names() {
    let plan = Plan::new(&spec(Topology::Single)).unwrap();
    let nodes: Vec<_> =
        plan.nodes.iter().map(|node| (node.node.as_str(), node.address.as_str())).collect();
    assert_eq!(nodes, [("namesrv", "127.0.0.1:9876"), ("broker-a", "127.0.0.1:10911")]);
    assert_eq!(plan.namesrv, "127.0.0.1:9876");
    let broker = plan.node("broker-a").unwrap();
    let ports: Vec<_> = broker.ports.iter().map(|port| (port.purpose, port.port)).collect();
    assert_eq!(
        ports,
        [
            (PortPurpose::Listen, 10911),
            (PortPurpose::Vip, 10909),
            (PortPurpose::Replication, 10912)
        ]
    );
    assert_eq!(broker.config, Path::new("/clusters/test/conf/broker.conf"));
    for (key, expected) in [
        ("brokerClusterName", "DefaultCluster"),
        ("brokerName", "broker-a"),
        ("brokerId", "0"),
        ("brokerRole", "ASYNC_MASTER"),
        ("namesrvAddr", "127.0.0.1:9876"),
        ("bindAddress", "127.0.0.1"),
        ("brokerIP1", "127.0.0.1"),
        ("storePathRootDir", "/clusters/test/store/broker-a"),
        ("storePathCommitLog", "/clusters/test/store/broker-a/commitlog"),
    ] {
        assert_eq!(value(&plan, "broker-a", key).as_deref(), Some(expected), "{key}");
    }
}

#[test]
fn two_masters_share_nothing_but_their_name_servers() {
    let two = Spec { namesrvs: 2, ..spec(Topology::TwoMasters) };
    let plan = Plan::new(&two).unwrap();
    let nodes: Vec<_> = plan.nodes.iter().map(|node| node.node.as_str()).collect();
    assert_eq!(nodes, ["namesrv-1", "namesrv-2", "broker-a", "broker-b"]);
    assert_eq!(plan.namesrv, "127.0.0.1:9876;127.0.0.1:9877");
    for broker in ["broker-a", "broker-b"] {
        assert_eq!(value(&plan, broker, "namesrvAddr").as_deref(), Some(plan.namesrv.as_str()));
        let file = format!("/clusters/test/conf/2m-noslave/{broker}.properties");
        assert_eq!(plan.node(broker).unwrap().config, Path::new(&file));
    }
    let mut ports: Vec<u16> =
        plan.nodes.iter().flat_map(|node| node.ports.iter().map(|port| port.port)).collect();
    let count = ports.len();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), count);
    let store = |name| plan.node(name).unwrap().store.clone().unwrap();
    assert_ne!(store("broker-a"), store("broker-b"));
    assert_ne!(
        value(&plan, "namesrv-1", "kvConfigPath"),
        value(&plan, "namesrv-2", "kvConfigPath")
    );
}

#[test]
fn settings_go_to_the_role_that_knows_them() {
    let mut spec = spec(Topology::Single);
    spec.settings = set("flushDiskType", "SYNC_FLUSH");
    spec.settings.extend(set("orderMessageEnable", "true"));
    let plan = Plan::new(&spec).unwrap();
    assert_eq!(value(&plan, "broker-a", "flushDiskType").as_deref(), Some("SYNC_FLUSH"));
    assert_eq!(value(&plan, "broker-a", "orderMessageEnable"), None);
    assert_eq!(value(&plan, "namesrv", "orderMessageEnable").as_deref(), Some("true"));
    assert_eq!(value(&plan, "namesrv", "flushDiskType"), None);
}

#[test]
fn what_a_value_holds_is_what_is_read_back() {
    let mut spec = spec(Topology::Single);
    spec.settings = set("messageDelayLevel", r"1s 5s \ 10s # = :");
    let plan = Plan::new(&spec).unwrap();
    let read = value(&plan, "broker-a", "messageDelayLevel");
    assert_eq!(read.as_deref(), Some(r"1s 5s \ 10s # = :"));
}

#[test]
fn impossible_specs_say_why() {
    let refused = |change: &dyn Fn(&mut Spec)| {
        let mut spec = spec(Topology::TwoMasters);
        change(&mut spec);
        Plan::new(&spec).unwrap_err()
    };
    let error = refused(&|spec| spec.namesrv_port = 10909);
    assert!(matches!(error, PlanError::PortTwice { port: 10909, .. }), "{error}");
    for port in [0, 1, 2, 65525, 65535] {
        let error = refused(&|spec| spec.base_port = port);
        assert!(matches!(error, PlanError::PortRange { .. }), "{port}: {error}");
    }
    assert!(matches!(refused(&|spec| spec.namesrv_port = 0), PlanError::PortRange { .. }));
    for count in [0, 10] {
        assert_eq!(refused(&|spec| spec.namesrvs = count), PlanError::NamesrvCount(count));
    }
    for name in ["", "..", "a/b", ".hidden", "a b"] {
        assert_eq!(refused(&|spec| spec.name = name.to_owned()), PlanError::Name(name.to_owned()));
    }
    let error = refused(&|spec| spec.settings = set("listenPort", "1"));
    assert!(error.to_string().contains("--base-port"), "{error}");
    for (key, value) in [("a b", "c"), ("", "c"), ("a", "b\nbrokerName=x"), ("a=b", "c")] {
        let error = refused(&|spec| spec.settings = set(key, value));
        assert!(matches!(error, PlanError::Setting { .. }), "{key}: {error}");
    }
    let error = refused(&|spec| spec.settings = set("flushDiskTipe", "SYNC_FLUSH"));
    assert!(error.to_string().contains("did you mean `flushDiskType`?"), "{error}");
    for (key, value) in [("flushDiskType", "SYNC"), ("orderMessageEnable", "yes")] {
        let error = refused(&|spec| spec.settings = set(key, value));
        assert!(matches!(error, PlanError::Value { .. }), "{key}: {error}");
    }
}

#[test]
fn topologies_go_by_apaches_names() {
    for name in Topology::NAMES {
        assert_eq!(name.parse::<Topology>().unwrap().name(), *name);
    }
    for name in ["2m-2s-async", "2m-2s-sync", "dledger"] {
        let error = name.parse::<Topology>().unwrap_err();
        assert_eq!(error, PlanError::TopologyLater(name.to_owned()));
    }
    assert!(matches!("3m".parse::<Topology>(), Err(PlanError::UnknownTopology(_))));
}
