//! What a broker tells name servers, and when.

use std::sync::Arc;
use std::time::Duration;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::headers::register::{BrokerIdentityHeader, RegisterBrokerHeader};
use rmq::engine::protocol::headers::topics::UpdateTopicHeader;
use rmq::engine::protocol::record::body_crc;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::{PATIENCE, Peer, TestBroker, until};

/// Takes every registration and keeps it.
struct Registrar {
    seen: UnboundedSender<Frame>,
    body: &'static str,
}

impl Router for Registrar {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for frame in frames.drain(..) {
            connection.reply(&frame, &Reply::with_body(self.body));
            let _ = self.seen.send(frame);
        }
    }
}

struct NameServer {
    server: Server,
    seen: UnboundedReceiver<Frame>,
}

impl NameServer {
    async fn start(address: &str, body: &'static str) -> Self {
        let (seen, receiver) = unbounded_channel();
        let router = Arc::new(Registrar { seen, body });
        let idle = Duration::from_secs(120);
        let server = Server::bind(address.parse().unwrap(), router, idle).await.unwrap();
        Self { server, seen: receiver }
    }

    fn address(&self) -> String {
        self.server.local_addr().to_string()
    }

    async fn next(&mut self) -> Frame {
        tokio::time::timeout(PATIENCE, self.seen.recv()).await.unwrap().unwrap()
    }
}

fn registration(frame: &Frame) -> (RegisterBrokerHeader, RegisterBrokerBody) {
    assert_eq!(frame.request_code(), RequestCode::RegisterBroker);
    let header: RegisterBrokerHeader = frame.header().unwrap();
    assert_eq!(header.body_crc32, body_crc(frame.body()));
    let body = if header.compressed {
        RegisterBrokerBody::decode_compressed(frame.body()).unwrap()
    } else {
        RegisterBrokerBody::decode(frame.body()).unwrap()
    };
    (header, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_server_knows_the_broker_from_start_to_stop() {
    let root = tempfile::tempdir().unwrap();
    let mut one = NameServer::start("127.0.0.1:0", "").await;
    let mut two = NameServer::start("127.0.0.1:0", "").await;
    // A name that does not resolve and a server that is not there hold nobody up.
    let servers = format!(
        "namesrvAddr=no.such.host.invalid:1;{},127.0.0.1:9;{}\n",
        one.address(),
        two.address()
    );
    let broker = TestBroker::start(root.path(), &servers).await;
    for server in [&mut one, &mut two] {
        let (header, body) = registration(&server.next().await);
        assert_eq!(header.broker_addr, broker.address);
        assert_eq!(header.broker_name.as_str(), "broker-a");
        assert_eq!(header.cluster_name.as_str(), "DefaultCluster");
        assert_eq!(header.broker_id, 0);
        assert!(!header.compressed);
        let ha_port = broker.broker.config().listen_port + 1;
        assert!(header.ha_server_addr.ends_with(&format!(":{ha_port}")));
        let table = body.topic_config_serialize_wrapper;
        assert_eq!(table.data_version, broker.broker.topics.version());
        assert_eq!(table.topic_config_table.len(), 8);
    }
    // A topic made by a send is registered at once, with all others.
    let config = broker.broker.config();
    let remote = "127.0.0.1:1".parse().unwrap();
    broker.broker.topics.create_on_send(&config, "sent", "TBW102", 4, false, remote).unwrap();
    for server in [&mut one, &mut two] {
        let (_, body) = registration(&server.next().await);
        assert!(body.topic_config_serialize_wrapper.topic_config_table.contains_key("sent"));
    }
    // One made by hand alone, before the answer.
    let header = UpdateTopicHeader {
        topic: "made".into(),
        default_topic: "TBW102".into(),
        read_queue_nums: 2,
        write_queue_nums: 1,
        perm: 4,
        topic_filter_type: Some("SINGLE_TAG".to_owned()),
        ..UpdateTopicHeader::default()
    };
    let peer = Peer::new(&broker.address);
    let reply = peer.call(Request::new(RequestCode::UpdateAndCreateTopic, &header)).await;
    assert_eq!(reply.code, 0);
    for server in [&mut one, &mut two] {
        let table = registration(&server.seen.try_recv().unwrap()).1.topic_config_serialize_wrapper;
        let made = &table.topic_config_table["made"];
        assert_eq!((made.read_queue_nums, made.write_queue_nums, made.perm), (2, 1, 4));
        assert_eq!(table.topic_config_table.len(), 1);
    }
    until("being known", || broker.broker.registration.status()[&two.address()]).await;
    broker.broker.stop().await;
    for server in [&mut one, &mut two] {
        let last = server.next().await;
        assert_eq!(last.request_code(), RequestCode::UnregisterBroker);
        let identity: BrokerIdentityHeader = last.header().unwrap();
        assert_eq!(identity.broker_addr, broker.address);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_comes_later_or_again_is_told() {
    let root = tempfile::tempdir().unwrap();
    let server = NameServer::start("127.0.0.1:0", "").await;
    let address = server.address();
    server.server.stop().await;
    let broker = TestBroker::start(root.path(), &format!("namesrvAddr={address}\n")).await;
    for _ in 0..2 {
        let mut server = NameServer::start(&address, "").await;
        registration(&server.next().await);
        // It goes: the broker notices by the connection, not after half a minute.
        server.server.stop().await;
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_decides_which_topics_are_ordered() {
    let root = tempfile::tempdir().unwrap();
    let mut server =
        NameServer::start("127.0.0.1:0", r#"{"table":{"ordered":"broker-a:4"}}"#).await;
    let broker =
        TestBroker::start(root.path(), &format!("namesrvAddr={}\n", server.address())).await;
    registration(&server.next().await);
    let topics = &broker.broker.topics;
    topics.create_if_absent("ordered", 4, 6, 0).unwrap();
    until("being ordered", || topics.get("ordered").unwrap().order).await;
    assert!(!topics.get("TBW102").unwrap().order);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_broker_shows_all_topics_restricted() {
    let root = tempfile::tempdir().unwrap();
    let mut server = NameServer::start("127.0.0.1:0", "").await;
    let properties =
        format!("namesrvAddr={}\nbrokerPermission=4\ncompressedRegister=true\n", server.address());
    let broker = TestBroker::start(root.path(), &properties).await;
    let (header, body) = registration(&server.next().await);
    assert!(header.compressed);
    let topics = body.topic_config_serialize_wrapper.topic_config_table;
    assert_eq!(topics["BenchmarkTest"].read_queue_nums, 1024);
    assert!(topics.values().all(|topic| topic.perm == 4));
    // Its own table is as it was.
    assert_eq!(broker.broker.topics.get("BenchmarkTest").unwrap().perm, 6);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_named_with_its_holder() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let port = broker.broker.config().listen_port;
    let other = tempfile::tempdir().unwrap();
    let text = format!(
        "bindAddress=127.0.0.1\nlistenPort={port}\nstorePathRootDir={}\n",
        other.path().display()
    );
    let config = crate::support::config(&text);
    let error = rmq::engine::broker::Broker::start(config, None).await.err().unwrap().to_string();
    let holder = format!("(pid {})", std::process::id());
    assert!(
        error.starts_with(&format!("cannot listen on 127.0.0.1:{port} (client port)")),
        "{error}"
    );
    assert!(error.ends_with(&holder), "{error}");
    broker.broker.stop().await;
}

/// Refuses every registration.
struct Refuser(UnboundedSender<Frame>);

impl Router for Refuser {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for frame in frames.drain(..) {
            connection.reply(&frame, &Reply::refuse(ResponseCode::SystemError, "crc32 not match"));
            let _ = self.0.send(frame);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_refuses_is_asked_again_on_the_same_connection() {
    let root = tempfile::tempdir().unwrap();
    let (seen, mut refused) = unbounded_channel();
    let router = Arc::new(Refuser(seen));
    let idle = Duration::from_secs(120);
    let refuser = Server::bind("127.0.0.1:0".parse().unwrap(), router, idle).await.unwrap();
    let mut other = NameServer::start("127.0.0.1:0", "").await;
    let properties = format!("namesrvAddr={};{}\n", refuser.local_addr(), other.address());
    let broker = TestBroker::start(root.path(), &properties).await;
    for _ in 0..3 {
        tokio::time::timeout(PATIENCE, refused.recv()).await.unwrap().unwrap();
    }
    assert_eq!(refuser.connections(), 1);
    // The other one was asked once: nothing changed for it.
    registration(&other.next().await);
    assert!(other.seen.try_recv().is_err());
    let status = broker.broker.registration.status();
    assert!(!status[&refuser.local_addr().to_string()]);
    broker.broker.stop().await;
}
