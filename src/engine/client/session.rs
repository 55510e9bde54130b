//! What every kind of client has in common: connections, name servers, routes, heartbeats.
//!
//! State: the groups this client belongs to (ground: only the client knows them), everything else
//! derived. Invariant: a broker hears of every group before it is asked to do anything for it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::task::JoinSet;

use super::config::ClientConfig;
use super::error::{ClientError, Result};
use super::namesrv::NameServers;
use super::route::RouteTable;
use super::router::PushRouter;
use super::subscription::Filter;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::heartbeat::{
    CheckClientBody, ConsumerData, HeartbeatData, ProducerData,
};
use crate::engine::protocol::bodies::route::MASTER_ID;
use crate::engine::protocol::headers::clients::UnregisterClientHeader;
use crate::engine::protocol::names::{BrokerName, ClientId, GroupName, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::client::Client;
use crate::engine::remoting::frame::{Frame, Request};

/// The producer group every client is in, by which brokers reach it (`MixAll`).
const INNER_PRODUCER_GROUP: &str = "CLIENT_INNER_PRODUCER";
/// Pause between the loss of a connection and the heartbeat over a new one.
const RECONNECT_PAUSE: Duration = Duration::from_millis(500);

#[derive(Default)]
struct Groups {
    producers: BTreeSet<GroupName>,
    consumers: Vec<ConsumerData>,
    /// Brokers that have heard of the groups.
    greeted: BTreeSet<String>,
    /// Brokers messages were sent to.
    contacted: BTreeSet<String>,
}

/// One client's view of a cluster.
pub struct Session {
    /// Its settings.
    pub config: ClientConfig,
    /// Its id in every group.
    pub id: ClientId,
    /// Connections to brokers and name servers.
    pub client: Arc<Client>,
    /// The name servers.
    pub namesrv: NameServers,
    /// Routes fetched so far.
    pub routes: RouteTable,
    pub(super) pushes: Arc<PushRouter>,
    groups: Mutex<Groups>,
    tasks: Mutex<JoinSet<()>>,
}

impl Session {
    /// A session without groups. Nothing is sent yet.
    pub fn new(config: ClientConfig) -> Arc<Self> {
        let id = config.client_id();
        Self::with_id(config, id)
    }

    pub(super) fn with_id(config: ClientConfig, id: ClientId) -> Arc<Self> {
        let pushes = Arc::new(PushRouter::default());
        let (credentials, tls) = (config.credentials.clone(), config.tls.clone());
        let client = Client::secured(pushes.clone(), credentials, tls);
        let namesrv = NameServers::new(config.namesrv.clone(), client.clone(), config.call_timeout);
        Arc::new(Self {
            config,
            id,
            client,
            namesrv,
            routes: RouteTable::default(),
            pushes,
            groups: Mutex::default(),
            tasks: Mutex::default(),
        })
    }

    /// Joins a producer group; brokers learn of it by the next heartbeat.
    pub(super) fn join_as_producer(&self, group: &GroupName) {
        self.groups.lock().producers.insert(group.clone());
    }

    /// Joins a consumer group; brokers learn of it by the next heartbeat.
    pub(super) fn join_as_consumer(&self, data: ConsumerData) {
        self.groups.lock().consumers.push(data);
    }

    /// Starts polling routes and sending heartbeats, until [`Session::close`].
    pub(super) fn start_background(self: &Arc<Self>) {
        let mut tasks = self.tasks.lock();
        let session = Arc::downgrade(self);
        let every = self.config.poll_namesrv_interval;
        tasks.spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                let Some(session) = session.upgrade() else { return };
                session.routes.refresh_all(&session.namesrv).await;
            }
        });
        let session = Arc::downgrade(self);
        let (every, pushes) = (self.config.heartbeat_interval, self.pushes.clone());
        tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(every) => {}
                    () = pushes.until_connection_lost() => {
                        tokio::time::sleep(RECONNECT_PAUSE).await;
                    }
                }
                let Some(session) = session.upgrade() else { return };
                session.heartbeat_all().await;
            }
        });
    }

    /// Sends a heartbeat to every broker of every known route; slaves hear of consumers only.
    pub(super) async fn heartbeat_all(&self) {
        let (with_slaves, greeted) = {
            let groups = self.groups.lock();
            (!groups.consumers.is_empty(), groups.greeted.clone())
        };
        let mut addresses = self.routes.broker_addresses(with_slaves);
        addresses.extend(greeted);
        let body = self.heartbeat_body();
        let mut calls = JoinSet::new();
        for address in addresses {
            let (client, timeout) = (self.client.clone(), self.config.call_timeout);
            let request = Request::bare(RequestCode::HeartBeat).with_body(body.clone());
            calls.spawn(async move { (client.call(&address, &request, timeout).await, address) });
        }
        while let Some(ended) = calls.join_next().await {
            let Ok((outcome, address)) = ended else { continue };
            self.note_heartbeat(&address, outcome.map_err(ClientError::from));
        }
    }

    /// Tells a broker of the groups when it is sent to for the first time, off the way of the
    /// messages. Should that fail, the next heartbeat tells it.
    pub(super) fn greet_on_first_contact(self: &Arc<Self>, address: &str) {
        {
            let mut groups = self.groups.lock();
            if groups.contacted.contains(address) {
                return;
            }
            groups.contacted.insert(address.to_owned());
        }
        let (session, address) = (self.clone(), address.to_owned());
        tokio::spawn(async move { session.greet(&address).await });
    }

    /// Sends a heartbeat to `address` if that broker has not heard of this client yet.
    pub(super) async fn greet(&self, address: &str) {
        let is_greeted = self.groups.lock().greeted.contains(address);
        if !is_greeted {
            let request = Request::bare(RequestCode::HeartBeat).with_body(self.heartbeat_body());
            let outcome = self.client.call(address, &request, self.config.call_timeout).await;
            self.note_heartbeat(address, outcome.map_err(ClientError::from));
        }
    }

    /// Sends a heartbeat to `address` because that broker has forgotten this client. Of several
    /// tasks that notice at the same time, one does it.
    pub(super) async fn greet_again(&self, address: &str) {
        let was_greeted = self.groups.lock().greeted.remove(address);
        if was_greeted {
            self.greet(address).await;
        }
    }

    fn note_heartbeat(&self, address: &str, outcome: Result<Frame>) {
        let mut groups = self.groups.lock();
        match outcome {
            Ok(answer) if answer.response_code() == ResponseCode::Success => {
                groups.greeted.insert(address.to_owned());
            }
            Ok(answer) => {
                let remark = answer.remark.as_deref().unwrap_or_default();
                tracing::warn!(address, code = %answer.response_code(), remark, "heartbeat refused");
            }
            Err(error) => {
                groups.greeted.remove(address);
                tracing::debug!(address, %error, "heartbeat not delivered");
            }
        }
    }

    fn heartbeat_body(&self) -> bytes::Bytes {
        let groups = self.groups.lock();
        let inner = GroupName::from(INNER_PRODUCER_GROUP);
        let names = std::iter::once(&inner).chain(&groups.producers);
        let data = HeartbeatData {
            client_id: self.id.clone(),
            consumer_data_set: groups.consumers.clone(),
            producer_data_set: names.map(|n| ProducerData { group_name: n.clone() }).collect(),
        };
        data.encode().into()
    }

    /// Asks a broker; an answer with another code than success is an error.
    pub async fn ask(
        &self,
        address: &str,
        broker: Option<&BrokerName>,
        request: &Request,
    ) -> Result<Frame> {
        self.ask_within(address, broker, request, self.config.call_timeout).await
    }

    /// [`Session::ask`] with a timeout of its own.
    pub async fn ask_within(
        &self,
        address: &str,
        broker: Option<&BrokerName>,
        request: &Request,
        timeout: Duration,
    ) -> Result<Frame> {
        let answer = self.client.call(address, request, timeout).await?;
        match answer.response_code() {
            ResponseCode::Success => Ok(answer),
            _ => Err(ClientError::refused(request.code, &answer, address, broker)),
        }
    }

    /// Asks a broker of `topic` whether it understands the expression of `filter`, on behalf of
    /// `group`: a broken one would select nothing, or everything. Tags need not be asked about.
    ///
    /// # Errors
    /// The expression is broken (code 23), or the broker knows no expressions (code 1).
    pub async fn check_filter(
        &self,
        group: &GroupName,
        topic: &TopicName,
        filter: &Filter,
    ) -> Result<()> {
        if !matches!(filter, Filter::Sql(_)) {
            return Ok(());
        }
        let route = self.routes.get(&self.namesrv, topic).await?;
        let Some(queue) = route.readable.first() else { return Ok(()) };
        let (address, _) = self.routes.reading_address(&queue.broker_name, MASTER_ID)?;
        let body = CheckClientBody {
            client_id: self.id.clone(),
            group: group.clone(),
            subscription_data: filter.subscription(topic),
        };
        let request = Request::bare(RequestCode::CheckClientConfig).with_body(body.encode());
        self.ask(&address, Some(&queue.broker_name), &request).await.map(drop)
    }

    /// Leaves every group, tells the brokers so, and closes the connections.
    pub(super) async fn close(&self) {
        self.tasks.lock().abort_all();
        let (producers, consumers, told) = {
            let mut groups = self.groups.lock();
            let producers = std::mem::take(&mut groups.producers);
            let consumers = std::mem::take(&mut groups.consumers);
            // A heartbeat may be on its way still, so that brokers only sent to count too.
            let mut told = std::mem::take(&mut groups.greeted);
            told.append(&mut groups.contacted);
            (producers, consumers, told)
        };
        let leave = |producer_group, consumer_group| {
            let client_id = self.id.clone();
            let header = UnregisterClientHeader { client_id, producer_group, consumer_group };
            Request::new(RequestCode::UnregisterClient, &header)
        };
        let mut requests = vec![leave(Some(GroupName::from(INNER_PRODUCER_GROUP)), None)];
        requests.extend(producers.into_iter().map(|group| leave(Some(group), None)));
        requests.extend(consumers.into_iter().map(|data| leave(None, Some(data.group_name))));
        let mut calls = JoinSet::new();
        for address in told {
            let (client, timeout) = (self.client.clone(), self.config.call_timeout);
            let requests = requests.clone();
            calls.spawn(async move {
                for request in requests {
                    if let Err(error) = client.call(&address, &request, timeout).await {
                        // The broker forgets a client that is gone by itself.
                        tracing::debug!(address, %error, "not unregistered");
                        return;
                    }
                }
            });
        }
        while calls.join_next().await.is_some() {}
        self.client.close().await;
    }
}
