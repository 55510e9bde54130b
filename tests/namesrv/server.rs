//! A name server of a test, and a peer that speaks to it in whole frames.

use std::path::PathBuf;
use std::time::Duration;

use bytes::BytesMut;
use rmq::engine::namesrv::config::NamesrvConfig;
use rmq::engine::namesrv::{NameServer, Running};
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::data_version::DataVersion;
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::bodies::route::TopicRouteData;
use rmq::engine::protocol::bodies::topic_config::{TopicConfig, TopicConfigTable};
use rmq::engine::protocol::headers::register::RegisterBrokerHeader;
use rmq::engine::protocol::headers::route::GetRouteInfoHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longest wait for something that must happen.
pub const SOON: Duration = Duration::from_secs(20);

/// A name server with files of its own.
pub struct TestServer {
    pub running: Running,
    pub directory: tempfile::TempDir,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut NamesrvConfig)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut config = NamesrvConfig {
            listen_port: 0,
            bind_address: "127.0.0.1".to_owned(),
            kv_config_path: directory.path().join("kvConfig.json"),
            config_store_path: directory.path().join("namesrv.properties"),
            ..NamesrvConfig::default()
        };
        change(&mut config);
        Self { running: NameServer::start(config).await.unwrap(), directory }
    }

    pub fn kv_file(&self) -> PathBuf {
        self.directory.path().join("kvConfig.json")
    }

    pub async fn peer(&self) -> Peer {
        let stream = TcpStream::connect(self.running.local_addr()).await.unwrap();
        Peer { stream, input: BytesMut::new(), opaque: 1000 }
    }
}

/// One connection to it.
pub struct Peer {
    stream: TcpStream,
    input: BytesMut,
    opaque: i32,
}

impl Peer {
    pub async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The next frame, as it came: whole bytes, and decoded.
    pub async fn read(&mut self) -> (Vec<u8>, Frame) {
        let wait = async {
            loop {
                let whole = self.input.clone();
                if let Some(frame) = Frame::take(&mut self.input).unwrap() {
                    return (whole[..whole.len() - self.input.len()].to_vec(), frame);
                }
                let read = self.stream.read_buf(&mut self.input).await.unwrap();
                assert_ne!(read, 0, "closed by the name server");
            }
        };
        tokio::time::timeout(SOON, wait).await.expect("no answer")
    }

    pub async fn call(&mut self, request: &Request) -> Frame {
        self.opaque += 1;
        self.write(&request.encode(self.opaque, false)).await;
        let (_, answer) = self.read().await;
        assert_eq!(answer.opaque, self.opaque);
        answer
    }

    /// Registers and expects success.
    pub async fn register(
        &mut self,
        who: &RegisterBrokerHeader,
        body: &RegisterBrokerBody,
    ) -> Frame {
        let request = Request::new(RequestCode::RegisterBroker, who).with_body(body.encode());
        let answer = self.call(&request).await;
        assert_eq!(answer.code, 0, "{:?}", answer.remark);
        answer
    }

    pub async fn route(&mut self, topic: &str) -> Option<TopicRouteData> {
        let header =
            GetRouteInfoHeader { topic: topic.into(), accept_standard_json_only: Some(true) };
        let answer = self.call(&Request::new(RequestCode::GetRouteInfoByTopic, &header)).await;
        match answer.code {
            0 => Some(TopicRouteData::decode(answer.body()).unwrap()),
            17 => None,
            code => panic!("code {code}: {:?}", answer.remark),
        }
    }
}

/// The header of the master `name` at `address`.
pub fn master(name: &str, address: &str) -> RegisterBrokerHeader {
    RegisterBrokerHeader {
        broker_name: name.into(),
        broker_addr: address.to_owned(),
        cluster_name: "DefaultCluster".into(),
        ha_server_addr: format!("{address}1"),
        broker_id: 0,
        ..RegisterBrokerHeader::default()
    }
}

/// A registration body with `topics`, as of version `counter`.
pub fn table(counter: i64, topics: impl IntoIterator<Item = TopicConfig>) -> RegisterBrokerBody {
    let topics = topics.into_iter().map(|topic| (topic.topic_name.clone(), topic));
    RegisterBrokerBody {
        filter_server_list: Vec::new(),
        topic_config_serialize_wrapper: TopicConfigTable {
            data_version: DataVersion { counter, timestamp: TimestampMs(1_700_000_000_000) },
            topic_config_table: topics.collect(),
        },
    }
}

/// A topic with `queues` queues that can be read and written.
pub fn topic(name: &str, queues: i32) -> TopicConfig {
    TopicConfig::new(name, queues)
}
