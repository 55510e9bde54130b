//! Who is connected: bodies of 203, 204 and 328.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Body;
use super::heartbeat::{ConsumeFromWhere, ConsumeType, MessageModel, SubscriptionData};
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};
use crate::engine::protocol::version::Language;
use crate::engine::util::clock::TimestampMs;

/// One connected client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Connection {
    /// `ip:port` as the broker sees it.
    pub client_addr: String,
    /// Client id.
    pub client_id: ClientId,
    /// Its language.
    pub language: Language,
    /// Its protocol version.
    pub version: i32,
}

/// The members of a consumer group and what the group wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerConnection {
    /// The members.
    pub connection_set: Vec<Connection>,
    /// Where the group starts.
    pub consume_from_where: ConsumeFromWhere,
    /// Who asks for messages.
    pub consume_type: ConsumeType,
    /// How the group shares messages.
    pub message_model: MessageModel,
    /// Its subscriptions by topic.
    pub subscription_table: BTreeMap<TopicName, SubscriptionData>,
}

/// The members of a producer group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProducerConnection {
    /// The members.
    pub connection_set: Vec<Connection>,
}

/// One connected producer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProducerInfo {
    /// Client id.
    pub client_id: ClientId,
    /// Its language.
    pub language: Language,
    /// Its last heartbeat.
    pub last_update_timestamp: TimestampMs,
    /// `/ip:port`, with Java's leading slash.
    #[serde(rename = "remoteIP")]
    pub remote_ip: String,
    /// Its protocol version.
    pub version: i32,
}

/// All connected producers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProducerTable {
    /// Producers by group.
    pub data: BTreeMap<GroupName, Vec<ProducerInfo>>,
}

impl Body for ConsumerConnection {}
impl Body for ProducerConnection {}
impl Body for ProducerTable {}
