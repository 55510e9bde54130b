//! Operations on a running cluster, each giving a view: a plain value a command prints.
//!
//! What concerns several servers is asked of all of them at once, each within the call timeout.
//! A server that fails is a row with its [`outcome::Failure`]; the others' rows stand beside it.

mod acl;
pub mod broker;
mod cluster;
pub mod export;
mod group;
pub mod group_change;
pub mod health;
pub mod members;
pub mod message;
pub mod namesrv;
pub mod offset;
mod one_server;
pub mod outcome;
pub mod reset;
pub mod servers;
mod tables;
mod topic;
pub mod topic_change;
pub mod trace;
pub mod traffic;
pub mod view;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::engine::client::config::{ClientConfig, NamesrvAddrs};
use crate::engine::client::error::{ClientError, Result, unreadable_body};
use crate::engine::client::session::Session;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::route::ClusterInfo;
use crate::engine::protocol::names::BrokerName;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::{Frame, Request};

/// How long an administrator waits for an answer (`DefaultMQAdminExt`).
pub const ADMIN_TIMEOUT: Duration = Duration::from_secs(5);
/// Most requests on their way at once when a cluster is asked about each of its topics.
const MAX_AT_ONCE: usize = 32;

/// Administers the cluster behind some name servers. Joins no group and runs no task.
#[derive(Clone)]
pub struct Admin {
    session: Arc<Session>,
}

impl Admin {
    /// An administrator with Apache's timeout of 5 s for each answer.
    pub fn new(namesrv: NamesrvAddrs) -> Self {
        Self::with_config(ClientConfig {
            call_timeout: ADMIN_TIMEOUT,
            ..ClientConfig::new(namesrv)
        })
    }

    /// An administrator with other settings.
    pub fn with_config(config: ClientConfig) -> Self {
        Self { session: Session::new(config) }
    }

    /// The session underneath, for questions about single queues.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// Closes the connections.
    pub async fn shutdown(self) {
        self.session.client.close().await;
    }

    /// Asks a name server, whichever answers; another code than success is an error.
    async fn ask_namesrv(&self, request: &Request) -> Result<(Frame, String)> {
        let (answer, address) = self.session.namesrv.call(request).await?;
        match answer.response_code() {
            ResponseCode::Success => Ok((answer, address)),
            _ => Err(ClientError::refused(request.code, &answer, &address, None)),
        }
    }

    /// Asks a name server, and reads the body of its answer.
    async fn body_of_namesrv<B: Body>(&self, request: &Request) -> Result<B> {
        let (answer, address) = self.ask_namesrv(request).await?;
        B::decode(answer.body()).map_err(unreadable_body(request.code, &address))
    }

    /// Asks a broker, and reads the body of its answer.
    async fn body_of<B: Body>(
        &self,
        address: &str,
        broker: Option<&BrokerName>,
        request: &Request,
        timeout: Duration,
    ) -> Result<B> {
        let answer = self.session.ask_within(address, broker, request, timeout).await?;
        B::decode(answer.body()).map_err(unreadable_body(request.code, address))
    }

    /// Every broker and cluster the name server knows.
    pub async fn cluster_info(&self) -> Result<ClusterInfo> {
        self.body_of_namesrv(&Request::bare(RequestCode::GetBrokerClusterInfo)).await
    }

    fn timeout(&self) -> Duration {
        self.session.config.call_timeout
    }
}

/// Runs `work` for every item, at most [`MAX_AT_ONCE`] at a time, and gives the results in the
/// order of the items. One that panics is left out; its message has been printed by then.
pub(in crate::engine) async fn for_all<I, T, W, F>(
    items: impl IntoIterator<Item = I>,
    work: W,
) -> Vec<T>
where
    T: Send + 'static,
    W: Fn(I) -> F,
    F: Future<Output = T> + Send + 'static,
{
    let mut running = JoinSet::new();
    let mut results: Vec<(usize, T)> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        if running.len() >= MAX_AT_ONCE
            && let Some(Ok(result)) = running.join_next().await
        {
            results.push(result);
        }
        let work = work(item);
        running.spawn(async move { (index, work.await) });
    }
    while let Some(ended) = running.join_next().await {
        results.extend(ended);
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
