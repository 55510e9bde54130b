//! What a send must pass before anything of it is stored (`broker.md` 5.2, 5.3).

use std::sync::Arc;

use rand::RngExt;

use super::Broker;
use super::config::BrokerConfig;
use super::system_topics::perm_text;
use crate::engine::protocol::bodies::topic_config::{PERM_WRITE, TopicConfig};
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::send::SendMessageHeader;
use crate::engine::protocol::name_rules::{NameError, check_open_to_send, check_topic};
use crate::engine::protocol::names::QueueId;
use crate::engine::protocol::record::MAX_PROPERTIES_LEN;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::util::clock::TimestampMs;

/// What a send asks for, once it has passed every check.
pub(super) struct Accepted<'f> {
    pub(super) header: SendMessageHeader<'f>,
    pub(super) topic: Arc<TopicConfig>,
    pub(super) queue_id: QueueId,
    pub(super) body: &'f [u8],
}

/// Why a send is not accepted at once.
pub(super) enum NotAccepted {
    /// It is refused.
    Refused(Reply),
    /// Its topic does not exist; whether it may be created is for a thread that may write files.
    UnknownTopic,
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
    check(broker, config, connection, header, frame.body()).map_err(|reason| match reason {
        NotAccepted::Refused(reply) => {
            NotAccepted::Refused(reply.and_fields(common_fields(config)))
        }
        NotAccepted::UnknownTopic => NotAccepted::UnknownTopic,
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
    body: &'f [u8],
) -> Result<Accepted<'f>, NotAccepted> {
    check_accepting(config)?;
    check_master(config)?;
    let illegal = |code| move |why: NameError| Reply::refuse(code, why.to_string());
    check_topic(&header.topic).map_err(illegal(ResponseCode::SystemError))?;
    check_open_to_send(&header.topic).map_err(illegal(ResponseCode::NoPermission))?;
    let topic = broker.topics.get(&header.topic).ok_or(NotAccepted::UnknownTopic)?;
    check_order_topic(config, &topic)?;
    let queue_id = choose_queue(&topic, header.queue_id, connection)?;
    let properties_len = header.properties.as_deref().map_or(0, str::len);
    let max_body = usize::try_from(config.max_message_size).unwrap_or(0);
    if body.len() > max_body || properties_len > MAX_PROPERTIES_LEN {
        return Err(message_illegal(config).into());
    }
    Ok(Accepted { header, topic, queue_id, body })
}

/// Creates the topic a send asked for in vain, or says why not. Writes files.
pub(super) fn create_topic(
    broker: &Broker,
    connection: &Connection,
    frame: &Frame,
) -> Result<Arc<TopicConfig>, Reply> {
    let header: SendMessageHeader<'_> = frame.header()?;
    let config = broker.config();
    let created = broker.topics.create_on_send(
        &config,
        &header.topic,
        &header.default_topic,
        header.default_topic_queue_nums,
        header.unit_mode,
        connection.peer(),
    );
    created.ok_or_else(|| {
        let remark = format!(
            "topic[{}] not exist, apply first please!\n\
             See http://rocketmq.apache.org/docs/faq/ for further details.",
            header.topic
        );
        Reply::refuse(ResponseCode::TopicNotExist, remark).and_fields(common_fields(&config))
    })
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
