//! Headers of message queries: 12, 33, 321.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{GroupName, PhysicalOffset, QueueId, QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

header! {
    /// QUERY_MESSAGE (12).
    QueryMessageHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// A word of `KEYS`, or a unique message id.
        key: String = "key",
        /// At most so many messages.
        max_num: i32 = "maxNum",
        /// Store time to start at.
        begin_timestamp: TimestampMs = "beginTimestamp",
        /// Store time to end at.
        end_timestamp: TimestampMs = "endTimestamp",
        /// Whether the key is a unique message id. Not part of Apache's header class.
        unique_key: Option<bool> = "_UNIQUE_KEY_QUERY",
    }
}

header! {
    /// Answer to QUERY_MESSAGE.
    QueryMessageReply {
        /// Store time of the newest indexed message.
        index_last_update_timestamp: TimestampMs = "indexLastUpdateTimestamp",
        /// Place of the newest indexed message.
        index_last_update_physical_offset: PhysicalOffset = "indexLastUpdatePhyoffset",
    }
}

header! {
    /// VIEW_MESSAGE_BY_ID (33).
    ViewMessageHeader {
        /// Place in the commit log.
        offset: PhysicalOffset = "offset",
    }
}

header! {
    /// QUERY_CONSUME_QUEUE (321).
    QueryConsumeQueueHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Queue.
        queue_id: QueueId = "queueId",
        /// First unit wanted.
        index: QueueOffset = "index",
        /// At most so many units.
        count: i32 = "count",
        /// Group whose filter is evaluated on each unit.
        consumer_group: Option<GroupName> = "consumerGroup",
    }
}
