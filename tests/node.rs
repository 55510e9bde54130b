//! Options and files of a node, and what it says about them.

use std::net::TcpListener;
use std::path::PathBuf;

use rmq::engine::node::provenance::Source;
use rmq::engine::node::settings::Warning;
use rmq::engine::node::{BrokerOptions, NamesrvNode, NamesrvOptions, StartError};

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("node.conf");
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

/// A file as people write it for a cluster of two masters and two slaves: many keys of it were none
/// in any version (`tests/conf/2m-2s-sync/`).
fn as_people_write_it(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conf/2m-2s-sync").join(name)
}

const FOUR_FILES: [&str; 4] = [
    "broker-a.properties",
    "broker-a-s.properties",
    "broker-b.properties",
    "broker-b-s.properties",
];

#[test]
fn keys_that_mean_nothing_are_named_with_line_meaning_and_what_counts() {
    for name in FOUR_FILES {
        let path = as_people_write_it(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let options = BrokerOptions { config: Some(path), ..BrokerOptions::default() };
        let (config, warnings) = options.load().unwrap();
        assert_eq!(config.is_slave(), name.ends_with("-s.properties"));
        let mut unknown = Vec::new();
        for warning in &warnings {
            let Warning::UnknownKey { origin, key, meant, in_force } = warning else {
                panic!("{warning}");
            };
            let line: usize = origin.rsplit(' ').next().unwrap().parse().unwrap();
            let line = text.lines().nth(line - 1).unwrap();
            assert!(line.starts_with(&format!("{key}=")), "{warning}: {line}");
            unknown.push((key.as_str(), meant.as_deref(), in_force.as_deref().unwrap()));
        }
        let root = config.root().display().to_string();
        let inside = |place: &str| format!("{root}/{place}");
        assert_eq!(
            unknown,
            [
                ("deletewhen", Some("deleteWhen"), "deleteWhen=04"),
                ("fileReserveredTime", Some("fileReservedTime"), "fileReservedTime=72"),
                (
                    "mapedFileSizeCommitLog",
                    Some("mappedFileSizeCommitLog"),
                    "mappedFileSizeCommitLog=1073741824"
                ),
                (
                    "mapedFileSizeConsumeQueue",
                    Some("mappedFileSizeConsumeQueue"),
                    "mappedFileSizeConsumeQueue=6000000"
                ),
                ("storePathConsumeQueue", None, inside("consumequeue").as_str()),
                ("storePathIndex", None, inside("index").as_str()),
                ("storeCheckpoint", None, inside("checkpoint").as_str()),
                ("abortFile", None, inside("abort").as_str()),
            ]
        );
        let strict = BrokerOptions { strict: true, ..options };
        let refused = strict.load().unwrap_err();
        assert!(
            matches!(&refused, StartError::UnknownKeys(text) if text.contains("abortFile")),
            "{refused}"
        );
        assert!(strict.explain().is_ok(), "to look is not to start");
    }
}

/// What a running Apache 4.9.7 tells of itself (code 26) that was started with that file; addresses,
/// paths of the machine and thread counts are left out.
const APACHE: &str = include_str!("conf/2m-2s-sync/apache-4.9.7-with-broker-a.txt");

#[test]
fn a_file_means_what_it_means_to_apache() {
    let config = Some(as_people_write_it("broker-a.properties"));
    let options = BrokerOptions { config, ..BrokerOptions::default() };
    let (ours, _) = options.print_config(false).unwrap();
    let ours: std::collections::HashMap<&str, &str> =
        ours.lines().filter_map(|line| line.split_once('=')).collect();
    let (_, warnings) = options.load().unwrap();
    let mut compared = 0;
    for (key, value) in APACHE.lines().filter_map(|line| line.split_once('=')) {
        // Apache shows keys it does not know; this one differs on purpose (docs/differences.md).
        let unknown = |w: &Warning| matches!(w, Warning::UnknownKey { key: k, .. } if k == key);
        if warnings.iter().any(unknown) || key == "enablePropertyFilter" {
            continue;
        }
        assert_eq!(ours.get(key), Some(&value), "{key}");
        compared += 1;
    }
    assert!(compared > 140, "{compared}");
}

#[test]
fn every_setting_tells_where_it_came_from() {
    let (_directory, path) = file("listenPort=1111\n\nbrokerName=b\nbrokerId=7\nlistenPort=3333\n");
    let options = BrokerOptions {
        config: Some(path.clone()),
        namesrv: Some("a:1".to_owned()),
        settings: vec![("flushDiskType".to_owned(), "SYNC_FLUSH".to_owned())],
        ..BrokerOptions::default()
    };
    let (settings, _) = options.explain().unwrap();
    let of = |key: &str| {
        let found = settings.iter().find(|setting| setting.key == key).unwrap();
        (found.value.as_deref(), found.source, found.origin.clone())
    };
    let line = |line: u32| Some(format!("{}:{line}", path.display()));
    assert_eq!(of("listenPort"), (Some("3333"), Source::File, line(5)));
    assert_eq!(of("brokerName"), (Some("b"), Source::File, line(3)));
    assert_eq!(of("flushDiskType"), (Some("SYNC_FLUSH"), Source::Option, Some("--set".to_owned())));
    assert_eq!(of("namesrvAddr"), (Some("a:1"), Source::Option, Some("-n".to_owned())));
    assert_eq!(of("fileReservedTime"), (Some("72"), Source::Default, None));
    assert_eq!(of("haMasterAddress"), (None, Source::Default, None));
    // A master has id 0, and replication listens beside the main port, whatever is written.
    let (value, source, _) = of("brokerId");
    assert_eq!((value, source), (Some("0"), Source::Computed));
    let (value, source, _) = of("haListenPort");
    assert_eq!((value, source), (Some("3334"), Source::Computed));
    let (text, _) = options.print_config(false).unwrap();
    for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
        assert_eq!(of(key).0, Some(value), "{key}");
    }
}

#[test]
fn options_win_over_the_file_and_blanks_do_not_count() {
    let (_directory, path) = file("listenPort=1111 \nslaveReadEnable=true \nbrokerIP1=10.0.0.1\n");
    let options = BrokerOptions {
        config: Some(path.clone()),
        namesrv: Some("a:1;b:2".to_owned()),
        settings: vec![("listenPort".to_owned(), "2222".to_owned())],
        advertise: Some("10.0.0.2".to_owned()),
        ..BrokerOptions::default()
    };
    let (config, warnings) = options.load().unwrap();
    assert_eq!(warnings, []);
    assert_eq!(config.listen_port, 2222);
    assert_eq!(config.broker_address(), "10.0.0.2:2222");
    assert_eq!(config.namesrv_addr.as_deref(), Some("a:1;b:2"));
    let (text, _) = options.print_config(false).unwrap();
    assert!(text.lines().any(|line| line == "slaveReadEnable=true"), "{text}");
    let (important, _) = options.print_config(true).unwrap();
    assert!(important.lines().any(|line| line == "brokerIP1=10.0.0.2"), "{important}");
    assert!(!important.contains("slaveReadEnable"));
}

#[test]
fn a_value_that_does_not_fit_warns_in_a_file_and_fails_on_the_command_line() {
    let (_directory, path) = file("orderMessageEnable=maybe\n");
    let in_file = NamesrvOptions { config: Some(path), ..NamesrvOptions::default() };
    let (config, warnings) = in_file.load().unwrap();
    assert!(!config.order_message_enable);
    assert!(
        matches!(&warnings[..], [Warning::BadValue { key, .. }] if key == "orderMessageEnable")
    );
    let settings = vec![("orderMessageEnable".to_owned(), "maybe".to_owned())];
    let typed = NamesrvOptions { settings, ..NamesrvOptions::default() };
    let error = typed.load().unwrap_err().to_string();
    assert!(error.contains("orderMessageEnable=maybe") && error.contains("--set"), "{error}");
}

#[test]
fn what_a_broker_does_not_understand_is_told_with_what_counts() {
    let (_directory, path) = file(
        "brokerName = b \nlistenport=1\n\nautoCreateTopicEnable=yes\nmapedFileSizeCommitLog=1\nnonsense=1\n",
    );
    let options = BrokerOptions { config: Some(path.clone()), ..BrokerOptions::default() };
    let (config, warnings) = options.load().unwrap();
    assert_eq!(config.broker_name, "b");
    assert!(config.auto_create_topic_enable);
    let shown: Vec<String> = warnings.iter().map(Warning::to_string).collect();
    let line = |line: u32| format!("{} line {line}", path.display());
    assert_eq!(
        shown,
        [
            format!(
                "unknown key `listenport` ({}): did you mean `listenPort`? In force: listenPort=10911",
                line(2)
            ),
            format!(
                "`autoCreateTopicEnable` must be true or false, found `yes` ({}); it is ignored; \
                 in force: autoCreateTopicEnable=true",
                line(4)
            ),
            format!(
                "unknown key `mapedFileSizeCommitLog` ({}): did you mean `mappedFileSizeCommitLog`? \
                 In force: mappedFileSizeCommitLog=1073741824",
                line(5)
            ),
            format!("unknown key `nonsense` ({}) is ignored", line(6)),
        ]
    );
}

#[test]
fn a_default_that_would_cost_messages_or_access_does_not_stand_in() {
    for (text, named) in [
        ("flushDiskType=SYNC", "line 1: flushDiskType=SYNC is not ASYNC_FLUSH or SYNC_FLUSH"),
        ("\nbrokerRole=MASTER", "line 2: brokerRole=MASTER is not"),
        ("tls.server.mode=on", "line 1: tls.server.mode=on is not disabled, permissive or"),
    ] {
        let (_directory, path) = file(text);
        let options = BrokerOptions { config: Some(path), ..BrokerOptions::default() };
        let refusal = options.load().expect_err(text).to_string();
        assert!(refusal.contains(named), "{refusal}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let options = NamesrvOptions { config: Some("no/such.conf".into()), ..Default::default() };
    let error = options.load().unwrap_err().to_string();
    assert!(error.contains("no/such.conf"), "{error}");
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_holder() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let kv = directory.path().join("kvConfig.json").display().to_string();
    let options = NamesrvOptions {
        port: Some(taken.local_addr().unwrap().port()),
        bind: Some("127.0.0.1".to_owned()),
        settings: vec![("kvConfigPath".to_owned(), kv)],
        ..NamesrvOptions::default()
    };
    let error = NamesrvNode::start(&options).await.map(drop).unwrap_err();
    let StartError::PortTaken { holder, .. } = &error else { panic!("{error}") };
    assert_eq!(holder.as_ref().map(|holder| holder.pid), Some(std::process::id()));
    assert!(error.to_string().contains("listen port"), "{error}");
}
