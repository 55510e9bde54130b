//! What takes more than one exchange. The facts are `remoting.md` 2.1 and 4.

use std::time::Duration;

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::route::ClusterInfo;
use rmq::engine::protocol::headers::kv::{KvConfigKeyHeader, PutKvConfigHeader};
use rmq::engine::protocol::headers::register::{BrokerNameHeader, RegisterBrokerHeader};
use rmq::engine::protocol::headers::route::GetRouteInfoHeader;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::responses::ResponseCode;
use rmq::engine::remoting::frame::Request;

use crate::server::{Peer, SOON, TestServer, master, table, topic};

async fn cluster_info(peer: &mut Peer) -> ClusterInfo {
    let answer = peer.call(&Request::bare(RequestCode::GetBrokerClusterInfo)).await;
    ClusterInfo::decode(answer.body()).unwrap()
}

async fn until_gone(peer: &mut Peer, broker: &str) {
    let wait = async {
        while cluster_info(peer).await.broker_addr_table.contains_key(broker) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(SOON, wait).await.expect("the broker stays");
}

#[tokio::test]
async fn a_broker_goes_with_its_connection() {
    let server = TestServer::start().await;
    let mut client = server.peer().await;
    let mut one = server.peer().await;
    let mut other = server.peer().await;
    one.register(&master("broker-a", "127.0.0.1:10911"), &table(1, [topic("both", 4)])).await;
    other
        .register(
            &master("broker-b", "127.0.0.1:10921"),
            &table(1, [topic("both", 4), topic("only-b", 1)]),
        )
        .await;
    assert_eq!(client.route("both").await.unwrap().broker_datas.len(), 2);
    drop(other);
    until_gone(&mut client, "broker-b").await;
    assert_eq!(client.route("only-b").await, None);
    let left = client.route("both").await.unwrap();
    assert_eq!(left.queue_datas.len(), 1);
    assert_eq!(&*left.broker_datas[0].broker_name, "broker-a");
}

#[tokio::test]
async fn a_registration_on_a_new_connection_outlives_the_old_one() {
    let server = TestServer::start().await;
    let mut client = server.peer().await;
    let who = master("broker-a", "127.0.0.1:10911");
    let mut old = server.peer().await;
    old.register(&who, &table(1, [topic("t", 4)])).await;
    let mut gone = server.peer().await;
    gone.register(&master("broker-b", "127.0.0.1:10921"), &table(1, [])).await;
    let mut new = server.peer().await;
    new.register(&who, &table(1, [topic("t", 4)])).await;
    drop(old);
    // Connections end one after the other; when the later one is noticed, so is the earlier.
    drop(gone);
    until_gone(&mut client, "broker-b").await;
    assert!(client.route("t").await.is_some());
}

#[tokio::test]
async fn unknown_codes_are_answered() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    for code in [4711, RequestCode::SendMessage.code(), RequestCode::PullMessage.code()] {
        let answer = peer.call(&Request::bare(RequestCode::from(code))).await;
        assert_eq!(answer.code, 3);
        assert_eq!(answer.remark, Some(format!(" request type {code} not supported")));
    }
}

#[tokio::test]
async fn a_body_that_does_not_match_its_crc_is_refused() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    let who = RegisterBrokerHeader { body_crc32: 4711, ..master("broker-a", "127.0.0.1:10911") };
    let body = table(1, [topic("t", 4)]).encode();
    let request = Request::new(RequestCode::RegisterBroker, &who).with_body(body);
    let answer = peer.call(&request).await;
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some("crc32 not match")));
    assert_eq!(peer.route("t").await, None);
}

#[tokio::test]
async fn a_compressed_registration_says_the_same() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    let who = RegisterBrokerHeader { compressed: true, ..master("broker-a", "127.0.0.1:10911") };
    let body = table(1, [topic("one", 3), topic("two", 5)]);
    let request = Request::new(RequestCode::RegisterBroker, &who);
    let answer = peer.call(&request.with_body(body.encode_compressed())).await;
    assert_eq!(answer.code, 0);
    assert_eq!(peer.route("two").await.unwrap().queue_datas[0].write_queue_nums, 5);
    let garbage = Request::new(RequestCode::RegisterBroker, &who).with_body(body.encode());
    assert_eq!(peer.call(&garbage).await.code, 1);
    assert!(peer.route("one").await.is_some(), "the connection and the routes stay");
}

#[tokio::test]
async fn new_clients_get_standard_json_and_old_ones_what_they_know() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    peer.register(&master("broker-a", "127.0.0.1:10911"), &table(1, [topic("t", 4)])).await;
    let body_for = async |peer: &mut Peer, version: i32, standard: bool| {
        let standard = if standard { r#","acceptStandardJsonOnly":"true""# } else { "" };
        let header = format!(
            r#"{{"code":105,"extFields":{{"topic":"t"{standard}}},"opaque":1,"version":{version}}}"#
        );
        let length = header.len() as u32;
        let mut frame = (length + 4).to_be_bytes().to_vec();
        frame.extend_from_slice(&length.to_be_bytes());
        frame.extend_from_slice(header.as_bytes());
        peer.write(&frame).await;
        let (_, answer) = peer.read().await;
        String::from_utf8(answer.body().to_vec()).unwrap()
    };
    let (old, new) = (r#""brokerAddrs":{0:"#, r#""brokerAddrs":{"0":"#);
    assert!(body_for(&mut peer, 400, false).await.contains(old));
    assert!(body_for(&mut peer, 401, false).await.contains(new));
    assert!(body_for(&mut peer, 317, true).await.contains(new));
    assert!(body_for(&mut peer, 317, false).await.contains(old));
}

async fn write_permission(peer: &mut Peer, code: RequestCode) {
    let header = BrokerNameHeader { broker_name: "broker-a".into() };
    assert_eq!(peer.call(&Request::new(code, &header)).await.code, 0);
}

#[tokio::test]
async fn wiped_permission_lasts_until_the_version_changes() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    let who = master("broker-a", "127.0.0.1:10911");
    let mut inherited = topic("t", 4);
    inherited.perm = 7;
    let perm = async |peer: &mut Peer| peer.route("t").await.unwrap().queue_datas[0].perm;
    peer.register(&who, &table(1, [inherited.clone()])).await;
    assert_eq!(perm(&mut peer).await, 7);
    write_permission(&mut peer, RequestCode::WipeWritePermOfBroker).await;
    assert_eq!(perm(&mut peer).await, 5);
    peer.register(&who, &table(1, [inherited.clone()])).await;
    assert_eq!(perm(&mut peer).await, 5);
    write_permission(&mut peer, RequestCode::AddWritePermOfBroker).await;
    assert_eq!(perm(&mut peer).await, 6);
    peer.register(&who, &table(2, [inherited])).await;
    assert_eq!(perm(&mut peer).await, 7);
}

async fn set_order(peer: &mut Peer, value: &str) {
    let header = PutKvConfigHeader {
        namespace: Some("ORDER_TOPIC_CONFIG".to_owned()),
        key: Some("t".to_owned()),
        value: Some(value.to_owned()),
    };
    assert_eq!(peer.call(&Request::new(RequestCode::PutKvConfig, &header)).await.code, 0);
}

#[tokio::test]
async fn routes_carry_the_order_configuration_when_asked_to() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    let who = master("broker-a", "127.0.0.1:10911");
    peer.register(&who, &table(1, [topic("t", 4)])).await;
    set_order(&mut peer, "broker-a:4").await;
    let order = async |peer: &mut Peer| peer.route("t").await.unwrap().order_topic_conf;
    assert_eq!(order(&mut peer).await, None);
    let update = Request::bare(RequestCode::UpdateNamesrvConfig);
    let answer = peer.call(&update.with_body("orderMessageEnable = true \n")).await;
    assert_eq!(answer.code, 0);
    assert_eq!(order(&mut peer).await.as_deref(), Some("broker-a:4"));
    set_order(&mut peer, "broker-a:8").await;
    assert_eq!(order(&mut peer).await.as_deref(), Some("broker-a:8"));
    let answer = peer.register(&who, &table(1, [])).await;
    assert_eq!(answer.body(), br#"{"table":{"t":"broker-a:8"}}"#);
}

#[tokio::test]
async fn the_key_value_configuration_is_kept_as_apache_keeps_it() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    set_order(&mut peer, "broker-a:4").await;
    let text = std::fs::read_to_string(server.kv_file()).unwrap();
    assert_eq!(text, r#"{"configTable":{"ORDER_TOPIC_CONFIG":{"t":"broker-a:4"}}}"#);
    server.running.stop().await;

    let (kv, directory) = (server.directory.path().join("kvConfig.json"), server.directory);
    let again = TestServer::start_with(|config| config.kv_config_path = kv.clone()).await;
    let mut peer = again.peer().await;
    let header =
        KvConfigKeyHeader { namespace: "ORDER_TOPIC_CONFIG".to_owned(), key: "t".to_owned() };
    let get = Request::new(RequestCode::GetKvConfig, &header);
    let answer = peer.call(&get).await;
    assert_eq!(answer.fields().get("value").unwrap().as_deref(), Some("broker-a:4"));
    assert_eq!(peer.call(&Request::new(RequestCode::DeleteKvConfig, &header)).await.code, 0);
    assert_eq!(peer.call(&get).await.code, 22);
    let text = std::fs::read_to_string(&kv).unwrap();
    assert_eq!(text, r#"{"configTable":{"ORDER_TOPIC_CONFIG":{}}}"#);
    drop(directory);
}

#[tokio::test]
async fn a_configuration_change_touches_its_line_only() {
    let server = TestServer::start().await;
    let file = server.directory.path().join("namesrv.properties");
    std::fs::write(&file, "# ours\nlistenPort=9876\norderMessageEnable=false\nclusterTest=false\n")
        .unwrap();
    let mut peer = server.peer().await;
    let update =
        |text: &'static str| Request::bare(RequestCode::UpdateNamesrvConfig).with_body(text);
    assert_eq!(peer.call(&update("orderMessageEnable=true\nnoSuchKey=1")).await.code, 0);
    let now = "# ours\nlistenPort=9876\norderMessageEnable=true\nclusterTest=false\n";
    assert_eq!(std::fs::read_to_string(&file).unwrap(), now);
    for (text, code) in [
        ("kvConfigPath=/tmp/x", ResponseCode::NoPermission),
        ("configStorePath=/tmp/x", ResponseCode::NoPermission),
        ("rocketmqHome=/tmp/x", ResponseCode::NoPermission),
        ("orderMessageEnable=yes", ResponseCode::SystemError),
    ] {
        let answer = peer.call(&update(text)).await;
        assert_eq!(answer.response_code(), code, "{text}");
        assert!(answer.remark.is_some());
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), now);
}

#[tokio::test]
async fn a_header_field_of_the_wrong_type_is_refused_by_name() {
    let server = TestServer::start().await;
    let mut peer = server.peer().await;
    let mut request = Request::new(
        RequestCode::GetRouteInfoByTopic,
        &GetRouteInfoHeader { topic: "t".into(), accept_standard_json_only: None },
    );
    request.code = RequestCode::RegisterBroker;
    request.fields.set("brokerId", "first");
    let answer = peer.call(&request).await;
    assert_eq!(answer.code, 1);
    assert!(answer.remark.unwrap().contains("brokerId"));
}
