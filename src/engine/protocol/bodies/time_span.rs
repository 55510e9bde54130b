//! Body of QUERY_CONSUME_TIME_SPAN (303).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Body;
use crate::engine::protocol::names::MessageQueue;
use crate::engine::util::clock::TimestampMs;

/// The store times a queue spans, and where a group is in them. The `..._str` fields say the
/// same times in local time; they exist because Apache's class has getters for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct QueueTimeSpan {
    /// Store time of the last message consumed.
    pub consume_time_stamp: TimestampMs,
    /// As text.
    pub consume_time_stamp_str: String,
    /// Milliseconds the group is behind.
    pub delay_time: i64,
    /// Store time of the last message.
    pub max_time_stamp: TimestampMs,
    /// As text.
    pub max_time_stamp_str: String,
    /// The queue.
    pub message_queue: MessageQueue,
    /// Store time of the first message.
    pub min_time_stamp: TimestampMs,
    /// As text.
    pub min_time_stamp_str: String,
}

impl QueueTimeSpan {
    /// A span with its texts.
    pub fn new(
        message_queue: MessageQueue,
        [min, max, consume]: [TimestampMs; 3],
        delay_time: i64,
    ) -> Self {
        Self {
            consume_time_stamp: consume,
            consume_time_stamp_str: local_text(consume),
            delay_time,
            max_time_stamp: max,
            max_time_stamp_str: local_text(max),
            message_queue,
            min_time_stamp: min,
            min_time_stamp_str: local_text(min),
        }
    }
}

/// `2026-11-20#23:39:21:724` in local time, as `UtilAll.formatDate` with `YYYY_MM_DD_HH_MM_SS_SSS`.
fn local_text(time: TimestampMs) -> String {
    let time = Timestamp::from_millisecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d#%H:%M:%S:%3f").to_string()
}

/// Body of the answer to 303.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumeTimeSpanBody {
    /// One entry a queue.
    pub consume_time_span_set: Vec<QueueTimeSpan>,
}

impl Body for ConsumeTimeSpanBody {}
