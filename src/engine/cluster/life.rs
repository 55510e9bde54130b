//! The life of a local cluster: up, down, ps, kill, start.

use std::sync::Arc;
use std::time::Duration;

use nix::sys::signal::Signal;
use tokio::time::Instant;

use super::launch::Launched;
use super::plan::{Plan, PlannedNode};
use super::spec::Spec;
use super::state::UpRequest;
use super::{ClusterError, ClusterView, Clusters, DownView, NodeState, NodeView, Place, UpView};
use crate::engine::node::Role;
use crate::engine::node::ports;
use crate::engine::node::process::ProcessId;
use crate::engine::protocol::bodies::route::MASTER_ID;
use crate::engine::remoting::connection::{Connection, Router};
use crate::engine::remoting::frame::{Frame, Reply};
use crate::engine::remoting::tls::Mode;
use crate::engine::util::holder;

/// How long a killed process may take to be gone.
const KILL_PATIENCE: Duration = Duration::from_secs(5);

/// Names of the nodes that were stopped, and of those among them that had to be killed.
#[derive(Default)]
struct Stopped {
    stopped: Vec<String>,
    killed: Vec<String>,
}

/// Refuses what a server might ask of this side.
struct NoRequests;

impl Router for NoRequests {
    fn handle(&self, connection: &Arc<Connection>, frames: &mut Vec<Frame>) {
        for request in frames.drain(..) {
            connection.reply(&request, &Reply::not_supported(request.code));
        }
    }
}

impl Clusters {
    /// Starts what does not run yet, and waits until every broker is registered and writable.
    pub async fn up(&self, request: &UpRequest) -> Result<UpView, ClusterError> {
        let began = Instant::now();
        let (known, exists) = self.find_or_new(&request.place)?;
        let spec = request.applied_to(known.clone());
        let plan = Plan::new(&spec)?;
        if spec != known || !exists {
            self.refuse_other(&known, &spec)?;
        }
        let running = self.running()?;
        let absent: Vec<&PlannedNode> = plan
            .nodes
            .iter()
            .filter(|node| self.process_of(&plan, node, &running).is_none())
            .collect();
        for node in &absent {
            self.refuse_taken(node)?;
        }
        if spec != known {
            for node in &plan.nodes {
                self.rewrite_config(node)?;
            }
        }
        self.save(&spec)?;
        if let Err(error) = self.start_all(&plan, &absent).await {
            // Half a cluster would only be in the way of the next attempt.
            let mut ignored = Stopped::default();
            if let Err(problem) = self.stop_all(&plan, &absent, &mut ignored).await {
                tracing::warn!(%problem, "a node of the failed start is left");
            }
            return Err(error);
        }
        let started = absent.iter().map(|node| node.node.clone()).collect();
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let insists_on_tls = plan.tls.mode() == Mode::Enforcing;
        let shows_test_certificate = plan.tls.is_test_mode();
        let cluster = self.view(&plan)?;
        Ok(UpView { cluster, started, took_ms, insists_on_tls, shows_test_certificate })
    }

    /// Stops every node, brokers first so that they can leave their name servers; `purge`
    /// removes the cluster's files too.
    pub async fn down(&self, place: &Place, purge: bool) -> Result<DownView, ClusterError> {
        let spec = self.find(place)?;
        let plan = Plan::new(&spec)?;
        let mut done = Stopped::default();
        for role in [Role::Broker, Role::Namesrv] {
            let nodes: Vec<&PlannedNode> = plan.of_role(role).collect();
            self.stop_all(&plan, &nodes, &mut done).await?;
        }
        let Stopped { stopped, killed } = done;
        let mut view = DownView { name: spec.name.clone(), stopped, killed, purged: None };
        if purge {
            self.purge(&spec)?;
            view.purged = Some(spec.dir);
        }
        Ok(view)
    }

    /// The cluster that is meant, as it is now.
    pub fn ps(&self, place: &Place) -> Result<ClusterView, ClusterError> {
        self.view(&Plan::new(&self.find(place)?)?)
    }

    /// Every local cluster, as it is now.
    pub fn all(&self) -> Result<Vec<ClusterView>, ClusterError> {
        let mut views = Vec::new();
        for name in self.names()? {
            views.push(self.ps(&Place { name: Some(name), dir: None })?);
        }
        Ok(views)
    }

    /// Sends `signal` to a node, and waits for its end where the signal asks for one.
    pub async fn kill(
        &self,
        place: &Place,
        node: &str,
        signal: Signal,
    ) -> Result<NodeView, ClusterError> {
        let plan = Plan::new(&self.find(place)?)?;
        let planned = plan.node(node).ok_or_else(|| plan.no_such_node(node))?;
        let Some((process, _)) = self.process_of(&plan, planned, &self.running()?) else {
            return Err(ClusterError::NotRunning { node: node.to_owned() });
        };
        send(process, signal)?;
        let ends = matches!(signal, Signal::SIGKILL | Signal::SIGTERM | Signal::SIGINT);
        if ends && !process.ended(self.patience).await {
            return Err(ClusterError::StillRunning {
                node: node.to_owned(),
                pid: process.pid,
                after: self.patience,
            });
        }
        Ok(self.view_of(&plan, planned, &self.running()?))
    }

    /// Starts one node that does not run, and waits until it is ready; one that runs is left
    /// alone.
    pub async fn start(&self, place: &Place, node: &str) -> Result<NodeView, ClusterError> {
        let plan = Plan::new(&self.find(place)?)?;
        let planned = plan.node(node).ok_or_else(|| plan.no_such_node(node))?;
        if self.process_of(&plan, planned, &self.running()?).is_none() {
            self.refuse_taken(planned)?;
            let mut launched = self.launch(&plan, planned)?;
            let client = plan.client(Arc::new(NoRequests))?;
            self.wait_ready(&client, &plan, planned, Some(&mut launched)).await?;
        }
        Ok(self.view_of(&plan, planned, &self.running()?))
    }

    /// A cluster that runs cannot become another one on the way.
    fn refuse_other(&self, known: &Spec, wanted: &Spec) -> Result<(), ClusterError> {
        let Ok(plan) = Plan::new(known) else { return Ok(()) };
        let running = self.running()?;
        if plan.nodes.iter().all(|node| self.process_of(&plan, node, &running).is_none()) {
            return Ok(());
        }
        Err(ClusterError::OtherPlan {
            name: known.name.clone(),
            dir: known.dir.clone(),
            difference: known.difference(wanted),
        })
    }

    /// A node whose ports or store another process has need not be started to fail.
    fn refuse_taken(&self, node: &PlannedNode) -> Result<(), ClusterError> {
        for planned in &node.ports {
            if let Err(source) = ports::try_listen(node.listen_address(planned.port)) {
                if source.kind() != std::io::ErrorKind::AddrInUse {
                    let what = format!("cannot listen on port {}", planned.port);
                    return Err(ClusterError::System { what, source });
                }
                return Err(ClusterError::PortTaken {
                    node: node.node.clone(),
                    purpose: planned.purpose.name(),
                    port: planned.port,
                    holder: holder::listener(node.listen_address(planned.port)),
                });
            }
        }
        if let Some(path) = &node.store
            && let Some(lock) = holder::lock_on(&path.join("lock"))
        {
            let (node, path, holder) = (node.node.clone(), path.clone(), lock.holder);
            return Err(ClusterError::StoreInUse { node, path, holder });
        }
        Ok(())
    }

    /// Name servers first, then masters: a broker that finds no name server at its start, and a
    /// slave that finds no master, tries again only later.
    async fn start_all(&self, plan: &Plan, absent: &[&PlannedNode]) -> Result<(), ClusterError> {
        let client = plan.client(Arc::new(NoRequests))?;
        let wave_of = |node: &PlannedNode| match (node.role, node.broker_id) {
            (Role::Namesrv, _) => 0,
            (Role::Broker, None | Some(MASTER_ID)) => 1,
            (Role::Broker, Some(_)) => 2,
        };
        for wave in 0..=2 {
            let mut launched: Vec<(&PlannedNode, Option<Launched>)> = Vec::new();
            for node in plan.nodes.iter().filter(|node| wave_of(node) == wave) {
                let absent = absent.iter().any(|absent| absent.node == node.node);
                let process = if absent { Some(self.launch(plan, node)?) } else { None };
                launched.push((node, process));
            }
            for (node, process) in &mut launched {
                self.wait_ready(&client, plan, node, process.as_mut()).await?;
            }
        }
        Ok(())
    }

    /// Asks `nodes` to stop, all at once, and kills those that do not.
    async fn stop_all(
        &self,
        plan: &Plan,
        nodes: &[&PlannedNode],
        done: &mut Stopped,
    ) -> Result<(), ClusterError> {
        let running = self.running()?;
        let mut stopping = Vec::new();
        for node in nodes {
            if let Some((process, _)) = self.process_of(plan, node, &running) {
                send(process, Signal::SIGTERM)?;
                // A stopped process acts on SIGTERM only when it goes on.
                send(process, Signal::SIGCONT)?;
                stopping.push((node, process));
            }
        }
        for (node, process) in stopping {
            if !process.ended(self.patience).await {
                send(process, Signal::SIGKILL)?;
                if !process.ended(KILL_PATIENCE).await {
                    let (node, pid) = (node.node.clone(), process.pid);
                    return Err(ClusterError::StillRunning { node, pid, after: self.patience });
                }
                done.killed.push(node.node.clone());
            }
            done.stopped.push(node.node.clone());
        }
        Ok(())
    }

    fn view(&self, plan: &Plan) -> Result<ClusterView, ClusterError> {
        let running = self.running()?;
        Ok(ClusterView {
            name: plan.name.clone(),
            topology: plan.topology.name().to_owned(),
            dir: plan.dir.clone(),
            namesrv: plan.namesrv.clone(),
            nodes: plan.nodes.iter().map(|node| self.view_of(plan, node, &running)).collect(),
        })
    }
}

impl ClusterView {
    /// Whether every node is up.
    pub fn is_up(&self) -> bool {
        self.nodes.iter().all(|node| node.state == NodeState::Up)
    }
}

fn send(process: ProcessId, signal: Signal) -> Result<(), ClusterError> {
    process.signal(signal).map(drop).map_err(|source| ClusterError::System {
        what: format!("cannot send {signal} to pid {}", process.pid),
        source,
    })
}
