//! Headers of the send family: 10, 310, 320 and their answer.

use std::borrow::Cow;

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{QueueId, QueueOffset};
use crate::engine::util::clock::TimestampMs;

header! {
    /// SEND_MESSAGE (10) under long names; SEND_MESSAGE_V2 (310), SEND_BATCH_MESSAGE (320) under short ones.
    SendMessageHeader<'a> {
        /// Group of the producer.
        producer_group: Cow<'a, str> = "producerGroup" / "a",
        /// Topic to store under.
        topic: Cow<'a, str> = "topic" / "b",
        /// Topic whose settings a new topic inherits, `TBW102` by default.
        default_topic: Cow<'a, str> = "defaultTopic" / "c",
        /// Queues the client wants a new topic to have.
        default_topic_queue_nums: i32 = "defaultTopicQueueNums" / "d",
        /// Queue to store in; negative leaves the choice to the broker.
        queue_id: QueueId = "queueId" / "e",
        /// Message flags (`remoting.md` 3.2).
        sys_flag: i32 = "sysFlag" / "f",
        /// When the client made the message.
        born_timestamp: TimestampMs = "bornTimestamp" / "g",
        /// The user's flag.
        flag: i32 = "flag" / "h",
        /// Properties text (`remoting.md` 3.3).
        properties: Option<Cow<'a, str>> = "properties" / "i",
        /// How often the message was consumed in vain.
        reconsume_times: Option<i32> = "reconsumeTimes" / "j",
        /// Whether the topic belongs to a unit.
        unit_mode: bool = "unitMode" / "k",
        /// Attempts before a retried message becomes a dead letter.
        max_reconsume_times: Option<i32> = "maxReconsumeTimes" / "l",
        /// Whether the body is a batch.
        batch: bool = "batch" / "m",
        /// Broker the client meant (4.9.4 and later).
        broker_name: Option<Cow<'a, str>> = "bname" / "n",
    }
}

header! {
    /// Answer to every send.
    SendMessageReply {
        /// Offset message id; comma-joined for a batch.
        msg_id: String = "msgId",
        /// Queue the message is in.
        queue_id: QueueId = "queueId",
        /// Its place there; the first one's for a batch.
        queue_offset: QueueOffset = "queueOffset",
        /// Unused by 4.9 brokers.
        transaction_id: Option<String> = "transactionId",
        /// Region of the broker, always sent.
        region: Option<String> = "MSG_REGION",
        /// Whether clients may trace, always sent.
        trace_on: Option<String> = "TRACE_ON",
    }
}
