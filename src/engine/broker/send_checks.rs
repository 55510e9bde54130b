//! What a send must pass before anything of it is stored (`broker.md` 5.2, 5.3).

use std::sync::Arc;

use rand::RngExt;

use super::Broker;
use super::config::BrokerConfig;
use super::system_topics::perm_text;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::bodies::topic_config::{PERM_WRITE, TopicConfig, TopicFilterType};
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::send::SendMessageHeader;
use crate::engine::protocol::name_rules::{NameError, check_open_to_send, check_topic};
use crate::engine::protocol::names::{QueueId, RETRY_TOPIC_PREFIX, dead_letter_topic};
use crate::engine::protocol::record::MAX_PROPERTIES_LEN;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::sys_flag;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::clock::TimestampMs;

/// Where Apache's remarks send the reader.
const FAQ: &str = "\nSee http://rocketmq.apache.org/docs/faq/ for further details.";
/// The first client version whose `maxReconsumeTimes` counts (`V3_4_9`).
const VERSION_OF_MAX_RECONSUME_TIMES: i32 = 121;
/// The only queue of a group's dead letters.
pub(super) const DEAD_LETTER_QUEUE: QueueId = QueueId(0);

/// What a send asks for, once it has passed every check.
pub(super) struct Accepted<'f> {
    pub(super) header: SendMessageHeader<'f>,
    /// The topic to store under: the one asked for, or the group's dead letters.
    pub(super) topic: Arc<TopicConfig>,
    /// The queue to store in.
    pub(super) queue_id: QueueId,
    /// The message's flags.
    pub(super) sys_flag: i32,
    /// The queue to answer, which is the one asked for.
    pub(super) answered_queue: QueueId,
    pub(super) body: &'f [u8],
}

/// Why a send is not accepted at once.
pub(super) enum NotAccepted {
    /// It is refused.
    Refused(Reply),
    /// A topic or group that it needs does not exist; whether it may be created is for a thread
    /// that may write files.
    Unprepared,
}

impl<R: Into<Reply>> From<R> for NotAccepted {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

/// Runs every check, in Apache's order.
pub(super) fn accept<'f>(
    broker: &Broker,
    config: &BrokerConfig,
    connection: &Connection,
    frame: &'f Frame,
) -> Result<Accepted<'f>, NotAccepted> {
    let header: SendMessageHeader<'f> = frame.header()?;
    check(broker, config, connection, header, frame).map_err(|reason| match reason {
        NotAccepted::Refused(reply) => {
            NotAccepted::Refused(reply.and_fields(common_fields(config)))
        }
        NotAccepted::Unprepared => NotAccepted::Unprepared,
    })
}

/// The fields of every answer to a send whose header could be read, refusals too.
pub(super) fn common_fields(config: &BrokerConfig) -> FieldList {
    let mut fields = FieldList::default();
    fields.set("MSG_REGION", config.region_id.as_str());
    fields.set("TRACE_ON", config.trace_on.to_string());
    fields
}

fn check<'f>(
    broker: &Broker,
    config: &BrokerConfig,
    connection: &Connection,
    header: SendMessageHeader<'f>,
    frame: &'f Frame,
) -> Result<Accepted<'f>, NotAccepted> {
    check_accepting(config)?;
    check_master(config)?;
    let illegal = |code| move |why: NameError| Reply::refuse(code, why.to_string());
    check_topic(&header.topic).map_err(illegal(ResponseCode::SystemError))?;
    check_open_to_send(&header.topic).map_err(illegal(ResponseCode::NoPermission))?;
    let mut topic = broker.topics.get(&header.topic).ok_or(NotAccepted::Unprepared)?;
    check_order_topic(config, &topic)?;
    let answered_queue = choose_queue(&topic, header.queue_id, connection)?;
    let mut queue_id = answered_queue;
    if let Some(group) = retried_group(frame, &header) {
        let group = broker.groups.get(group).ok_or(NotAccepted::Unprepared)?;
        if is_given_up(&group, frame, &header) {
            let dead_letters = dead_letter_topic(&group.group_name);
            topic = broker.topics.get(&dead_letters).ok_or(NotAccepted::Unprepared)?;
            queue_id = DEAD_LETTER_QUEUE;
        }
    }
    let body = frame.body();
    let properties_len = header.properties.as_deref().map_or(0, str::len);
    let max_body = usize::try_from(config.max_message_size).unwrap_or(0);
    if body.len() > max_body || properties_len > MAX_PROPERTIES_LEN {
        return Err(message_illegal(config).into());
    }
    let mut sys_flag = header.sys_flag;
    if topic.topic_filter_type == TopicFilterType::MultiTag {
        sys_flag |= sys_flag::MULTI_TAGS;
    }
    Ok(Accepted { header, topic, queue_id, sys_flag, answered_queue, body })
}

/// The group whose retry topic a plain send is for. Clients send so when 36 failed.
fn retried_group<'h>(frame: &Frame, header: &'h SendMessageHeader<'_>) -> Option<&'h str> {
    let group = header.topic.strip_prefix(RETRY_TOPIC_PREFIX)?;
    let code = frame.request_code();
    matches!(code, RequestCode::SendMessage | RequestCode::SendMessageV2).then_some(group)
}

/// Whether a message of the group's retry topic was consumed in vain as often as allowed.
fn is_given_up(
    group: &SubscriptionGroupConfig,
    frame: &Frame,
    header: &SendMessageHeader<'_>,
) -> bool {
    let most = most_retries(group, frame.version, header.max_reconsume_times);
    header.reconsume_times.unwrap_or(0) >= most
}

/// How often `group` may retry: what the client asks for, where its version means it, else the
/// group's setting.
pub(super) fn most_retries(
    group: &SubscriptionGroupConfig,
    version: i32,
    asked: Option<i32>,
) -> i32 {
    asked.filter(|_| version >= VERSION_OF_MAX_RECONSUME_TIMES).unwrap_or(group.retry_max_times)
}

/// Creates what a send found missing, or says why not. Writes files. Answers the topic asked for
/// if that is new.
pub(super) fn prepare(
    broker: &Broker,
    connection: &Connection,
    frame: &Frame,
) -> Result<Option<Arc<TopicConfig>>, Reply> {
    let header: SendMessageHeader<'_> = frame.header()?;
    let config = broker.config();
    let created = match broker.topics.get(&header.topic) {
        Some(_) => None,
        None => Some(create_topic(broker, &config, connection, &header)?),
    };
    if let Some(group) = retried_group(frame, &header) {
        let group = broker
            .groups
            .find(&config, group)
            .ok_or_else(|| group_not_exist(group).and_fields(common_fields(&config)))?;
        if is_given_up(&group, frame, &header) {
            dead_letters(broker, &group);
        }
    }
    Ok(created)
}

fn create_topic(
    broker: &Broker,
    config: &BrokerConfig,
    connection: &Connection,
    header: &SendMessageHeader<'_>,
) -> Result<Arc<TopicConfig>, Reply> {
    let created = broker.topics.create_on_send(
        config,
        &header.topic,
        &header.default_topic,
        header.default_topic_queue_nums,
        header.unit_mode,
        connection.peer(),
    );
    created.ok_or_else(|| {
        let remark = format!("topic[{}] not exist, apply first please!{FAQ}", header.topic);
        Reply::refuse(ResponseCode::TopicNotExist, remark).and_fields(common_fields(config))
    })
}

/// The topic of the group's dead letters, created if need be. Writes a file when it creates.
pub(super) fn dead_letters(
    broker: &Broker,
    group: &SubscriptionGroupConfig,
) -> Option<Arc<TopicConfig>> {
    broker.registration.create_announced(broker, &dead_letter_topic(&group.group_name), 1, 0)
}

/// Code 26 of whatever sends to a retry topic.
pub(super) fn group_not_exist(group: &str) -> Reply {
    let remark = format!("subscription group not exist, {group} {FAQ}");
    Reply::refuse(ResponseCode::SubscriptionGroupNotExist, remark)
}

/// Code 13, in the words of Apache's `SendMessageProcessor`.
pub(super) fn message_illegal(config: &BrokerConfig) -> Reply {
    let remark = format!(
        "the message is illegal, maybe msg body or properties length not matched. \
         msg body length limit {}B, msg properties length limit 32KB.",
        config.max_message_size
    );
    Reply::refuse(ResponseCode::MessageIllegal, remark)
}

fn check_accepting(config: &BrokerConfig) -> Result<(), Reply> {
    let start = config.start_accept_send_request_time_stamp;
    if start > 0 && TimestampMs::now().0 < start {
        let remark = format!("broker unable to service, until {}", local_time(start));
        return Err(Reply::refuse(ResponseCode::SystemError, remark));
    }
    Ok(())
}

fn check_master(config: &BrokerConfig) -> Result<(), Reply> {
    if config.is_slave() {
        let remark = "service not available now: a slave takes no messages from producers";
        return Err(Reply::refuse(ResponseCode::ServiceNotAvailable, remark));
    }
    Ok(())
}

fn check_order_topic(config: &BrokerConfig, topic: &TopicConfig) -> Result<(), Reply> {
    if topic.order && config.broker_permission & PERM_WRITE == 0 {
        let remark = format!("the broker[{}] sending message is forbidden", config.broker_ip1);
        return Err(Reply::refuse(ResponseCode::NoPermission, remark));
    }
    Ok(())
}

fn choose_queue(
    topic: &TopicConfig,
    wanted: QueueId,
    connection: &Connection,
) -> Result<QueueId, Reply> {
    if wanted.0 < 0 {
        let queues = topic.write_queue_nums.max(1);
        return Ok(QueueId(rand::rng().random_range(0..queues)));
    }
    if wanted.0 >= topic.write_queue_nums.max(topic.read_queue_nums) {
        let remark = format!(
            "request queueId[{wanted}] is illegal, {} Producer: {}",
            describe(topic),
            connection.peer()
        );
        return Err(Reply::refuse(ResponseCode::SystemError, remark));
    }
    Ok(wanted)
}

/// `TopicConfig.toString`.
fn describe(topic: &TopicConfig) -> String {
    format!(
        "TopicConfig [topicName={}, readQueueNums={}, writeQueueNums={}, perm={}, \
         topicFilterType={}, topicSysFlag={}, order={}]",
        topic.topic_name,
        topic.read_queue_nums,
        topic.write_queue_nums,
        perm_text(topic.perm),
        topic.topic_filter_type.name(),
        topic.topic_sys_flag,
        topic.order
    )
}

fn local_time(at_ms: i64) -> String {
    let zone = jiff::tz::TimeZone::system();
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(
        |_| at_ms.to_string(),
        |at| at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S,%3f").to_string(),
    )
}
