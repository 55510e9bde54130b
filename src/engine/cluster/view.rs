//! What callers get to see of a local cluster. The names in JSON are stable.

use std::path::PathBuf;

use serde::Serialize;

use crate::engine::node::Role;

/// How a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NodeState {
    /// Runs and has said that it is up.
    Up,
    /// Runs, but has not said yet that it is up.
    Starting,
    /// Does not run.
    Down,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeView {
    /// Name of the node in its cluster: `namesrv`, `broker-a`, `broker-a-s`.
    pub node: String,
    /// What it is.
    pub role: Role,
    /// `brokerName`; none for a name server.
    pub broker_name: Option<String>,
    /// `brokerId`: 0 is a master; none for a name server.
    pub broker_id: Option<i64>,
    /// Where clients reach it, `ip:port`.
    pub address: String,
    /// How it is.
    pub state: NodeState,
    /// Its process, while it runs.
    pub pid: Option<u32>,
    /// Its store directory; none for a name server.
    pub store: Option<PathBuf>,
    /// Its configuration file.
    pub config: PathBuf,
    /// Its log.
    pub log: PathBuf,
}

/// A whole cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterView {
    /// Name of the local cluster.
    pub name: String,
    /// Apache's name of its layout.
    pub topology: String,
    /// Everything it has on disk.
    pub dir: PathBuf,
    /// Its name servers, as `-n` and `NAMESRV_ADDR` take them.
    pub namesrv: String,
    /// Its nodes, name servers first.
    pub nodes: Vec<NodeView>,
}

/// What `up` did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpView {
    /// The cluster as it is now.
    #[serde(flatten)]
    pub cluster: ClusterView,
    /// Names of the nodes this call started; empty when everything was up already.
    pub started: Vec<String>,
    /// From the call until every broker was registered and writable, in ms.
    pub took_ms: u64,
    /// Whether its servers take TLS only.
    #[serde(skip)]
    pub insists_on_tls: bool,
    /// Whether they show a certificate that nobody signed, to those who speak TLS.
    #[serde(skip)]
    pub shows_test_certificate: bool,
}

/// What `down` did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DownView {
    /// Name of the local cluster.
    pub name: String,
    /// Names of the nodes this call stopped; empty when nothing ran.
    pub stopped: Vec<String>,
    /// Those among `stopped` that had to be killed.
    pub killed: Vec<String>,
    /// The directory that was removed.
    pub purged: Option<PathBuf>,
}
