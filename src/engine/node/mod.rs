//! One role in this process: start it, stop it, find it from outside, ask how it is.

pub mod allocator;
pub mod broker;
pub mod broker_options;
pub mod config_lint;
pub mod health;
mod introduction;
pub mod java_properties;
pub mod namesrv;
pub mod offline_store;
pub mod open_files;
pub mod ports;
pub mod process;
pub mod provenance;
pub mod run_dir;
pub mod settings;
pub mod signals;
pub mod state_dir;
mod way;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::engine::util::holder::{self, Holder, held_by};

pub use broker::BrokerNode;
pub use broker_options::BrokerOptions;
pub use namesrv::{NamesrvNode, NamesrvOptions};
pub use run_dir::{NodeRecord, RunDir};

/// What a node is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    schemars::JsonSchema,
    Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A name server.
    Namesrv,
    /// A broker, master or slave.
    Broker,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Namesrv => "namesrv",
            Role::Broker => "broker",
        })
    }
}

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The `-c` file could not be read.
    #[error("cannot read the configuration file {path}: {source}")]
    ConfigFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A setting has a value its key cannot take.
    #[error("{origin}: {key}={found} is not {expected}")]
    Setting {
        /// File and line, or the option it came from.
        origin: String,
        /// The key.
        key: String,
        /// What the key takes.
        expected: String,
        /// What was given.
        found: String,
    },
    /// Unknown keys, or values that do not fit, where these were declared to be errors.
    #[error("the configuration has mistakes: {0}")]
    UnknownKeys(String),
    /// A port is taken.
    #[error("{purpose} port {port} is taken{}", held_by(holder.as_ref()))]
    PortTaken {
        /// What the node wanted the port for.
        purpose: &'static str,
        /// The port.
        port: u16,
        /// The process that listens on it, when the system tells.
        holder: Option<Holder>,
    },
    /// Listening failed for another reason.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another process works on the store directory.
    #[error("the store {path} is in use{}", held_by(holder.as_ref()))]
    StoreInUse {
        /// The store directory.
        path: PathBuf,
        /// The process that holds it, when the system tells.
        holder: Option<Holder>,
    },
    /// Files of a store do not fit together, or not to the configuration.
    #[error("cannot open the store {}: {problem}", path.display())]
    StoreFiles {
        /// The store directory.
        path: PathBuf,
        /// The file, what was expected and what was found.
        problem: String,
    },
    /// A file of the node could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The role itself refused to start.
    #[error("{0}")]
    Role(Box<dyn std::error::Error + Send + Sync>),
}

impl StartError {
    /// Listening on `address` failed; says who has the port when that is why.
    pub fn listen(purpose: &'static str, address: SocketAddr, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::AddrInUse {
            let (port, holder) = (address.port(), holder::listener(address));
            Self::PortTaken { purpose, port, holder }
        } else {
            Self::Listen { address: address.to_string(), source }
        }
    }
}
