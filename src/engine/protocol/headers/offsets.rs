//! Headers about offsets: consumer progress (14, 15), queue ends and times (29 to 32), resets (222).

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{GroupName, QueueId, QueueOffset, TopicName};
use crate::engine::util::clock::TimestampMs;

header! {
    /// QUERY_CONSUMER_OFFSET (14).
    QueryConsumerOffsetHeader {
        /// Group.
        consumer_group: GroupName = "consumerGroup",
        /// Topic.
        topic: TopicName = "topic",
        /// Queue.
        queue_id: QueueId = "queueId",
    }
}

header! {
    /// UPDATE_CONSUMER_OFFSET (15).
    UpdateConsumerOffsetHeader {
        /// Group.
        consumer_group: GroupName = "consumerGroup",
        /// Topic.
        topic: TopicName = "topic",
        /// Queue.
        queue_id: QueueId = "queueId",
        /// Next message the group wants; may go backwards.
        commit_offset: QueueOffset = "commitOffset",
    }
}

header! {
    /// SEARCH_OFFSET_BY_TIMESTAMP (29).
    SearchOffsetHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Queue.
        queue_id: QueueId = "queueId",
        /// Store time to look for.
        timestamp: TimestampMs = "timestamp",
    }
}

header! {
    /// GET_MAX_OFFSET (30), GET_MIN_OFFSET (31), GET_EARLIEST_MSG_STORETIME (32).
    TopicQueueHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Queue.
        queue_id: QueueId = "queueId",
    }
}

header! {
    /// Answer to 14, 29, 30 and 31. Apache leaves the offset out when it refuses.
    OffsetReply {
        /// The offset asked for.
        offset: Option<QueueOffset> = "offset",
    }
}

header! {
    /// Answer to GET_EARLIEST_MSG_STORETIME.
    EarliestStoreTimeReply {
        /// Store time of the queue's first message, -1 when it has none.
        timestamp: TimestampMs = "timestamp",
    }
}

header! {
    /// INVOKE_BROKER_TO_RESET_OFFSET (222) and RESET_CONSUMER_CLIENT_OFFSET (220).
    ResetOffsetHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Group.
        group: GroupName = "group",
        /// Store time to go back to; -1 means the end of the queue.
        timestamp: TimestampMs = "timestamp",
        /// Whether offsets may also go forward.
        is_force: bool = "isForce",
    }
}
