//! Waiting until every node serves: name servers listen, brokers are registered in each of them
//! and can be written to.

use std::time::Duration;

use tokio::time::Instant;

use super::launch::Launched;
use super::logs::last_lines;
use super::plan::{Plan, PlannedNode};
use super::{ClusterError, Clusters, NodeState};
use crate::engine::node::Role;
use crate::engine::node::health::{self, Seat};
use crate::engine::remoting::client::Client;

/// Pause between two looks at a node.
const LOOK_AGAIN: Duration = Duration::from_millis(2);
/// Longest wait for one answer.
const PROBE: Duration = Duration::from_millis(500);
/// Lines of a failed node's log that are shown.
const SHOWN_LINES: usize = 8;

impl Clusters {
    /// Waits until `node` serves. `launched` is its process where it was started just now.
    pub(super) async fn wait_ready(
        &self,
        client: &Client,
        plan: &Plan,
        node: &PlannedNode,
        mut launched: Option<&mut Launched>,
    ) -> Result<(), ClusterError> {
        let deadline = Instant::now() + self.patience;
        loop {
            let missing = match self.missing(client, plan, node).await? {
                None => return Ok(()),
                Some(missing) => missing,
            };
            if let Some(status) = launched.as_mut().and_then(|launched| launched.ended()) {
                let tail = last_lines(&node.log, SHOWN_LINES);
                let (node, log) = (node.node.clone(), node.log.clone());
                return Err(ClusterError::Ended { node, status, log, tail });
            }
            if Instant::now() >= deadline {
                let (node, after) = (node.node.clone(), self.patience);
                return Err(ClusterError::NotReady { node, after, missing });
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// What `node` lacks to be ready.
    async fn missing(
        &self,
        client: &Client,
        plan: &Plan,
        node: &PlannedNode,
    ) -> Result<Option<String>, ClusterError> {
        let listens = node.reached_at();
        if !health::listens(listens, PROBE).await {
            return Ok(Some(format!("nothing listens on {listens}")));
        }
        if let (Some(broker), Some(id)) = (&node.broker_name, node.broker_id) {
            let seat = Seat { broker, id, address: &node.address, writable: node.writable };
            for namesrv in plan.of_role(Role::Namesrv) {
                let gap = health::registration_gap(client, &namesrv.address, &seat, PROBE).await;
                if gap.is_some() {
                    return Ok(gap);
                }
            }
        }
        // The last thing a node does at its start.
        match self.process_of(plan, node, &self.running()?) {
            Some((_, NodeState::Up)) => Ok(None),
            _ => Ok(Some(format!("it is not recorded in {}", self.run_dir.path().display()))),
        }
    }
}
