//! A server that answers by script and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rmq::engine::client::config::{ClientConfig, NamesrvAddrs};
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::ConsumerList;
use rmq::engine::protocol::bodies::route::{BrokerData, QueueData, TopicRouteData};
use rmq::engine::protocol::headers::offsets::OffsetReply;
use rmq::engine::protocol::headers::pull::PullMessageReply;
use rmq::engine::protocol::headers::send::SendMessageReply;
use rmq::engine::protocol::names::{PhysicalOffset, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::record::{Record, body_crc};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Reply, Request};
use rmq::engine::remoting::server::Server;
use rmq::engine::util::clock::TimestampMs;

/// Decides on an answer; `None` is none at all.
type Script = Box<dyn Fn(&Frame) -> Option<Reply> + Send + Sync>;

/// What the server shares with its test.
struct Inner {
    script: Script,
    seen: Mutex<Vec<Frame>>,
    connections: Mutex<Vec<Arc<Connection>>>,
}

impl Router for Inner {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        let mut connections = self.connections.lock();
        if !connections.iter().any(|known| known.id() == connection.id()) {
            connections.push(connection.clone());
        }
        for request in frames.drain(..) {
            self.seen.lock().push(request.clone());
            if let Some(reply) = (self.script)(&request) {
                connection.reply(&request, &reply);
            }
        }
    }
}

/// A scripted server.
pub(crate) struct Fake {
    inner: Arc<Inner>,
    server: Server,
}

impl Fake {
    /// Listens on a free port of this machine.
    pub(crate) async fn start(
        script: impl Fn(&Frame) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let inner = Arc::new(Inner {
            script: Box::new(script),
            seen: Mutex::default(),
            connections: Mutex::default(),
        });
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(any, inner.clone(), Duration::from_secs(120)).await.unwrap();
        Self { inner, server }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        self.server.local_addr().to_string()
    }

    /// Stops, so that its address refuses connections; gives that address.
    pub(crate) async fn stop(self) -> String {
        let address = self.address();
        self.server.stop().await;
        address
    }

    /// Every request of `code` so far.
    pub(crate) fn seen(&self, code: RequestCode) -> Vec<Frame> {
        let seen = self.inner.seen.lock();
        seen.iter().filter(|frame| frame.request_code() == code).cloned().collect()
    }

    /// Every request so far.
    pub(crate) fn all_seen(&self) -> Vec<Frame> {
        self.inner.seen.lock().clone()
    }

    /// Waits until `count` requests of `code` have come.
    pub(crate) async fn until_seen(&self, code: RequestCode, count: usize) -> Vec<Frame> {
        until(&format!("{count} requests {}", code.name()), || {
            Some(self.seen(code)).filter(|seen| seen.len() >= count)
        })
        .await
    }

    /// The connections clients have made.
    pub(crate) fn connections(&self) -> Vec<Arc<Connection>> {
        self.inner.connections.lock().clone()
    }

    /// Sends `request` to every client, as a broker pushes.
    pub(crate) fn push(&self, request: &Request) {
        for connection in self.connections() {
            connection.send_oneway(request);
        }
    }
}

/// Polls until `look` finds something.
pub(crate) async fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not happen");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Settings of a client of name servers at `addresses`.
pub(crate) fn config(addresses: &[String]) -> ClientConfig {
    ClientConfig::new(NamesrvAddrs::parse(&addresses.join(";")).unwrap())
}

/// The route of a topic with `queues` queues on each of `brokers` (name, address).
pub(crate) fn route(brokers: &[(&str, String)], queues: i32) -> TopicRouteData {
    let broker_datas = brokers.iter().map(|(name, address)| BrokerData {
        broker_addrs: [(0, address.clone())].into(),
        broker_name: (*name).into(),
        cluster: "C".into(),
    });
    let queue_datas = brokers.iter().map(|(name, _)| QueueData {
        broker_name: (*name).into(),
        perm: 6,
        read_queue_nums: queues,
        topic_sys_flag: 0,
        write_queue_nums: queues,
    });
    TopicRouteData {
        broker_datas: broker_datas.collect(),
        queue_datas: queue_datas.collect(),
        ..TopicRouteData::default()
    }
}

/// A name server that knows `routes` and nothing else.
pub(crate) async fn name_server(routes: Vec<(&'static str, TopicRouteData)>) -> Fake {
    Fake::start(move |request| {
        assert_eq!(request.request_code(), RequestCode::GetRouteInfoByTopic);
        let topic = request.fields().get("topic").unwrap().unwrap().into_owned();
        Some(match routes.iter().find(|(name, _)| *name == topic) {
            Some((_, route)) => Reply::with_body(route.encode()),
            None => Reply::refuse(
                ResponseCode::TopicNotExist,
                format!("No topic route info in name server for the topic: {topic}"),
            ),
        })
    })
    .await
}

/// The answer to a stored message.
pub(crate) fn stored() -> Reply {
    Reply::with_header(&SendMessageReply {
        msg_id: "7F000001000051AF0000000000000409".to_owned(),
        queue_id: QueueId(1),
        queue_offset: QueueOffset(42),
        ..SendMessageReply::default()
    })
}

/// A stored message with `offset` in its queue.
pub(crate) fn record(topic: &str, offset: i64, body: &str, properties: &str) -> Vec<u8> {
    let host = SocketAddr::from(([127, 0, 0, 1], 10911));
    let record = Record {
        body_crc: body_crc(body.as_bytes()),
        queue_id: QueueId(0),
        flag: 0,
        queue_offset: QueueOffset(offset),
        physical_offset: PhysicalOffset(1000 + offset),
        sys_flag: 0,
        born_timestamp: TimestampMs(1),
        born_host: host,
        store_timestamp: TimestampMs(2),
        store_host: host,
        reconsume_times: 0,
        prepared_transaction_offset: PhysicalOffset(0),
        body: body.as_bytes(),
        topic,
        properties,
    };
    let mut bytes = Vec::new();
    record.encode(&mut bytes).unwrap();
    bytes
}

/// The answer to a pull.
pub(crate) fn pulled(code: ResponseCode, next: i64, records: Vec<u8>) -> Reply {
    let header = PullMessageReply {
        suggest_which_broker_id: 0,
        next_begin_offset: QueueOffset(next),
        min_offset: QueueOffset(0),
        max_offset: QueueOffset(100),
    };
    Reply { code, ..Reply::with_header(&header) }.with_bytes(records)
}

/// A broker whose group has the sender of the last heartbeat as its only member. Pulls of `topic`
/// are answered by `pull`, sends and everything else by `other` or with success.
pub(crate) async fn broker(
    topic: &'static str,
    pull: impl Fn(i64) -> Option<Reply> + Send + Sync + 'static,
    other: impl Fn(&Frame) -> Option<Reply> + Send + Sync + 'static,
) -> Fake {
    let member = Mutex::new(String::new());
    Fake::start(move |request| {
        if let Some(reply) = other(request) {
            return Some(reply);
        }
        match request.request_code() {
            RequestCode::HeartBeat => {
                let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
                *member.lock() = body["clientID"].as_str().unwrap().to_owned();
                Some(Reply::success())
            }
            RequestCode::GetConsumerListByGroup => {
                let list = ConsumerList { consumer_id_list: vec![member.lock().as_str().into()] };
                Some(Reply::with_body(list.encode()))
            }
            RequestCode::QueryConsumerOffset => {
                Some(Reply::with_header(&OffsetReply { offset: Some(QueueOffset(0)) }))
            }
            RequestCode::PullMessage => {
                let asked = request.fields().get("topic").unwrap().unwrap();
                let offset = request.fields().get("queueOffset").unwrap().unwrap();
                if *asked == *TopicName::from(topic) { pull(offset.parse().unwrap()) } else { None }
            }
            _ => Some(Reply::success()),
        }
    })
    .await
}

/// A field of a request's header.
pub(crate) fn field(request: &Frame, name: &str) -> String {
    request.fields().get(name).unwrap().unwrap_or_default().into_owned()
}

/// Adds a body to a reply.
pub(crate) trait WithBytes {
    /// This reply with `bytes` as its body.
    fn with_bytes(self, bytes: Vec<u8>) -> Self;
}

impl WithBytes for Reply {
    fn with_bytes(mut self, bytes: Vec<u8>) -> Self {
        self.body = bytes.into();
        self
    }
}
