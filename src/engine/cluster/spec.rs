//! What a user asks for, and why it may be refused. Pure.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::engine::broker::config::{self, BrokerConfig, KEYS};
use crate::engine::namesrv::config::{NamesrvConfig, SetError};
use crate::engine::remoting::tls::TlsSettings;
use crate::engine::util::nearest::nearest;

/// Default port of the first broker (`config.md` 6.3).
pub const DEFAULT_BASE_PORT: u16 = 10911;
/// Default port of the first name server (`config.md` 6.3).
pub const DEFAULT_NAMESRV_PORT: u16 = 9876;
/// Keys that say which node this is; the plan sets them.
const OWN_KEYS: &[(&str, &str)] = &[
    ("listenPort", "--base-port or --namesrv-port"),
    ("haListenPort", "--base-port"),
    ("namesrvAddr", "--namesrv-port"),
    ("brokerName", "--topology"),
    ("brokerId", "--topology"),
    ("brokerRole", "--topology"),
    ("storePathRootDir", "--dir"),
    ("storePathCommitLog", "--dir"),
    ("kvConfigPath", "--dir"),
    ("configStorePath", "--dir"),
];

/// Layouts by the names of Apache's `conf/` folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topology {
    /// One master.
    #[default]
    #[serde(rename = "single")]
    Single,
    /// Two masters, no slave.
    #[serde(rename = "2m-noslave")]
    TwoMasters,
    /// Two masters, each with a slave; sends do not wait for those.
    #[serde(rename = "2m-2s-async")]
    TwoMastersTwoSlavesAsync,
    /// Two masters, each with a slave; sends wait for those.
    #[serde(rename = "2m-2s-sync")]
    TwoMastersTwoSlavesSync,
    /// The brokers of a folder of configuration files (`--conf`).
    #[serde(rename = "conf")]
    Folder,
}

impl Topology {
    /// The name of Apache's `conf/` folder, or `single`.
    pub fn name(self) -> &'static str {
        match self {
            Topology::Single => "single",
            Topology::TwoMasters => "2m-noslave",
            Topology::TwoMastersTwoSlavesAsync => "2m-2s-async",
            Topology::TwoMastersTwoSlavesSync => "2m-2s-sync",
            Topology::Folder => "conf",
        }
    }

    /// The names that can be asked for today.
    pub const NAMES: &[&str] = &["single", "2m-noslave", "2m-2s-async", "2m-2s-sync"];
}

impl FromStr for Topology {
    type Err = PlanError;

    fn from_str(name: &str) -> Result<Self, PlanError> {
        match name {
            "single" => Ok(Topology::Single),
            "2m-noslave" => Ok(Topology::TwoMasters),
            "2m-2s-async" => Ok(Topology::TwoMastersTwoSlavesAsync),
            "2m-2s-sync" => Ok(Topology::TwoMastersTwoSlavesSync),
            "dledger" => Err(PlanError::TopologyLater(name.to_owned())),
            other => Err(PlanError::UnknownTopology(other.to_owned())),
        }
    }
}

/// Why a spec cannot be a cluster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A topology of Apache's that this version cannot run.
    #[error("topology `{}` comes in a later version; today: {}", .0, Topology::NAMES.join(", "))]
    TopologyLater(String),
    /// Not a topology.
    #[error(
        "unknown topology `{0}`; there are single, 2m-noslave, 2m-2s-async, 2m-2s-sync, dledger"
    )]
    UnknownTopology(String),
    /// A folder without configuration files.
    #[error("no .properties or .conf file of a broker in the folder")]
    NoConf,
    /// A configuration file of a folder contradicts itself or another one.
    #[error("{file}: {problem}")]
    ConfFile {
        /// Its name in the folder.
        file: String,
        /// What does not fit, and what would.
        problem: String,
    },
    /// Two nodes would listen on one port.
    #[error("port {port} is wanted twice: as {first} and as {second}")]
    PortTwice {
        /// The port.
        port: u16,
        /// One use.
        first: String,
        /// The other.
        second: String,
    },
    /// A port computed from the base port does not exist.
    #[error("base port {base} leaves no room for the ports of `{node}`")]
    PortRange {
        /// As asked for.
        base: u16,
        /// The node.
        node: String,
    },
    /// A cluster without a name server.
    #[error("a cluster needs 1 to 9 name servers, {0} were asked for")]
    NamesrvCount(usize),
    /// A key that the plan itself sets.
    #[error("{key} differs from node to node and cannot be set; use {instead}")]
    OwnKey {
        /// The key.
        key: String,
        /// The option that decides it.
        instead: &'static str,
    },
    /// A key neither role knows.
    #[error("unknown key `{key}`{}", meant.as_ref().map(|m| format!(": did you mean `{m}`?")).unwrap_or_default())]
    UnknownKey {
        /// The key.
        key: String,
        /// The key that was probably meant.
        meant: Option<String>,
    },
    /// A value its key cannot take.
    #[error("{key} must be {expected}, found `{found}`")]
    Value {
        /// The key.
        key: String,
        /// What it takes.
        expected: String,
        /// What was given.
        found: String,
    },
    /// A setting that would not survive being written as a line.
    #[error("setting {key} must be one line without control characters")]
    Setting {
        /// The key.
        key: String,
    },
    /// `bindAddress` is not an address.
    #[error("bindAddress must be an IP address, found `{0}`")]
    Bind(String),
    /// A name that cannot be a directory.
    #[error("`{0}` cannot be the name of a cluster: letters, digits, `-`, `_` and `.` can")]
    Name(String),
}

/// One broker's configuration file, as `--conf` found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfFile {
    /// Its name in the folder.
    pub file: String,
    /// What it sets, in its order.
    pub keys: Vec<(String, String)>,
}

/// What a user asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    /// Name of the local cluster: of its directory and its context.
    pub name: String,
    /// Layout.
    pub topology: Topology,
    /// Where everything goes. Absolute.
    pub dir: PathBuf,
    /// Port of the first broker.
    pub base_port: u16,
    /// Port of the first name server.
    pub namesrv_port: u16,
    /// How many name servers.
    pub namesrvs: usize,
    /// `--set key=value`, later ones win. Name server keys go to the name servers.
    pub settings: Vec<(String, String)>,
    /// The files of [`Topology::Folder`].
    #[serde(default)]
    pub conf: Vec<ConfFile>,
}

impl Spec {
    /// The default cluster `name` in `dir`.
    pub fn new(name: impl Into<String>, dir: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            topology: Topology::default(),
            dir: dir.into(),
            base_port: DEFAULT_BASE_PORT,
            namesrv_port: DEFAULT_NAMESRV_PORT,
            namesrvs: 1,
            settings: Vec::new(),
            conf: Vec::new(),
        }
    }
}

impl Spec {
    /// Whether name and settings can be used.
    pub(super) fn check(&self) -> Result<(), PlanError> {
        check_name(&self.name)?;
        check_settings(&self.settings)
    }

    /// In what `other` differs first.
    pub(super) fn difference(&self, other: &Self) -> String {
        let changed = |what: &str, from: &dyn Display, to: &dyn Display| {
            format!("{what} was {from} and would be {to}")
        };
        if self.topology != other.topology {
            changed("topology", &self.topology.name(), &other.topology.name())
        } else if self.base_port != other.base_port {
            changed("base port", &self.base_port, &other.base_port)
        } else if self.namesrv_port != other.namesrv_port {
            changed("name server port", &self.namesrv_port, &other.namesrv_port)
        } else if self.namesrvs != other.namesrvs {
            changed("number of name servers", &self.namesrvs, &other.namesrvs)
        } else if self.conf != other.conf {
            "the files of --conf are others".to_owned()
        } else {
            let new = other.settings.iter().find(|setting| !self.settings.contains(setting));
            match new {
                Some((key, value)) => format!("{key}={value} is new"),
                None => "nothing".to_owned(),
            }
        }
    }
}

/// Keys that go to every node.
pub(super) fn is_common_key(key: &str) -> bool {
    TlsSettings::known(key).is_some()
}

/// Keys only a name server knows; keys both roles know go to the brokers.
pub(super) fn is_namesrv_key(key: &str) -> bool {
    NamesrvConfig::is_own_key(key) && KEYS.iter().all(|known| known.name != key)
}

fn check_name(name: &str) -> Result<(), PlanError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(fits) {
        return Err(PlanError::Name(name.to_owned()));
    }
    Ok(())
}

fn check_settings(settings: &[(String, String)]) -> Result<(), PlanError> {
    for (key, value) in settings {
        if let Some((_, instead)) = OWN_KEYS.iter().find(|(own, _)| own == key) {
            return Err(PlanError::OwnKey { key: key.clone(), instead });
        }
        let odd = |c: char| c.is_control() || c == '=' || c == ':' || c.is_whitespace();
        if key.is_empty() || key.contains(odd) || value.contains(char::is_control) {
            return Err(PlanError::Setting { key: key.clone() });
        }
        check_value(key, value)?;
    }
    Ok(())
}

/// Whether the role that gets the key knows it and takes the value.
fn check_value(key: &str, value: &str) -> Result<(), PlanError> {
    let bad = |expected: &str| PlanError::Value {
        key: key.to_owned(),
        expected: expected.to_owned(),
        found: value.to_owned(),
    };
    if is_namesrv_key(key) {
        return match NamesrvConfig::default().set(key, value) {
            Err(SetError::Value { expected, .. }) => Err(bad(expected)),
            _ => Ok(()),
        };
    }
    match BrokerConfig::default().set(key, value) {
        Some(true) => Ok(()),
        Some(false) => Err(bad(config::expected(key).unwrap_or_default().0)),
        None => {
            let namesrv = NamesrvConfig::KEYS.iter().map(|(key, _)| *key);
            let meant = nearest(key, config::key_names().chain(namesrv));
            Err(PlanError::UnknownKey { key: key.to_owned(), meant: meant.map(str::to_owned) })
        }
    }
}
