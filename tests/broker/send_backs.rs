//! Messages that consumers send back (36): retries, dead letters, refusals.

use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use rmq::engine::protocol::headers::send::{SendMessageHeader, SendMessageReply};
use rmq::engine::protocol::headers::send_back::SendMessageBackHeader;
use rmq::engine::protocol::message::property_value;
use rmq::engine::protocol::names::{GroupName, PhysicalOffset, QueueId};
use rmq::engine::protocol::received::ReceivedMessage;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::store::Appended;

use crate::golden::{exchanges, frame, head, replay};
use crate::support::{Raw, TestBroker};

const SCHEDULE: &str = "SCHEDULE_TOPIC_XXXX";

async fn send_back(broker: &TestBroker, header: &SendMessageBackHeader) -> Frame {
    let request = Request::new(RequestCode::ConsumerSendMsgBack, header);
    Raw::connect(&broker.address).await.ask(&request, 5).await
}

fn back(group: &str, message: &Appended) -> SendMessageBackHeader {
    SendMessageBackHeader {
        offset: message.physical_offset,
        group: GroupName::from(group),
        ..SendMessageBackHeader::default()
    }
}

fn property<'m>(message: &'m ReceivedMessage, name: &str) -> &'m str {
    property_value(&message.properties, name).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_waits_for_its_level_and_keeps_what_the_message_was() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let first = broker.store("T", 2, b"bad", "TAGS\u{1}A\u{2}UNIQ_KEY\u{1}U\u{2}mine\u{1}x\u{2}");
    // The captured request of a Java client, about our message.
    let exchange = &exchanges("frames.jsonl", 36)[0];
    let asked = frame(&exchange.request);
    let captured: SendMessageBackHeader = asked.header().unwrap();
    assert_eq!((captured.delay_level, captured.max_reconsume_times), (0, Some(16)));
    let group = captured.group.to_string();
    let header = SendMessageBackHeader { offset: first.physical_offset, ..captured };
    let answer = send_back(&broker, &header).await;
    let (mut ours, theirs) = (head(&answer), head(&frame(&exchange.response)));
    ours.2 = theirs.2;
    assert_eq!(ours, theirs);
    let topic = broker.broker.topics.get(&format!("%RETRY%{group}")).unwrap();
    assert_eq!((topic.read_queue_nums, topic.write_queue_nums, topic.perm), (1, 1, 6));
    let origin = broker.stored("T", 2).remove(0);
    let [retry] = broker.stored(SCHEDULE, 2).try_into().unwrap();
    for (name, value) in [
        ("RETRY_TOPIC", "T"),
        ("ORIGIN_MESSAGE_ID", &*origin.offset_message_id()),
        ("DELAY", "3"),
        ("REAL_TOPIC", &*format!("%RETRY%{group}")),
        ("REAL_QID", "0"),
        ("WAIT", "false"),
        ("TAGS", "A"),
        ("UNIQ_KEY", "U"),
        ("mine", "x"),
    ] {
        assert_eq!(property(&retry, name), value, "{name}");
    }
    assert_eq!(retry.reconsume_times, 1);
    assert_eq!(
        (&retry.body, retry.flag, retry.sys_flag),
        (&origin.body, origin.flag, origin.sys_flag)
    );
    assert_eq!(
        (retry.born_timestamp, retry.born_host, retry.store_host),
        (origin.born_timestamp, origin.born_host, origin.store_host)
    );
    // Sent back again, as it came: one level higher, the same origin.
    let again = SendMessageBackHeader { offset: retry.physical_offset, ..header };
    assert_eq!(send_back(&broker, &again).await.code, 0);
    let [second] = broker.stored(SCHEDULE, 3).try_into().unwrap();
    assert_eq!((second.reconsume_times, property(&second, "DELAY")), (2, "4"));
    assert_eq!(property(&second, "RETRY_TOPIC"), "T");
    assert_eq!(property(&second, "ORIGIN_MESSAGE_ID"), origin.offset_message_id());
    assert_eq!(second.properties.matches("DELAY").count(), 1);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_decides_how_often_a_message_is_tried() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let message = broker.store("T", 0, b"x", "");
    let dead = |group: &str| broker.stored(&format!("%DLQ%{group}"), 0).len();
    // Negative: at once, whatever the limits.
    let header = SendMessageBackHeader { delay_level: -1, ..back("never", &message) };
    assert_eq!(send_back(&broker, &header).await.code, 0);
    assert_eq!(dead("never"), 1);
    let letter = broker.stored("%DLQ%never", 0).remove(0);
    assert_eq!((letter.reconsume_times, property(&letter, "DELAY")), (1, "0"));
    assert_eq!(property(&letter, "REAL_TOPIC"), "");
    let topic = broker.broker.topics.get("%DLQ%never").unwrap();
    assert_eq!((topic.read_queue_nums, topic.write_queue_nums, topic.perm), (1, 1, 6));
    // The group's limit.
    let mut once = SubscriptionGroupConfig::new("once");
    once.retry_max_times = 0;
    broker.broker.groups.put(once);
    assert_eq!(send_back(&broker, &back("once", &message)).await.code, 0);
    assert_eq!(dead("once"), 1);
    // The request's, which overrides it.
    let header = SendMessageBackHeader { max_reconsume_times: Some(1), ..back("once", &message) };
    assert_eq!(send_back(&broker, &header).await.code, 0);
    assert_eq!((dead("once"), broker.stored(SCHEDULE, 2).len()), (1, 1));
    let header = SendMessageBackHeader { max_reconsume_times: Some(0), ..back("many", &message) };
    assert_eq!(send_back(&broker, &header).await.code, 0);
    assert_eq!(dead("many"), 1);
    // A chosen level.
    let header = SendMessageBackHeader { delay_level: 18, ..back("slow", &message) };
    assert_eq!(send_back(&broker, &header).await.code, 0);
    assert_eq!(broker.stored(SCHEDULE, 17).len(), 1);
    // Old clients' limit does not count: the version in this frame is 0.
    let exchange = &exchanges("frames-more.jsonl", 36)[0];
    assert_eq!(frame(&exchange.request).version, 0);
    broker.broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_back() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    for exchange in exchanges("frames-more.jsonl", 36) {
        let (ours, theirs) = (replay(&broker, &exchange.request).await, frame(&exchange.response));
        assert_eq!(head(&ours), head(&theirs), "{}", exchange.place);
    }
    let message = broker.store("T", 0, b"x", "");
    let before = broker.broker.store.max_physical_offset();
    // Inside a record, at the end, before the start.
    for offset in [message.physical_offset.plus(4), before, PhysicalOffset(-1)] {
        let header = SendMessageBackHeader { offset, ..back("G", &message) };
        let answer = send_back(&broker, &header).await;
        let remark = format!("look message by offset failed, {offset}");
        assert_eq!((answer.code, answer.remark), (1, Some(remark)));
    }
    let mut drops = SubscriptionGroupConfig::new("drops");
    drops.retry_queue_nums = 0;
    broker.broker.groups.put(drops);
    let answer = send_back(&broker, &back("drops", &message)).await;
    assert_eq!((answer.code, answer.remark), (0, None));
    let mut closed = (*broker.broker.topics.create_if_absent("%RETRY%C", 1, 6, 0).unwrap()).clone();
    closed.perm = 4;
    broker.broker.topics.put(closed);
    let answer = send_back(&broker, &back("C", &message)).await;
    let remark = "the topic[%RETRY%C] sending message is forbidden".to_owned();
    assert_eq!((answer.code, answer.remark), (16, Some(remark)));
    assert_eq!(broker.broker.store.max_physical_offset(), before);
    broker.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "autoCreateSubscriptionGroup=false\n").await;
    let message = broker.store("T", 0, b"x", "");
    let answer = send_back(&broker, &back("new", &message)).await;
    assert_eq!(answer.code, 26);
    assert!(answer.remark.unwrap().starts_with("subscription group not exist, new "));
    broker.broker.stop().await;

    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "brokerPermission=4\n").await;
    let message = broker.store("T", 0, b"x", "");
    let answer = send_back(&broker, &back("G", &message)).await;
    let remark = "the broker[127.0.0.1] sending message is forbidden".to_owned();
    assert_eq!((answer.code, answer.remark), (16, Some(remark)));
    broker.broker.stop().await;
}

/// What clients do when 36 fails.
#[tokio::test(flavor = "multi_thread")]
async fn plain_sends_to_a_retry_topic_end_among_the_dead_letters_too() {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let mut raw = Raw::connect(&broker.address).await;
    let mut send = async |tried, most, code| {
        let header = SendMessageHeader {
            producer_group: "P".into(),
            topic: "%RETRY%G".into(),
            default_topic: "TBW102".into(),
            default_topic_queue_nums: 4,
            queue_id: QueueId(1),
            reconsume_times: tried,
            max_reconsume_times: most,
            ..SendMessageHeader::default()
        };
        let answer = raw.ask(&Request::short(code, &header).with_body(&b"x"[..]), 1).await;
        assert_eq!((answer.code, answer.remark.as_deref()), (0, None));
        // The queue asked for, wherever the message went.
        assert_eq!(answer.header::<SendMessageReply>().unwrap().queue_id, QueueId(1));
        (broker.stored("%RETRY%G", 1).len(), broker.stored("%DLQ%G", 0).len())
    };
    let code = RequestCode::SendMessageV2;
    assert_eq!(send(None, None, code).await, (1, 0));
    assert_eq!(send(Some(2), Some(3), code).await, (2, 0));
    assert_eq!(send(Some(3), Some(3), code).await, (2, 1));
    assert_eq!(send(Some(15), None, code).await, (3, 1));
    assert_eq!(send(Some(16), None, code).await, (3, 2));
    assert_eq!(broker.stored("%DLQ%G", 0)[1].reconsume_times, 16);
    broker.broker.stop().await;
}
