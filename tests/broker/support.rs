//! A broker to talk to, clients that talk to it, and messages in its store.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use rmq::engine::broker::Broker;
use rmq::engine::broker::config::BrokerConfig;
use rmq::engine::broker::start_error::StartError;
use rmq::engine::node::BrokerOptions;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::heartbeat::{ConsumerData, HeartbeatData, SubscriptionData};
use rmq::engine::protocol::names::{
    ClientId, GroupName, PhysicalOffset, QueueId, QueueOffset, TopicName,
};
use rmq::engine::protocol::received::ReceivedMessage;
use rmq::engine::protocol::record::{Record, body_crc};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::signature::Credentials;
use rmq::engine::remoting::client::Client;
use rmq::engine::remoting::connection::{Connection, Router};
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::store::{
    AppendSink, Appended, Disk, Entries, Entry, Group, Kind, OsDisk, ReadLimits, ReadStatus,
    Ticket, key_hashes, unit_tag,
};
use rmq::engine::util::clock::TimestampMs;
use rmq::engine::util::properties;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for what must happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The configuration of these lines, `key=value`.
pub fn config(text: &str) -> BrokerConfig {
    let settings = properties::parse(text).into_iter().map(|line| (line.key, line.value)).collect();
    let options = BrokerOptions { settings, ..BrokerOptions::default() };
    let (config, warnings) = options.load().unwrap();
    assert_eq!(warnings, []);
    config
}

/// A running broker.
pub struct TestBroker {
    pub broker: Arc<Broker>,
    pub address: String,
}

impl TestBroker {
    /// A broker in `root` with these further properties, on free ports.
    pub async fn start(root: &Path, properties: &str) -> Self {
        Self::start_with_file(root, properties, None).await
    }

    /// The same, which keeps changes of its configuration in `file`.
    pub async fn start_with_file(root: &Path, properties: &str, file: Option<&Path>) -> Self {
        Self::start_with(&(Arc::new(OsDisk) as Arc<dyn Disk>), root, properties, file).await
    }

    /// The same with its store on `disk`.
    pub async fn start_with(
        disk: &Arc<dyn Disk>,
        root: &Path,
        properties: &str,
        file: Option<&Path>,
    ) -> Self {
        for _ in 0..50 {
            match Self::try_start(disk.clone(), free_port(), root, properties, file).await {
                Ok(broker) => return broker,
                // Another test was faster.
                Err(StartError::Bind { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
        panic!("no free ports");
    }

    /// The same on one port and those beside it.
    pub async fn start_on(
        port: u16,
        root: &Path,
        properties: &str,
        file: Option<&Path>,
    ) -> Result<Self, StartError> {
        Self::try_start(Arc::new(OsDisk), port, root, properties, file).await
    }

    async fn try_start(
        disk: Arc<dyn Disk>,
        port: u16,
        root: &Path,
        properties: &str,
        file: Option<&Path>,
    ) -> Result<Self, StartError> {
        let text = format!(
            "brokerName=broker-a\nbrokerIP1=127.0.0.1\nbrokerIP2=127.0.0.1\nbindAddress=127.0.0.1\n\
             listenPort={port}\nstorePathRootDir={}\nmappedFileSizeCommitLog=1048576\n\
             mappedFileSizeConsumeQueue=6000\nmaxHashSlotNum=500\nmaxIndexNum=2000\n{properties}",
            root.display()
        );
        let broker = Broker::start_on(disk, config(&text), file.map(Path::to_owned)).await?;
        Ok(Self { broker, address: format!("127.0.0.1:{port}") })
    }

    /// Stops it and starts it again on its ports.
    pub async fn restart(self, root: &Path, properties: &str) -> Self {
        let port = self.broker.config().listen_port;
        self.broker.stop().await;
        drop(self);
        let port = u16::try_from(port).unwrap();
        Self::start_on(port, root, properties, None).await.unwrap()
    }

    /// Where slaves replicate from.
    pub fn replication_address(&self) -> String {
        self.broker.config().ha_address()
    }

    /// Stores a message with this body and waits until it can be read.
    pub fn store(&self, topic: &str, queue: i32, body: &[u8], properties: &str) -> Appended {
        let store = &self.broker.store;
        let mut records = Vec::new();
        let record = Record {
            body_crc: body_crc(body),
            queue_id: QueueId(queue),
            flag: 0,
            queue_offset: QueueOffset(0),
            physical_offset: PhysicalOffset(0),
            sys_flag: 0,
            born_timestamp: TimestampMs(1_700_000_000_000),
            born_host: "127.0.0.1:50000".parse().unwrap(),
            store_timestamp: TimestampMs(0),
            store_host: "127.0.0.1:10911".parse().unwrap(),
            reconsume_times: 0,
            prepared_transaction_offset: PhysicalOffset(0),
            body,
            topic,
            properties,
        };
        record.encode(&mut records).unwrap();
        let mut entries = Entries::default();
        let (topic_name, id) = (TopicName::from(topic), QueueId(queue));
        let queue = entries.place(topic, id, || store.queue(&topic_name, id));
        entries.push(Entry {
            queue,
            len: records.len() as u32,
            tag: unit_tag(&self.broker.config().store_config(), topic, properties),
            key_hashes: key_hashes(topic, properties),
            kind: Kind::of_sys_flag(0),
            waits_for_flush: false,
            joined: false,
        });
        let (sender, receiver) = mpsc::channel();
        let sink = Box::new(Channel(sender));
        let group = Group { records, entries, sink, ticket: Ticket::own() };
        assert!(store.submit(group).is_ok());
        let appended = receiver.recv_timeout(PATIENCE).unwrap().remove(0);
        self.dispatched();
        appended
    }

    /// Waits until everything stored can be read.
    pub fn dispatched(&self) {
        let deadline = Instant::now() + PATIENCE;
        while self.broker.store.dispatch_behind_bytes() > 0 {
            assert!(Instant::now() < deadline, "dispatch does not catch up");
            std::thread::yield_now();
        }
    }

    /// Every message of a queue.
    pub fn stored(&self, topic: &str, queue: i32) -> Vec<ReceivedMessage> {
        self.dispatched();
        let (store, queue, mut messages) = (&self.broker.store, QueueId(queue), Vec::new());
        let mut at = store.min_offset(topic, queue);
        while at < store.max_offset(topic, queue) {
            let read = store.read(topic, queue, at, &ReadLimits::default(), &|_| true);
            assert_eq!(read.status, ReadStatus::Found);
            messages.extend(read.records.iter().map(|r| ReceivedMessage::decode(r).unwrap()));
            at = read.next_offset;
        }
        messages
    }
}

/// Not one of those that systems give to outgoing connections.
fn free_port() -> u16 {
    loop {
        let port = rand::random_range(12_000..30_000);
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

struct Channel(mpsc::Sender<Vec<Appended>>);

impl AppendSink for Channel {
    fn done(&mut self, results: &[Appended]) {
        let _ = self.0.send(results.to_vec());
    }
}

/// Keeps what a broker pushes.
struct Inbox(tokio::sync::mpsc::UnboundedSender<Frame>);

impl Router for Inbox {
    fn handle(&self, _: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for frame in frames.drain(..) {
            let _ = self.0.send(frame);
        }
    }
}

/// A client with one connection to one broker.
pub struct Peer {
    client: Arc<Client>,
    address: String,
    pushed: tokio::sync::mpsc::UnboundedReceiver<Frame>,
}

impl Peer {
    pub fn new(address: &str) -> Self {
        Self::signing(address, None)
    }

    /// A client that signs its requests.
    pub fn signing(address: &str, credentials: Option<Credentials>) -> Self {
        let (sender, pushed) = tokio::sync::mpsc::unbounded_channel();
        let client = Client::signing(Arc::new(Inbox(sender)), credentials);
        Self { client, address: address.to_owned(), pushed }
    }

    pub async fn call(&self, request: Request) -> Frame {
        self.client.call(&self.address, &request, PATIENCE).await.unwrap()
    }

    pub async fn heartbeat(&self, data: &HeartbeatData) {
        let request = Request::bare(RequestCode::HeartBeat).with_body(data.encode());
        let reply = self.call(request).await;
        assert_eq!((reply.code, reply.remark), (0, None));
    }

    /// What the broker pushes next.
    pub async fn pushed(&mut self) -> Frame {
        tokio::time::timeout(PATIENCE, self.pushed.recv()).await.unwrap().unwrap()
    }

    /// Whether nothing was pushed before the answer to a further request: pushes and answers
    /// share a connection and keep their order.
    pub async fn heard_nothing(&mut self) -> bool {
        self.call(Request::bare(RequestCode::GetSystemTopicListFromBroker)).await;
        self.pushed.is_empty()
    }

    pub async fn disconnect(&self) {
        self.client.disconnect(&self.address).await;
    }

    pub async fn local_address(&self) -> String {
        let connection = self.client.connection(&self.address, PATIENCE).await.unwrap();
        connection.local().to_string()
    }
}

/// A bare connection: bytes out, frames in.
pub struct Raw(TcpStream);

impl Raw {
    pub async fn connect(address: &str) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    pub async fn send(&mut self, request: &Request, opaque: i32) {
        self.write(&request.encode(opaque, false)).await;
    }

    pub async fn frame(&mut self) -> Frame {
        self.next().await.expect("the broker closed the connection")
    }

    /// The next frame, or `None` when the broker closed the connection.
    pub async fn next(&mut self) -> Option<Frame> {
        let read = async {
            let length = self.0.read_u32().await.ok()?;
            let mut bytes = vec![0; length as usize];
            self.0.read_exact(&mut bytes).await.ok()?;
            Some(Frame::decode(bytes.into()).unwrap())
        };
        tokio::time::timeout(PATIENCE, read).await.expect("the broker says nothing")
    }

    /// Asks and reads the answer, which must be the next frame.
    pub async fn ask(&mut self, request: &Request, opaque: i32) -> Frame {
        self.send(request, opaque).await;
        let answer = self.frame().await;
        assert_eq!(answer.opaque, opaque);
        answer
    }
}

/// A heartbeat of `client` as a member of `group` with these topics, each with version 1.
pub fn consumer(client: &str, group: &str, topics: &[&str]) -> HeartbeatData {
    let subscription = |topic: &&str| SubscriptionData {
        topic: TopicName::from(*topic),
        sub_string: "*".to_owned(),
        sub_version: 1,
        ..SubscriptionData::default()
    };
    HeartbeatData {
        client_id: ClientId::from(client),
        consumer_data_set: vec![ConsumerData {
            group_name: GroupName::from(group),
            subscription_data_set: topics.iter().map(subscription).collect(),
            ..ConsumerData::default()
        }],
        producer_data_set: Vec::new(),
    }
}

/// Waits until `condition` holds.
pub async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "{what} does not happen");
        tokio::task::yield_now().await;
    }
}
