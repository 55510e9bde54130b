//! The consumer groups that are online: their members and what they subscribe to.
//!
//! Derived state: heartbeats make it, closed connections and silence take it away, and nothing of
//! it outlives the process. Invariants: a group without members is not there; within a group a
//! connection stands for exactly one member; whoever changes the set of members or topics pushes
//! NOTIFY_CONSUMER_IDS_CHANGED (40) to every member, as far as `broker.md` 5.6 says so.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use parking_lot::RwLock;

use super::members::{Member, Members};
use crate::engine::protocol::bodies::connections::ConsumerConnection;
use crate::engine::protocol::bodies::heartbeat::{
    ConsumeFromWhere, ConsumeType, ConsumerData, EXPRESSION_TAG, MessageModel, SUBSCRIBE_ALL,
    SubscriptionData,
};
use crate::engine::protocol::headers::clients::ConsumerGroupHeader;
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

/// What a group wants of a topic, ready for the pull path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// As the client sent it.
    pub data: SubscriptionData,
    /// Java hash codes of the tags wanted, sorted.
    pub codes: Vec<i32>,
}

impl Subscription {
    /// Takes over what a heartbeat brought.
    pub fn new(data: SubscriptionData) -> Self {
        let mut codes = data.code_set.clone();
        codes.sort_unstable();
        codes.dedup();
        Self { data, codes }
    }

    /// The subscription of a pull that carries it in its header: `kind` is `TAG` or the name of
    /// another language, whose text must not be empty. `None` means code 23.
    pub fn from_header(topic: &str, kind: &str, text: Option<&str>, version: i64) -> Option<Self> {
        let topic = TopicName::from(topic);
        if kind.is_empty() || kind == EXPRESSION_TAG {
            let data = SubscriptionData::by_tags(&topic, text.unwrap_or_default(), version);
            return data.map(Self::new);
        }
        Some(Self::new(SubscriptionData {
            topic,
            sub_string: text.filter(|text| !text.is_empty())?.to_owned(),
            sub_version: version,
            expression_type: kind.to_owned(),
            ..SubscriptionData::default()
        }))
    }

    /// Whether every message is wanted.
    pub fn wants_all(&self) -> bool {
        self.data.class_filter_mode || self.data.sub_string == SUBSCRIBE_ALL
    }

    /// Whether the tags code of a queue unit is wanted; only the lower 32 bits count.
    pub fn wants_code(&self, tags_code: i64) -> bool {
        self.wants_all() || self.codes.binary_search(&(tags_code as i32)).is_ok()
    }
}

/// What the pull path needs to know of an online group.
#[derive(Clone, Debug)]
pub struct Subscribed {
    /// What the group wants of the topic.
    pub subscription: Arc<Subscription>,
    /// Whether every member gets every message.
    pub broadcasting: bool,
}

/// One online group.
struct Group {
    members: Members,
    subscriptions: HashMap<TopicName, Arc<Subscription>>,
    consume_type: ConsumeType,
    message_model: MessageModel,
    consume_from_where: ConsumeFromWhere,
}

/// The online consumer groups.
#[derive(Default)]
pub struct Consumers {
    groups: RwLock<HashMap<GroupName, Group>>,
}

impl Consumers {
    /// What `group` wants of `topic`; `None` means code 24.
    pub fn subscription(&self, group: &str, topic: &str) -> Option<Subscribed> {
        let groups = self.groups.read();
        let group = groups.get(group)?;
        Some(Subscribed {
            subscription: group.subscriptions.get(topic)?.clone(),
            broadcasting: group.message_model == MessageModel::Broadcasting,
        })
    }

    /// Whether `group` has members.
    pub fn is_online(&self, group: &str) -> bool {
        self.groups.read().contains_key(group)
    }

    /// Topics `group` subscribes to; `None` when it is offline.
    pub fn topics_of(&self, group: &str) -> Option<HashSet<TopicName>> {
        Some(self.groups.read().get(group)?.subscriptions.keys().cloned().collect())
    }

    /// Online groups that subscribe to `topic`.
    pub fn groups_of(&self, topic: &str) -> Vec<GroupName> {
        let groups = self.groups.read();
        let subscribed = groups.iter().filter(|(_, g)| g.subscriptions.contains_key(topic));
        subscribed.map(|(name, _)| name.clone()).collect()
    }

    /// Client ids of the members of `group`; empty when it is offline.
    pub fn client_ids(&self, group: &str) -> Vec<ClientId> {
        let groups = self.groups.read();
        groups.get(group).map(|g| g.members.client_ids()).unwrap_or_default()
    }

    /// The members of `group`; empty when it is offline.
    pub fn members(&self, group: &str) -> Vec<Member> {
        let groups = self.groups.read();
        groups.get(group).map(|g| g.members.iter().cloned().collect()).unwrap_or_default()
    }

    /// The member of `group` that is `client`.
    pub fn member(&self, group: &str, client: &str) -> Option<Member> {
        self.groups.read().get(group)?.members.find(client).cloned()
    }

    /// How many groups are online.
    pub fn len(&self) -> usize {
        self.groups.read().len()
    }

    /// Whether no group is online.
    pub fn is_empty(&self) -> bool {
        self.groups.read().is_empty()
    }

    /// Members and subscriptions of `group` as 203 answers them; `None` when it is offline.
    pub fn connections(&self, group: &str) -> Option<ConsumerConnection> {
        let groups = self.groups.read();
        let group = groups.get(group)?;
        let subscriptions = group.subscriptions.iter();
        let subscription_table: BTreeMap<_, _> =
            subscriptions.map(|(topic, s)| (topic.clone(), s.data.clone())).collect();
        Some(ConsumerConnection {
            connection_set: group.members.to_connections(),
            consume_from_where: group.consume_from_where,
            consume_type: group.consume_type,
            message_model: group.message_model,
            subscription_table,
        })
    }

    /// Takes over one group of a heartbeat. `notify` says whether the others hear of a change.
    pub fn register(&self, member: Member, data: ConsumerData, notify: bool) {
        let name = data.group_name.clone();
        let told = {
            let mut groups = self.groups.write();
            let group = groups.entry(name.clone()).or_insert_with(Group::empty);
            let joined = group.members.insert(member);
            let changed = group.take(data);
            if !joined && !changed {
                return;
            }
            group.members.connections()
        };
        if notify {
            notify_members(&name, &told);
        }
    }

    /// Takes `connection` out of `group`; true when it was the last. `notify` says whether the
    /// others hear of it.
    pub fn unregister(&self, group: &GroupName, connection: u64, notify: bool) -> bool {
        let told = {
            let mut groups = self.groups.write();
            let Some(found) = groups.get_mut(group) else { return false };
            found.members.remove(connection);
            let left = found.members.connections();
            if left.is_empty() {
                groups.remove(group);
            }
            left
        };
        if notify {
            notify_members(group, &told);
        }
        told.is_empty()
    }

    /// Takes a closed connection out of every group; answers the groups that ended with it.
    /// `notify` says whether the others hear of it.
    pub fn closed(&self, connection: u64, notify: bool) -> Vec<GroupName> {
        let mut told = Vec::new();
        self.groups.write().retain(|name, group| {
            if group.members.remove(connection).is_some() {
                told.push((name.clone(), group.members.connections()));
            }
            !group.members.is_empty()
        });
        if notify {
            for (group, members) in &told {
                notify_members(group, members);
            }
        }
        told.retain(|(_, members)| members.is_empty());
        told.into_iter().map(|(group, _)| group).collect()
    }

    /// Drops and disconnects members that were last heard of before `limit`; answers the groups
    /// that ended with them. Nobody is told: the members are gone before their connections close.
    pub fn expire(&self, limit: TimestampMs) -> Vec<GroupName> {
        let mut ended = Vec::new();
        self.groups.write().retain(|name, group| {
            for member in group.members.take_expired(limit) {
                tracing::warn!(group = %name, client = %member.client_id, "consumer is silent");
                member.connection.close();
            }
            if group.members.is_empty() {
                ended.push(name.clone());
            }
            !group.members.is_empty()
        });
        ended
    }
}

impl Group {
    fn empty() -> Self {
        Self {
            members: Members::default(),
            subscriptions: HashMap::new(),
            consume_type: ConsumeType::default(),
            message_model: MessageModel::default(),
            consume_from_where: ConsumeFromWhere::default(),
        }
    }

    /// Takes over type, model and subscriptions; true when a topic came or went. A newer version
    /// of a known subscription is stored but is no change.
    fn take(&mut self, data: ConsumerData) -> bool {
        self.consume_type = data.consume_type;
        self.message_model = data.message_model;
        self.consume_from_where = data.consume_from_where;
        let topics: HashSet<TopicName> =
            data.subscription_data_set.iter().map(|s| s.topic.clone()).collect();
        let before = self.subscriptions.len();
        self.subscriptions.retain(|topic, _| topics.contains(topic));
        let mut changed = self.subscriptions.len() != before;
        for new in data.subscription_data_set {
            let old = self.subscriptions.get(&new.topic);
            changed |= old.is_none();
            if old.is_none_or(|old| new.sub_version > old.data.sub_version) {
                self.subscriptions.insert(new.topic.clone(), Arc::new(Subscription::new(new)));
            }
        }
        changed
    }
}

/// Pushes NOTIFY_CONSUMER_IDS_CHANGED (40).
fn notify_members(group: &GroupName, members: &[Arc<Connection>]) {
    let header = ConsumerGroupHeader { consumer_group: group.clone() };
    let request = Request::new(RequestCode::NotifyConsumerIdsChanged, &header);
    for member in members {
        member.send_oneway(&request);
    }
}
