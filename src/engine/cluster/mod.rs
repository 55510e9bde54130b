//! A local cluster: a topology becomes a plan, the plan becomes processes of this binary.
//!
//! The plan and the processes' own records in the run directory are ground; what `ps` shows is
//! derived from them each time. Everything here returns plain views; printing is the caller's.

pub mod conf_dir;
pub mod launch;
pub mod life;
pub mod logs;
pub mod plan;
pub mod ready;
pub mod seats;
pub mod spec;
pub mod state;
pub mod view;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::engine::node::{RunDir, state_dir};
use crate::engine::util::holder::{Holder, held_by};

pub use logs::{LogLine, LogTail, TailFrom};
pub use plan::{Plan, PlannedNode};
pub use spec::{ConfFile, PlanError, Spec, Topology};
pub use state::{Place, UpRequest};
pub use view::{ClusterView, DownView, NodeState, NodeView, UpView};

/// The local clusters of this user: everything the command line does with them.
///
/// | method | command |
/// |---|---|
/// | [`up`](Self::up) | `rmq up` |
/// | [`down`](Self::down) | `rmq down` |
/// | [`ps`](Self::ps), [`all`](Self::all) | `rmq ps` |
/// | [`logs`](Self::logs) | `rmq logs` |
/// | [`kill`](Self::kill) | `rmq kill` |
/// | [`start`](Self::start) | `rmq start` |
#[derive(Clone, Debug)]
pub struct Clusters {
    /// Directory of the clusters that were given none of their own.
    pub home: PathBuf,
    /// Where running nodes say that they are up.
    pub run_dir: RunDir,
    /// The `rmq` binary nodes are started from; `None` is the one that runs now.
    pub binary: Option<PathBuf>,
    /// How long a node may take to become ready, or to end.
    pub patience: Duration,
}

impl Clusters {
    /// As the environment says.
    pub fn from_env() -> Self {
        Self {
            home: state_dir::state_dir().join("clusters"),
            run_dir: RunDir::default(),
            binary: None,
            patience: Duration::from_secs(30),
        }
    }
}

/// Why something with a local cluster failed.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// What was asked for cannot be a cluster.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no such cluster.
    #[error("no local cluster named `{name}`{}", known_clusters(known))]
    NoCluster {
        /// As asked for.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// Several clusters, and none was named.
    #[error("several local clusters are known: {}", known.join(", "))]
    WhichCluster {
        /// Their names.
        known: Vec<String>,
    },
    /// The cluster exists with another layout than asked for now.
    #[error("the cluster `{name}` in {dir} was made with other settings: {difference}")]
    OtherPlan {
        /// Its name.
        name: String,
        /// Its directory.
        dir: PathBuf,
        /// The first difference.
        difference: String,
    },
    /// There is no such node in the cluster.
    #[error("cluster `{cluster}` has no node `{node}`; it has {}", known.join(", "))]
    NoNode {
        /// The cluster.
        cluster: String,
        /// As asked for.
        node: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The node is not running.
    #[error("node `{node}` is not running")]
    NotRunning {
        /// The node.
        node: String,
    },
    /// A port a node needs is taken.
    #[error(
        "{purpose} port {port} of `{node}` is taken{}",
        held_by(holder.as_ref())
    )]
    PortTaken {
        /// The node.
        node: String,
        /// What it needs the port for.
        purpose: &'static str,
        /// The port.
        port: u16,
        /// Who has it.
        holder: Option<Holder>,
    },
    /// A node's store is in use by another process.
    #[error(
        "the store {path} of `{node}` is in use{}",
        held_by(holder.as_ref())
    )]
    StoreInUse {
        /// The node.
        node: String,
        /// The store directory.
        path: PathBuf,
        /// Who has it.
        holder: Option<Holder>,
    },
    /// A node ended instead of becoming ready.
    #[error("node `{node}` ended at its start ({status}); its log {log} ends with:\n{tail}")]
    Ended {
        /// The node.
        node: String,
        /// How it ended.
        status: String,
        /// Its log.
        log: PathBuf,
        /// The last lines of its log.
        tail: String,
    },
    /// A node did not become ready in time.
    #[error("node `{node}` is not ready after {after:?}: {missing}")]
    NotReady {
        /// The node.
        node: String,
        /// How long it was waited for.
        after: Duration,
        /// What is missing.
        missing: String,
    },
    /// A process does not end.
    #[error("node `{node}` (pid {pid}) still runs {after:?} after it was asked to stop")]
    StillRunning {
        /// The node.
        node: String,
        /// Its process.
        pid: u32,
        /// How long it was waited for.
        after: Duration,
    },
    /// A file or a process could not be worked with.
    #[error("{what}: {source}")]
    System {
        /// What was tried, with the path or the pid.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

fn known_clusters(known: &[String]) -> String {
    if known.is_empty() {
        "; there is none, `rmq up` makes one".to_owned()
    } else {
        format!("; there are {}", known.join(", "))
    }
}
