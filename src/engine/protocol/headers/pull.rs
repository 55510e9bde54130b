//! Headers of PULL_MESSAGE (11).

use std::borrow::Cow;

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{QueueId, QueueOffset};

header! {
    /// PULL_MESSAGE (11).
    PullMessageHeader<'a> {
        /// Group that reads.
        consumer_group: Cow<'a, str> = "consumerGroup",
        /// Topic to read.
        topic: Cow<'a, str> = "topic",
        /// Queue to read.
        queue_id: QueueId = "queueId",
        /// First message wanted.
        queue_offset: QueueOffset = "queueOffset",
        /// At most so many messages.
        max_msg_nums: i32 = "maxMsgNums",
        /// Pull flags (`remoting.md` 3.2).
        sys_flag: i32 = "sysFlag",
        /// Offset to store for the group when the flag asks for it.
        commit_offset: QueueOffset = "commitOffset",
        /// How long to hold the request when there is nothing new.
        suspend_timeout_millis: i64 = "suspendTimeoutMillis",
        /// Filter expression when the flag says it is here.
        subscription: Option<Cow<'a, str>> = "subscription",
        /// Version of the subscription the client works with.
        sub_version: i64 = "subVersion",
        /// `TAG` (also when absent) or `SQL92`.
        expression_type: Option<Cow<'a, str>> = "expressionType",
    }
}

header! {
    /// Answer to PULL_MESSAGE.
    PullMessageReply {
        /// Broker id to read from next.
        suggest_which_broker_id: i64 = "suggestWhichBrokerId",
        /// Offset to continue at.
        next_begin_offset: QueueOffset = "nextBeginOffset",
        /// First offset of the queue.
        min_offset: QueueOffset = "minOffset",
        /// One past the last offset of the queue.
        max_offset: QueueOffset = "maxOffset",
    }
}
