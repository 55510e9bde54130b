//! Masters and slaves: two brokers here, and each of them with an Apache broker's side of a
//! replication connection, played by hand.

use std::path::Path;
use std::time::Duration;

use rmq::engine::namesrv::config::NamesrvConfig;
use rmq::engine::namesrv::{NameServer, Running};
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use rmq::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Request;
use rmq::engine::remoting::tls::TlsSettings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{PATIENCE, Raw, TestBroker, until};

const SLAVE: &str = "brokerRole=SLAVE\nbrokerId=1\n";

fn slave_of(address: &str) -> String {
    format!("{SLAVE}haMasterAddress={address}\n")
}

async fn start_namesrv() -> Running {
    start_namesrv_in("permissive").await
}

async fn start_namesrv_in(mode: &str) -> Running {
    let directory = tempfile::tempdir().unwrap();
    let mut tls = TlsSettings::default();
    assert_eq!(tls.set("tls.server.mode", mode), Some(true));
    let config = NamesrvConfig {
        tls,
        listen_port: 0,
        bind_address: "127.0.0.1".to_owned(),
        kv_config_path: directory.path().join("kvConfig.json"),
        config_store_path: directory.path().join("namesrv.properties"),
        ..NamesrvConfig::default()
    };
    NameServer::start(config).await.unwrap()
}

/// Stores messages of growing size in queue 0 of `T`.
fn store(broker: &TestBroker, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let body = format!("{number} {}", "x".repeat(number * 37 % 9000));
        broker.store("T", 0, body.as_bytes(), "");
    }
}

fn numbers(broker: &TestBroker) -> Vec<usize> {
    let number = |body: &[u8]| {
        let text = std::str::from_utf8(body).unwrap();
        text.split(' ').next().unwrap().parse().unwrap()
    };
    broker.stored("T", 0).iter().map(|message| number(&message.body)).collect()
}

fn end(broker: &TestBroker) -> PhysicalOffset {
    broker.broker.store.max_physical_offset()
}

async fn caught_up(master: &TestBroker, slave: &TestBroker) {
    until("the slave catches up", || end(slave) == end(master)).await;
}

fn log_files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(root.join("commitlog")).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slave_is_a_copy_through_restarts_of_both() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut master = TestBroker::start(root.path(), "").await;
    let properties = slave_of(&master.replication_address());
    let mut slave = TestBroker::start(slave_root.path(), &properties).await;
    store(&master, 0..150);
    caught_up(&master, &slave).await;
    slave = slave.restart(slave_root.path(), &properties).await;
    store(&master, 150..300);
    caught_up(&master, &slave).await;
    master = master.restart(root.path(), "").await;
    store(&master, 300..500);
    caught_up(&master, &slave).await;
    // While the slave is away.
    slave.broker.stop().await;
    store(&master, 500..600);
    let slave = TestBroker::start(slave_root.path(), &properties).await;
    caught_up(&master, &slave).await;
    assert_eq!(numbers(&slave), (0..600).collect::<Vec<_>>());
    master.broker.stop().await;
    slave.broker.stop().await;
    let files = log_files(root.path());
    assert!(files.len() > 2);
    assert_eq!(log_files(slave_root.path()), files);
}

/// Both find each other through a name server; the slave then also has the master's tables.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_finds_its_master_and_copies_its_tables() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let namesrv = start_namesrv().await;
    let names = format!("namesrvAddr={}\n", namesrv.local_addr());
    // The slave first: it asks again soon.
    let slave = TestBroker::start(slave_root.path(), &format!("{SLAVE}{names}")).await;
    let master = TestBroker::start(root.path(), &names).await;
    store(&master, 0..5);
    let tables = &master.broker;
    tables.topics.create_if_absent("T", 3, 6, 0).unwrap();
    tables.groups.put(SubscriptionGroupConfig { retry_max_times: 7, ..group("G") });
    tables.offsets.commit("G", "T", QueueId(0), QueueOffset(4));
    slave.broker.offsets.commit("G", "T", QueueId(0), QueueOffset(1));
    slave.broker.offsets.commit("own", "T", QueueId(0), QueueOffset(2));
    caught_up(&master, &slave).await;
    let copy = &slave.broker;
    until("the tables are copied", || {
        copy.offsets.get("G", "T", QueueId(0)) == Some(QueueOffset(4))
            && copy.groups.snapshot().version == tables.groups.snapshot().version
            && copy.topics.get("T").is_some()
    })
    .await;
    assert_eq!(copy.groups.get("G").unwrap().retry_max_times, 7);
    assert_eq!(copy.topics.get("T").unwrap().read_queue_nums, 3);
    assert_eq!(copy.offsets.get("own", "T", QueueId(0)), Some(QueueOffset(2)));
    // They are in its files too.
    slave.broker.stop().await;
    let saved =
        |name: &str| std::fs::read_to_string(slave_root.path().join("config").join(name)).unwrap();
    assert!(saved("topics.json").contains("\"T\""));
    assert!(saved("subscriptionGroup.json").contains("\"G\""));
    assert!(saved("consumerOffset.json").contains("T@G"));
    master.broker.stop().await;
    namesrv.stop().await;
}

/// All of them take nothing but TLS, with certificates that they make for themselves. Replication
/// goes in plain, as Apache's does.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_copies_its_masters_tables_over_tls() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let namesrv = start_namesrv_in("enforcing").await;
    let both = format!("namesrvAddr={}\ntls.server.mode=enforcing\n", namesrv.local_addr());
    let master = TestBroker::start(root.path(), &both).await;
    let slave = TestBroker::start(slave_root.path(), &format!("{SLAVE}{both}")).await;
    let mut plain = Raw::connect(&master.address).await;
    store(&master, 0..5);
    master.broker.topics.create_if_absent("T", 3, 6, 0).unwrap();
    master.broker.offsets.commit("G", "T", QueueId(0), QueueOffset(4));
    caught_up(&master, &slave).await;
    until("the tables are copied", || {
        slave.broker.topics.get("T").is_some()
            && slave.broker.offsets.get("G", "T", QueueId(0)) == Some(QueueOffset(4))
    })
    .await;
    plain.send(&Request::bare(RequestCode::GetAllTopicConfig), 1).await;
    assert!(plain.next().await.is_none(), "answered in plain");
    slave.broker.stop().await;
    master.broker.stop().await;
    namesrv.stop().await;
}

/// A topic comes with its first message, not with the next of the rounds that are ten seconds
/// apart: several of them fit into the patience of one.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_learns_of_a_topic_with_its_first_message() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let namesrv = start_namesrv().await;
    let names = format!("namesrvAddr={}\n", namesrv.local_addr());
    let master = TestBroker::start(root.path(), &names).await;
    let slave = TestBroker::start(slave_root.path(), &format!("{SLAVE}{names}")).await;
    tokio::time::timeout(PATIENCE, async {
        for topic in ["A", "B", "C", "D", "E"] {
            master.broker.topics.create_if_absent(topic, 2, 6, 0).unwrap();
            master.store(topic, 1, b"first", "");
            until("the slave knows the topic", || slave.broker.topics.get(topic).is_some()).await;
        }
    })
    .await
    .expect("without a round for each");
    slave.broker.stop().await;
    master.broker.stop().await;
    namesrv.stop().await;
}

/// Between brokers with the same accounts the tables come too: the slave signs.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_signs_with_an_account_of_its_own_files() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("conf")).unwrap();
    let accounts = "accounts:\n- accessKey: any-user\n  secretKey: 12345678\n\
                    - accessKey: the-admin\n  secretKey: 12345678\n  admin: true\n";
    std::fs::write(home.path().join("conf/plain_acl.yml"), accounts).unwrap();
    let namesrv = start_namesrv().await;
    let common = format!(
        "namesrvAddr={}\naclEnable=true\nrocketmqHome={}\n",
        namesrv.local_addr(),
        home.path().display()
    );
    let master = TestBroker::start(root.path(), &common).await;
    master.broker.topics.create_if_absent("T", 3, 6, 0).unwrap();
    // Nobody gets them without a signature.
    let mut stranger = Raw::connect(&master.address).await;
    let answer = stranger.ask(&Request::bare(RequestCode::GetAllTopicConfig), 1).await;
    assert_eq!(answer.code, 1);
    let slave = TestBroker::start(slave_root.path(), &format!("{SLAVE}{common}")).await;
    until("the topics are copied", || slave.broker.topics.get("T").is_some()).await;
    master.broker.stop().await;
    slave.broker.stop().await;
    namesrv.stop().await;
}

fn group(name: &str) -> SubscriptionGroupConfig {
    SubscriptionGroupConfig::new(name)
}

/// A consumer that was sent to the slave reads there; a producer is sent away.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_serves_pulls_and_refuses_sends() {
    let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let master = TestBroker::start(root.path(), "").await;
    let properties = slave_of(&master.replication_address());
    let slave = TestBroker::start(slave_root.path(), &properties).await;
    store(&master, 0..3);
    caught_up(&master, &slave).await;
    slave.dispatched();
    slave.broker.topics.create_if_absent("T", 1, 6, 0).unwrap();
    let mut raw = Raw::connect(&slave.address).await;
    let pull = |offset| PullMessageHeader {
        consumer_group: "G".into(),
        topic: "T".into(),
        queue_offset: QueueOffset(offset),
        max_msg_nums: 32,
        sys_flag: 4,
        subscription: Some("*".into()),
        ..PullMessageHeader::default()
    };
    let answer = raw.ask(&Request::new(RequestCode::PullMessage, &pull(0)), 1).await;
    let reply: PullMessageReply = answer.header().unwrap();
    assert_eq!((answer.code, reply.next_begin_offset.0, reply.max_offset.0), (0, 3, 3));
    // The master may have what is missing here: nobody's offset moves.
    let answer = raw.ask(&Request::new(RequestCode::PullMessage, &pull(9)), 2).await;
    let reply: PullMessageReply = answer.header().unwrap();
    assert_eq!((answer.code, reply.next_begin_offset.0), (20, 9));
    assert_eq!(answer.remark.as_deref(), Some("OFFSET_OVERFLOW_BADLY"));
    let header = SendMessageHeader { topic: "T".into(), ..SendMessageHeader::default() };
    let send = Request::short(RequestCode::SendMessageV2, &header).with_body(b"x".to_vec());
    assert_eq!(raw.ask(&send, 3).await.code, 14);
    master.broker.stop().await;
    slave.broker.stop().await;
}

/// The slave's side of a connection.
struct Slave(TcpStream);

impl Slave {
    async fn connect(master: &TestBroker, offset: i64) -> Self {
        let mut slave = Self(TcpStream::connect(master.replication_address()).await.unwrap());
        slave.report(offset).await;
        slave
    }

    async fn report(&mut self, offset: i64) {
        self.0.write_all(&offset.to_be_bytes()).await.unwrap();
    }

    /// The next transfer: its place and bytes. `None` when the master closed the connection.
    async fn transfer(&mut self) -> Option<(i64, Vec<u8>)> {
        let read = async {
            let at = self.0.read_i64().await.ok()?;
            let mut bytes = vec![0; usize::try_from(self.0.read_i32().await.ok()?).unwrap()];
            self.0.read_exact(&mut bytes).await.ok()?;
            Some((at, bytes))
        };
        tokio::time::timeout(PATIENCE, read).await.expect("the master says nothing")
    }
}

/// Takes transfers up to the first sign of life; each must go on where the one before ended.
/// Answers where it ended.
async fn take_all(slave: &mut Slave, first: i64, batch: usize) -> i64 {
    const FILE: i64 = 1_048_576;
    let mut at = first;
    loop {
        let (place, bytes) = slave.transfer().await.unwrap();
        assert_eq!(place, at);
        if bytes.is_empty() {
            return at;
        }
        assert!(bytes.len() <= batch);
        at += bytes.len() as i64;
        assert_eq!(place / FILE, (at - 1) / FILE, "a transfer crosses the end of a file");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_sends_what_a_slave_asks_for_in_batches_within_files() {
    const FILE: i64 = 1_048_576;
    let root = tempfile::tempdir().unwrap();
    let properties = "haSendHeartbeatInterval=50\nhaTransferBatchSize=5000\n";
    let master = TestBroker::start(root.path(), properties).await;
    store(&master, 0..400);
    let max = end(&master).0;
    assert!(max > FILE + FILE / 2);
    // A slave without a log gets the last file; each other what it asks for.
    for (asked, first) in [(0, max / FILE * FILE), (1000, 1000), (FILE, FILE), (max, max)] {
        let mut slave = Slave::connect(&master, asked).await;
        assert_eq!(take_all(&mut slave, first, 5000).await, max);
    }
    let mut slave = Slave::connect(&master, max).await;
    assert_eq!(slave.transfer().await, Some((max, Vec::new())));
    let appended = master.store("T", 1, b"news", "");
    assert_eq!(appended.physical_offset.0, max);
    assert_eq!(take_all(&mut slave, max, 5000).await, end(&master).0);
    // A report of more than there is ends the connection.
    slave.report(end(&master).0 + 1).await;
    while slave.transfer().await.is_some() {}
    master.broker.stop().await;
}

/// From the place where the master stands a slave sees that its log does not fit.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_that_is_ahead_or_too_far_behind_is_told_and_let_go() {
    let root = tempfile::tempdir().unwrap();
    let master = TestBroker::start(root.path(), "").await;
    store(&master, 0..10);
    let max = end(&master).0;
    for (asked, told) in [(max + 1, max), (i64::MAX, max), (-1, 0), (i64::MIN, 0)] {
        let mut slave = Slave::connect(&master, asked).await;
        assert_eq!(slave.transfer().await, Some((told, Vec::new())), "{asked}");
        assert_eq!(slave.transfer().await, None);
    }
    assert_eq!(master.broker.acknowledged.connected(), 0);
    master.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_slave_is_let_go() {
    let root = tempfile::tempdir().unwrap();
    let master = TestBroker::start(root.path(), "haHousekeepingInterval=50\n").await;
    let mut silent = Slave(TcpStream::connect(master.replication_address()).await.unwrap());
    assert_eq!(silent.transfer().await, None);
    master.broker.stop().await;
}

/// The master's side of a connection: takes reports, sends what it is told to.
struct Master(TcpStream);

impl Master {
    async fn accept(listener: &TcpListener) -> Self {
        let accepted = tokio::time::timeout(PATIENCE, listener.accept()).await;
        Self(accepted.expect("no slave comes").unwrap().0)
    }

    async fn report(&mut self) -> i64 {
        tokio::time::timeout(PATIENCE, self.0.read_i64()).await.expect("no report").unwrap()
    }

    async fn send(&mut self, at: i64, bytes: &[u8]) {
        self.0.write_i64(at).await.unwrap();
        self.0.write_i32(bytes.len() as i32).await.unwrap();
        self.0.write_all(bytes).await.unwrap();
    }
}

/// What an Apache master once sent, over a connection that breaks twice: in the middle of a
/// transfer, and of a record.
#[tokio::test(flavor = "multi_thread")]
async fn a_slave_goes_on_where_a_broken_connection_left_it() {
    let stream = include_bytes!("../wire/replication/ha-master-to-slave.bin");
    let (log, files_of) = log_of(stream);
    let root = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let properties = format!(
        "{}mappedFileSizeCommitLog={files_of}\nhaSendHeartbeatInterval=50\n",
        slave_of(&address)
    );
    let slave = TestBroker::start(root.path(), &properties).await;
    for broken_at in [70_001, 140_003] {
        let mut master = Master::accept(&listener).await;
        let from = master.report().await;
        assert_eq!(from, end(&slave).0);
        let piece = &log[from as usize..broken_at];
        master.0.write_i64(from).await.unwrap();
        master.0.write_i32(40_000_000).await.unwrap();
        master
            .0
            .write_all(&piece[..piece.len().min((files_of - from % files_of) as usize)])
            .await
            .unwrap();
        // It has taken all whole records of it before the connection breaks.
        let reported = loop {
            let reported = master.report().await;
            if reported + 4096 > broken_at as i64 || reported % files_of == 0 && reported > 0 {
                break reported;
            }
        };
        assert!(reported <= broken_at as i64);
    }
    let mut master = Master::accept(&listener).await;
    let mut at = master.report().await;
    while at < log.len() as i64 {
        let len = (log.len() as i64 - at).min(files_of - at % files_of).min(32_768);
        master.send(at, &log[at as usize..(at + len) as usize]).await;
        at += len;
    }
    while master.report().await < log.len() as i64 {}
    // And it says so again and again.
    assert_eq!(master.report().await, log.len() as i64);
    slave.dispatched();
    let units: i64 = slave
        .broker
        .store
        .topics()
        .iter()
        .flat_map(|(topic, queues)| {
            queues.iter().map(|queue| slave.broker.store.max_offset(topic, *queue).0)
        })
        .sum();
    assert_eq!(units, 600);
    slave.broker.stop().await;
}

/// The log that a recorded connection carried, and the size of its files.
fn log_of(stream: &[u8]) -> (Vec<u8>, i64) {
    let (mut rest, mut log) = (stream, Vec::new());
    while let Some((head, behind)) = rest.split_at_checked(12) {
        assert_eq!(i64::from_be_bytes(head[..8].try_into().unwrap()), log.len() as i64);
        let len = i32::from_be_bytes(head[8..].try_into().unwrap()) as usize;
        log.extend_from_slice(&behind[..len]);
        rest = &behind[len..];
    }
    (log, 131_072)
}

/// Another log is told once; then the slave waits for another master.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_no_copy_is_left_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let slave = TestBroker::start(root.path(), &slave_of(&address)).await;
    let (log, _) = log_of(include_bytes!("../wire/replication/ha-master-to-slave.bin"));
    let mut master = Master::accept(&listener).await;
    assert_eq!(master.report().await, 0);
    master.send(0, &log[..5000]).await;
    let end = master.report().await;
    for times in 1..=2 {
        master.send(end + 9, &[]).await;
        // Closed by the slave.
        while master.0.read_i64().await.is_ok() {}
        if times == 1 {
            master = Master::accept(&listener).await;
            assert_eq!(master.report().await, end);
        }
    }
    // Several of its pauses later it has not come again.
    let again = tokio::time::timeout(Duration::from_millis(700), listener.accept()).await;
    assert!(again.is_err());
    assert_eq!(slave.broker.store.max_physical_offset().0, end);
    slave.broker.stop().await;
}
