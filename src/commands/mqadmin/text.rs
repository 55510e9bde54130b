//! How mqadmin writes values: cut names, times, objects as Java's `toString` shows them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::engine::protocol::bodies::topic_config::{
    PERM_INHERIT, PERM_READ, PERM_WRITE, TopicConfig,
};
use crate::engine::protocol::names::{MessageQueue, QueueOffset};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::java_hash::hash_map_order;

/// The first `most` characters of `text`: a column that is full is cut, not widened
/// (`UtilAll.frontStringAtLeast`).
pub fn front(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// `yyyy-MM-dd HH:mm:ss,SSS` in local time.
pub fn time_ms(moment: TimestampMs) -> String {
    local(moment, "%Y-%m-%d %H:%M:%S,%3f")
}

/// `yyyy-MM-dd HH:mm:ss` in local time.
pub fn time(moment: TimestampMs) -> String {
    local(moment, "%Y-%m-%d %H:%M:%S")
}

/// `yyyyMMddHHmmssSSS` in local time.
pub fn time_digits(moment: TimestampMs) -> String {
    local(moment, "%Y%m%d%H%M%S%3f")
}

fn local(moment: TimestampMs, format: &str) -> String {
    match Timestamp::from_millisecond(moment.0) {
        Ok(timestamp) => timestamp.to_zoned(TimeZone::system()).strftime(format).to_string(),
        Err(_) => moment.0.to_string(),
    }
}

/// `Name [key=value, key=value]`.
pub fn object(name: &str, fields: &[(&str, &dyn fmt::Display)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{name} [{}]", fields.join(", "))
}

/// A queue as `MessageQueue.toString` shows it.
pub fn queue_text(queue: &MessageQueue) -> String {
    let MessageQueue { topic, broker_name, queue_id } = queue;
    format!("MessageQueue [topic={topic}, brokerName={broker_name}, queueId={queue_id}]")
}

/// `id` as the name of a file. It comes over the wire: it must not lead out of its folder.
pub fn file_name(id: &str) -> String {
    let name: String =
        id.chars().map(|c| if matches!(c, '/' | '\\' | '\0') { '_' } else { c }).collect();
    if name.chars().all(|c| c == '.') { "_".repeat(name.len().max(1)) } else { name }
}

/// A topic's settings as `TopicConfig.toString` shows them.
pub fn topic_config(config: &TopicConfig) -> String {
    let bit = |bit: i32, letter: char| if config.perm & bit != 0 { letter } else { '-' };
    let perm: String =
        [bit(PERM_READ, 'R'), bit(PERM_WRITE, 'W'), bit(PERM_INHERIT, 'X')].into_iter().collect();
    object(
        "TopicConfig",
        &[
            ("topicName", &config.topic_name),
            ("readQueueNums", &config.read_queue_nums),
            ("writeQueueNums", &config.write_queue_nums),
            ("perm", &perm),
            ("topicFilterType", &config.topic_filter_type.name()),
            ("topicSysFlag", &config.topic_sys_flag),
            ("order", &config.order),
        ],
    )
}

/// The time of `text`: milliseconds since 1970, or `yyyy-MM-dd#HH:mm:ss:SSS` in local time.
pub fn parse_time(text: &str) -> Option<TimestampMs> {
    if let Ok(millis) = text.parse() {
        return Some(TimestampMs(millis));
    }
    let (moment, millis) = text.rsplit_once(':')?;
    let local = DateTime::strptime("%Y-%m-%d#%H:%M:%S", moment).ok()?;
    let zoned = local.to_zoned(TimeZone::system()).ok()?;
    let millis: i64 = millis.parse().ok().filter(|millis| (0..1000).contains(millis))?;
    Some(TimestampMs(zoned.timestamp().as_millisecond() + millis))
}

/// Properties that a client adds to messages it received, in Java.
pub type Added = [(&'static str, String)];

/// What a client that pulls adds: the ends of the queue.
pub fn ends_of_queue(min: QueueOffset, max: QueueOffset) -> [(&'static str, String); 2] {
    [("MIN_OFFSET", min.to_string()), ("MAX_OFFSET", max.to_string())]
}

/// A message's properties as Java's `HashMap.toString` shows them, with those that were `added`.
pub fn properties(message: &ReceivedMessage, added: &Added) -> String {
    let mut entries: Vec<(&str, &str)> = message.properties().collect();
    entries.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
    let entries = hash_map_order(entries, |(name, _)| name);
    let texts: Vec<String> =
        entries.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{{{}}}", texts.join(", "))
}

/// A pulled message as `MessageExt.toString` shows it.
pub fn message_ext(message: &ReceivedMessage, broker: &str, added: &Added) -> String {
    let body: Vec<String> = message.body.iter().map(|byte| (*byte as i8).to_string()).collect();
    let inner = format!(
        "Message{{topic='{}', flag={}, properties={}, body=[{}], transactionId='{}'}}",
        message.topic,
        message.flag,
        properties(message, added),
        body.join(", "),
        message.property("__transactionId__").unwrap_or("null"),
    );
    object(
        "MessageExt",
        &[
            ("brokerName", &broker),
            ("queueId", &message.queue_id),
            ("storeSize", &message.store_size),
            ("queueOffset", &message.queue_offset),
            ("sysFlag", &message.sys_flag),
            ("bornTimestamp", &message.born_timestamp.0),
            ("bornHost", &format!("/{}", message.born_host)),
            ("storeTimestamp", &message.store_timestamp.0),
            ("storeHost", &format!("/{}", message.store_host)),
            ("msgId", &message.offset_message_id()),
            ("commitLogOffset", &message.physical_offset),
            ("bodyCRC", &message.body_crc),
            ("reconsumeTimes", &message.reconsume_times),
            ("preparedTransactionOffset", &message.prepared_transaction_offset),
            ("toString()", &inner),
        ],
    )
}
