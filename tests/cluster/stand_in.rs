//! A binary for the nodes of a test cluster: this test program, behind a script.
//!
//! A name server is the real one. A broker only does what its name servers and its launcher can
//! see: it listens on its ports, locks its store, registers, and leaves a run record.

use std::fs::{File, Permissions};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use rmq::engine::node::run_dir::{self, Announcement};
use rmq::engine::node::signals::StopSignals;
use rmq::engine::node::{NamesrvNode, NamesrvOptions, Role};
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::bodies::topic_config::TopicConfig;
use rmq::engine::protocol::headers::register::RegisterBrokerHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::client::Client;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;
use rmq::engine::util::properties::{self, Property};

/// The broker key that tells the stand-in what to do: one without a meaning for it.
pub const BEHAVIOUR: &str = "msgTraceTopicName";

const ARGUMENTS: &str = "RMQ_TEST_STAND_IN";

/// Writes the script to `directory`; what it is called with goes to [`stand_in`].
pub fn binary(directory: &Path) -> PathBuf {
    let script = directory.join("rmq");
    let test = std::env::current_exe().unwrap();
    let text = format!(
        "#!/bin/sh\n{ARGUMENTS}=\"$*\" exec '{}' --exact stand_in::stand_in --nocapture\n",
        test.display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    script
}

/// A node, when the script calls it; nothing in an ordinary run of the tests.
#[tokio::test]
async fn stand_in() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else { return };
    let words: Vec<&str> = arguments.split(' ').collect();
    let ["namesrv" | "broker", "-c", config] = words[..] else { panic!("{arguments}") };
    if words[0] == "namesrv" {
        let options = NamesrvOptions { config: Some(config.into()), ..Default::default() };
        NamesrvNode::start(&options).await.unwrap().run().await;
    } else {
        broker(Path::new(config)).await;
    }
}

struct NoRequests;

impl Router for NoRequests {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            connection.reply(&request, &Reply::not_supported(request.code));
        }
    }
}

async fn broker(config: &Path) {
    let mut signals = StopSignals::new().unwrap();
    let settings = properties::parse(&std::fs::read_to_string(config).unwrap());
    let get = |key: &str| properties::value(&settings, key).unwrap_or_default().to_owned();
    if get(BEHAVIOUR) == "fails" {
        let mut log = std::io::stderr();
        writeln!(log, "the stand-in was told to fail").unwrap();
        std::process::exit(1);
    }
    let store = PathBuf::from(get("storePathRootDir"));
    std::fs::create_dir_all(&store).unwrap();
    let lock = File::create(store.join("lock")).unwrap();
    let range = libc::flock {
        l_type: libc::F_WRLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: 1,
        l_pid: 0,
    };
    fcntl(&lock, FcntlArg::F_OFD_SETLK(&range)).unwrap();
    let port: u16 = get("listenPort").parse().unwrap();
    let mut servers = Vec::new();
    for port in [port, port - 2, port + 1] {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let forever = Duration::from_secs(3600);
        servers.push(Server::bind(address, Arc::new(NoRequests), forever).await.unwrap());
    }
    let client = Client::new(Arc::new(NoRequests));
    if get(BEHAVIOUR) != "silent" {
        register(&client, &settings).await;
    }
    let record = run_dir::announce(Announcement {
        role: Role::Broker,
        name: get("brokerName"),
        broker_id: get("brokerId").parse().ok(),
        address: format!("127.0.0.1:{port}"),
        listens: Vec::new(),
        store: Some(&store),
        config: Some(config),
    });
    if get(BEHAVIOUR) == "stubborn" {
        signals.next().await;
    }
    signals.next().await;
    drop(record);
}

async fn register(client: &Client, settings: &[Property]) {
    let get = |key: &str| properties::value(settings, key).unwrap_or_default().to_owned();
    let address = format!("{}:{}", get("brokerIP1"), get("listenPort"));
    let header = RegisterBrokerHeader {
        broker_name: get("brokerName").into(),
        broker_addr: address,
        cluster_name: get("brokerClusterName").into(),
        broker_id: get("brokerId").parse().unwrap(),
        ..RegisterBrokerHeader::default()
    };
    let mut body = RegisterBrokerBody::default();
    let topic = TopicConfig::new("SELF_TEST_TOPIC", 1);
    let table = &mut body.topic_config_serialize_wrapper.topic_config_table;
    table.insert(topic.topic_name.clone(), topic);
    let request = Request::new(RequestCode::RegisterBroker, &header).with_body(body.encode());
    for namesrv in get("namesrvAddr").split(';') {
        let answer = client.call(namesrv, &request, Duration::from_secs(20)).await.unwrap();
        assert_eq!(answer.code, 0, "{:?}", answer.remark);
    }
}
