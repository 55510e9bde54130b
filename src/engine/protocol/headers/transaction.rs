//! Headers of transactions: 37, 39, 323.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{GroupName, PhysicalOffset, QueueOffset};

header! {
    /// END_TRANSACTION (37).
    EndTransactionHeader {
        /// Group of the producer.
        producer_group: GroupName = "producerGroup",
        /// Place of the half message in its queue.
        tran_state_table_offset: QueueOffset = "tranStateTableOffset",
        /// Place of the half message in the commit log.
        commit_log_offset: PhysicalOffset = "commitLogOffset",
        /// The transaction bits of `sysFlag`: 8 commit, 12 roll back, 0 unknown.
        commit_or_rollback: i32 = "commitOrRollback",
        /// Whether a check of the broker caused this.
        from_transaction_check: bool = "fromTransactionCheck",
        /// Unique id of the half message.
        msg_id: String = "msgId",
        /// Transaction id the client uses; the unique id.
        transaction_id: Option<String> = "transactionId",
    }
}

header! {
    /// CHECK_TRANSACTION_STATE (39), pushed to a producer.
    CheckTransactionStateHeader {
        /// Place of the half message in its queue.
        tran_state_table_offset: QueueOffset = "tranStateTableOffset",
        /// Place of the half message in the commit log.
        commit_log_offset: PhysicalOffset = "commitLogOffset",
        /// Unique id of the half message.
        msg_id: Option<String> = "msgId",
        /// Transaction id; the unique id.
        transaction_id: Option<String> = "transactionId",
        /// Offset message id of the half message.
        offset_msg_id: Option<String> = "offsetMsgId",
    }
}

header! {
    /// RESUME_CHECK_HALF_MESSAGE (323).
    ResumeCheckHalfMessageHeader {
        /// Offset message id of the discarded half message.
        msg_id: Option<String> = "msgId",
    }
}
