//! From what is asked for to nodes, ports, directories and configuration text. Pure.
//!
//! Names and layout follow Apache's `distribution/conf` folders: `conf/broker.conf`,
//! `conf/2m-noslave/broker-a.properties` and so on.

use std::collections::HashMap;
use std::fmt::{Display, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ClusterError;
use crate::engine::namesrv::config::NamesrvConfig;
use crate::engine::node::{Role, run_dir};
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;

/// Default port of the first broker (`config.md` 6.3).
pub const DEFAULT_BASE_PORT: u16 = 10911;
/// Default port of the first name server (`config.md` 6.3).
pub const DEFAULT_NAMESRV_PORT: u16 = 9876;
/// Distance between the ports of two brokers. Each takes port-2 (VIP), port and port+1
/// (replication), so that 4 would do; 10 is what people expect to read.
const PORT_STEP: u16 = 10;
/// Where a local cluster listens and what it tells others.
const LOOPBACK: &str = "127.0.0.1";
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
}

impl Topology {
    /// The name of Apache's `conf/` folder, or `single`.
    pub fn name(self) -> &'static str {
        match self {
            Topology::Single => "single",
            Topology::TwoMasters => "2m-noslave",
        }
    }

    /// The names that can be asked for today.
    pub const NAMES: &[&str] = &["single", "2m-noslave"];
}

impl FromStr for Topology {
    type Err = PlanError;

    fn from_str(name: &str) -> Result<Self, PlanError> {
        match name {
            "single" => Ok(Topology::Single),
            "2m-noslave" => Ok(Topology::TwoMasters),
            "2m-2s-async" | "2m-2s-sync" | "dledger" => {
                Err(PlanError::TopologyLater(name.to_owned()))
            }
            other => Err(PlanError::UnknownTopology(other.to_owned())),
        }
    }
}

/// Why a spec cannot be a cluster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A topology of Apache's that this version cannot run.
    #[error("topology `{0}` comes in a later version; today: single, 2m-noslave")]
    TopologyLater(String),
    /// Not a topology.
    #[error(
        "unknown topology `{0}`; there are single, 2m-noslave, 2m-2s-async, 2m-2s-sync, dledger"
    )]
    UnknownTopology(String),
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
        }
    }
}

/// A port a node listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPort {
    /// What for.
    pub purpose: PortPurpose,
    /// The port.
    pub port: u16,
}

/// What a node needs a port for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortPurpose {
    /// `listenPort`.
    Listen,
    /// `listenPort`-2.
    Vip,
    /// `listenPort`+1.
    Replication,
}

impl PortPurpose {
    /// In words, for messages.
    pub fn name(self) -> &'static str {
        match self {
            PortPurpose::Listen => "listen",
            PortPurpose::Vip => "VIP (listenPort-2)",
            PortPurpose::Replication => "replication (listenPort+1)",
        }
    }
}

/// One process of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedNode {
    /// Name in the cluster.
    pub node: String,
    /// What it is.
    pub role: Role,
    /// `brokerName`.
    pub broker_name: Option<String>,
    /// `brokerId`.
    pub broker_id: Option<i64>,
    /// Where clients reach it.
    pub address: String,
    /// Where it listens.
    pub bind: IpAddr,
    /// Every port it listens on, the main one first.
    pub ports: Vec<PlannedPort>,
    /// Its store directory.
    pub store: Option<PathBuf>,
    /// Its configuration file.
    pub config: PathBuf,
    /// Text of its configuration file.
    pub config_text: String,
    /// Its log.
    pub log: PathBuf,
    /// Whether its settings let topics be written.
    pub writable: bool,
}

/// Everything that is to be made and started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Name of the local cluster.
    pub name: String,
    /// Layout.
    pub topology: Topology,
    /// Where everything is.
    pub dir: PathBuf,
    /// Name servers, `;` between them.
    pub namesrv: String,
    /// The nodes, name servers first.
    pub nodes: Vec<PlannedNode>,
}

/// One broker of a topology.
struct BrokerSeat {
    node: &'static str,
    broker_name: &'static str,
    broker_id: i64,
    role: &'static str,
    /// Path of its file under `conf/`.
    config: &'static str,
}

const fn master(node: &'static str, config: &'static str) -> BrokerSeat {
    BrokerSeat { node, broker_name: node, broker_id: 0, role: "ASYNC_MASTER", config }
}

const SINGLE: &[BrokerSeat] = &[master("broker-a", "broker.conf")];
const TWO_MASTERS: &[BrokerSeat] = &[
    master("broker-a", "2m-noslave/broker-a.properties"),
    master("broker-b", "2m-noslave/broker-b.properties"),
];

impl Topology {
    fn seats(self) -> &'static [BrokerSeat] {
        match self {
            Topology::Single => SINGLE,
            Topology::TwoMasters => TWO_MASTERS,
        }
    }
}

impl Plan {
    /// The plan of `spec`.
    pub fn new(spec: &Spec) -> Result<Self, PlanError> {
        check_name(&spec.name)?;
        check_settings(&spec.settings)?;
        if !(1..=9).contains(&spec.namesrvs) {
            return Err(PlanError::NamesrvCount(spec.namesrvs));
        }
        let mut nodes = Vec::new();
        for index in 0..spec.namesrvs {
            nodes.push(namesrv_node(spec, index)?);
        }
        let addresses: Vec<&str> = nodes.iter().map(|node| node.address.as_str()).collect();
        let namesrv = addresses.join(";");
        for (index, seat) in spec.topology.seats().iter().enumerate() {
            nodes.push(broker_node(spec, seat, index, &namesrv)?);
        }
        check_ports(&nodes)?;
        let (name, topology, dir) = (spec.name.clone(), spec.topology, spec.dir.clone());
        Ok(Self { name, topology, dir, namesrv, nodes })
    }

    /// The node named `node`.
    pub fn node(&self, node: &str) -> Option<&PlannedNode> {
        self.nodes.iter().find(|planned| planned.node == node)
    }

    /// The error about a node the plan does not have.
    pub(super) fn no_such_node(&self, node: &str) -> ClusterError {
        ClusterError::NoNode {
            cluster: self.name.clone(),
            node: node.to_owned(),
            known: self.nodes.iter().map(|node| node.node.clone()).collect(),
        }
    }
}

impl PlannedNode {
    /// Where it listens on one of its ports.
    pub(super) fn listen_address(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.bind, port)
    }

    /// Where this machine reaches its main port, whatever it tells others.
    pub(super) fn reached_at(&self) -> SocketAddr {
        let port = self.ports.first().map_or(0, |planned| planned.port);
        run_dir::reachable(self.listen_address(port))
    }
}

impl Spec {
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
        } else {
            let new = other.settings.iter().find(|setting| !self.settings.contains(setting));
            match new {
                Some((key, value)) => format!("{key}={value} is new"),
                None => "nothing".to_owned(),
            }
        }
    }
}

fn namesrv_node(spec: &Spec, index: usize) -> Result<PlannedNode, PlanError> {
    let node =
        if spec.namesrvs == 1 { "namesrv".to_owned() } else { format!("namesrv-{}", index + 1) };
    let base = spec.namesrv_port;
    let port = u16::try_from(index)
        .ok()
        .and_then(|index| base.checked_add(index))
        .filter(|port| *port != 0)
        .ok_or_else(|| PlanError::PortRange { base, node: node.clone() })?;
    let mut lines = Lines::default();
    lines.set("bindAddress", LOOPBACK);
    lines.set("listenPort", &port.to_string());
    lines.set_path("kvConfigPath", &spec.dir.join(format!("store/{node}/kvConfig.json")));
    for (key, value) in &spec.settings {
        if is_namesrv_key(key) {
            lines.set(key, value);
        }
    }
    Ok(PlannedNode {
        role: Role::Namesrv,
        broker_name: None,
        broker_id: None,
        address: format!("{LOOPBACK}:{port}"),
        bind: lines.bind()?,
        ports: vec![PlannedPort { purpose: PortPurpose::Listen, port }],
        store: None,
        config: spec.dir.join(format!("conf/{node}.conf")),
        config_text: lines.text(),
        log: spec.dir.join(format!("logs/{node}.log")),
        writable: false,
        node,
    })
}

fn broker_node(
    spec: &Spec,
    seat: &BrokerSeat,
    index: usize,
    namesrv: &str,
) -> Result<PlannedNode, PlanError> {
    let base = spec.base_port;
    let range = || PlanError::PortRange { base, node: seat.node.to_owned() };
    let step = u16::try_from(index).ok().and_then(|index| index.checked_mul(PORT_STEP));
    let port = step.and_then(|step| base.checked_add(step)).ok_or_else(range)?;
    let vip = port.checked_sub(2).filter(|port| *port > 0).ok_or_else(range)?;
    let replication = port.checked_add(1).ok_or_else(range)?;
    let store = spec.dir.join("store").join(seat.node);
    let mut lines = Lines::default();
    lines.set("brokerClusterName", "DefaultCluster");
    lines.set("brokerName", seat.broker_name);
    lines.set("brokerId", &seat.broker_id.to_string());
    lines.set("deleteWhen", "04");
    lines.set("fileReservedTime", "48");
    lines.set("brokerRole", seat.role);
    lines.set("flushDiskType", "ASYNC_FLUSH");
    lines.set("namesrvAddr", namesrv);
    lines.set("bindAddress", LOOPBACK);
    lines.set("brokerIP1", LOOPBACK);
    lines.set("brokerIP2", LOOPBACK);
    lines.set("listenPort", &port.to_string());
    lines.set_path("storePathRootDir", &store);
    lines.set_path("storePathCommitLog", &store.join("commitlog"));
    for (key, value) in &spec.settings {
        if !is_namesrv_key(key) {
            lines.set(key, value);
        }
    }
    let address = format!("{}:{port}", lines.get("brokerIP1").unwrap_or(LOOPBACK));
    Ok(PlannedNode {
        node: seat.node.to_owned(),
        role: Role::Broker,
        broker_name: Some(seat.broker_name.to_owned()),
        broker_id: Some(seat.broker_id),
        address,
        bind: lines.bind()?,
        ports: vec![
            PlannedPort { purpose: PortPurpose::Listen, port },
            PlannedPort { purpose: PortPurpose::Vip, port: vip },
            PlannedPort { purpose: PortPurpose::Replication, port: replication },
        ],
        store: Some(store),
        config: spec.dir.join("conf").join(seat.config),
        config_text: lines.text(),
        writable: lines.writable(),
        log: spec.dir.join("logs").join(format!("{}.log", seat.node)),
    })
}

/// Keys only a name server knows; keys both roles know go to the brokers.
fn is_namesrv_key(key: &str) -> bool {
    NamesrvConfig::is_own_key(key)
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
    }
    Ok(())
}

fn check_ports(nodes: &[PlannedNode]) -> Result<(), PlanError> {
    let mut uses: HashMap<u16, String> = HashMap::new();
    for node in nodes {
        for planned in &node.ports {
            let second = format!("{} port of {}", planned.purpose.name(), node.node);
            if let Some(first) = uses.get(&planned.port).cloned() {
                return Err(PlanError::PortTwice { port: planned.port, first, second });
            }
            uses.insert(planned.port, second);
        }
    }
    Ok(())
}

/// Lines of a `.properties` file in the making; a key set again keeps its place.
#[derive(Default)]
struct Lines(Vec<(String, String)>);

impl Lines {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// As `brokerPermission` says; the default is read and write.
    fn writable(&self) -> bool {
        let permission = self.get("brokerPermission").and_then(|text| text.trim().parse().ok());
        permission.is_none_or(|bits: i32| bits & PERM_WRITE != 0)
    }

    fn bind(&self) -> Result<IpAddr, PlanError> {
        let text = self.get("bindAddress").unwrap_or(LOOPBACK);
        text.parse().map_err(|_| PlanError::Bind(text.to_owned()))
    }

    fn set(&mut self, key: &str, value: &str) {
        match self.0.iter_mut().find(|(k, _)| k == key) {
            Some(line) => line.1 = value.to_owned(),
            None => self.0.push((key.to_owned(), value.to_owned())),
        }
    }

    fn set_path(&mut self, key: &str, path: &Path) {
        self.set(key, &path.display().to_string());
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            // Only a backslash has a meaning of its own within a value.
            let value = value.replace('\\', "\\\\");
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{key}={value}");
        }
        text
    }
}
