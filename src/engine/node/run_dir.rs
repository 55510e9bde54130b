//! The run directory: one small JSON file per running node.
//!
//! Derived state: a file says nothing once its process is gone, however it went; pid and start
//! time tell. A node writes its own file when it is up and removes it when it stops cleanly;
//! whoever reads the directory removes what is stale.

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Role;
use super::process::ProcessId;
use super::state_dir;
use crate::engine::util::clock::TimestampMs;

/// What a running node says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeRecord {
    /// What it is.
    pub role: Role,
    /// Its process.
    #[serde(flatten)]
    pub process: ProcessId,
    /// `brokerName`; `namesrv` for a name server.
    pub name: String,
    /// `brokerId`; none for a name server.
    pub broker_id: Option<i64>,
    /// The address clients are told.
    pub address: String,
    /// Every address it listens on.
    pub listens: Vec<String>,
    /// Its store directory; none for a name server.
    pub store: Option<PathBuf>,
    /// The `-c` file, if there was one.
    pub config: Option<PathBuf>,
    /// When it was up.
    pub started_at: TimestampMs,
}

/// The directory of the records.
#[derive(Clone, Debug)]
pub struct RunDir {
    path: PathBuf,
}

impl Default for RunDir {
    /// As the environment says.
    fn default() -> Self {
        Self::at(state_dir::run_dir())
    }
}

/// A record that is taken away when this is dropped.
#[derive(Debug)]
pub struct Registration {
    file: PathBuf,
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.file) {
            tracing::debug!(file = %self.file.display(), %error, "the run record was gone");
        }
    }
}

/// What a node that is up announces.
#[derive(Clone, Debug)]
pub struct Announcement<'a> {
    /// What it is.
    pub role: Role,
    /// `brokerName`; `namesrv` for a name server.
    pub name: String,
    /// `brokerId`; none for a name server.
    pub broker_id: Option<i64>,
    /// The address clients are told.
    pub address: String,
    /// Every address it listens on.
    pub listens: Vec<String>,
    /// Its store directory; none for a name server.
    pub store: Option<&'a Path>,
    /// The `-c` file, if there was one.
    pub config: Option<&'a Path>,
}

/// Registers this process in the run directory the environment names. A node that cannot write
/// there serves all the same, but is not found by `rmq shutdown`: that is a warning.
pub fn announce(node: Announcement<'_>) -> Option<Registration> {
    let run = RunDir::default();
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let record = NodeRecord {
        role: node.role,
        process: ProcessId::own()?,
        name: node.name,
        broker_id: node.broker_id,
        address: node.address,
        listens: node.listens,
        store: node.store.map(absolute),
        config: node.config.map(absolute),
        started_at: TimestampMs::now(),
    };
    match run.register(&record) {
        Ok(registration) => Some(registration),
        Err(error) => {
            tracing::warn!(directory = %run.path().display(), %error, "no run record is kept");
            None
        }
    }
}

/// `local`, or the loopback address of the same kind when it is a wildcard.
pub fn reachable(local: SocketAddr) -> SocketAddr {
    let ip = match local.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, local.port())
}

impl RunDir {
    /// The run directory at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the record of this node; it stands until the registration is dropped.
    pub fn register(&self, record: &NodeRecord) -> io::Result<Registration> {
        fs::create_dir_all(&self.path)?;
        let port = record.address.rsplit(':').next().unwrap_or_default();
        let stem = format!("{}-{}-{port}", record.role, record.process.pid);
        let file = self.path.join(format!("{stem}.json"));
        // A reader sees the whole record or none; no need to survive a power loss.
        let temporary = self.path.join(format!(".{stem}.tmp"));
        fs::write(&temporary, serde_json::to_string_pretty(record)?)?;
        fs::rename(&temporary, &file)?;
        Ok(Registration { file })
    }

    /// The nodes that run now, by start time. Stale and unreadable records are removed.
    pub fn running(&self) -> io::Result<Vec<NodeRecord>> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut running = Vec::new();
        for entry in entries {
            let file = entry?.path();
            if file.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            // It may vanish between listing and reading: its node stopped.
            let Ok(text) = fs::read_to_string(&file) else { continue };
            match serde_json::from_str::<NodeRecord>(&text) {
                Ok(record) if record.process.is_alive() => running.push(record),
                _ => drop(fs::remove_file(&file)),
            }
        }
        running.sort_by_key(|record| (record.started_at, record.process.pid));
        Ok(running)
    }

    /// The running node that works on `store`.
    pub fn holder_of(&self, store: &Path) -> io::Result<Option<NodeRecord>> {
        let wanted = fs::canonicalize(store).unwrap_or_else(|_| store.to_owned());
        let same = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == wanted);
        let running = self.running()?;
        Ok(running.into_iter().find(|record| record.store.as_deref().is_some_and(same)))
    }
}

#[cfg(test)]
mod tests {
    use super::{NodeRecord, ProcessId, Role, RunDir};
    use crate::engine::util::clock::TimestampMs;

    fn record(process: ProcessId, name: &str) -> NodeRecord {
        NodeRecord {
            role: Role::Broker,
            process,
            name: name.to_owned(),
            broker_id: Some(0),
            address: "127.0.0.1:10911".to_owned(),
            listens: vec!["127.0.0.1:10911".to_owned()],
            store: None,
            config: None,
            started_at: TimestampMs::now(),
        }
    }

    #[test]
    fn stale_records_are_removed_and_live_ones_kept() -> Result<(), Box<dyn std::error::Error>> {
        let directory = tempfile::tempdir()?;
        let run = RunDir::at(directory.path().join("run"));
        assert_eq!(run.running()?, []);
        let own = ProcessId::own().ok_or("no /proc")?;
        let dead = ProcessId { start_ticks: own.start_ticks + 1, ..own };
        let live = record(own, "live");
        let kept = run.register(&live)?;
        let mut other = record(dead, "stale");
        other.address = "127.0.0.1:10921".to_owned();
        std::mem::forget(run.register(&other)?);
        std::fs::write(run.path().join("torn.json"), "{\"role\":")?;
        assert_eq!(run.running()?, [live]);
        assert_eq!(std::fs::read_dir(run.path())?.count(), 1);
        drop(kept);
        assert_eq!(run.running()?, []);
        Ok(())
    }
}
