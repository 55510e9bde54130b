//! What the commands of a local cluster share: which one is meant, its table, its errors.

use std::path::PathBuf;

use serde::Serialize;

use super::context::Contexts;
use super::error::{CommandError, CommandResult, Kind};
use super::values::or_dash;
use super::view::{Column, View};
use crate::engine::cluster::{ClusterError, ClusterView, Clusters, NodeState, NodeView, Place};

/// Options that choose a local cluster.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Name of the local cluster, when it is not that of the current context
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Directory of the local cluster
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Which {
    /// The place these options name.
    pub fn place(&self) -> Place {
        Place { name: self.name.clone(), dir: self.dir.clone() }
    }

    /// The place of a cluster that is there: the one that is named, else that of the current
    /// context when it is a local one.
    pub fn existing(&self, clusters: &Clusters) -> CommandResult<Place> {
        let mut place = self.place();
        if !self.is_named()
            && let Some(current) = Contexts::load()?.current
            && clusters.names()?.contains(&current)
        {
            place.name = Some(current);
        }
        Ok(place)
    }

    /// Whether one was named.
    pub fn is_named(&self) -> bool {
        self.name.is_some() || self.dir.is_some()
    }
}

/// A node with the name of its cluster.
#[derive(Serialize, schemars::JsonSchema)]
pub struct NodeRow {
    /// The cluster.
    cluster: String,
    #[serde(flatten)]
    node: NodeView,
}

impl NodeRow {
    /// One row for a node of `cluster`.
    pub fn new(cluster: &str, node: NodeView) -> Self {
        Self { cluster: cluster.to_owned(), node }
    }

    /// A row for each node.
    pub fn all_of(cluster: &ClusterView) -> Vec<Self> {
        cluster.nodes.iter().map(|node| Self::new(&cluster.name, node.clone())).collect()
    }
}

impl View for NodeRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CLUSTER", |r: &Self| r.cluster.clone()),
            Column::text("NODE", |r| r.node.node.clone()),
            Column::text("ROLE", |r| r.node.role.to_string()),
            Column::text("BROKER", |r| or_dash(r.node.broker_name.clone())),
            Column::number("ID", |r| or_dash(r.node.broker_id.map(|id| id.to_string()))),
            Column::text("ADDRESS", |r| r.node.address.clone()),
            Column::text("STATE", |r| {
                let state = match r.node.state {
                    NodeState::Up => "up",
                    NodeState::Starting => "starting",
                    NodeState::Down => "down",
                };
                state.to_owned()
            }),
            Column::number("PID", |r| or_dash(r.node.pid.map(|pid| pid.to_string()))),
            Column::text("STORE", |r| {
                or_dash(r.node.store.as_ref().map(|p| p.display().to_string()))
            }),
            Column::text("CONFIG", |r: &Self| r.node.config.display().to_string()).wide(),
            Column::text("LOG", |r: &Self| r.node.log.display().to_string()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.node.node.clone()
    }
}

impl From<ClusterError> for CommandError {
    fn from(error: ClusterError) -> Self {
        let (kind, hint) = match &error {
            ClusterError::Plan(_) => (Kind::Usage, None),
            ClusterError::NoCluster { .. } => (Kind::NotFound, Some("rmq ps".to_owned())),
            ClusterError::NoNode { .. } => (Kind::NotFound, Some("rmq ps".to_owned())),
            ClusterError::WhichCluster { .. } => (Kind::Usage, Some("add --name NAME".to_owned())),
            ClusterError::OtherPlan { name, .. } => {
                (Kind::Failed, Some(format!("rmq down --name {name}, then up again")))
            }
            ClusterError::NotRunning { node } => (Kind::Failed, Some(format!("rmq start {node}"))),
            ClusterError::PortTaken { .. } => {
                let other = "rmq up --base-port 11911 --namesrv-port 19876";
                (Kind::Failed, Some(format!("stop that process, or take other ports: {other}")))
            }
            ClusterError::StoreInUse { .. } => {
                (Kind::Failed, Some("two brokers cannot share a store; rmq ps".to_owned()))
            }
            ClusterError::NotReady { node, .. } => {
                (Kind::Unreachable, Some(format!("rmq logs {node}")))
            }
            ClusterError::Ended { .. }
            | ClusterError::StillRunning { .. }
            | ClusterError::System { .. } => (Kind::Failed, None),
        };
        let text = error.to_string();
        let (headline, cause) = match text.split_once('\n') {
            Some((headline, cause)) => (headline.to_owned(), Some(cause.to_owned())),
            None => (text, None),
        };
        Self { kind, headline, cause, hint }
    }
}
