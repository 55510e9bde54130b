//! What a request needs, by its row in the table of rules (`protocol/acl_rule.rs`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::permission::Permission;
use crate::engine::protocol::acl_rule::AclRule;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::heartbeat::HeartbeatData;
use crate::engine::protocol::headers::send::SendMessageHeader;
use crate::engine::protocol::names::{RETRY_TOPIC_PREFIX, retry_topic};
use crate::engine::remoting::frame::Frame;

/// Header fields; of one that is there twice the last counts, as it does for handlers.
pub(super) type Fields<'f> = HashMap<String, Cow<'f, str>>;

/// Rights that a request needs.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Whether the account has to administrate.
    pub(super) admin: bool,
    /// Topics, and groups by their retry topics, with the right needed for each.
    pub(super) resources: Vec<(String, Permission)>,
}

impl Needs {
    /// What `request` with these header fields needs; the error says why it cannot be told.
    pub(super) fn of(request: &Frame, fields: &Fields<'_>) -> Result<Self, String> {
        let field = |name: &str| fields.get(name).map(|value| &**value);
        let mut needs = Self::default();
        match request.request_code().acl_rule() {
            AclRule::Signed => {}
            AclRule::Admin => needs.admin = true,
            AclRule::Publish => {
                // Its fields have two spellings each: what the handler will see counts.
                let header: SendMessageHeader<'_> = request.header().map_err(|e| e.to_string())?;
                if header.topic.starts_with(RETRY_TOPIC_PREFIX) {
                    needs.group(Some(&header.producer_group));
                } else {
                    needs.add(Some(&header.topic), Permission::PUB);
                }
            }
            AclRule::Subscribe { topic, group } => {
                needs.add(topic.and_then(field), Permission::SUB);
                needs.group(group.and_then(field));
            }
            AclRule::Heartbeat => {
                let data = HeartbeatData::decode(request.body()).map_err(|e| e.to_string())?;
                for group in data.consumer_data_set {
                    needs.group(Some(&group.group_name));
                    for subscription in group.subscription_data_set {
                        needs.add(Some(&subscription.topic), Permission::SUB);
                    }
                }
            }
        }
        Ok(needs)
    }

    fn add(&mut self, resource: Option<&str>, right: Permission) {
        self.resources.extend(resource.map(|resource| (resource.to_owned(), right)));
    }

    fn group(&mut self, group: Option<&str>) {
        self.add(group.map(retry_topic).as_deref(), Permission::SUB);
    }
}
