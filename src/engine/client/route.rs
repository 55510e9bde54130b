//! Where the queues of topics are: routes from the name server, kept until the next poll.
//!
//! State: derived from the name server. Invariants: a route in the table has been usable once;
//! a name server that does not answer never takes a route away.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::RwLock;

use super::error::{ClientError, Result, unreadable_body};
use super::namesrv::NameServers;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::route::{BrokerData, MASTER_ID, TopicRouteData};
use crate::engine::protocol::bodies::topic_config::{PERM_READ, PERM_WRITE};
use crate::engine::protocol::headers::route::GetRouteInfoHeader;
use crate::engine::protocol::name_rules::AUTO_CREATE_TOPIC;
use crate::engine::protocol::names::{BrokerName, MessageQueue, QueueId, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Request;

/// Queues a client asks for when a message creates its topic (`defaultTopicQueueNums`).
pub const DEFAULT_TOPIC_QUEUES: i32 = 4;
/// Most queues of one broker that are listed; a route that says more is taken for broken.
const MAX_QUEUES: i32 = 65_536;

/// The route of one topic, and the lists of queues that follow from it.
#[derive(Debug)]
pub struct TopicRoute {
    /// As the name server gave it.
    pub data: TopicRouteData,
    /// Queues to send to, by broker name and id.
    pub writable: Vec<MessageQueue>,
    /// Queues to read from, in the order every consumer of a group agrees on.
    pub readable: Vec<MessageQueue>,
    /// Which queue comes next; starts anywhere, so that short-lived producers spread too.
    next: AtomicUsize,
}

impl TopicRoute {
    /// The lists of queues of `topic` under the route `data`.
    pub fn new(topic: &TopicName, data: TopicRouteData) -> Self {
        let (writable, readable) = (writable_queues(topic, &data), readable_queues(topic, &data));
        let next = AtomicUsize::new(rand::random_range(0..=u16::MAX.into()));
        Self { data, writable, readable, next }
    }

    /// The next writable queue in turn, on another broker than `not_on` if there is one.
    pub fn next_queue(&self, not_on: Option<&BrokerName>) -> Option<&MessageQueue> {
        let count = self.writable.len();
        if count == 0 {
            return None;
        }
        for _ in 0..count {
            let queue = self.writable.get(self.next.fetch_add(1, Ordering::Relaxed) % count)?;
            if Some(&queue.broker_name) != not_on {
                return Some(queue);
            }
        }
        self.writable.get(self.next.fetch_add(1, Ordering::Relaxed) % count)
    }

    /// The addresses of a broker.
    pub fn broker(&self, name: &str) -> Option<&BrokerData> {
        self.data.broker_datas.iter().find(|broker| broker.broker_name.as_str() == name)
    }
}

/// As Apache's `topicRouteData2TopicPublishInfo`: queues with permission to write on brokers
/// with a live master; for an ordered topic those its configuration lists.
fn writable_queues(topic: &TopicName, data: &TopicRouteData) -> Vec<MessageQueue> {
    let queue = |broker: &BrokerName, id| MessageQueue {
        topic: topic.clone(),
        broker_name: broker.clone(),
        queue_id: QueueId(id),
    };
    if let Some(order) = data.order_topic_conf.as_deref().filter(|text| !text.is_empty()) {
        let parts = order.split(';').filter_map(|part| part.split_once(':'));
        return parts
            .filter_map(|(name, count)| Some((BrokerName::from(name), count.trim().parse().ok()?)))
            .flat_map(|(name, count)| (0..queue_count(count)).map(move |id| queue(&name, id)))
            .collect();
    }
    let has_master = |name: &BrokerName| {
        data.broker_datas.iter().any(|b| b.broker_name == *name && b.master_addr().is_some())
    };
    let mut parts: Vec<_> = data.queue_datas.iter().collect();
    parts.sort_by(|a, b| a.broker_name.cmp(&b.broker_name));
    parts
        .into_iter()
        .filter(|part| part.perm & PERM_WRITE != 0 && has_master(&part.broker_name))
        .flat_map(|part| (0..queue_count(part.write_queue_nums)).map(move |id| (part, id)))
        .map(|(part, id)| queue(&part.broker_name, id))
        .collect()
}

/// As Apache's `topicRouteData2TopicSubscribeInfo`, sorted.
fn readable_queues(topic: &TopicName, data: &TopicRouteData) -> Vec<MessageQueue> {
    let mut queues: Vec<MessageQueue> = data
        .queue_datas
        .iter()
        .filter(|part| part.perm & PERM_READ != 0)
        .flat_map(|part| (0..queue_count(part.read_queue_nums)).map(move |id| (part, id)))
        .map(|(part, id)| MessageQueue {
            topic: topic.clone(),
            broker_name: part.broker_name.clone(),
            queue_id: QueueId(id),
        })
        .collect();
    queues.sort();
    queues.dedup();
    queues
}

fn queue_count(declared: i32) -> i32 {
    declared.clamp(0, MAX_QUEUES)
}

/// Asks the name server for the route of `topic`.
///
/// # Errors
/// [`ClientError::NoRoute`] when it knows none.
pub async fn fetch_route(namesrv: &NameServers, topic: &TopicName) -> Result<TopicRouteData> {
    let code = RequestCode::GetRouteInfoByTopic;
    let header = GetRouteInfoHeader { topic: topic.clone(), accept_standard_json_only: Some(true) };
    let (answer, address) = namesrv.call(&Request::new(code, &header)).await?;
    match answer.response_code() {
        ResponseCode::Success => {
            TopicRouteData::decode(answer.body()).map_err(unreadable_body(code, &address))
        }
        ResponseCode::TopicNotExist => {
            Err(ClientError::NoRoute { topic: topic.clone(), namesrv: address })
        }
        _ => Err(ClientError::refused(code, &answer, &address, None)),
    }
}

/// Routes by topic.
#[derive(Default)]
pub struct RouteTable {
    routes: RwLock<HashMap<TopicName, Arc<TopicRoute>>>,
    /// Brokers as the last route with them said, so that no older one sends anybody to an
    /// address that is not theirs any more.
    brokers: RwLock<HashMap<BrokerName, BrokerData>>,
}

impl RouteTable {
    /// The route of `topic`, if it was fetched.
    pub fn known(&self, topic: &TopicName) -> Option<Arc<TopicRoute>> {
        self.routes.read().get(topic).cloned()
    }

    /// The route of `topic`, fetched now if it was not before.
    pub async fn get(&self, namesrv: &NameServers, topic: &TopicName) -> Result<Arc<TopicRoute>> {
        match self.known(topic) {
            Some(route) => Ok(route),
            None => self.refresh(namesrv, topic).await,
        }
    }

    /// Fetches the route of `topic`, also when one is known.
    pub async fn refresh(
        &self,
        namesrv: &NameServers,
        topic: &TopicName,
    ) -> Result<Arc<TopicRoute>> {
        let data = fetch_route(namesrv, topic).await?;
        Ok(self.put(topic, data))
    }

    /// The route to send to `topic` by. When the name server knows none, that of `TBW102`, with
    /// the number of queues the broker will give the topic when it creates it.
    pub async fn get_for_sending(
        &self,
        namesrv: &NameServers,
        topic: &TopicName,
    ) -> Result<Arc<TopicRoute>> {
        let missing = match self.get(namesrv, topic).await {
            Err(error @ ClientError::NoRoute { .. }) => error,
            other => return other,
        };
        let mut data = match fetch_route(namesrv, &TopicName::from(AUTO_CREATE_TOPIC)).await {
            Err(ClientError::NoRoute { .. }) => return Err(missing),
            other => other?,
        };
        for part in &mut data.queue_datas {
            part.write_queue_nums = part.write_queue_nums.min(DEFAULT_TOPIC_QUEUES);
            part.read_queue_nums = part.write_queue_nums;
        }
        Ok(self.put(topic, data))
    }

    /// Fetches every known route again. One that is gone is kept, as Apache keeps it; one that
    /// changed is replaced.
    pub async fn refresh_all(&self, namesrv: &NameServers) {
        let topics: Vec<TopicName> = self.routes.read().keys().cloned().collect();
        for topic in topics {
            if let Err(error) = self.refresh(namesrv, &topic).await {
                tracing::debug!(%topic, %error, "route not refreshed");
            }
        }
    }

    fn put(&self, topic: &TopicName, data: TopicRouteData) -> Arc<TopicRoute> {
        {
            let mut brokers = self.brokers.write();
            for broker in &data.broker_datas {
                brokers.insert(broker.broker_name.clone(), broker.clone());
            }
        }
        let mut routes = self.routes.write();
        if let Some(old) = routes.get(topic).filter(|old| old.data == data) {
            return old.clone();
        }
        let route = Arc::new(TopicRoute::new(topic, data));
        routes.insert(topic.clone(), route.clone());
        route
    }

    /// The address of broker `name` with id `id`.
    pub fn broker_address(&self, name: &BrokerName, id: i64) -> Option<String> {
        self.brokers.read().get(name)?.broker_addrs.get(&id).cloned()
    }

    /// The address of the master of broker `name`.
    pub fn master_address(&self, name: &BrokerName) -> Result<String> {
        self.broker_address(name, MASTER_ID)
            .ok_or_else(|| ClientError::NoBroker { broker: name.clone() })
    }

    /// Where to read broker `name`: at id `preferred`, else at the lowest live one. Gives the
    /// address and its id.
    pub fn reading_address(&self, name: &BrokerName, preferred: i64) -> Result<(String, i64)> {
        let brokers = self.brokers.read();
        let addresses = brokers.get(name).map(|broker| &broker.broker_addrs);
        addresses
            .and_then(|all| all.get_key_value(&preferred).or_else(|| all.first_key_value()))
            .map(|(id, address)| (address.clone(), *id))
            .ok_or_else(|| ClientError::NoBroker { broker: name.clone() })
    }

    /// The addresses of broker `name`, the master's first.
    pub fn addresses_of(&self, name: &BrokerName) -> Vec<String> {
        let brokers = self.brokers.read();
        let broker = brokers.get(name);
        broker.map(|broker| broker.broker_addrs.values().cloned().collect()).unwrap_or_default()
    }

    /// The id of broker `name` to try after `failed`: the next higher one, then the lowest again.
    pub fn next_id(&self, name: &BrokerName, failed: i64) -> i64 {
        let brokers = self.brokers.read();
        let Some(broker) = brokers.get(name) else { return MASTER_ID };
        let mut higher = broker.broker_addrs.range(failed.saturating_add(1)..);
        let next = higher.next().or_else(|| broker.broker_addrs.first_key_value());
        next.map_or(MASTER_ID, |(id, _)| *id)
    }

    /// Every known broker address, masters only or slaves too.
    pub fn broker_addresses(&self, with_slaves: bool) -> BTreeSet<String> {
        let brokers = self.brokers.read();
        brokers
            .values()
            .flat_map(|broker| &broker.broker_addrs)
            .filter(|(id, _)| with_slaves || **id == MASTER_ID)
            .map(|(_, address)| address.clone())
            .collect()
    }
}
