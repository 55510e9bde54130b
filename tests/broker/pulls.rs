//! Pulls (11) over a connection: what is answered, what is filtered, what is held.

use std::collections::{BTreeMap, BTreeSet};

use rmq::engine::protocol::bodies::heartbeat::MessageModel;
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use rmq::engine::protocol::ext::{Header, Spelling};
use rmq::engine::protocol::headers::offsets::TopicQueueHeader;
use rmq::engine::protocol::headers::pull::{PullMessageHeader, PullMessageReply};
use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::message::properties;
use rmq::engine::protocol::names::{QueueId, QueueOffset};
use rmq::engine::protocol::received::{ReceivedMessage, decode_records};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::version::Language;
use rmq::engine::remoting::frame::{Frame, Head, HeaderForm, Request};

use crate::golden::{exchanges, frame, head, replay, same_head};
use crate::support::{Peer, Raw, TestBroker, consumer};

const COMMIT: i32 = 1;
const SUSPEND: i32 = 2;
const SUBSCRIPTION: i32 = 4;

/// A pull of everything from `offset` on, which brings its subscription along.
fn header(topic: &str, offset: i64) -> PullMessageHeader<'_> {
    PullMessageHeader {
        consumer_group: "G".into(),
        topic: topic.into(),
        queue_offset: QueueOffset(offset),
        max_msg_nums: 32,
        sys_flag: SUBSCRIPTION,
        suspend_timeout_millis: 60_000,
        subscription: Some("*".into()),
        ..PullMessageHeader::default()
    }
}

/// The same, to be held when there is nothing.
fn held(topic: &str, offset: i64) -> PullMessageHeader<'_> {
    PullMessageHeader { sys_flag: SUBSCRIPTION | SUSPEND, ..header(topic, offset) }
}

fn pull(header: &PullMessageHeader<'_>) -> Request {
    Request::new(RequestCode::PullMessage, header)
}

fn messages(answer: &Frame) -> Vec<ReceivedMessage> {
    let (messages, error) = decode_records(answer.body_bytes());
    assert!(error.is_none(), "{error:?}");
    messages
}

fn bodies(answer: &Frame) -> Vec<String> {
    let text = |m: &ReceivedMessage| String::from_utf8(m.body.to_vec()).unwrap();
    messages(answer).iter().map(text).collect()
}

/// Code, remark, next offset and the queue's ends.
type Outcome<'a> = (i32, &'a str, i64, i64, i64);

fn outcome(answer: &Frame) -> Outcome<'_> {
    let reply: PullMessageReply = answer.header().unwrap();
    assert_eq!(reply.suggest_which_broker_id, 0);
    let remark = answer.remark.as_deref().unwrap();
    let (next, min, max) = (reply.next_begin_offset, reply.min_offset, reply.max_offset);
    (answer.code, remark, next.0, min.0, max.0)
}

/// A broker with topic `T` of four queues, and with group `G` where groups may be created: the
/// first pull of an unknown group waits for a file.
async fn broker(root: &tempfile::TempDir, properties: &str) -> TestBroker {
    let broker = TestBroker::start(root.path(), properties).await;
    broker.broker.groups.find(&broker.broker.config(), "G");
    broker.broker.topics.create_if_absent("T", 4, 6, 0).unwrap();
    // The first pull of a new group is served by another thread: not in the order of requests.
    // A broker that may create none has none.
    broker.broker.groups.find(&broker.broker.config(), "G");
    broker
}

/// Sends a pull that must not be answered yet: the answer to a further request comes first.
async fn hold(raw: &mut Raw, pull: &Request, opaque: i32) {
    raw.send(pull, opaque).await;
    raw.ask(&ends(), 9_999).await;
}

fn ends() -> Request {
    let header = TopicQueueHeader { topic: "T".into(), queue_id: QueueId(0) };
    Request::new(RequestCode::GetMaxOffset, &header)
}

/// `broker.md` 5.5, the table of statuses.
#[tokio::test(flavor = "multi_thread")]
async fn every_status_has_its_code_and_next_offset() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let empty = "NO_MESSAGE_IN_QUEUE";
    for (offset, code) in [(0, 19), (5, 21), (-1, 21)] {
        let answer = raw.ask(&pull(&header("T", offset)), 1).await;
        // A queue that was never written to may be there or not.
        let (found, remark, next, min, max) = outcome(&answer);
        assert_eq!((found, next, min, max), (code, 0, 0, 0));
        assert!([empty, "NO_MATCHED_LOGIC_QUEUE"].contains(&remark), "{remark}");
    }
    for n in 0..6 {
        broker.store("T", 0, format!("{n}").as_bytes(), if n < 4 { "TAGS\u{1}A" } else { "" });
    }
    for (offset, expected) in [
        (0, (0, "FOUND", 6, 0, 6)),
        (4, (0, "FOUND", 6, 0, 6)),
        (6, (19, "OFFSET_OVERFLOW_ONE", 6, 0, 6)),
        (7, (21, "OFFSET_OVERFLOW_BADLY", 6, 0, 6)),
        (i64::MAX, (21, "OFFSET_OVERFLOW_BADLY", 6, 0, 6)),
        (-1, (21, "OFFSET_TOO_SMALL", 0, 0, 6)),
        (i64::MIN, (21, "OFFSET_TOO_SMALL", 0, 0, 6)),
    ] {
        let answer = raw.ask(&pull(&header("T", offset)), 2).await;
        assert_eq!(outcome(&answer), expected);
        let found: Vec<i64> = messages(&answer).iter().map(|m| m.queue_offset.0).collect();
        let expected = if expected.0 == 0 { (offset..6).collect() } else { Vec::new() };
        assert_eq!(found, expected);
    }
    let filtered = PullMessageHeader { subscription: Some("B".into()), ..header("T", 1) };
    let answer = raw.ask(&pull(&filtered), 3).await;
    assert_eq!(outcome(&answer), (20, "NO_MATCHED_MESSAGE", 6, 0, 6));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_before_the_first_message_is_sent_there() {
    let root = tempfile::tempdir().unwrap();
    let first = broker(&root, "").await;
    for _ in 0..30 {
        first.store("T", 0, &vec![b'x'; 100_000], "");
    }
    first.broker.stop().await;
    // The log's first file has reached its age.
    std::fs::remove_file(root.path().join("commitlog/00000000000000000000")).unwrap();
    let broker = broker(&root, "").await;
    let min = broker.stored("T", 0)[0].queue_offset.0;
    assert!(min > 0);
    let mut raw = Raw::connect(&broker.address).await;
    let answer = raw.ask(&pull(&header("T", min - 1)), 1).await;
    assert_eq!(outcome(&answer), (21, "OFFSET_TOO_SMALL", min, min, 30));
    let answer = raw.ask(&pull(&header("T", min)), 2).await;
    assert_eq!(messages(&answer)[0].queue_offset.0, min);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn captured_pulls_are_answered_the_same() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let subscribe = async |group: &str, topics: &[&str], tag: &str, version: i64| {
        let mut data = consumer("1", group, topics);
        for subscription in &mut data.consumer_data_set[0].subscription_data_set {
            subscription.sub_version = version;
            subscription.sub_string = tag.to_owned();
        }
        peer.heartbeat(&data).await;
    };
    replay(&broker, &exchanges("frames-more.jsonl", 10)[0].request).await;
    replay(&broker, &exchanges("frames-more.jsonl", 310)[0].request).await;
    replay(&broker, &exchanges("frames-binary.jsonl", 310)[0].request).await;
    broker.dispatched();
    // Their versions: the subscription of the one topic is new enough, that of the other is not.
    subscribe("TraceCG", &["TraceTopic", "%RETRY%TraceCG"], "*", 1_795_221_590_860).await;
    let pulls = exchanges("frames-more.jsonl", 11);
    let found = same_head(&broker, &pulls[0]).await;
    same_head(&broker, &pulls[1]).await;
    same_head(&broker, &pulls[2]).await;
    let (ours, theirs) = (replay(&broker, &pulls[3].request).await, frame(&pulls[3].response));
    let up_to_port = |frame: &Frame| {
        let mut head = head(frame);
        head.4 = head.4.map(|text| text.rsplit_once(':').unwrap().0.to_owned());
        head
    };
    assert_eq!(up_to_port(&ours), up_to_port(&theirs));
    subscribe("TraceCG", &["TraceTopic", "%RETRY%TraceCG"], "*", 1_795_221_602_960).await;
    let in_binary = same_head(&broker, &exchanges("frames-binary.jsonl", 11)[0]).await;
    for (ours, theirs) in [found, in_binary] {
        let stored = |frame: &Frame| {
            let [message] = messages(frame).try_into().ok().unwrap();
            let properties: BTreeMap<String, String> =
                properties(&message.properties).map(|(k, v)| (k.into(), v.into())).collect();
            let place = (message.topic.clone(), message.queue_id, message.queue_offset);
            let facts = (message.flag, message.sys_flag, message.body_crc, message.born_timestamp);
            (place, facts, message.body, message.store_size, properties)
        };
        assert_eq!(stored(&ours), stored(&theirs));
    }

    let pulls = exchanges("frames.jsonl", 11);
    broker.broker.topics.create_if_absent("GoldenTopic", 4, 6, 0).unwrap();
    broker.store("GoldenTopic", 0, b"one", "");
    broker.store("GoldenTopic", 0, b"two", "");
    same_head(&broker, &pulls[1]).await;
    broker.broker.topics.create_if_absent("tag_ang5s_44", 4, 6, 0).unwrap();
    for _ in 0..6 {
        broker.store("tag_ang5s_44", 1, b"x", "TAGS\u{1}other");
    }
    subscribe("G_ang5s_45", &["tag_ang5s_44"], "mine", 1_795_217_907_067).await;
    same_head(&broker, &pulls[4]).await;
    let offset = broker.broker.offsets.get("G_ang5s_45", "tag_ang5s_44", QueueId(1));
    assert_eq!(offset, Some(QueueOffset(4)));
    broker.broker.stop().await;
}

const FAQ: &str = "\nSee http://rocketmq.apache.org/docs/faq/ for further details.";

async fn refused(raw: &mut Raw, header: &PullMessageHeader<'_>, code: i32, remark: &str) {
    // Refusals are never held.
    for flag in [0, SUSPEND] {
        let flagged = PullMessageHeader { sys_flag: header.sys_flag | flag, ..header.clone() };
        let answer = raw.ask(&pull(&flagged), 5).await;
        assert_eq!((answer.code, answer.remark.as_deref()), (code, Some(remark)));
        assert!(answer.body().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_served_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    broker.store("T", 0, b"x", "");
    let mut raw = Raw::connect(&broker.address).await;
    let raw = &mut raw;
    let unknown = format!("topic[U] not exist, apply first please! {FAQ}");
    refused(raw, &header("U", 0), 17, &unknown).await;
    assert!(broker.broker.topics.get("U").is_none());
    for queue in [-1, 4, i32::MAX] {
        let out = PullMessageHeader { queue_id: QueueId(queue), ..header("T", 0) };
        let answer = raw.ask(&pull(&out), 1).await;
        let expected = format!(
            "queueId[{queue}] is illegal, topic:[T] topicConfig.readQueueNums:[4] consumer:"
        );
        let remark = answer.remark.unwrap();
        assert!(answer.code == 1 && remark.starts_with(&expected), "{remark}");
    }
    let broken = PullMessageHeader { subscription: Some("||".into()), ..header("T", 0) };
    refused(raw, &broken, 23, "parse the consumer's subscription failed").await;

    let mut quiet = header("T", 0);
    (quiet.sys_flag, quiet.sub_version) = (0, 2);
    refused(raw, &quiet, 24, &format!("the consumer's group info not exist{FAQ}")).await;
    let peer = Peer::new(&broker.address);
    peer.heartbeat(&consumer("1", "G", &["other"])).await;
    refused(raw, &quiet, 24, &format!("the consumer's subscription not exist{FAQ}")).await;
    peer.heartbeat(&consumer("1", "G", &["T"])).await;
    refused(raw, &quiet, 25, "the consumer's subscription not latest").await;
    quiet.sub_version = 1;
    assert_eq!(raw.ask(&pull(&quiet), 1).await.code, 0);

    let mut data = consumer("1", "G", &["T"]);
    data.consumer_data_set[0].message_model = MessageModel::Broadcasting;
    peer.heartbeat(&data).await;
    assert_eq!(raw.ask(&pull(&quiet), 1).await.code, 0);
    let settings = SubscriptionGroupConfig::new("G");
    broker
        .broker
        .groups
        .put(SubscriptionGroupConfig { consume_broadcast_enable: false, ..settings.clone() });
    let remark = "the consumer group[G] can not consume by broadcast way";
    refused(raw, &quiet, 16, remark).await;
    broker.broker.groups.put(SubscriptionGroupConfig { consume_enable: false, ..settings });
    refused(raw, &header("T", 0), 16, "subscription group no permission, G").await;
    // The group is looked at before the topic.
    refused(raw, &header("U", 0), 16, "subscription group no permission, G").await;
    broker.broker.topics.create_if_absent("WriteOnly", 4, 2, 0).unwrap();
    let other = PullMessageHeader { consumer_group: "H".into(), ..header("WriteOnly", 0) };
    refused(raw, &other, 16, "the topic[WriteOnly] pulling message is forbidden").await;
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_may_serve_no_pulls_or_no_new_groups() {
    let root = tempfile::tempdir().unwrap();
    let closed = broker(&root, "brokerPermission=2\n").await;
    let mut raw = Raw::connect(&closed.address).await;
    let remark = "the broker[127.0.0.1] pulling message is forbidden";
    refused(&mut raw, &header("T", 0), 16, remark).await;
    closed.broker.stop().await;
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "autoCreateSubscriptionGroup=false\n").await;
    let mut raw = Raw::connect(&broker.address).await;
    let remark = format!("subscription group [G] does not exist, {FAQ}");
    refused(&mut raw, &header("T", 0), 26, &remark).await;
    let tools = PullMessageHeader { consumer_group: "TOOLS_CONSUMER".into(), ..header("T", 0) };
    assert_eq!(raw.ask(&pull(&tools), 1).await.code, 19);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_may_bring_the_offset_of_its_group() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let offset = || broker.broker.offsets.get("G", "T", QueueId(0)).map(|offset| offset.0);
    let with = |flag: i32, commit: i64| {
        let commit_offset = QueueOffset(commit);
        pull(&PullMessageHeader { sys_flag: SUBSCRIPTION | flag, commit_offset, ..header("T", 0) })
    };
    raw.ask(&with(0, 7), 1).await;
    assert_eq!(offset(), None);
    raw.ask(&with(COMMIT, 7), 2).await;
    assert_eq!(offset(), Some(7));
    // One that was overtaken by a commit does not undo it.
    raw.ask(&with(COMMIT, 6), 2).await;
    assert_eq!(offset(), Some(7));
    // Also when it is held; not once more when it is woken.
    hold(&mut raw, &with(COMMIT | SUSPEND, 8), 3).await;
    assert_eq!(offset(), Some(8));
    broker.broker.offsets.commit("G", "T", QueueId(0), QueueOffset(9));
    broker.store("T", 0, b"x", "");
    assert_eq!(raw.frame().await.opaque, 3);
    assert_eq!(offset(), Some(9));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_filtered_by_their_hash() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    // "Aa" and "BB" have the same Java hash code.
    for (body, tag) in [("0", "Aa"), ("1", "BB"), ("2", "C"), ("3", ""), ("4", "Aa"), ("5", "d")] {
        let tags = if tag.is_empty() { String::new() } else { format!("TAGS\u{1}{tag}") };
        broker.store("T", 0, body.as_bytes(), &tags);
    }
    let mut raw = Raw::connect(&broker.address).await;
    for (subscription, kind, expected) in [
        (Some("*"), None, "012345"),
        (Some(""), Some("TAG"), "012345"),
        (None, Some("TAG"), "012345"),
        (Some("Aa"), Some("TAG"), "014"),
        (Some("Aa || C"), None, "0124"),
        (Some("||d"), None, "5"),
    ] {
        let (subscription, expression_type) = (subscription.map(Into::into), kind.map(Into::into));
        let header = PullMessageHeader { subscription, expression_type, ..header("T", 0) };
        let answer = raw.ask(&pull(&header), 1).await;
        assert_eq!(outcome(&answer), (0, "FOUND", 6, 0, 6));
        assert_eq!(bodies(&answer).concat(), expected);
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_pull_brings_no_more_than_it_may() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    for n in 0..50 {
        broker.store("T", 0, format!("{n}").as_bytes(), "");
    }
    for size in [300_000, 100_000, 100_000, 100_000] {
        broker.store("T", 1, &vec![b'x'; size], "");
    }
    let mut raw = Raw::connect(&broker.address).await;
    for (asked, brought) in [(5, 5), (32, 32), (1000, 32), (1, 1), (0, 1), (-1, 1)] {
        let header = PullMessageHeader { max_msg_nums: asked, ..header("T", 3) };
        let answer = raw.ask(&pull(&header), 1).await;
        assert_eq!(outcome(&answer), (0, "FOUND", 3 + brought, 0, 50), "{asked}");
        let expected: Vec<String> = (3..3 + brought).map(|n| n.to_string()).collect();
        assert_eq!(bodies(&answer), expected);
    }
    // 262144 bytes, but always the first message.
    for (offset, brought) in [(0, 1), (1, 2), (3, 1)] {
        let header = PullMessageHeader { queue_id: QueueId(1), ..header("T", offset) };
        let answer = raw.ask(&pull(&header), 1).await;
        assert_eq!(outcome(&answer), (0, "FOUND", offset + brought, 0, 4));
        assert_eq!(messages(&answer).len() as i64, brought);
    }
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_pull_is_answered_by_a_message() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let mut raw = Raw::connect(&broker.address).await;
    hold(&mut raw, &pull(&held("T", 0)), 41).await;
    // Another queue is no news.
    broker.store("T", 1, b"elsewhere", "");
    broker.store("T", 0, b"here", "");
    let answer = raw.frame().await;
    assert_eq!((answer.opaque, outcome(&answer)), (41, (0, "FOUND", 1, 0, 1)));
    assert_eq!(bodies(&answer), ["here"]);

    // Apache forgets the form of a pull that it holds: the answer is JSON.
    let request = held("T", 1);
    let (form, language) = (HeaderForm::Binary, Language::Java);
    let head = Head { form, code: 11, opaque: 42, flag: 0, remark: None, language };
    let mut bytes = Vec::new();
    head.write(&mut bytes, Some(&|sink| request.write(Spelling::Long, sink)), 0);
    raw.write(&bytes).await;
    raw.ask(&ends(), 9_999).await;
    broker.store("T", 0, b"again", "");
    let answer = raw.frame().await;
    assert_eq!((answer.opaque, answer.form), (42, HeaderForm::Json));
    assert_eq!((outcome(&answer), bodies(&answer)), ((0, "FOUND", 2, 0, 2), vec!["again".into()]));
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_pull_is_answered_when_its_time_is_over() {
    let root = tempfile::tempdir().unwrap();
    let long = broker(&root, "").await;
    let mut raw = Raw::connect(&long.address).await;
    for (topic, offset) in [("T", 0), ("T", 0)] {
        let brief = PullMessageHeader { suspend_timeout_millis: 150, ..held(topic, offset) };
        hold(&mut raw, &pull(&brief), 1).await;
        let answer = raw.frame().await;
        let (code, _, next, _, max) = outcome(&answer);
        assert_eq!((answer.opaque, code, next, max), (1, 19, 0, 0));
    }
    // What cannot be 19 is not held: an offset that is wrong, a message that is filtered out.
    long.store("T", 0, b"x", "TAGS\u{1}A");
    let filtered = PullMessageHeader { subscription: Some("B".into()), ..held("T", 0) };
    assert_eq!(raw.ask(&pull(&filtered), 2).await.code, 20);
    assert_eq!(raw.ask(&pull(&held("T", 5)), 3).await.code, 21);
    let brief = PullMessageHeader { suspend_timeout_millis: 150, ..held("T", 1) };
    hold(&mut raw, &pull(&brief), 4).await;
    assert_eq!(outcome(&raw.frame().await), (19, "OFFSET_OVERFLOW_ONE", 1, 0, 1));
    long.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let short = broker(&root, "longPollingEnable=false\nshortPollingTimeMills=150\n").await;
    let mut raw = Raw::connect(&short.address).await;
    hold(&mut raw, &pull(&held("T", 0)), 5).await;
    assert_eq!(raw.frame().await.code, 19);
    short.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_with_other_tags_wake_nobody() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let wanted = PullMessageHeader { subscription: Some("A || C".into()), ..held("T", 0) };
    hold(&mut raw, &pull(&wanted), 1).await;
    for tags in ["TAGS\u{1}B", "", "TAGS\u{1}D"] {
        broker.store("T", 0, b"other", tags);
        raw.ask(&ends(), 9_999).await;
    }
    broker.store("T", 0, b"mine", "TAGS\u{1}C");
    // Woken by one of the others it would have been told 20.
    let answer = raw.frame().await;
    assert_eq!((answer.opaque, outcome(&answer)), (1, (0, "FOUND", 4, 0, 4)));
    assert_eq!(bodies(&answer), ["mine"]);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_answers_everybody_who_waits() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let mut all = Vec::new();
    for _ in 0..10 {
        let mut raw = Raw::connect(&broker.address).await;
        for opaque in 0..50 {
            raw.send(&pull(&held("T", 0)), opaque).await;
        }
        raw.ask(&ends(), 9_999).await;
        all.push(raw);
    }
    broker.store("T", 0, b"x", "");
    for raw in &mut all {
        let mut answered = BTreeSet::new();
        for _ in 0..50 {
            let answer = raw.frame().await;
            assert_eq!(bodies(&answer), ["x"]);
            answered.insert(answer.opaque);
        }
        assert_eq!(answered, (0..50).collect());
        // Each was answered once.
        raw.ask(&ends(), 9_999).await;
    }
    broker.broker.stop().await;
}

/// A message may arrive at any moment of a pull on its way to being held.
#[tokio::test(flavor = "multi_thread")]
async fn no_message_is_missed_between_two_pulls() {
    const MESSAGES: i64 = 3000;
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let (mut producer, mut consumers) = (Raw::connect(&broker.address).await, Vec::new());
    for tags in ["*", "A", "B"] {
        let mut raw = Raw::connect(&broker.address).await;
        consumers.push(tokio::spawn(async move {
            let (mut at, mut seen) = (0, 0);
            while at < MESSAGES && seen < if tags == "*" { MESSAGES } else { MESSAGES / 2 } {
                let subscription = Some(tags.into());
                let request = PullMessageHeader { subscription, ..held("T", at) };
                let answer = raw.ask(&pull(&request), 1).await;
                assert!([0, 20].contains(&answer.code), "{:?}", answer.remark);
                seen += messages(&answer).len() as i64;
                at = outcome(&answer).2;
            }
            seen
        }));
    }
    for n in 0..MESSAGES {
        let properties = Some(if n % 2 == 0 { "TAGS\u{1}A" } else { "TAGS\u{1}B" }.into());
        let asked = SendMessageHeader { topic: "T".into(), properties, ..Default::default() };
        let send = Request::short(RequestCode::SendMessageV2, &asked).with_body(&b"x"[..]);
        assert_eq!(producer.ask(&send, 1).await.code, 0);
    }
    let mut seen = Vec::new();
    for consumer in consumers {
        seen.push(consumer.await.unwrap());
    }
    assert_eq!(seen, [MESSAGES, MESSAGES / 2, MESSAGES / 2]);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_closes_takes_its_held_pulls_along() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let (mut gone, mut stays) =
        (Raw::connect(&broker.address).await, Raw::connect(&broker.address).await);
    hold(&mut gone, &pull(&held("T", 0)), 1).await;
    hold(&mut stays, &pull(&held("T", 0)), 2).await;
    drop(gone);
    broker.store("T", 0, b"x", "");
    assert_eq!((stays.frame().await.opaque, broker.stored("T", 0).len()), (2, 1));
    stays.ask(&ends(), 3).await;
    // A broker stops although somebody waits.
    hold(&mut stays, &pull(&held("T", 1)), 4).await;
    broker.broker.stop().await;
    assert!(stays.next().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_port_serves_everything_but_pulls() {
    let root = tempfile::tempdir().unwrap();
    let broker = broker(&root, "").await;
    let (host, port) = broker.address.split_once(':').unwrap();
    let second = format!("{host}:{}", port.parse::<u16>().unwrap() - 2);
    let mut raw = Raw::connect(&second).await;
    let answer = raw.ask(&pull(&held("T", 0)), 1).await;
    let expected = (3, Some(" request type 11 not supported"));
    assert_eq!((answer.code, answer.remark.as_deref()), expected);
    let asked = SendMessageHeader { topic: "T".into(), ..SendMessageHeader::default() };
    let send = Request::short(RequestCode::SendMessageV2, &asked).with_body(&b"x"[..]);
    let answer = raw.ask(&send, 2).await;
    assert_eq!(answer.header::<SendMessageReply>().unwrap().queue_offset, QueueOffset(0));
    let peer = Peer::new(&second);
    peer.heartbeat(&consumer("1", "G", &["T"])).await;
    assert!(broker.broker.consumers.is_online("G"));
    assert_eq!(broker.stored("T", 0).len(), 1);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_damaged_on_the_disk_is_passed_over() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    broker.broker.topics.create_if_absent("T", 1, 6, 0).unwrap();
    let places: Vec<_> = (0..40)
        .map(|n| broker.store("T", 0, format!("body {n}").as_bytes(), "").physical_offset.0)
        .collect();
    broker.broker.stop().await;
    let log = root.path().join("commitlog/00000000000000000000");
    let mut bytes = std::fs::read(&log).unwrap();
    // Alone in its answer, and among others.
    for hurt in [0, 5] {
        let start = places[hurt] as usize;
        let body = format!("body {hurt}");
        let at = bytes[start..].windows(body.len()).position(|w| w == body.as_bytes()).unwrap();
        bytes[start + at] ^= 1;
    }
    std::fs::write(&log, bytes).unwrap();

    let broker = TestBroker::start(root.path(), "").await;
    let peer = Peer::new(&broker.address);
    let one = PullMessageHeader { max_msg_nums: 1, ..header("T", 0) };
    let answer = peer.call(pull(&one)).await;
    assert_eq!(answer.code, 20);
    assert!(answer.body_bytes().is_empty());
    let next = answer.header::<PullMessageReply>().unwrap().next_begin_offset;
    assert_eq!(next.0, 1);
    let mut found = Vec::new();
    let mut at = 1;
    while at < 40 {
        let answer = peer.call(pull(&header("T", at))).await;
        assert_eq!(answer.code, 0);
        found.extend(bodies(&answer));
        at = answer.header::<PullMessageReply>().unwrap().next_begin_offset.0;
    }
    let expected: Vec<String> = (1..40).filter(|n| *n != 5).map(|n| format!("body {n}")).collect();
    assert_eq!(found, expected);
}
