//! Headers about topics of a broker: 17, 202, 215, 300.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::TopicName;

header! {
    /// UPDATE_AND_CREATE_TOPIC (17).
    UpdateTopicHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Unused by 4.9 brokers; clients send `TBW102`.
        default_topic: TopicName = "defaultTopic",
        /// Queues to read.
        read_queue_nums: i32 = "readQueueNums",
        /// Queues to write.
        write_queue_nums: i32 = "writeQueueNums",
        /// Permission bits: 4 read, 2 write, 1 inherit.
        perm: i32 = "perm",
        /// `SINGLE_TAG` or `MULTI_TAG`; anything else is refused.
        topic_filter_type: Option<String> = "topicFilterType",
        /// Unit bits of the topic.
        topic_sys_flag: Option<i32> = "topicSysFlag",
        /// Ignored by 4.9 brokers: the order flag comes from the name server.
        order: bool = "order",
    }
}

header! {
    /// GET_TOPIC_STATS_INFO (202), DELETE_TOPIC_IN_BROKER (215), QUERY_TOPIC_CONSUME_BY_WHO (300).
    TopicHeader {
        /// Topic.
        topic: TopicName = "topic",
    }
}
