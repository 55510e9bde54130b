//! A broker as a node: listening, the run record, the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::broker_options::Loaded;
use super::introduction;
use super::run_dir::{self, Announcement, Registration};
use super::settings::Warning;
use super::signals::StopSignals;
use super::{BrokerOptions, Role, StartError};
use crate::engine::broker::config::BrokerConfig;
use crate::engine::broker::{self, Broker};
use crate::engine::store::StoreError;
use crate::engine::util::holder::{self, Holder};

/// A running broker.
pub struct BrokerNode {
    broker: Arc<Broker>,
    signals: StopSignals,
    banner: Vec<String>,
    introduction: Vec<String>,
    warnings: Vec<Warning>,
    _record: Option<Registration>,
}

impl BrokerNode {
    /// Starts it, and registers it in the run directory.
    pub async fn start(options: &BrokerOptions) -> Result<Self, StartError> {
        let Loaded { config, settings, mut warnings } = options.accepted()?;
        let signals = StopSignals::new().map_err(|error| StartError::Role(error.into()))?;
        refuse_used_store(config.root())?;
        let broker = start_broker(config, options.config.clone()).await?;
        let config = broker.config();
        let record = run_dir::announce(Announcement {
            role: Role::Broker,
            name: config.broker_name.clone(),
            broker_id: Some(config.broker_id),
            address: config.broker_address(),
            listens: listen_addresses(&config),
            store: Some(config.root()),
            config: options.config.as_deref(),
        });
        let banner = vec![banner(&config)];
        let introduction = introduction::lines(&config, &settings);
        warnings.extend(introduction::warnings(&config));
        Ok(Self { broker, signals, banner, introduction, warnings, _record: record })
    }

    /// The broker itself.
    pub fn broker(&self) -> &Arc<Broker> {
        &self.broker
    }

    /// The line Apache prints at a start (`config.md` 6.1), for stdout.
    pub fn banner(&self) -> &[String] {
        &self.banner
    }

    /// Its addresses and why it tells them, its ports with their keys, its memory; for stderr.
    pub fn introduction(&self) -> &[String] {
        &self.introduction
    }

    /// What to warn of, for stderr.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Serves until SIGTERM or SIGINT, then stops cleanly; the name of the signal.
    pub async fn run(mut self) -> &'static str {
        let signal = self.signals.next().await;
        self.stop().await;
        signal
    }

    /// Stops cleanly: the broker leaves its name servers, the store is flushed and closed, the
    /// run record goes.
    pub async fn stop(self) {
        self.broker.stop().await;
    }
}

async fn start_broker(
    config: BrokerConfig,
    file: Option<PathBuf>,
) -> Result<Arc<Broker>, StartError> {
    Broker::start(config, file).await.map_err(explain)
}

/// `The broker[broker-a, 127.0.0.1:10911] boot success. ...`
fn banner(config: &BrokerConfig) -> String {
    let (name, address) = (&config.broker_name, config.broker_address());
    let mut line = format!("The broker[{name}, {address}] boot success. serializeType=JSON");
    if let Some(namesrv) = &config.namesrv_addr {
        line.push_str(" and name server is ");
        line.push_str(namesrv);
    }
    line
}

/// Main and second client port.
fn listen_addresses(config: &BrokerConfig) -> Vec<String> {
    let ports = [config.listen_port, config.vip_port()];
    ports.map(|port| format!("{}:{port}", config.bind_address)).into()
}

/// The store refuses a second owner itself; asked beforehand, it can be named with its process,
/// be it ours or a JVM.
fn refuse_used_store(root: &Path) -> Result<(), StartError> {
    match holder::lock_on(&root.join("lock")) {
        None => Ok(()),
        Some(lock) => Err(StartError::StoreInUse { path: root.to_owned(), holder: lock.holder }),
    }
}

fn explain(error: broker::start_error::StartError) -> StartError {
    use crate::engine::broker::start_error::StartError as Broker;
    match error {
        Broker::Bind { what, address, source, .. } => StartError::listen(what, address, source),
        Broker::Store { source: StoreError::InUse { path, pid }, .. } => {
            StartError::StoreInUse { path, holder: pid.and_then(Holder::of) }
        }
        Broker::Store {
            path,
            source:
                source @ (StoreError::FileSize { .. }
                | StoreError::Stray { .. }
                | StoreError::Gap { .. }),
        } => StartError::StoreFiles { path, problem: source.to_string() },
        Broker::Table { path, source } => StartError::File { path, source },
        other => StartError::Role(other.into()),
    }
}
