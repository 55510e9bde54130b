//! Access control: signatures that Java clients made, the answers of Apache 4.9.7 to the same
//! requests, and what accounts may do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rmq::engine::broker::Broker;
use rmq::engine::broker::start_error::StartError;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::acl::AclConfig;
use rmq::engine::protocol::ext::FieldList;
use rmq::engine::protocol::headers::acl::{
    DeleteAclConfigHeader, UpdateAclConfigHeader, UpdateGlobalWhiteAddrsHeader,
};
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::names::QueueId;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::signature::{Credentials, SIGNATURE};
use rmq::engine::remoting::frame::{Frame, Request};

use crate::golden::{exchanges, frame, replay};
use crate::support::{Peer, TestBroker, consumer, until};

/// The accounts that the captured broker had.
const FILE: &str = "
globalWhiteRemoteAddresses:
- 10.10.103.*
- 192.168.0.*

accounts:
- accessKey: RocketMQ
  secretKey: 12345678
  whiteRemoteAddress:
  admin: false
  defaultTopicPerm: DENY
  defaultGroupPerm: SUB
  topicPerms: [topicA=DENY, topicB=PUB|SUB, topicC=SUB]
  groupPerms: [groupA=DENY, groupB=PUB|SUB, groupC=SUB]

- accessKey: rocketmq2
  secretKey: 12345678
  admin: true
";

struct Place {
    root: tempfile::TempDir,
}

impl Place {
    fn new(text: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("home/conf/acl/deep")).unwrap();
        fs::write(root.path().join("home/conf/plain_acl.yml"), text).unwrap();
        Self { root }
    }

    fn file(&self) -> std::path::PathBuf {
        self.root.path().join("home/conf/plain_acl.yml")
    }

    async fn start(&self) -> TestBroker {
        let home = self.root.path().join("home");
        let properties = format!("aclEnable=true\nrocketmqHome={}\n", home.display());
        TestBroker::start(&self.root.path().join("store"), &properties).await
    }
}

fn user(broker: &TestBroker) -> Peer {
    Peer::signing(&broker.address, Some(Credentials::new("RocketMQ", "12345678")))
}

fn admin(broker: &TestBroker) -> Peer {
    Peer::signing(&broker.address, Some(Credentials::new("rocketmq2", "12345678")))
}

fn send(code: RequestCode, topic: &str) -> Request {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: topic.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 1,
        properties: Some("".into()),
        ..SendMessageHeader::default()
    };
    if code == RequestCode::SendMessage {
        Request::new(code, &header).with_body("x")
    } else {
        Request::short(code, &header).with_body("x")
    }
}

/// A request with these fields.
fn with(code: RequestCode, fields: &[(&'static str, &str)]) -> Request {
    let mut request = Request::bare(code);
    for (name, value) in fields {
        request.fields.set(*name, *value);
    }
    request
}

/// Refused for this reason.
fn refused(answer: &Frame, reason: &str) {
    let remark = format!("org.apache.rocketmq.acl.common.AclException: {reason}");
    assert_eq!((answer.code, answer.remark.as_deref()), (1, Some(&*remark)));
}

#[test]
fn signatures_of_java_clients_are_good() {
    let mut checked = 0;
    for code in [35, 50, 51, 52, 53, 54] {
        for exchange in exchanges("frames-acl.jsonl", code) {
            let request = frame(&exchange.request);
            let list: FieldList = request.fields().to_list().unwrap();
            let fields = || list.0.iter().map(|(name, value)| (&**name, value.as_str()));
            let signature = list.get(SIGNATURE).unwrap();
            let account = Credentials::new("rocketmq2", "12345678");
            assert!(account.verify(fields(), request.body(), signature), "{}", exchange.place);
            assert_eq!(account.sign(fields(), request.body()), signature);
            assert!(!account.verify(fields(), b"more", signature));
            assert!(!account.verify(fields(), request.body(), "nonsense"));
            let other = Credentials::new("rocketmq2", "12345679");
            assert!(!other.verify(fields(), request.body(), signature));
            assert!(!format!("{account:?}").contains("12345678"));
            checked += 1;
        }
    }
    assert!(checked >= 6);
}

/// The captured requests of an administrator, in the order in which they were made.
#[tokio::test(flavor = "multi_thread")]
async fn administration_is_answered_as_by_apache() {
    let place = Place::new(FILE);
    let broker = place.start().await;
    for code in [50, 54, 51, 53] {
        let exchange = &exchanges("frames-acl.jsonl", code)[0];
        let (ours, theirs) = (replay(&broker, &exchange.request).await, frame(&exchange.response));
        assert_eq!((ours.code, &ours.remark), (theirs.code, &theirs.remark), "{code}");
        let fields = |frame: &Frame| frame.fields().to_list().unwrap();
        assert_eq!(fields(&ours), fields(&theirs), "{code}");
        if code == 54 {
            let decode = |frame: &Frame| AclConfig::decode(frame.body()).unwrap();
            assert_eq!(decode(&ours), decode(&theirs));
        } else {
            assert_eq!(ours.body(), theirs.body());
        }
    }
    let exchange = &exchanges("frames-acl.jsonl", 52)[0];
    let (ours, theirs) = (replay(&broker, &exchange.request).await, frame(&exchange.response));
    let names = |frame: &Frame| {
        let mut names: Vec<_> =
            frame.fields().to_list().unwrap().0.into_iter().map(|(name, _)| name).collect();
        names.sort();
        names
    };
    assert_eq!(names(&ours), names(&theirs));
    // Three changes so far.
    let text = fs::read_to_string(place.file()).unwrap();
    let version = ours.fields().get("version").unwrap().unwrap().into_owned();
    assert!(version.starts_with(r#"{"counter":3,"#) && text.contains("counter: 3"), "{version}");
    assert!(text.contains("10.10.154.2") && !text.contains("goldenKey"), "{text}");
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_gets_nothing() {
    let place = Place::new(FILE);
    let broker = place.start().await;
    let info = Request::bare(RequestCode::GetBrokerRuntimeInfo);
    let nobody = Peer::new(&broker.address);
    refused(&nobody.call(info.clone()).await, "No accessKey is configured");
    refused(
        &nobody.call(send(RequestCode::SendMessageV2, "topicB")).await,
        "No accessKey is configured",
    );
    let stranger = Peer::signing(&broker.address, Some(Credentials::new("stranger", "12345678")));
    refused(&stranger.call(info.clone()).await, "No acl config for stranger");
    let liar = Peer::signing(&broker.address, Some(Credentials::new("RocketMQ", "87654321")));
    refused(&liar.call(info.clone()).await, "Check signature failed for accessKey=RocketMQ");
    let unsigned = with(RequestCode::GetBrokerRuntimeInfo, &[("AccessKey", "RocketMQ")]);
    refused(&nobody.call(unsigned).await, "Check signature failed for accessKey=RocketMQ");
    assert_eq!(user(&broker).call(info).await.code, 0);
    assert_eq!(broker.broker.store.max_physical_offset().0, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_may_do_what_its_rights_say() {
    let place = Place::new(FILE);
    let broker = place.start().await;
    for topic in ["topicA", "topicB", "topicC", "other"] {
        broker.broker.topics.create_if_absent(topic, 1, 6, 0).unwrap();
    }
    let (user, admin) = (user(&broker), admin(&broker));
    for code in [RequestCode::SendMessage, RequestCode::SendMessageV2] {
        for topic in ["topicA", "topicC", "other"] {
            let reason = format!("No default permission for topic:{topic}");
            refused(&user.call(send(code, topic)).await, &reason);
            assert_eq!(admin.call(send(code, topic)).await.code, 0);
        }
        assert_eq!(user.call(send(code, "topicB")).await.code, 0);
    }
    let reason = "No default permission for topic:topicC";
    refused(&user.call(send(RequestCode::SendBatchMessage, "topicC")).await, reason);
    // Both spellings of the topic at once: what is checked is what would be stored.
    let mut both = send(RequestCode::SendMessageV2, "topicB");
    both.fields.0.push(("topic".into(), "topicC".into()));
    let stored = || {
        broker.dispatched();
        broker.broker.store.max_offset("topicC", QueueId(0))
    };
    let before = stored();
    refused(&user.call(both).await, reason);
    assert_eq!(stored(), before);
    // Traces may be sent by all.
    let trace = user.call(send(RequestCode::SendMessageV2, "RMQ_SYS_TRACE_TOPIC")).await;
    assert!(!trace.remark.unwrap_or_default().contains("AclException"));

    let pull = |topic, group| {
        with(
            RequestCode::PullMessage,
            &[
                ("consumerGroup", group),
                ("topic", topic),
                ("queueId", "0"),
                ("queueOffset", "0"),
                ("maxMsgNums", "1"),
                ("sysFlag", "4"),
                ("commitOffset", "0"),
                ("suspendTimeoutMillis", "0"),
                ("subscription", "*"),
                ("subVersion", "0"),
            ],
        )
    };
    assert_eq!(user.call(pull("topicC", "groupC")).await.code, 0);
    assert_eq!(user.call(pull("topicC", "any")).await.code, 0);
    refused(&user.call(pull("topicA", "groupC")).await, "No default permission for topic:topicA");
    refused(&user.call(pull("topicC", "groupA")).await, "No default permission for group:groupA");
    for (request, reason) in [
        (with(RequestCode::QueryMessage, &[("topic", "other"), ("key", "k")]), "topic:other"),
        (with(RequestCode::ConsumerSendMsgBack, &[("group", "groupA")]), "group:groupA"),
        (with(RequestCode::GetConsumerListByGroup, &[("consumerGroup", "groupA")]), "group:groupA"),
        (with(RequestCode::UnregisterClient, &[("consumerGroup", "groupA")]), "group:groupA"),
        (
            with(RequestCode::UpdateConsumerOffset, &[("consumerGroup", "g"), ("topic", "topicA")]),
            "topic:topicA",
        ),
        (
            Request::bare(RequestCode::HeartBeat)
                .with_body(consumer("c", "groupC", &["topicC", "topicA"]).encode()),
            "topic:topicA",
        ),
        (
            Request::bare(RequestCode::HeartBeat)
                .with_body(consumer("c", "groupA", &["topicC"]).encode()),
            "group:groupA",
        ),
    ] {
        let reason = format!("No default permission for {reason}");
        refused(&user.call(request).await, &reason);
    }
    let heartbeat = consumer("c", "groupC", &["topicC"]);
    user.heartbeat(&heartbeat).await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_changes_things() {
    let place = Place::new(FILE);
    let broker = place.start().await;
    let (user, admin) = (user(&broker), admin(&broker));
    for code in [17, 25, 50, 51, 53, 54, 200, 207, 215] {
        let answer = user.call(Request::bare(RequestCode::from(code))).await;
        let reason =
            format!("Need admin permission for request code={code}, but accessKey=RocketMQ is not");
        refused(&answer, &reason);
    }
    let header = UpdateAclConfigHeader {
        access_key: "newcomer".to_owned(),
        secret_key: Some("a-secret".to_owned()),
        default_topic_perm: Some("PUB".to_owned()),
        ..UpdateAclConfigHeader::default()
    };
    let update = |header: &UpdateAclConfigHeader| {
        admin.call(Request::new(RequestCode::UpdateAndCreateAclConfig, header))
    };
    assert_eq!(update(&header).await.code, 0);
    let newcomer = Peer::signing(&broker.address, Some(Credentials::new("newcomer", "a-secret")));
    assert_eq!(newcomer.call(send(RequestCode::SendMessageV2, "fresh")).await.code, 0);
    // Only what is said changes.
    let narrower = UpdateAclConfigHeader {
        topic_perms: Some("fresh=SUB".to_owned()),
        default_topic_perm: None,
        ..header.clone()
    };
    assert_eq!(update(&narrower).await.code, 0);
    let reason = "No default permission for topic:fresh";
    refused(&newcomer.call(send(RequestCode::SendMessageV2, "fresh")).await, reason);
    assert_eq!(newcomer.call(send(RequestCode::SendMessageV2, "free")).await.code, 0);

    let short = UpdateAclConfigHeader { secret_key: Some("hush".to_owned()), ..header.clone() };
    let answer = update(&short).await;
    assert_eq!(answer.code, 209);
    assert!(!answer.remark.unwrap().contains("hush"));
    let wrong = UpdateAclConfigHeader { topic_perms: Some("a=WRITE".to_owned()), ..header.clone() };
    let answer = update(&wrong).await;
    let remark = "Parse resource permission error for a=WRITE.\n\
                  The expected permissions are 'SUB' or 'PUB' or 'SUB|PUB' or 'PUB|SUB'.";
    assert_eq!((answer.code, answer.remark.as_deref()), (209, Some(remark)));

    let delete = |name: &str| {
        let header = DeleteAclConfigHeader { access_key: name.to_owned() };
        admin.call(Request::new(RequestCode::DeleteAclConfig, &header))
    };
    assert_eq!(delete("newcomer").await.code, 0);
    let answer = delete("newcomer").await;
    let remark = "The accesskey[newcomer] corresponding to accessConfig has been deleted failed.";
    assert_eq!((answer.code, answer.remark.as_deref()), (210, Some(remark)));
    let answer = newcomer.call(send(RequestCode::SendMessageV2, "free")).await;
    refused(&answer, "No acl config for newcomer");

    let white = |addresses: &str, file: Option<&Path>| {
        let header = UpdateGlobalWhiteAddrsHeader {
            global_white_addrs: addresses.to_owned(),
            acl_file_full_path: file.map(|file| file.display().to_string()),
        };
        admin.call(Request::new(RequestCode::UpdateGlobalWhiteAddrsConfig, &header))
    };
    assert_eq!(white("nonsense", None).await.code, 211);
    let outside = place.root.path().join("home/conf/../../outside.yml");
    fs::write(place.root.path().join("outside.yml"), "").unwrap();
    assert_eq!(white("127.0.0.1", Some(&outside)).await.code, 211);
    assert_eq!(white("127.0.0.*", Some(&place.file())).await.code, 0);
    let nobody = Peer::new(&broker.address);
    assert_eq!(nobody.call(send(RequestCode::SendMessageV2, "free")).await.code, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_files_count_soon_and_broken_ones_never() {
    let place = Place::new(FILE);
    fs::set_permissions(place.file(), fs::Permissions::from_mode(0o600)).unwrap();
    let broker = place.start().await;
    let acl = broker.broker.acl.clone().unwrap();
    let names = || -> Vec<String> {
        let accounts = acl.config().plain_access_configs.unwrap();
        accounts.into_iter().filter_map(|account| account.access_key).collect()
    };
    let other = place.root.path().join("home/conf/acl/deep/other.yaml");
    // Of an account in two files the first counts: those under conf/acl come before.
    let account = "accounts:\n- accessKey: another\n  secretKey: another-secret\n- accessKey: RocketMQ\n  secretKey: 99999999\n";
    fs::write(&other, account).unwrap();
    until("reading the new file", || names() == ["another", "RocketMQ", "rocketmq2"]).await;
    let info = Request::bare(RequestCode::GetBrokerRuntimeInfo);
    refused(
        &user(&broker).call(info.clone()).await,
        "Check signature failed for accessKey=RocketMQ",
    );
    fs::remove_file(&other).unwrap();
    until("reading without it", || names().len() == 2).await;
    for broken in ["accounts: [", "accounts:\n- accessKey: short\n  secretKey: x\n", "- a"] {
        fs::write(place.file(), broken).unwrap();
        acl.refresh();
        assert_eq!(names().len(), 2, "{broken}");
    }
    fs::write(place.file(), FILE).unwrap();
    acl.refresh();
    // A change made by a request leaves the file as private as it was.
    let exchange = &exchanges("frames-acl.jsonl", 50)[0];
    assert_eq!(replay(&broker, &exchange.request).await.code, 0);
    let mode = fs::metadata(place.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(admin(&broker).call(info).await.code, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_does_not_start_without_knowing_who_may_do_what() {
    let place = Place::new("accounts:\n- accessKey: account7\n  secretKey: short\n");
    let store = place.root.path().join("store");
    let text = format!(
        "brokerIP1=127.0.0.1\nbindAddress=127.0.0.1\naclEnable=true\nstorePathRootDir={}\n",
        store.display()
    );
    let mut config = crate::support::config(&text);
    config.rocketmq_home = None;
    let error = Broker::start(config.clone(), None).await.err().unwrap();
    assert!(matches!(error, StartError::NoHome));
    config.rocketmq_home = Some(place.root.path().join("home").display().to_string());
    let error = Broker::start(config, None).await.err().unwrap();
    let text = error.to_string();
    assert!(text.contains("plain_acl.yml") && text.contains("account7"), "{text}");
    assert!(!text.contains("short"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_access_control_there_is_nothing_to_change() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    for (code, answer) in [(50, 209), (51, 210), (52, 1), (53, 211), (54, 1)] {
        let fields = [("accessKey", "account7"), ("admin", "false"), ("globalWhiteAddrs", "")];
        assert_eq!(peer.call(with(RequestCode::from(code), &fields)).await.code, answer);
    }
    broker.broker.stop().await;
}
