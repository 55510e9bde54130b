//! CONSUMER_SEND_MSG_BACK (36): a message that could not be consumed goes to its group's retry
//! topic, with a delay that grows, and in the end to the group's dead letters (`broker.md` 5.4).

use std::sync::Arc;

use rand::RngExt;

use super::Broker;
use super::blocking::{Class, run_blocking};
use super::put::{NotPut, Outcome, Puts};
use super::send_checks::{DEAD_LETTER_QUEUE, dead_letters, group_not_exist, most_retries};
use super::topics::SYS_FLAG_UNIT_SUB;
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;
use crate::engine::protocol::bodies::topic_config::{PERM_WRITE, TopicConfig};
use crate::engine::protocol::headers::send_back::SendMessageBackHeader;
use crate::engine::protocol::message::{property, property_value, with_properties};
use crate::engine::protocol::names::{GroupName, PhysicalOffset, QueueId, TopicName, retry_topic};
use crate::engine::protocol::record::Record;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::store::Kind;

/// Level of the first retry, 10 s by default; each further retry is one higher.
const FIRST_RETRY_LEVEL: i32 = 3;

/// Serves one request: may create topics, reads the log, answers after the append.
pub(super) fn serve(broker: &Arc<Broker>, connection: &Arc<Connection>, request: Frame) {
    run_blocking(broker, connection, request, |broker, connection, request| {
        match send_back(broker, &request) {
            Err(answer) => connection.reply(&request, &answer),
            Ok((outcome, group, topic)) => {
                let (broker, connection) = (broker.clone(), connection.clone());
                tokio::spawn(async move {
                    let answer = match outcome.first().await {
                        Ok(_) => {
                            broker.stats.sent_back(&group, &topic);
                            Reply::success()
                        }
                        Err(error) => not_put(error),
                    };
                    connection.reply(&request, &answer);
                });
            }
        }
    });
}

/// Hands the retry or dead letter to the append thread, or gives the answer that is due at once.
/// With the group that sends back and the topic it first got the message from.
fn send_back(
    broker: &Arc<Broker>,
    request: &Frame,
) -> Result<(Outcome, GroupName, TopicName), Reply> {
    let header: SendMessageBackHeader = request.header()?;
    let config = broker.config();
    let group = Some(&header.group).filter(|group| !group.is_empty());
    let group = group.and_then(|group| broker.groups.find(&config, group));
    let group = group.ok_or_else(|| group_not_exist(&header.group))?;
    if config.broker_permission & PERM_WRITE == 0 {
        let remark = format!("the broker[{}] sending message is forbidden", config.broker_ip1);
        return Err(Reply::refuse(ResponseCode::NoPermission, remark));
    }
    if group.retry_queue_nums <= 0 {
        return Err(Reply::success());
    }
    if config.is_slave() {
        return Err(Reply::refuse(ResponseCode::SystemError, "SERVICE_NOT_AVAILABLE"));
    }
    let retries = retries(broker, &group, header.unit_mode)?;
    let bytes = broker.store.record_at(header.offset, None).ok().flatten();
    let record = bytes.as_ref().and_then(|bytes| Record::decode(bytes).ok());
    let Some(record) = record else {
        let remark = format!("look message by offset failed, {}", header.offset);
        return Err(Reply::refuse(ResponseCode::SystemError, remark));
    };
    let most = most_retries(&group, request.version, header.max_reconsume_times);
    let (topic, queue_id, level) = if record.reconsume_times >= most || header.delay_level < 0 {
        let topic = dead_letters(broker, &group).ok_or_else(|| cannot_create("%DLQ%", &group))?;
        (topic, DEAD_LETTER_QUEUE, 0)
    } else {
        let queue = rand::rng().random_range(0..group.retry_queue_nums);
        let level = match header.delay_level {
            0 => FIRST_RETRY_LEVEL.saturating_add(record.reconsume_times),
            level => level,
        };
        (retries, QueueId(queue), level)
    };
    let outcome = put(broker, &record, (&topic.topic_name, queue_id), level).map_err(not_put)?;
    let first = property_value(record.properties, property::RETRY_TOPIC).unwrap_or(record.topic);
    Ok((outcome, header.group, TopicName::from(first)))
}

/// The group's retry topic, created if need be.
fn retries(
    broker: &Broker,
    group: &SubscriptionGroupConfig,
    unit_mode: bool,
) -> Result<Arc<TopicConfig>, Reply> {
    let name = retry_topic(&group.group_name);
    let flag = if unit_mode { SYS_FLAG_UNIT_SUB } else { 0 };
    let queues = group.retry_queue_nums;
    let topic = broker.registration.create_announced(broker, &name, queues, flag);
    let topic = topic.ok_or_else(|| cannot_create("%RETRY%", group))?;
    if topic.perm & PERM_WRITE == 0 {
        let remark = format!("the topic[{name}] sending message is forbidden");
        return Err(Reply::refuse(ResponseCode::NoPermission, remark));
    }
    Ok(topic)
}

fn cannot_create(prefix: &str, group: &SubscriptionGroupConfig) -> Reply {
    let remark = format!("topic[{prefix}{}] not exist", group.group_name);
    Reply::refuse(ResponseCode::SystemError, remark)
}

fn not_put(error: NotPut) -> Reply {
    tracing::warn!(%error, "a message sent back is not stored");
    Reply::refuse(ResponseCode::SystemError, error.apache_name())
}

/// Stores `record` for `place`, after the delay of `level`; it keeps body, flags, born and store
/// host.
fn put(
    broker: &Arc<Broker>,
    record: &Record<'_>,
    place: (&str, QueueId),
    level: i32,
) -> Result<Outcome, NotPut> {
    let known = |name| property_value(record.properties, name);
    let origin_id = known(property::ORIGIN_MESSAGE_ID).map(str::to_owned);
    let origin_id = origin_id.unwrap_or_else(|| record.offset_message_id());
    let properties = with_properties(
        record.properties,
        &[
            (property::RETRY_TOPIC, known(property::RETRY_TOPIC).or(Some(record.topic))),
            (property::ORIGIN_MESSAGE_ID, Some(&*origin_id)),
            (property::DELAY, Some(&*level.to_string())),
            (property::WAIT, Some("false")),
        ],
    );
    let is_queued = Kind::of_sys_flag(record.sys_flag).is_queued();
    let detour = broker.delay.detour(level, place, &properties).filter(|_| is_queued);
    let (topic, queue_id, properties) = match &detour {
        Some(detour) => (detour.topic, detour.queue_id, &detour.properties),
        None => (place.0, place.1, &properties),
    };
    let mut puts = Puts::new(broker).for_client(Class::Send.patience(&broker.config()));
    puts.add(&Record {
        topic,
        queue_id,
        properties,
        reconsume_times: record.reconsume_times.saturating_add(1),
        prepared_transaction_offset: PhysicalOffset::default(),
        ..record.clone()
    })?;
    puts.submit()
}
