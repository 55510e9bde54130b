//! Processes of a cluster's nodes: started detached, each with its own log, and found again.
//!
//! `DIR/run/NODE.json` names the process that was started; derived, and stale once that is gone.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::plan::{Plan, PlannedNode};
use super::state::{system, write_json};
use super::{ClusterError, Clusters, NodeState, NodeView};
use crate::engine::node::process::ProcessId;
use crate::engine::node::{NodeRecord, Role, state_dir};
use crate::engine::util::{properties, text_file};

/// A node that was just started and is watched.
pub(super) struct Launched {
    child: Child,
}

impl Launched {
    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<String> {
        match self.child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) => Some(status.to_string()),
            Err(error) => Some(error.to_string()),
        }
    }
}

fn process_file(plan: &Plan, node: &PlannedNode) -> PathBuf {
    plan.dir.join("run").join(format!("{}.json", node.node))
}

impl Clusters {
    /// Starts the process of `node`, detached from this terminal.
    pub(super) fn launch(&self, plan: &Plan, node: &PlannedNode) -> Result<Launched, ClusterError> {
        let binary = match &self.binary {
            Some(binary) => binary.clone(),
            None => std::env::current_exe().map_err(|source| ClusterError::System {
                what: "cannot find this binary".to_owned(),
                source,
            })?,
        };
        if !node.config.exists() {
            text_file::replace(&node.config, &node.config_text)
                .map_err(|error| system("write", &node.config, error))?;
        }
        if let Some(directory) = node.log.parent() {
            fs::create_dir_all(directory).map_err(|error| system("make", directory, error))?;
        }
        let log = File::options()
            .create(true)
            .append(true)
            .open(&node.log)
            .map_err(|error| system("open", &node.log, error))?;
        let errors = log.try_clone().map_err(|error| system("open", &node.log, error))?;
        // A process group of its own keeps this terminal's signals away from it.
        let child = Command::new(&binary)
            .arg(node.role.to_string())
            .arg("-c")
            .arg(&node.config)
            .env(state_dir::RUN_DIR_VARIABLE, self.run_dir.path())
            .current_dir(&plan.dir)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .map_err(|error| system("start", &binary, error))?;
        // One that ended already is found dead by whoever looks.
        let process =
            ProcessId::of(child.id()).unwrap_or(ProcessId { pid: child.id(), start_ticks: 0 });
        write_json(&process_file(plan, node), &process)?;
        Ok(Launched { child })
    }

    /// Brings the configuration file of `node` in line with a changed plan. What else it says,
    /// by hand or since `updateBrokerConfig`, stays.
    pub(super) fn rewrite_config(&self, node: &PlannedNode) -> Result<(), ClusterError> {
        let old = match fs::read_to_string(&node.config) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(system("read", &node.config, error)),
        };
        let planned = properties::parse(&node.config_text);
        let planned: Vec<(String, String)> =
            planned.into_iter().map(|property| (property.key, property.value)).collect();
        text_file::replace(&node.config, &properties::with_values(&old, &planned))
            .map_err(|error| system("write", &node.config, error))
    }

    /// The process of `node`, if it runs: as started here, or as the node says itself.
    pub(super) fn process_of(
        &self,
        plan: &Plan,
        node: &PlannedNode,
        running: &[NodeRecord],
    ) -> Option<(ProcessId, NodeState)> {
        let said = running.iter().find(|record| record.config.as_ref() == Some(&node.config));
        if let Some(record) = said {
            return Some((record.process, NodeState::Up));
        }
        let text = fs::read_to_string(process_file(plan, node)).ok()?;
        let process: ProcessId = serde_json::from_str(&text).ok()?;
        process.is_alive().then_some((process, NodeState::Starting))
    }

    /// `node` as it is now.
    pub(super) fn view_of(
        &self,
        plan: &Plan,
        node: &PlannedNode,
        running: &[NodeRecord],
    ) -> NodeView {
        let process = self.process_of(plan, node, running);
        NodeView {
            node: node.node.clone(),
            role: node.role,
            broker_name: node.broker_name.clone(),
            broker_id: node.broker_id,
            address: node.address.clone(),
            state: process.map_or(NodeState::Down, |(_, state)| state),
            pid: process.map(|(process, _)| process.pid),
            store: node.store.clone(),
            config: node.config.clone(),
            log: node.log.clone(),
        }
    }

    /// What the run directory says.
    pub(super) fn running(&self) -> Result<Vec<NodeRecord>, ClusterError> {
        self.run_dir.running().map_err(|error| system("list", self.run_dir.path(), error))
    }
}

impl Plan {
    /// The nodes of `role`.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &PlannedNode> {
        self.nodes.iter().filter(move |node| node.role == role)
    }
}
