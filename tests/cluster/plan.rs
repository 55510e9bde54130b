//! From a spec to nodes, ports, directories and configuration text.

use std::path::Path;

use rmq::engine::cluster::plan::PortPurpose;
use rmq::engine::cluster::{ConfFile, Plan, PlanError, Spec, Topology};
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
    let error = "dledger".parse::<Topology>().unwrap_err();
    assert_eq!(error, PlanError::TopologyLater("dledger".to_owned()));
    assert!(matches!("3m".parse::<Topology>(), Err(PlanError::UnknownTopology(_))));
}

/// Role and place of every broker of a plan: node, name, id, role, file.
fn brokers(plan: &Plan) -> Vec<[String; 5]> {
    let nodes = plan.nodes.iter().filter(|node| node.broker_name.is_some());
    nodes
        .map(|node| {
            [
                node.node.clone(),
                node.broker_name.clone().unwrap(),
                node.broker_id.unwrap().to_string(),
                value(plan, &node.node, "brokerRole").unwrap(),
                node.config.strip_prefix("/clusters/test/conf").unwrap().display().to_string(),
            ]
        })
        .collect()
}

#[test]
fn masters_and_slaves_are_named_as_in_apaches_folders() {
    for (topology, folder, master) in [
        (Topology::TwoMastersTwoSlavesAsync, "2m-2s-async", "ASYNC_MASTER"),
        (Topology::TwoMastersTwoSlavesSync, "2m-2s-sync", "SYNC_MASTER"),
    ] {
        let plan = Plan::new(&spec(topology)).unwrap();
        let expected = [
            ["broker-a", "broker-a", "0", master, "broker-a.properties"],
            ["broker-b", "broker-b", "0", master, "broker-b.properties"],
            ["broker-a-s", "broker-a", "1", "SLAVE", "broker-a-s.properties"],
            ["broker-b-s", "broker-b", "1", "SLAVE", "broker-b-s.properties"],
        ];
        let expected = expected.map(|[node, name, id, role, file]| {
            [node, name, id, role, &format!("{folder}/{file}")].map(str::to_owned)
        });
        assert_eq!(brokers(&plan), expected);
        for (node, id) in [("broker-a", "0"), ("broker-b-s", "1")] {
            assert_eq!(value(&plan, node, "brokerId").as_deref(), Some(id));
        }
        assert_eq!(value(&plan, "broker-b-s", "brokerName").as_deref(), Some("broker-b"));
        assert_eq!(value(&plan, "broker-b-s", "listenPort").as_deref(), Some("10941"));
    }
}

fn conf(files: &[(&str, &[(&str, &str)])]) -> Spec {
    let files = files.iter().map(|(file, keys)| ConfFile {
        file: (*file).to_owned(),
        keys: keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
    });
    Spec { conf: files.collect(), ..spec(Topology::Folder) }
}

const MASTER: (&str, &[(&str, &str)]) =
    ("m.properties", &[("brokerName", "x"), ("brokerRole", "SYNC_MASTER")]);

#[test]
fn a_folder_says_what_its_brokers_are() {
    let slave: &[(&str, &str)] = &[
        ("brokerName", "x"),
        ("brokerId", "2"),
        ("brokerRole", "SLAVE"),
        ("listenPort", "20911"),
        ("namesrvAddr", "10.0.0.1:9876"),
        ("storePathRootDir", "/data/s"),
        ("flushDiskType", "SYNC_FLUSH"),
    ];
    let plan = Plan::new(&conf(&[MASTER, ("s.conf", slave)])).unwrap();
    let expected =
        [["m", "x", "0", "SYNC_MASTER", "m.properties"], ["s", "x", "2", "SLAVE", "s.conf"]];
    assert_eq!(brokers(&plan), expected.map(|row| row.map(str::to_owned)));
    let slave = |key| value(&plan, "s", key);
    assert_eq!(slave("flushDiskType").as_deref(), Some("SYNC_FLUSH"));
    assert_eq!(slave("storePathCommitLog").as_deref(), Some("/data/s/commitlog"));
    assert_eq!(slave("namesrvAddr"), Some(plan.namesrv.clone()));
    let node = plan.node("s").unwrap();
    assert_eq!(node.address, "127.0.0.1:20911");
    assert_eq!(node.store.as_deref(), Some(Path::new("/data/s")));
    assert_eq!(plan.node("m").unwrap().address, "127.0.0.1:10911");
}

#[test]
fn roles_that_contradict_each_other_are_refused_with_the_fix() {
    let slave = ("brokerRole", "SLAVE");
    let refused = |files: &[(&str, &[(&str, &str)])]| {
        let error = Plan::new(&conf(files)).unwrap_err();
        assert!(!files.is_empty() && matches!(error, PlanError::ConfFile { .. }), "{error}");
        error.to_string()
    };
    assert_eq!(Plan::new(&conf(&[])).unwrap_err(), PlanError::NoConf);
    for (files, file, fix) in [
        (refused(&[MASTER, ("s.conf", &[slave, ("brokerName", "x")])]), "s.conf", "set brokerId=1"),
        (refused(&[("a.conf", &[("brokerId", "1")])]), "a.conf", "brokerRole=SLAVE"),
        (refused(&[MASTER, ("n.conf", &[("brokerName", "x")])]), "n.conf", "m.properties"),
        (refused(&[("s.conf", &[slave, ("brokerId", "1")])]), "s.conf", "set the brokerName"),
        (refused(&[("a.conf", &[("brokerRole", "MASTER")])]), "a.conf", "SYNC_MASTER"),
        (refused(&[("a.conf", &[("brokerId", "one")])]), "a.conf", "a number"),
        (refused(&[MASTER, ("m.conf", &[])]), "m.conf", "rename"),
    ] {
        assert!(files.starts_with(file) && files.contains(fix), "{files}");
    }
}
