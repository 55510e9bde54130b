//! Options and files of a node, and what it says about them.

use std::net::TcpListener;
use std::path::PathBuf;

use rmq::engine::node::settings::Warning;
use rmq::engine::node::{BrokerOptions, NamesrvNode, NamesrvOptions, StartError};

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("node.conf");
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

/// The 22 keys a much-read 4.7 note puts in every file, of which 4.9 silently ignores eight
/// (`ux.md` 0, note 001).
const NOTE_001: &str = "\
brokerClusterName=rocketmq-cluster
brokerName=broker-a
brokerId=0
namesrvAddr=rocketmq-nameserver:9876
defaultTopicQueueNums=4
autoCreateTopicEnable=true
autoCreateSubscriptionGroup=true
listenPort=10911
deletewhen=04
fileReserveredTime=120
mapedFileSizeCommitLog=1073741824
mapedFileSizeConsumeQueue=50000000
diskMaxUsedSpaceRatio=88
storePathRootDir=/tmp/store
storePathCommitLog=/tmp/store/commitlog
storePathConsumeQueue=/tmp/store/consumequeue
storePathIndex=/tmp/store/index
storeCheckpoint=/tmp/store/checkpoint
abortFile=/tmp/store/abort
maxMessageSize=65536
brokerRole=SYNC_MASTER
flushDiskType=SYNC_FLUSH
";

#[test]
fn keys_that_mean_nothing_are_named_with_their_line_and_what_was_meant() {
    let (_directory, path) = file(NOTE_001);
    let options = BrokerOptions { config: Some(path), ..BrokerOptions::default() };
    let (config, warnings) = options.load().unwrap();
    assert_eq!(config.broker_name, "broker-a");
    let mut unknown = Vec::new();
    for warning in &warnings {
        if let Warning::UnknownKey { origin, key, meant } = warning {
            let line: usize = origin.rsplit(' ').next().unwrap().parse().unwrap();
            assert!(NOTE_001.lines().nth(line - 1).unwrap().starts_with(key.as_str()));
            unknown.push((key.as_str(), meant.as_deref()));
        }
    }
    assert_eq!(unknown.len(), 8, "{warnings:?}");
    assert!(unknown.contains(&("deletewhen", Some("deleteWhen"))));
    assert!(unknown.contains(&("fileReserveredTime", Some("fileReservedTime"))));
    assert!(unknown.contains(&("mapedFileSizeCommitLog", Some("mappedFileSizeCommitLog"))));

    let strict = BrokerOptions { strict: true, ..options };
    assert!(
        matches!(strict.load(), Err(StartError::UnknownKeys(text)) if text.contains("abortFile"))
    );
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
    assert_eq!(config.name_servers(), ["a:1", "b:2"]);
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
