//! Header of PUSH_REPLY_MESSAGE_TO_CLIENT (326). Its requests 324 and 325 use `send::SendMessageHeader`.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{GroupName, QueueId, TopicName};
use crate::engine::util::clock::TimestampMs;

header! {
    /// PUSH_REPLY_MESSAGE_TO_CLIENT (326).
    ReplyMessageHeader {
        /// Group of the replier.
        producer_group: GroupName = "producerGroup",
        /// Reply topic.
        topic: TopicName = "topic",
        /// As the replier sent it.
        default_topic: TopicName = "defaultTopic",
        /// As the replier sent it.
        default_topic_queue_nums: i32 = "defaultTopicQueueNums",
        /// As the replier sent it.
        queue_id: QueueId = "queueId",
        /// Message flags (`remoting.md` 3.2).
        sys_flag: i32 = "sysFlag",
        /// When the replier made the reply.
        born_timestamp: TimestampMs = "bornTimestamp",
        /// The user's flag.
        flag: i32 = "flag",
        /// Properties text (`remoting.md` 3.3), `CORRELATION_ID` among them.
        properties: Option<String> = "properties",
        /// As the replier sent it.
        reconsume_times: Option<i32> = "reconsumeTimes",
        /// As the replier sent it.
        unit_mode: bool = "unitMode",
        /// The replier's `ip:port`.
        born_host: String = "bornHost",
        /// The broker's `ip:port`.
        store_host: String = "storeHost",
        /// When the broker got the reply.
        store_timestamp: TimestampMs = "storeTimestamp",
    }
}
