//! Twenty brokers at a real name server, three of them dead: one is gone, two take connections and say
//! nothing. Those that answer are scripts; what counts is what the command line makes of the others.

use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rmq::engine::namesrv::config::NamesrvConfig;
use rmq::engine::namesrv::{NameServer, Running};
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::headers::register::RegisterBrokerHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::client::Client;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;
use serde_json::Value;

use crate::world::World;

const BROKERS: usize = 20;
/// Longest wait for something that must happen.
const SOON: Duration = Duration::from_secs(20);

/// A broker that tells its runtime figures and nothing else.
struct Script;

impl Router for Script {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            let reply = match request.request_code() {
                RequestCode::GetBrokerRuntimeInfo => {
                    let figures = [("brokerVersionDesc", "V4_9_7"), ("putTps", "1.0 1.0 1.0")];
                    let table = figures.map(|(key, value)| (key.to_owned(), value.to_owned()));
                    Reply::with_body(KvTable { table: table.into() }.encode())
                }
                _ => Reply::refuse(ResponseCode::RequestCodeNotSupported, "a script"),
            };
            connection.reply(&request, &reply);
        }
    }
}

/// What happened at the silent brokers, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Asked(usize),
    LeftAlone(usize),
}

type Events = Arc<Mutex<Vec<Event>>>;

/// Takes connections on a free port, and never says anything on them.
fn silent(number: usize, events: &Events) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let (address, events) = (listener.local_addr().expect("an address"), events.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, events) = (stream.expect("a connection"), events.clone());
            std::thread::spawn(move || {
                let mut bytes = [0; 4096];
                while stream.read(&mut bytes).is_ok_and(|read| read > 0) {
                    events.lock().push(Event::Asked(number));
                }
                events.lock().push(Event::LeftAlone(number));
            });
        }
    });
    address
}

/// The name server with its brokers.
struct Cluster {
    namesrv: Running,
    brokers: Vec<Server>,
    silent: Events,
    /// A name server forgets brokers whose connection ends.
    _registrar: Arc<Client>,
}

impl Cluster {
    async fn start(world: &World) -> Self {
        let config = NamesrvConfig {
            listen_port: 0,
            bind_address: "127.0.0.1".to_owned(),
            kv_config_path: world.path().join("kvConfig.json"),
            config_store_path: world.path().join("namesrv.properties"),
            ..NamesrvConfig::default()
        };
        let namesrv = NameServer::start(config).await.expect("a name server");
        let events = Events::default();
        let gone = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let mut addresses = vec![gone.local_addr().expect("an address")];
        drop(gone);
        addresses.extend([silent(1, &events), silent(2, &events)]);
        let mut brokers = Vec::new();
        for _ in addresses.len()..BROKERS {
            let any = SocketAddr::from(([127, 0, 0, 1], 0));
            let server = Server::bind(any, Arc::new(Script), Duration::from_secs(120)).await;
            let server = server.expect("a port");
            addresses.push(server.local_addr());
            brokers.push(server);
        }
        let client = Client::new(Arc::new(Script));
        for (number, address) in addresses.into_iter().enumerate() {
            let who = RegisterBrokerHeader {
                broker_name: format!("broker-{number:02}").into(),
                broker_addr: address.to_string(),
                cluster_name: "Many".into(),
                ha_server_addr: address.to_string(),
                ..RegisterBrokerHeader::default()
            };
            let body = RegisterBrokerBody::default().encode();
            let request = Request::new(RequestCode::RegisterBroker, &who).with_body(body);
            let answer = client.call(&namesrv.local_addr().to_string(), &request, SOON).await;
            assert_eq!(answer.expect("an answer").code, 0);
        }
        Self { namesrv, brokers, silent: events, _registrar: client }
    }

    async fn rmq(&self, world: &World, arguments: &[&str]) -> Output {
        let namesrv = self.namesrv.local_addr().to_string();
        let mut command = world.command(arguments);
        command.args(["-n", namesrv.as_str(), "--timeout", "3s", "-o", "json"]);
        let output = tokio::task::spawn_blocking(move || command.output());
        output.await.expect("no panic").expect("rmq starts")
    }

    /// Both silent brokers were asked before either was given up: their time ran out together.
    async fn assert_asked_at_once(&self) {
        let both = |event: fn(usize) -> Event, events: &[Event]| {
            [1, 2].iter().all(|number| events.contains(&event(*number)))
        };
        // The ends of the connections are seen a little after the command has ended.
        let deadline = tokio::time::Instant::now() + SOON;
        while !both(Event::LeftAlone, &self.silent.lock()) {
            assert!(tokio::time::Instant::now() < deadline, "{:?}", self.silent.lock());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let events = std::mem::take(&mut *self.silent.lock());
        let first_left = events.iter().position(|event| matches!(event, Event::LeftAlone(_)));
        let before = events.get(..first_left.unwrap_or_default()).unwrap_or_default();
        assert!(both(Event::Asked, before), "{events:?}");
    }

    async fn stop(self) {
        for broker in self.brokers {
            broker.stop().await;
        }
        self.namesrv.stop().await;
    }
}

fn rows(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout).expect("a JSON array")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_brokers_cost_one_timeout_and_keep_their_rows() {
    let world = World::without_cluster();
    let cluster = Cluster::start(&world).await;

    let listed = cluster.rmq(&world, &["cluster-list"]).await;
    let stderr = String::from_utf8_lossy(&listed.stderr);
    assert_eq!(listed.status.code(), Some(4), "{stderr}");
    assert!(stderr.contains("3 of 20 brokers did not tell their state"), "{stderr}");
    let shown = rows(&listed);
    for (number, row) in shown.iter().enumerate() {
        let is_dead = number < 3;
        assert_eq!(row["brokerName"], format!("broker-{number:02}"));
        assert_eq!(row["load"].is_null(), is_dead, "{row}");
        assert_eq!(row["error"]["unreachable"] == true, is_dead, "{row}");
    }
    assert_eq!(shown.len(), BROKERS);
    cluster.assert_asked_at_once().await;

    let examined = cluster.rmq(&world, &["doctor", "--rule", "broker-silent"]).await;
    assert_eq!(examined.status.code(), Some(1), "{}", String::from_utf8_lossy(&examined.stderr));
    let places: Vec<String> =
        rows(&examined).iter().map(|row| row["where"].as_str().unwrap_or("").to_owned()).collect();
    assert_eq!(places, ["broker-00", "broker-01", "broker-02"]);
    cluster.assert_asked_at_once().await;

    cluster.stop().await;
}
