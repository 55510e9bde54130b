//! Brings a broker to a state in which the captured answer is the right one.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::connections::{ConsumerConnection, ProducerConnection};
use rmq::engine::protocol::bodies::consume_queue::ConsumeQueueBody;
use rmq::engine::protocol::bodies::heartbeat::{
    ConsumerData, HeartbeatData, ProducerData, SubscriptionData,
};
use rmq::engine::protocol::bodies::lists::{ConsumerList, GroupList};
use rmq::engine::protocol::bodies::offsets::ConsumerOffsetTable;
use rmq::engine::protocol::bodies::stats::{ConsumeStats, ConsumeStatsList, TopicStatsTable};
use rmq::engine::protocol::bodies::subscription_group::{
    SubscriptionGroupConfig, SubscriptionGroupTable,
};
use rmq::engine::protocol::bodies::time_span::ConsumeTimeSpanBody;
use rmq::engine::protocol::bodies::topic_config::TopicConfigTable;
use rmq::engine::protocol::headers::send::SendMessageHeader;
use rmq::engine::protocol::names::{ClientId, GroupName, QueueId, QueueOffset, TopicName};
use rmq::engine::protocol::received::decode_records;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::protocol::sys_flag::PULL_SUBSCRIPTION;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::clock::TimestampMs;

use crate::support::{Peer, TestBroker, until};

/// What has to stay, or to be put into the request.
#[derive(Default)]
pub struct Arranged {
    /// The clients that have to be online.
    _online: Option<Peer>,
    /// A field of the request that names a place or a time, with its value here.
    pub field: Option<(&'static str, String)>,
}

/// A field of a header, empty when it is absent.
pub fn field(frame: &Frame, name: &str) -> String {
    frame.fields().get(name).unwrap().unwrap_or_default().into_owned()
}

fn number(frame: &Frame, name: &str) -> i64 {
    field(frame, name).parse().unwrap_or_default()
}

/// Makes the topic, with four queues, unless it is there.
fn topic(broker: &TestBroker, name: &str) {
    if broker.broker.topics.get(name).is_none() {
        broker.broker.topics.create_if_absent(name, 4, 6, 0).unwrap();
    }
}

/// Fills a queue with messages up to `end`.
fn fill(broker: &TestBroker, name: &str, queue: QueueId, end: i64) {
    topic(broker, name);
    while broker.broker.store.max_offset(name, queue) < QueueOffset(end) {
        broker.store(name, queue.0, b"x", "TAGS\u{1}other");
    }
}

async fn online(broker: &TestBroker, data: &HeartbeatData) -> Option<Peer> {
    let peer = Peer::new(&broker.address);
    peer.heartbeat(data).await;
    Some(peer)
}

/// Stores the messages that the answer holds; gives the place of the last.
fn messages(broker: &TestBroker, theirs: &Frame) -> Option<String> {
    let (messages, error) = decode_records(theirs.body_bytes());
    assert!(error.is_none(), "{error:?}");
    let mut place = None;
    for message in messages {
        fill(broker, &message.topic, message.queue_id, message.queue_offset.0);
        let (queue, properties) = (message.queue_id.0, &message.properties);
        let appended = broker.store(&message.topic, queue, &message.body, properties);
        place = Some(appended.physical_offset.0.to_string());
    }
    place
}

/// A heartbeat by which the puller's group is online, with the version that the answer tells of.
fn puller(request: &Frame, code: i32) -> HeartbeatData {
    let version = number(request, "subVersion");
    let sql = field(request, "expressionType") == "SQL92";
    HeartbeatData {
        client_id: ClientId::from("puller"),
        consumer_data_set: vec![ConsumerData {
            group_name: GroupName::from(field(request, "consumerGroup")),
            subscription_data_set: vec![SubscriptionData {
                topic: TopicName::from(field(request, "topic")),
                // Where nothing matched there are other tags; where there is no filter it was broken.
                sub_string: match (code, sql) {
                    (20, _) => "mine".to_owned(),
                    (_, true) => "a AND AND b".to_owned(),
                    _ => "*".to_owned(),
                },
                expression_type: field(request, "expressionType"),
                sub_version: if code == 25 { version - 1 } else { version },
                ..SubscriptionData::default()
            }],
            ..ConsumerData::default()
        }],
        ..HeartbeatData::default()
    }
}

async fn pull(broker: &TestBroker, request: &Frame, theirs: &Frame) -> Arranged {
    if theirs.code == 17 {
        return Arranged::default();
    }
    messages(broker, theirs);
    let queue = QueueId(number(request, "queueId") as i32);
    fill(broker, &field(request, "topic"), queue, number(theirs, "maxOffset"));
    let by_request = number(request, "sysFlag") as i32 & PULL_SUBSCRIPTION != 0;
    let group = puller(request, theirs.code);
    Arranged { _online: if by_request { None } else { online(broker, &group).await }, field: None }
}

/// Consumers or producers as the answer lists them.
async fn clients(broker: &TestBroker, request: &Frame, theirs: &Frame) -> Option<Peer> {
    let mut data = HeartbeatData::default();
    let group = GroupName::from(field(request, "consumerGroup"));
    match request.request_code() {
        RequestCode::GetProducerConnectionList => {
            let list = ProducerConnection::decode(theirs.body()).unwrap();
            data.client_id = list.connection_set[0].client_id.clone();
            let group_name = GroupName::from(field(request, "producerGroup"));
            data.producer_data_set = vec![ProducerData { group_name }];
        }
        RequestCode::GetConsumerConnectionList => {
            let list = ConsumerConnection::decode(theirs.body()).unwrap();
            data.client_id = list.connection_set[0].client_id.clone();
            data.consumer_data_set = vec![ConsumerData {
                group_name: group,
                consume_from_where: list.consume_from_where,
                consume_type: list.consume_type,
                message_model: list.message_model,
                subscription_data_set: list.subscription_table.values().cloned().collect(),
                unit_mode: false,
            }];
        }
        _ => {
            let list = ConsumerList::decode(theirs.body()).unwrap();
            data.client_id = list.consumer_id_list[0].clone();
            data.consumer_data_set =
                vec![ConsumerData { group_name: group, ..ConsumerData::default() }];
        }
    }
    online(broker, &data).await
}

/// Tables that the answer holds.
fn tables(broker: &TestBroker, request: &Frame, theirs: &Frame) {
    let offsets = &broker.broker.offsets;
    match request.request_code() {
        RequestCode::GetAllTopicConfig => {
            let table = TopicConfigTable::decode(theirs.body()).unwrap();
            table.topic_config_table.into_values().for_each(|one| broker.broker.topics.put(one));
        }
        RequestCode::GetAllSubscriptionGroupConfig => {
            let table = SubscriptionGroupTable::decode(theirs.body()).unwrap();
            let groups = table.subscription_group_table.into_values();
            groups.for_each(|group| broker.broker.groups.put(group));
        }
        RequestCode::GetAllConsumerOffset => {
            let table = ConsumerOffsetTable::decode(theirs.body()).unwrap();
            for (key, queues) in table.offset_table {
                let (name, group) = key.split_once('@').unwrap();
                topic(broker, name);
                for (queue, offset) in queues {
                    offsets.commit(group, name, queue, offset);
                }
            }
        }
        RequestCode::GetTopicStatsInfo => {
            let table = TopicStatsTable::decode(theirs.body()).unwrap();
            let name = field(request, "topic");
            let queues = table.offset_table.len() as i32;
            broker.broker.topics.create_if_absent(&name, queues, 6, 0).unwrap();
            for (queue, ends) in table.offset_table.iter() {
                fill(broker, &name, queue.queue_id, ends.max_offset.0);
            }
        }
        RequestCode::GetConsumeStats => {
            let stats = ConsumeStats::decode(theirs.body()).unwrap();
            let group = field(request, "consumerGroup");
            for (queue, _) in stats.offset_table.iter() {
                let queues = stats.offset_table.iter();
                let of_topic = queues.filter(|(other, _)| other.topic == queue.topic).count();
                let topics = &broker.broker.topics;
                topics.create_if_absent(&queue.topic, of_topic as i32, 6, 0).unwrap();
            }
            for (queue, progress) in stats.offset_table.iter() {
                fill(broker, &queue.topic, queue.queue_id, progress.broker_offset.0);
                offsets.commit(&group, &queue.topic, queue.queue_id, progress.consumer_offset);
            }
        }
        RequestCode::QueryTopicConsumeByWho => {
            let list = GroupList::decode(theirs.body()).unwrap();
            for group in list.group_list {
                offsets.commit(&group, &field(request, "topic"), QueueId(0), QueueOffset(0));
            }
        }
        RequestCode::QueryConsumeTimeSpan => {
            let body = ConsumeTimeSpanBody::decode(theirs.body()).unwrap();
            let (name, group) = (field(request, "topic"), field(request, "group"));
            let queues = body.consume_time_span_set.len() as i32;
            broker.broker.topics.create_if_absent(&name, queues, 6, 0).unwrap();
            for queue in (0..queues).map(QueueId) {
                fill(broker, &name, queue, 2);
                offsets.commit(&group, &name, queue, QueueOffset(1));
            }
        }
        RequestCode::GetBrokerConsumeStats => {
            let list = ConsumeStatsList::decode(theirs.body()).unwrap();
            let groups = list.consume_stats_list.into_iter().flatten().map(|(group, _)| group);
            groups.for_each(|group| broker.broker.groups.put(SubscriptionGroupConfig::new(group)));
        }
        RequestCode::QueryConsumeQueue => {
            let body = ConsumeQueueBody::decode(theirs.body()).unwrap();
            let queue = QueueId(number(request, "queueId") as i32);
            fill(broker, &field(request, "topic"), queue, body.max_queue_index.0);
        }
        _ => {}
    }
}

/// The time of the message that the answer names; those before it in its queue are older.
fn time_of(broker: &TestBroker, name: &str, queue: QueueId, theirs: &Frame) -> String {
    let offset = number(theirs, "offset");
    fill(broker, name, queue, offset);
    let last = broker.stored(name, queue.0).last().map(|message| message.store_timestamp);
    while last == Some(TimestampMs::now()) {
        std::thread::yield_now();
    }
    fill(broker, name, queue, offset + 1);
    broker.stored(name, queue.0).last().unwrap().store_timestamp.0.to_string()
}

/// Sends a message to a topic, so that there is something to count.
async fn counted(broker: &TestBroker, name: &str) {
    let header = SendMessageHeader {
        producer_group: "P".into(),
        topic: name.into(),
        default_topic: "TBW102".into(),
        default_topic_queue_nums: 4,
        properties: Some("".into()),
        ..SendMessageHeader::default()
    };
    let request = Request::short(RequestCode::SendMessageV2, &header).with_body("x");
    let answer = Peer::new(&broker.address).call(request).await;
    assert_eq!(answer.code, 0, "{:?}", answer.remark);
    // Counted behind the answer.
    until("the message is counted", || broker.broker.stats.totals().puts == 1).await;
}

/// Arranges what `request` asks about, so that `theirs` is its answer.
pub async fn arrange(broker: &TestBroker, request: &Frame, theirs: Option<&Frame>) -> Arranged {
    use RequestCode::*;
    let name = field(request, "topic");
    let queue = QueueId(number(request, "queueId") as i32);
    let mut arranged = Arranged::default();
    let Some(theirs) = theirs else { return arranged };
    match request.request_code() {
        PullMessage => return pull(broker, request, theirs).await,
        SendMessage | SendMessageV2 if theirs.code == 0 => {
            let short = field(request, "b");
            let name = if short.is_empty() { name } else { short };
            let queue = QueueId(number(theirs, "queueId") as i32);
            if number(theirs, "queueOffset") > 0 {
                fill(broker, &name, queue, number(theirs, "queueOffset"));
            }
        }
        QueryMessage if theirs.code == 0 => {
            messages(broker, theirs);
            arranged.field = Some(("endTimestamp", i64::MAX.to_string()));
        }
        ViewMessageById if theirs.code == 0 => {
            arranged.field = messages(broker, theirs).map(|place| ("offset", place));
        }
        SearchOffsetByTimestamp => {
            arranged.field = Some(("timestamp", time_of(broker, &name, queue, theirs)));
        }
        ConsumerSendMsgBack if theirs.code == 0 => {
            let stored = broker.store(&field(request, "originTopic"), 0, b"x", "");
            arranged.field = Some(("offset", stored.physical_offset.0.to_string()));
        }
        QueryConsumerOffset if theirs.code == 0 => {
            topic(broker, &name);
            let offset = QueueOffset(number(theirs, "offset"));
            broker.broker.offsets.commit(&field(request, "consumerGroup"), &name, queue, offset);
        }
        GetMaxOffset => fill(broker, &name, queue, number(theirs, "offset")),
        ViewBrokerStatsData if theirs.code == 0 => {
            counted(broker, &field(request, "statsKey")).await
        }
        InvokeBrokerToResetOffset => topic(broker, &name),
        GetMinOffset | GetEarliestMsgStoreTime => fill(broker, &name, queue, 1),
        GetConsumerListByGroup | GetConsumerConnectionList | GetProducerConnectionList
            if theirs.code == 0 =>
        {
            arranged._online = clients(broker, request, theirs).await;
        }
        _ if theirs.code == 0 => tables(broker, request, theirs),
        // Refusals need nothing but what is asked about.
        _ => {}
    }
    arranged
}
