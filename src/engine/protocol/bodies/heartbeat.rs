//! What clients say about themselves: bodies of 34 and 46.

use serde::{Deserialize, Serialize};

use super::Body;
use super::fastjson::on_one_line;
use super::wire_enum::wire_enum;
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};
use crate::engine::util::java_hash::string_hash;

/// `expressionType` of a filter by tags.
pub const EXPRESSION_TAG: &str = "TAG";
/// `expressionType` of a filter by an SQL expression.
pub const EXPRESSION_SQL92: &str = "SQL92";
/// Expression that matches every message.
pub const SUBSCRIBE_ALL: &str = "*";

wire_enum! {
    /// Who asks for messages.
    ConsumeType {
        /// The application pulls.
        Actively "CONSUME_ACTIVELY",
        /// The client pulls and hands over.
        #[default]
        Passively "CONSUME_PASSIVELY",
    }
}

wire_enum! {
    /// How a group shares messages.
    MessageModel {
        /// Every member gets every message.
        Broadcasting "BROADCASTING",
        /// Members share the queues.
        #[default]
        Clustering "CLUSTERING",
    }
}

wire_enum! {
    /// Where a group without an offset starts.
    ConsumeFromWhere {
        /// After the last message.
        #[default]
        LastOffset "CONSUME_FROM_LAST_OFFSET",
        /// Deprecated; as the last offset.
        LastOffsetAndFromMinWhenBootFirst "CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST",
        /// Deprecated; as the last offset.
        MinOffset "CONSUME_FROM_MIN_OFFSET",
        /// Deprecated; as the last offset.
        MaxOffset "CONSUME_FROM_MAX_OFFSET",
        /// At the first message.
        FirstOffset "CONSUME_FROM_FIRST_OFFSET",
        /// At a time the client chose.
        Timestamp "CONSUME_FROM_TIMESTAMP",
    }
}

/// What a group wants of one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SubscriptionData {
    /// Filter by a class; refused since 4.9.
    pub class_filter_mode: bool,
    /// Java hash codes of the tags.
    #[serde(serialize_with = "on_one_line")]
    pub code_set: Vec<i32>,
    /// `TAG` or `SQL92`.
    pub expression_type: String,
    /// The expression: `*`, `A || B`, or SQL.
    pub sub_string: String,
    /// Version of the subscription; clients use the time in ms.
    pub sub_version: i64,
    /// The tags; empty for all.
    #[serde(serialize_with = "on_one_line")]
    pub tags_set: Vec<String>,
    /// The topic.
    pub topic: TopicName,
}

impl Default for SubscriptionData {
    fn default() -> Self {
        Self {
            class_filter_mode: false,
            code_set: Vec::new(),
            expression_type: EXPRESSION_TAG.to_owned(),
            sub_string: String::new(),
            sub_version: 0,
            tags_set: Vec::new(),
            topic: TopicName::default(),
        }
    }
}

impl SubscriptionData {
    /// Whether it filters by tags, as an absent type does too (`ExpressionType.isTagType`).
    pub fn is_tag(&self) -> bool {
        self.expression_type.is_empty() || self.expression_type == EXPRESSION_TAG
    }

    /// The subscription of `topic` by a tag expression (`FilterAPI.buildSubscriptionData`): all
    /// for `*` and an empty text, else the tags between `||`. `None` for nothing but separators.
    pub fn by_tags(topic: &TopicName, expression: &str, version: i64) -> Option<Self> {
        let (topic, sub_version) = (topic.clone(), version);
        if expression.is_empty() || expression == SUBSCRIBE_ALL {
            let sub_string = SUBSCRIBE_ALL.to_owned();
            return Some(Self { topic, sub_string, sub_version, ..Self::default() });
        }
        if expression.split("||").all(str::is_empty) {
            return None;
        }
        let mut tags_set: Vec<String> = tags_of(expression).map(str::to_owned).collect();
        tags_set.sort_unstable();
        tags_set.dedup();
        let code_set = tags_set.iter().map(|tag| string_hash(tag)).collect();
        let sub_string = expression.to_owned();
        Some(Self { topic, sub_string, sub_version, tags_set, code_set, ..Self::default() })
    }
}

/// The tags that stand between `||`, without blanks around them.
pub fn tags_of(expression: &str) -> impl Iterator<Item = &str> {
    expression.split("||").map(str::trim).filter(|tag| !tag.is_empty())
}

/// One consumer group a client belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConsumerData {
    /// Where the group starts.
    pub consume_from_where: ConsumeFromWhere,
    /// Who asks for messages.
    pub consume_type: ConsumeType,
    /// The group.
    pub group_name: GroupName,
    /// How it shares messages.
    pub message_model: MessageModel,
    /// Its subscriptions.
    pub subscription_data_set: Vec<SubscriptionData>,
    /// Whether it belongs to a unit.
    pub unit_mode: bool,
}

/// One producer group a client belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProducerData {
    /// The group.
    pub group_name: GroupName,
}

/// Body of HEART_BEAT (34).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HeartbeatData {
    /// The client.
    #[serde(rename = "clientID")]
    pub client_id: ClientId,
    /// Its consumer groups.
    pub consumer_data_set: Vec<ConsumerData>,
    /// Its producer groups.
    pub producer_data_set: Vec<ProducerData>,
}

/// Body of CHECK_CLIENT_CONFIG (46).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CheckClientBody {
    /// The client.
    pub client_id: ClientId,
    /// Its group.
    pub group: GroupName,
    /// The subscription to check.
    pub subscription_data: SubscriptionData,
}

impl Body for SubscriptionData {}
impl Body for HeartbeatData {}
impl Body for CheckClientBody {}
