//! What a broker with access control wants of each request besides a signature (`broker.md` 5.11,
//! Apache's `PlainAccessValidator` and `Permission`). Stands beside the request table.

use super::requests::RequestCode;

/// What a request may do, and to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AclRule {
    /// A signature is enough.
    Signed,
    /// The account administrates.
    Admin,
    /// May publish to the topic of a send; for a retry topic, may subscribe as the group.
    Publish,
    /// May subscribe to the topic and as the group in these fields, as far as they are there.
    Subscribe {
        /// Field of the topic.
        topic: Option<&'static str>,
        /// Field of the group.
        group: Option<&'static str>,
    },
    /// May subscribe as every consumer group in the body and to their topics.
    Heartbeat,
}

impl RequestCode {
    /// What a broker with access control wants of this request.
    pub fn acl_rule(self) -> AclRule {
        let subscribe = |topic, group| AclRule::Subscribe { topic, group };
        match self {
            // Apache lets every account send batches.
            Self::SendMessage | Self::SendMessageV2 | Self::SendBatchMessage => AclRule::Publish,
            Self::PullMessage | Self::UpdateConsumerOffset => {
                subscribe(Some("topic"), Some("consumerGroup"))
            }
            Self::QueryMessage => subscribe(Some("topic"), None),
            Self::ConsumerSendMsgBack => subscribe(None, Some("group")),
            Self::UnregisterClient | Self::GetConsumerListByGroup => {
                subscribe(None, Some("consumerGroup"))
            }
            Self::HeartBeat => AclRule::Heartbeat,
            Self::UpdateAndCreateTopic
            | Self::UpdateBrokerConfig
            | Self::DeleteTopicInBroker
            | Self::UpdateAndCreateSubscriptionGroup
            | Self::DeleteSubscriptionGroup
            // Apache lets every account read the others' secrets and change their rights.
            | Self::UpdateAndCreateAclConfig
            | Self::DeleteAclConfig
            | Self::UpdateGlobalWhiteAddrsConfig
            | Self::GetBrokerClusterAclConfig => AclRule::Admin,
            _ => AclRule::Signed,
        }
    }
}
