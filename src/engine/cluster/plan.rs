//! From what is asked for to nodes, ports, directories and configuration text. Pure.
//!
//! Names and layout follow Apache's `distribution/conf` folders: `conf/broker.conf`,
//! `conf/2m-noslave/broker-a.properties` and so on.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ClusterError;
use super::seats::Seat;
use super::spec::{PlanError, Spec, Topology, is_common_key, is_namesrv_key};
use crate::engine::node::{Role, run_dir};
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;
use crate::engine::remoting::client::Client;
use crate::engine::remoting::connection::Router;
use crate::engine::remoting::tls::{ClientTls, Dialling, Mode, ServerTrust, TlsSettings};

/// Distance between the ports of two brokers. Each takes port-2 (VIP), port and port+1
/// (replication), so that 4 would do; 10 is what people expect to read.
const PORT_STEP: u16 = 10;
/// Where a local cluster listens and what it tells others.
const LOOPBACK: &str = "127.0.0.1";
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
    /// How all of them take connections.
    pub tls: TlsSettings,
}

impl Plan {
    /// The plan of `spec`.
    pub fn new(spec: &Spec) -> Result<Self, PlanError> {
        spec.check()?;
        if !(1..=9).contains(&spec.namesrvs) {
            return Err(PlanError::NamesrvCount(spec.namesrvs));
        }
        let mut nodes = Vec::new();
        for index in 0..spec.namesrvs {
            nodes.push(namesrv_node(spec, index)?);
        }
        let addresses: Vec<&str> = nodes.iter().map(|node| node.address.as_str()).collect();
        let namesrv = addresses.join(";");
        for (index, seat) in spec.seats()?.iter().enumerate() {
            nodes.push(broker_node(spec, seat, index, &namesrv)?);
        }
        check_ports(&nodes)?;
        let (name, topology, dir) = (spec.name.clone(), spec.topology, spec.dir.clone());
        let mut tls = TlsSettings::default();
        for (key, value) in &spec.settings {
            tls.set(key, value);
        }
        Ok(Self { name, topology, dir, namesrv, nodes, tls })
    }

    /// What to ask its nodes with, which this machine started and need not be doubted.
    pub(super) fn client(&self, router: Arc<dyn Router>) -> Result<Arc<Client>, ClusterError> {
        if self.tls.mode() != Mode::Enforcing {
            return Ok(Client::new(router));
        }
        let dialling = Dialling { trust: ServerTrust::Everyone, own: self.tls.client_files() };
        let tls = ClientTls::new(&dialling).map_err(|error| ClusterError::System {
            what: "no client for TLS can be made".to_owned(),
            source: std::io::Error::other(error),
        })?;
        Ok(Client::secured(router, None, Some(tls)))
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
        if is_namesrv_key(key) || is_common_key(key) {
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
    seat: &Seat,
    index: usize,
    namesrv: &str,
) -> Result<PlannedNode, PlanError> {
    let base = spec.base_port;
    let range = || PlanError::PortRange { base, node: seat.node.clone() };
    let step = u16::try_from(index).ok().and_then(|index| index.checked_mul(PORT_STEP));
    let computed = step.and_then(|step| base.checked_add(step));
    let lines = broker_lines(spec, seat, computed, namesrv);
    let port: u16 = lines.get("listenPort").and_then(|port| port.parse().ok()).ok_or_else(range)?;
    let vip = port.checked_sub(2).filter(|port| *port > 0).ok_or_else(range)?;
    let replication = port.checked_add(1).ok_or_else(range)?;
    let address = format!("{}:{port}", lines.get("brokerIP1").unwrap_or(LOOPBACK));
    Ok(PlannedNode {
        node: seat.node.clone(),
        role: Role::Broker,
        broker_name: Some(seat.broker_name.clone()),
        broker_id: Some(seat.broker_id),
        address,
        bind: lines.bind()?,
        ports: vec![
            PlannedPort { purpose: PortPurpose::Listen, port },
            PlannedPort { purpose: PortPurpose::Vip, port: vip },
            PlannedPort { purpose: PortPurpose::Replication, port: replication },
        ],
        store: lines.get("storePathRootDir").map(PathBuf::from),
        config: spec.dir.join("conf").join(&seat.config),
        config_text: lines.text(),
        writable: lines.writable(),
        log: spec.dir.join("logs").join(format!("{}.log", seat.node)),
    })
}

/// A broker's file: what a local cluster needs, then what its own file of a folder sets, then what
/// was asked for. The name servers are those of the cluster, whatever a file says.
fn broker_lines(spec: &Spec, seat: &Seat, port: Option<u16>, namesrv: &str) -> Lines {
    let mut lines = Lines::default();
    lines.set("brokerClusterName", "DefaultCluster");
    lines.set("brokerName", &seat.broker_name);
    lines.set("brokerId", &seat.broker_id.to_string());
    lines.set("deleteWhen", "04");
    lines.set("fileReservedTime", "48");
    lines.set("brokerRole", &seat.role.to_string());
    lines.set("flushDiskType", "ASYNC_FLUSH");
    lines.set("namesrvAddr", namesrv);
    lines.set("bindAddress", LOOPBACK);
    lines.set("brokerIP1", LOOPBACK);
    lines.set("brokerIP2", LOOPBACK);
    lines.set("listenPort", &port.map_or(String::new(), |port| port.to_string()));
    lines.set_path("storePathRootDir", &spec.dir.join("store").join(&seat.node));
    for (key, value) in seat.keys.iter().filter(|(key, _)| key != "namesrvAddr") {
        lines.set(key, value);
    }
    let own_log = seat.keys.iter().any(|(key, _)| key == "storePathCommitLog");
    if let Some(root) = lines.get("storePathRootDir").map(PathBuf::from).filter(|_| !own_log) {
        lines.set_path("storePathCommitLog", &root.join("commitlog"));
    }
    for (key, value) in spec.settings.iter().filter(|(key, _)| !is_namesrv_key(key)) {
        lines.set(key, value);
    }
    lines
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
