//! What became of a sent message, as it is shown.

use serde::Serialize;

use super::view::{Column, View};
use crate::engine::client::producer::SendResult;
use crate::engine::client::transaction::LocalState;
use crate::engine::protocol::names::{BrokerName, QueueId, QueueOffset, TopicName};

/// One sent message, or one batch.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendView {
    /// How durable it is: SEND_OK, or what was not reached in time.
    send_status: &'static str,
    /// The id its sender gave it; comma-joined for a batch.
    msg_id: String,
    /// The id made of broker address and commit log offset; comma-joined for a batch.
    offset_msg_id: String,
    /// The topic.
    topic: TopicName,
    /// The broker's name.
    broker_name: BrokerName,
    /// The queue's number.
    queue_id: QueueId,
    /// Its place in the queue.
    queue_offset: QueueOffset,
    /// How its transaction ended: `COMMIT_MESSAGE`, `ROLLBACK_MESSAGE` or `UNKNOW`, as Java names
    /// it; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_state: Option<&'static str>,
}

impl From<SendResult> for SendView {
    fn from(result: SendResult) -> Self {
        Self {
            send_status: result.status.name(),
            msg_id: result.msg_id,
            offset_msg_id: result.offset_msg_id,
            topic: result.queue.topic,
            broker_name: result.queue.broker_name,
            queue_id: result.queue.queue_id,
            queue_offset: result.queue_offset,
            transaction_state: None,
        }
    }
}

impl SendView {
    /// The view of a half message whose transaction ended so.
    pub fn in_transaction(half: SendResult, state: LocalState) -> Self {
        Self { transaction_state: Some(state.name()), ..Self::from(half) }
    }

    /// The line Java's `SendResult.toString` makes (`mqadmin.md` 7.2).
    pub fn line(&self) -> String {
        format!(
            "SendResult [sendStatus={}, msgId={}, offsetMsgId={}, messageQueue=MessageQueue \
             [topic={}, brokerName={}, queueId={}], queueOffset={}]\n",
            self.send_status,
            self.msg_id,
            self.offset_msg_id,
            self.topic,
            self.broker_name,
            self.queue_id,
            self.queue_offset
        )
    }
}

impl View for SendView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("STATUS", |v: &Self| v.send_status.to_owned()),
            Column::text("ID", |v| v.msg_id.clone()),
            Column::text("BROKER", |v| v.broker_name.to_string()),
            Column::number("QUEUE", |v| v.queue_id.to_string()),
            Column::number("OFFSET", |v| v.queue_offset.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.msg_id.clone()
    }
}
