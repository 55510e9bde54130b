//! Locks on queues for ordered consumption: bodies of 41 and 42.

use serde::{Deserialize, Serialize};

use super::Body;
use crate::engine::protocol::names::{ClientId, GroupName, MessageQueue};

/// Body of LOCK_BATCH_MQ (41) and UNLOCK_BATCH_MQ (42).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LockBatchBody {
    /// The client.
    pub client_id: ClientId,
    /// Its group.
    pub consumer_group: GroupName,
    /// The queues.
    pub mq_set: Vec<MessageQueue>,
}

/// Body of the answer to LOCK_BATCH_MQ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LockBatchReply {
    /// The queues that are locked for the client now.
    #[serde(rename = "lockOKMQSet")]
    pub lock_ok_mq_set: Vec<MessageQueue>,
}

impl Body for LockBatchBody {}
impl Body for LockBatchReply {}
