//! Where a test runs: directories of its own, free ports, and a cluster if it wants one.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::isolated;

/// The binary under test.
pub const RMQ: &str = env!("CARGO_BIN_EXE_rmq");

/// A cluster that runs already: its name server and its broker, to test against that one.
const PEER: &str = "RMQ_TEST_PEER";

/// Directories and ports that no other test uses.
pub struct World {
    directory: TempDir,
    base_port: u16,
    namesrv_port: u16,
    /// Name server and broker of a cluster that is not ours.
    peer: Option<(String, String)>,
    /// A name server that runs on its own.
    namesrv: Option<Child>,
    /// Access key and secret that commands sign with.
    account: Option<(&'static str, &'static str)>,
}

/// The accounts of [`World::with_accounts`].
const ACCOUNTS: &str = "\
globalWhiteRemoteAddresses:
- 203.0.113.7
accounts:
- {accessKey: snap-admin, secretKey: snap-admin-secret, admin: true}
- {accessKey: snap-reader, secretKey: snap-reader-secret, defaultTopicPerm: DENY,
   defaultGroupPerm: SUB, topicPerms: [Allowed=PUB|SUB]}
";
/// The one that may do everything.
const ADMIN: (&str, &str) = ("snap-admin", "snap-admin-secret");

impl World {
    /// A place where nothing runs. Commands that look for a name server find none.
    pub fn without_cluster() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let (base_port, namesrv_port) = free_ports();
        Self { directory, base_port, namesrv_port, peer: None, namesrv: None, account: None }
    }

    /// A place where only a name server runs.
    pub fn with_name_server() -> Self {
        let mut world = Self::without_cluster();
        let port = world.namesrv_port.to_string();
        let child = world.command(&["namesrv", "--port", &port, "--bind", "127.0.0.1"]).spawn();
        world.namesrv = Some(child.expect("rmq starts"));
        eventually(|| {
            TcpStream::connect(world.namesrv()).map_err(|error| {
                std::thread::yield_now();
                format!("no name server: {error}")
            })
        });
        world
    }

    /// A place with a cluster of one broker that asks for accounts; its administrator's is used.
    pub fn with_accounts() -> Self {
        let mut world = Self::without_cluster();
        let conf = world.path().join("rocketmq/conf");
        std::fs::create_dir_all(&conf).expect("a directory");
        std::fs::write(conf.join("plain_acl.yml"), ACCOUNTS).expect("a file");
        let place = format!("rocketmqHome={}", world.path().join("rocketmq").display());
        let traces = "traceTopicEnable=true";
        let up = world.rmq(&["up", "--set", "aclEnable=true", "--set", &place, "--set", traces]);
        assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
        world.account = Some(ADMIN);
        world
    }

    /// The same place for somebody who has no account.
    pub fn unsigned(mut self) -> Self {
        self.account = None;
        self
    }

    /// A place with a cluster of one broker, stopped when this is dropped.
    pub fn with_cluster() -> Self {
        let mut world = Self::without_cluster();
        if let Ok(peer) = std::env::var(PEER) {
            let (namesrv, broker) = peer.split_once(',').expect("two addresses");
            world.peer = Some((namesrv.to_owned(), broker.to_owned()));
            return world;
        }
        let up = world.rmq(&["up"]);
        assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
        world
    }

    /// What commands find in their environment.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let own = isolated::environment(self.path());
        let own = own.map(|(name, path)| (name, path.display().to_string()));
        let further = [
            ("NAMESRV_ADDR", self.namesrv()),
            ("RMQ_BASE_PORT", self.base_port.to_string()),
            ("RMQ_NAMESRV_PORT", self.namesrv_port.to_string()),
            ("RMQ_LOG", String::new()),
            ("RMQ_ACCESS_KEY", self.account.map_or("", |(key, _)| key).to_owned()),
            ("RMQ_SECRET_KEY", self.account.map_or("", |(_, secret)| secret).to_owned()),
            ("ROCKETMQ_HOME", String::new()),
            ("TZ", "UTC".to_owned()),
        ];
        own.into_iter().chain(further).collect()
    }

    /// Names for what differs from run to run, as snapshots write it.
    pub fn names(&self) -> Vec<(&'static str, String)> {
        vec![
            ("[NAMESRV]", self.namesrv()),
            ("[BROKER]", self.broker()),
            ("[DIR]", self.path().display().to_string()),
        ]
    }

    /// A directory for files of the test.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The address of the name server, whether one runs there or not.
    pub fn namesrv(&self) -> String {
        let own = || format!("127.0.0.1:{}", self.namesrv_port);
        self.peer.as_ref().map_or_else(own, |(namesrv, _)| namesrv.clone())
    }

    /// The address of the first broker, whether one runs there or not.
    pub fn broker(&self) -> String {
        let own = || format!("127.0.0.1:{}", self.base_port);
        self.peer.as_ref().map_or_else(own, |(_, broker)| broker.clone())
    }

    /// The port of the first broker.
    pub fn base_port(&self) -> u16 {
        self.base_port
    }

    /// A command that runs here, without a terminal.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(RMQ);
        command.args(arguments).envs(self.environment()).current_dir(self.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs `rmq` here.
    pub fn rmq(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("rmq can be started")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Nodes that a failed test left behind; with none there is nothing to stop.
        drop(self.command(&["shutdown", "all"]).output());
        if let Some(namesrv) = &mut self.namesrv {
            drop(namesrv.wait());
        }
    }
}

/// What `attempt` gives, as soon as it gives anything: at most half a minute, then what it complains
/// of is the failure.
pub fn eventually<T>(mut attempt: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match attempt() {
            Ok(found) => return found,
            Err(missing) => assert!(Instant::now() < deadline, "{missing}"),
        }
    }
}

/// Ports of a first broker and of a name server such that all they need is free. They lie below the
/// ports the kernel gives to outgoing connections, and no two tests get the same.
pub fn free_ports() -> (u16, u16) {
    const BLOCK: u32 = 40;
    const BLOCKS: u32 = 50;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let is_free = |port: u16| TcpListener::bind(("0.0.0.0", port)).is_ok();
    loop {
        let block = std::process::id() * 37 + TAKEN.fetch_add(1, Ordering::Relaxed);
        let first = u16::try_from(12_000 + block % BLOCKS * BLOCK).unwrap();
        if (first..first + BLOCK as u16).all(is_free) {
            return (first + 4, first);
        }
    }
}
