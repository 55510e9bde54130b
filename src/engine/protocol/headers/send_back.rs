//! Header of CONSUMER_SEND_MSG_BACK (36).

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{GroupName, PhysicalOffset, TopicName};

header! {
    /// CONSUMER_SEND_MSG_BACK (36).
    SendMessageBackHeader {
        /// Place of the message in the commit log.
        offset: PhysicalOffset = "offset",
        /// Group that could not consume it.
        group: GroupName = "group",
        /// 0 lets the broker choose, negative makes it a dead letter at once.
        delay_level: i32 = "delayLevel",
        /// Id of the message.
        origin_msg_id: Option<String> = "originMsgId",
        /// Topic of the message.
        origin_topic: Option<TopicName> = "originTopic",
        /// Whether the topic belongs to a unit.
        unit_mode: bool = "unitMode",
        /// Attempts before it becomes a dead letter; honoured from version 121 on.
        max_reconsume_times: Option<i32> = "maxReconsumeTimes",
    }
}
