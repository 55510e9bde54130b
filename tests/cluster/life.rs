//! Processes started, seen, killed and stopped.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use nix::sys::signal::Signal;
use rmq::engine::cluster::conf_dir;
use rmq::engine::cluster::{
    ClusterError, Clusters, NodeState, NodeView, Place, TailFrom, Topology, UpRequest,
};
use rmq::engine::node::RunDir;
use rmq::engine::node::process::ProcessId;
use tempfile::TempDir;

use crate::stand_in::{self, BEHAVIOUR};

/// Clusters of one test: files, ports and run directory of their own.
struct Bench {
    clusters: Clusters,
    request: UpRequest,
    directory: TempDir,
}

impl Bench {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().canonicalize().unwrap();
        let clusters = Clusters {
            home: path.join("clusters"),
            run_dir: RunDir::at(path.join("run")),
            binary: Some(stand_in::binary(&path)),
            patience: Duration::from_secs(20),
        };
        let (base_port, namesrv_port) = free_ports();
        let request = UpRequest {
            base_port: Some(base_port),
            namesrv_port: Some(namesrv_port),
            ..UpRequest::default()
        };
        Self { clusters, request, directory }
    }

    fn with(&self, key: &str, value: &str) -> UpRequest {
        let settings = vec![(key.to_owned(), value.to_owned())];
        UpRequest { settings, ..self.request.clone() }
    }
}

impl Drop for Bench {
    /// No process outlives its test, however that ended.
    fn drop(&mut self) {
        let processes = self.directory.path().join("clusters/default/run");
        for entry in std::fs::read_dir(processes).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            if let Ok(process) = serde_json::from_str::<ProcessId>(&text) {
                drop(process.signal(Signal::SIGKILL));
            }
        }
        for record in self.clusters.run_dir.running().unwrap_or_default() {
            drop(record.process.signal(Signal::SIGKILL));
        }
    }
}

/// A base port with room for four brokers, and a port for two name servers. They lie below the ports
/// the kernel gives to outgoing connections, and no two tests get the same.
fn free_ports() -> (u16, u16) {
    const BLOCK: u32 = 40;
    const BLOCKS: u32 = 400;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    loop {
        let block = std::process::id() * 37 + TAKEN.fetch_add(1, Ordering::Relaxed);
        let first = u16::try_from(14_000 + block % BLOCKS * BLOCK).unwrap();
        if (first..first + BLOCK as u16).all(is_free) {
            return (first + 4, first);
        }
    }
}

fn node<'v>(nodes: &'v [NodeView], name: &str) -> &'v NodeView {
    nodes.iter().find(|node| node.node == name).unwrap()
}

fn here() -> Place {
    Place::default()
}

#[tokio::test]
async fn up_again_and_down() {
    let bench = Bench::new();
    let request = UpRequest { topology: Some(Topology::TwoMasters), ..bench.request.clone() };
    let up = bench.clusters.up(&request).await.unwrap();
    assert_eq!(up.started, ["namesrv", "broker-a", "broker-b"]);
    assert!(up.cluster.is_up(), "{:?}", up.cluster);
    assert_eq!(up.cluster.name, "default");

    let again = bench.clusters.up(&UpRequest::default()).await.unwrap();
    assert_eq!(again.started, [""; 0]);
    assert_eq!(again.cluster, up.cluster);
    assert_eq!(bench.clusters.ps(&here()).unwrap(), up.cluster);
    assert_eq!(bench.clusters.all().unwrap(), std::slice::from_ref(&up.cluster));
    assert_eq!(bench.clusters.run_dir.running().unwrap().len(), 3);

    let other = UpRequest { namesrvs: Some(2), ..UpRequest::default() };
    let error = bench.clusters.up(&other).await.unwrap_err();
    assert!(matches!(error, ClusterError::OtherPlan { .. }), "{error}");

    let down = bench.clusters.down(&here(), false).await.unwrap();
    assert_eq!(down.stopped, ["broker-a", "broker-b", "namesrv"]);
    assert_eq!(down.killed, [""; 0]);
    let after = bench.clusters.ps(&here()).unwrap();
    assert!(after.nodes.iter().all(|node| node.state == NodeState::Down && node.pid.is_none()));
    assert_eq!(bench.clusters.run_dir.running().unwrap(), []);
    let down = bench.clusters.down(&here(), true).await.unwrap();
    assert_eq!((down.stopped, down.purged), (vec![], Some(up.cluster.dir.clone())));
    assert!(!up.cluster.dir.exists());
    let error = bench.clusters.ps(&here()).unwrap_err();
    assert!(matches!(error, ClusterError::NoCluster { .. }), "{error}");
}

/// Two name servers, two masters and their slaves; the same from a folder of files.
#[tokio::test]
async fn masters_and_slaves_come_up() {
    let bench = Bench::new();
    let topology = Some(Topology::TwoMastersTwoSlavesSync);
    let request = UpRequest { topology, namesrvs: Some(2), ..bench.request.clone() };
    let up = bench.clusters.up(&request).await.unwrap();
    let names = ["namesrv-1", "namesrv-2", "broker-a", "broker-b", "broker-a-s", "broker-b-s"];
    assert_eq!(up.started, names);
    assert_eq!(node(&up.cluster.nodes, "broker-b-s").broker_id, Some(1));
    assert_eq!(up.cluster.topology, "2m-2s-sync");
    bench.clusters.down(&here(), true).await.unwrap();

    let folder = bench.directory.path().join("pair");
    std::fs::create_dir(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("broker-x.properties", "brokerName=x\nbrokerRole=SYNC_MASTER\n");
    write("broker-x-s.properties", "brokerName=x\nbrokerId=1\nbrokerRole=SLAVE\n");
    write("notes.txt", "not a broker");
    let conf = Some(conf_dir::read(&folder).unwrap());
    let request = UpRequest { conf, ..bench.request.clone() };
    let up = bench.clusters.up(&request).await.unwrap();
    assert_eq!(up.started, ["namesrv", "broker-x-s", "broker-x"]);
    assert_eq!(up.cluster.topology, "conf");
    // It is known from then on.
    let again = bench.clusters.up(&UpRequest::default()).await.unwrap();
    assert_eq!(again.cluster, up.cluster);
    bench.clusters.down(&here(), true).await.unwrap();
}

#[tokio::test]
async fn a_killed_node_is_seen_and_started_again() {
    let bench = Bench::new();
    let up = bench.clusters.up(&bench.request).await.unwrap();
    let before = node(&up.cluster.nodes, "broker-a").pid.unwrap();
    let killed = bench.clusters.kill(&here(), "broker-a", Signal::SIGKILL).await.unwrap();
    assert_eq!((killed.state, killed.pid), (NodeState::Down, None));
    let error = bench.clusters.kill(&here(), "broker-a", Signal::SIGTERM).await.unwrap_err();
    assert!(matches!(error, ClusterError::NotRunning { .. }), "{error}");
    let error = bench.clusters.kill(&here(), "broker-z", Signal::SIGTERM).await.unwrap_err();
    assert!(error.to_string().contains("namesrv, broker-a"), "{error}");
    let started = bench.clusters.start(&here(), "broker-a").await.unwrap();
    assert_eq!(started.state, NodeState::Up);
    assert_ne!(started.pid, Some(before));
    let same = bench.clusters.start(&here(), "broker-a").await.unwrap();
    assert_eq!(same, started);

    bench.clusters.kill(&here(), "namesrv", Signal::SIGTERM).await.unwrap();
    bench.clusters.kill(&here(), "broker-a", Signal::SIGTERM).await.unwrap();
    let again = bench.clusters.up(&UpRequest::default()).await.unwrap();
    assert_eq!(again.started, ["namesrv", "broker-a"]);
    bench.clusters.down(&here(), true).await.unwrap();
}

#[tokio::test]
async fn a_node_that_fails_is_reported_with_its_log() {
    let bench = Bench::new();
    let error = bench.clusters.up(&bench.with(BEHAVIOUR, "fails")).await.unwrap_err();
    let ClusterError::Ended { node, tail, .. } = &error else { panic!("{error}") };
    assert_eq!(node, "broker-a");
    assert!(tail.contains("told to fail"), "{tail}");
    // Nothing of it is left in the way of the next attempt.
    assert!(bench.clusters.ps(&here()).unwrap().nodes.iter().all(|node| node.pid.is_none()));
    let again = bench.clusters.up(&bench.with(BEHAVIOUR, "works")).await.unwrap();
    assert!(again.cluster.is_up());
    bench.clusters.down(&here(), true).await.unwrap();
}

#[tokio::test]
async fn a_broker_that_does_not_register_is_not_ready() {
    let mut bench = Bench::new();
    bench.clusters.patience = Duration::from_millis(700);
    let error = bench.clusters.up(&bench.with(BEHAVIOUR, "silent")).await.unwrap_err();
    let ClusterError::NotReady { node, missing, .. } = &error else { panic!("{error}") };
    assert_eq!(node, "broker-a");
    assert!(missing.contains("is not registered in 127.0.0.1:"), "{missing}");
    assert!(bench.clusters.ps(&here()).unwrap().nodes.iter().all(|node| node.pid.is_none()));
}

#[tokio::test]
async fn a_node_that_ignores_sigterm_is_killed() {
    let mut bench = Bench::new();
    bench.clusters.up(&bench.with(BEHAVIOUR, "stubborn")).await.unwrap();
    bench.clusters.patience = Duration::from_millis(300);
    let down = bench.clusters.down(&here(), true).await.unwrap();
    assert_eq!(down.killed, ["broker-a"]);
    assert_eq!(down.stopped, ["broker-a", "namesrv"]);
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_holder() {
    let bench = Bench::new();
    let vip = bench.request.base_port.unwrap() - 2;
    let holder = TcpListener::bind(("127.0.0.1", vip)).unwrap();
    let error = bench.clusters.up(&bench.request).await.unwrap_err();
    let text = error.to_string();
    for part in [&vip.to_string(), "broker-a", "VIP", &format!("pid {}", std::process::id())] {
        assert!(text.contains(part), "{text}");
    }
    drop(holder);
    let error = bench.clusters.ps(&here()).unwrap_err();
    assert!(matches!(error, ClusterError::NoCluster { .. }), "nothing was made: {error}");
}

#[tokio::test]
async fn two_clusters_cannot_share_a_store() {
    let bench = Bench::new();
    let dir: PathBuf = bench.directory.path().join("one");
    let first =
        UpRequest { place: Place { name: None, dir: Some(dir.clone()) }, ..bench.request.clone() };
    let up = bench.clusters.up(&first).await.unwrap();
    assert_eq!(up.cluster.name, "one");
    let pid = node(&up.cluster.nodes, "broker-a").pid.unwrap();

    // The same directory under another path, as a second cluster of other ports.
    let link = bench.directory.path().join("two");
    std::fs::create_dir(&link).unwrap();
    std::os::unix::fs::symlink(dir.join("store"), link.join("store")).unwrap();
    let (base_port, namesrv_port) = free_ports();
    let second = UpRequest {
        place: Place { name: None, dir: Some(link) },
        base_port: Some(base_port),
        namesrv_port: Some(namesrv_port),
        ..UpRequest::default()
    };
    let error = bench.clusters.up(&second).await.unwrap_err();
    let ClusterError::StoreInUse { node, holder, .. } = &error else { panic!("{error}") };
    assert_eq!((node.as_str(), holder.as_ref().map(|h| h.pid)), ("broker-a", Some(pid)));

    let named = Place { name: Some("one".to_owned()), dir: None };
    assert_eq!(bench.clusters.ps(&named).unwrap(), up.cluster);
    let down = bench.clusters.down(&named, true).await.unwrap();
    assert_eq!(down.stopped, ["broker-a", "namesrv"]);
}

#[tokio::test]
async fn purging_leaves_what_is_not_the_clusters() {
    let bench = Bench::new();
    let dir = bench.directory.path().join("shared");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("thesis.txt"), "mine").unwrap();
    let place = Place { name: None, dir: Some(dir.clone()) };
    let request = UpRequest { place: place.clone(), ..bench.request.clone() };
    bench.clusters.up(&request).await.unwrap();
    bench.clusters.down(&place, true).await.unwrap();
    let left: Vec<_> =
        std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["thesis.txt"]);
}

#[tokio::test]
async fn what_a_node_saved_outlives_its_restart() {
    let bench = Bench::new();
    let up = bench.clusters.up(&bench.request).await.unwrap();
    let config = node(&up.cluster.nodes, "broker-a").config.clone();
    let saved = std::fs::read_to_string(&config).unwrap() + "# by hand\nfileReservedTime=7\n";
    std::fs::write(&config, &saved).unwrap();
    bench.clusters.down(&here(), false).await.unwrap();
    bench.clusters.up(&UpRequest::default()).await.unwrap();
    assert_eq!(std::fs::read_to_string(&config).unwrap(), saved);

    bench.clusters.down(&here(), false).await.unwrap();
    let other = UpRequest {
        settings: vec![("flushDiskType".to_owned(), "SYNC_FLUSH".to_owned())],
        ..UpRequest::default()
    };
    bench.clusters.up(&other).await.unwrap();
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.contains("flushDiskType=SYNC_FLUSH"), "{text}");
    assert!(text.contains("# by hand"), "{text}");
    bench.clusters.down(&here(), true).await.unwrap();
}

#[tokio::test]
async fn logs_are_those_of_the_nodes() {
    let bench = Bench::new();
    bench.clusters.up(&bench.request).await.unwrap();
    let mut tail = bench.clusters.logs(&here(), None, TailFrom::Start).unwrap();
    let lines = tail.next().await.unwrap();
    assert!(lines.iter().any(|line| line.node == "broker-a"), "{lines:?}");
    let error = bench.clusters.logs(&here(), Some("x"), TailFrom::Start).map(drop).unwrap_err();
    assert!(matches!(error, ClusterError::NoNode { .. }), "{error}");
    bench.clusters.down(&here(), true).await.unwrap();
}
