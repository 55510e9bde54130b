//! Every captured exchange with a real name server, replayed: a name server brought to the state
//! of that day must give the same answer, but for the order of Java's hash maps.

use std::collections::BTreeSet;
use std::path::Path;

use bytes::BytesMut;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::lists::{KvTable, TopicList};
use rmq::engine::protocol::bodies::route::{BrokerData, ClusterInfo, TopicRouteData};
use rmq::engine::protocol::bodies::topic_config::TopicConfig;
use rmq::engine::protocol::headers::kv::{
    GetKvConfigReply, KvConfigKeyHeader, KvNamespaceHeader, PutKvConfigHeader,
};
use rmq::engine::protocol::headers::register::{
    AddWritePermReply, RegisterBrokerHeader, RegisterBrokerReply, WipeWritePermReply,
};
use rmq::engine::protocol::headers::route::GetRouteInfoHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::{Frame, HeaderForm, Request};

use crate::server::{Peer, TestServer, master, table, topic};

struct Exchange {
    place: String,
    request: Vec<u8>,
    response: Option<Vec<u8>>,
}

fn exchanges() -> Vec<Exchange> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/frames");
    let unhex = |text: &str| -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(byte).collect()
    };
    let mut all = Vec::new();
    for file in std::fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            if value["to"] == "namesrv" {
                all.push(Exchange {
                    place: format!("{}:{}", path.file_name().unwrap().display(), number + 1),
                    request: unhex(value["request"].as_str().unwrap()),
                    response: value["response"].as_str().map(unhex),
                });
            }
        }
    }
    assert!(all.len() >= 60, "the captured frames are incomplete: {}", all.len());
    all
}

fn decode(bytes: &[u8]) -> Frame {
    Frame::take(&mut BytesMut::from(bytes)).unwrap().unwrap()
}

#[tokio::test]
async fn answers_are_those_of_apache() {
    let mut codes = BTreeSet::new();
    for exchange in exchanges() {
        let request = decode(&exchange.request);
        let server = TestServer::start_with(|config| {
            if request.request_code() == RequestCode::GetNamesrvConfig {
                config.rocketmq_home = "/opt/rocketmq".to_owned();
                config.kv_config_path = "/var/lib/rocketmq/namesrv/kvConfig.json".into();
                config.config_store_path = "/var/lib/rocketmq/namesrv/namesrv.properties".into();
                config.listen_port = 0;
            }
        })
        .await;
        let mut peer = server.peer().await;
        let Some(theirs) = &exchange.response else {
            // One-way: nothing comes but the answer to what follows.
            peer.write(&exchange.request).await;
            peer.call(&Request::bare(RequestCode::GetBrokerClusterInfo)).await;
            continue;
        };
        // What is arranged stands on a connection of its own, as long as the exchange lasts.
        let mut broker = server.peer().await;
        arrange(&mut broker, &request, &decode(theirs)).await;
        peer.write(&exchange.request).await;
        let (ours, _) = peer.read().await;
        assert_same_answer(&exchange.place, &request, &ours, theirs);
        codes.insert((request.code, decode(theirs).code));
    }
    assert!(codes.len() >= 22, "only {codes:?} were replayed");
}

/// Brings the name server to a state in which `theirs` is the right answer to `request`.
async fn arrange(broker: &mut Peer, request: &Frame, theirs: &Frame) {
    let success = theirs.response_code() == ResponseCode::Success;
    let the_broker = master("broker-a", "127.0.0.1:10911");
    match request.request_code() {
        RequestCode::GetRouteInfoByTopic if success => {
            let route = TopicRouteData::decode(theirs.body()).unwrap();
            let header: GetRouteInfoHeader = request.header().unwrap();
            for (queues, data) in route.queue_datas.iter().zip(&route.broker_datas) {
                let mut config = topic(&header.topic, queues.read_queue_nums);
                config.perm = queues.perm;
                register_all(broker, data, &[config]).await;
            }
        }
        RequestCode::GetBrokerClusterInfo => {
            let info = ClusterInfo::decode(theirs.body()).unwrap();
            for data in info.broker_addr_table.values() {
                register_all(broker, data, &[]).await;
            }
        }
        RequestCode::GetAllTopicListFromNameserver
        | RequestCode::GetTopicsByCluster
        | RequestCode::GetSystemTopicListFromNs => {
            let list = TopicList::decode(theirs.body()).unwrap();
            let topics = list.topic_list.iter().map(|name| topic(name, 4));
            broker.register(&the_broker, &table(1, topics)).await;
        }
        RequestCode::WipeWritePermOfBroker | RequestCode::AddWritePermOfBroker => {
            let wiped: WipeWritePermReply = theirs.header().unwrap();
            let added: AddWritePermReply = theirs.header().unwrap();
            let count = wiped.wipe_topic_count.max(added.add_topic_count);
            let topics = (0..count).map(|i| topic(&format!("t{i}"), 4));
            broker.register(&the_broker, &table(1, topics)).await;
        }
        RequestCode::GetKvConfig if success => {
            let header: KvConfigKeyHeader = request.header().unwrap();
            let reply: GetKvConfigReply = theirs.header().unwrap();
            put(broker, &header.namespace, &header.key, &reply.value.unwrap()).await;
        }
        RequestCode::GetKvListByNamespace if success => {
            let header: KvNamespaceHeader = request.header().unwrap();
            for (key, value) in KvTable::decode(theirs.body()).unwrap().table {
                put(broker, &header.namespace, &key, &value).await;
            }
        }
        RequestCode::RegisterBroker => {
            let reply: RegisterBrokerReply = theirs.header().unwrap();
            if let Some(address) = reply.master_addr {
                let who = RegisterBrokerHeader {
                    ha_server_addr: reply.ha_server_addr.unwrap(),
                    ..master("broker-a", &address)
                };
                broker.register(&who, &table(1, [])).await;
            }
            if !theirs.body().is_empty() {
                for (key, value) in KvTable::decode(theirs.body()).unwrap().table {
                    put(broker, "ORDER_TOPIC_CONFIG", &key, &value).await;
                }
            }
        }
        _ => {}
    }
}

/// Registers every address of a broker name.
async fn register_all(peer: &mut Peer, data: &BrokerData, topics: &[TopicConfig]) {
    for (id, address) in &data.broker_addrs {
        let who = RegisterBrokerHeader { broker_id: *id, ..master(&data.broker_name, address) };
        peer.register(&who, &table(1, topics.iter().cloned())).await;
    }
}

async fn put(peer: &mut Peer, namespace: &str, key: &str, value: &str) {
    let header = PutKvConfigHeader {
        namespace: Some(namespace.to_owned()),
        key: Some(key.to_owned()),
        value: Some(value.to_owned()),
    };
    let answer = peer.call(&Request::new(RequestCode::PutKvConfig, &header)).await;
    assert_eq!(answer.code, 0, "{:?}", answer.remark);
}

fn header_of(bytes: &[u8]) -> &[u8] {
    let length = u32::from_be_bytes([0, bytes[5], bytes[6], bytes[7]]) as usize;
    &bytes[8..8 + length]
}

fn assert_same_answer(place: &str, request: &Frame, ours: &[u8], theirs: &[u8]) {
    let (our_frame, their_frame) = (decode(ours), decode(theirs));
    assert_eq!(our_frame.form, their_frame.form, "{place}");
    match their_frame.form {
        HeaderForm::Binary => assert_eq!(header_of(ours), header_of(theirs), "{place}"),
        HeaderForm::Json => {
            let json = |bytes| -> serde_json::Value { serde_json::from_slice(bytes).unwrap() };
            assert_eq!(json(header_of(ours)), json(header_of(theirs)), "{place}");
        }
    }
    let text = |frame: &Frame| String::from_utf8(frame.body().to_vec()).unwrap();
    let (our_body, their_body) = (text(&our_frame), text(&their_frame));
    match request.request_code() {
        RequestCode::GetAllTopicListFromNameserver
        | RequestCode::GetTopicsByCluster
        | RequestCode::GetSystemTopicListFromNs => {
            let sorted = |frame: &Frame| {
                let mut list = TopicList::decode(frame.body()).unwrap();
                list.topic_list.sort();
                list.encode()
            };
            assert_eq!(sorted(&our_frame), sorted(&their_frame), "{place}");
            assert_eq!(our_body.len(), their_body.len(), "{place}");
        }
        RequestCode::GetNamesrvConfig => {
            let lines = |text: &str| -> BTreeSet<String> {
                let kept = text.lines().filter(|line| !line.starts_with("listenPort="));
                kept.map(str::to_owned).collect()
            };
            let mut ours = lines(&our_body);
            // Apache has no such key; the test cannot listen everywhere.
            assert!(ours.remove("bindAddress=127.0.0.1"), "{place}");
            assert_eq!(ours, lines(&their_body), "{place}");
        }
        _ => assert_eq!(our_body, their_body, "{place}"),
    }
}
