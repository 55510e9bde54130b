//! How mqadmin writes values: cut names, times, objects as Java's `toString` shows them.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::engine::protocol::bodies::topic_config::{
    PERM_INHERIT, PERM_READ, PERM_WRITE, TopicConfig,
};
use crate::engine::util::clock::TimestampMs;

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
