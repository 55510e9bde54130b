//! A name server as a node: options to configuration, listening, the run record, the end.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::java_properties::Pairs;
use super::run_dir::{self, Announcement, Registration};
use super::settings::{self, Warning};
use super::signals::StopSignals;
use super::{Role, StartError};
use crate::engine::namesrv::config::{NamesrvConfig, SetError};
use crate::engine::namesrv::{self, NameServer, Running};
use crate::engine::remoting::tls::TlsSettings;
use crate::engine::util::properties;

/// What `rmq namesrv` was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamesrvOptions {
    /// What Java's system properties say (`java_properties.rs`); file and options win.
    pub defaults: Pairs,
    /// `-c`.
    pub config: Option<PathBuf>,
    /// `--set key=value`, later ones win over earlier ones and over the file.
    pub settings: Vec<(String, String)>,
    /// `--port`, wins over `listenPort`.
    pub port: Option<u16>,
    /// `--bind`, wins over `bindAddress`.
    pub bind: Option<String>,
    /// What would be warned of is an error.
    pub strict: bool,
}

impl NamesrvOptions {
    /// The configuration these options make, and what to warn of. `-p` prints its `to_text`.
    pub fn load(&self) -> Result<(NamesrvConfig, Vec<Warning>), StartError> {
        let mut config = NamesrvConfig::default();
        if let Some(path) = &self.config {
            config.config_store_path.clone_from(path);
        }
        let mut warnings = Vec::new();
        let (file, mut defaults) = (self.config.as_deref(), self.defaults.clone());
        // A file is where the configuration is kept, wherever that would be without one.
        defaults.retain(|(key, _)| file.is_none() || key != "configStorePath");
        for given in settings::gather(&defaults, file, &self.settings)? {
            if let Some(taken) = config.tls.set(&given.key, &given.value) {
                if let (false, Some((_, expected))) = (taken, TlsSettings::known(&given.key)) {
                    warnings.push(settings::bad_value(given, expected, true)?);
                }
                continue;
            }
            match config.set(&given.key, &given.value) {
                Ok(()) => {}
                Err(SetError::UnknownKey(_)) => {
                    let known = NamesrvConfig::KEYS.iter().map(|(key, _)| *key);
                    warnings.push(settings::unknown(&given, known.chain(TlsSettings::keys())));
                }
                Err(SetError::Value { expected, .. }) => {
                    warnings.push(settings::bad_value(given, expected, false)?);
                }
            }
        }
        if let Some(port) = self.port {
            config.listen_port = port;
        }
        if let Some(bind) = &self.bind {
            config.bind_address.clone_from(bind);
        }
        let in_force = properties::parse(&config.to_text());
        let value = |key: &str| properties::value(&in_force, key).map(str::to_owned);
        let warnings: Vec<_> =
            warnings.into_iter().map(|warning| warning.with_value_in_force(value)).collect();
        settings::refuse_warnings(self.strict, &warnings)?;
        Ok((config, warnings))
    }
}

/// A running name server.
pub struct NamesrvNode {
    running: Running,
    signals: StopSignals,
    banner: Vec<String>,
    warnings: Vec<Warning>,
    _record: Option<Registration>,
}

impl NamesrvNode {
    /// Starts it, and registers it in the run directory.
    pub async fn start(options: &NamesrvOptions) -> Result<Self, StartError> {
        let (config, warnings) = options.load()?;
        let signals = StopSignals::new().map_err(|error| StartError::Role(error.into()))?;
        let kv_path = config.kv_config_path.clone();
        let running = NameServer::start(config).await.map_err(|error| explain(error, kv_path))?;
        let mut banner = Vec::new();
        if let Some(path) = &options.config {
            banner.push(format!("load config properties file OK, {}", path.display()));
        }
        banner.push("The Name Server boot success. serializeType=JSON".to_owned());
        let record = run_dir::announce(Announcement {
            role: Role::Namesrv,
            name: "namesrv".to_owned(),
            broker_id: None,
            address: run_dir::reachable(running.local_addr()).to_string(),
            listens: vec![running.local_addr().to_string()],
            store: None,
            config: options.config.as_deref(),
        });
        Ok(Self { running, signals, banner, warnings, _record: record })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.running.local_addr()
    }

    /// The lines Apache prints at a start (`config.md` 6.1), for stdout.
    pub fn banner(&self) -> &[String] {
        &self.banner
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

    /// Stops cleanly: answers are written out, the run record goes.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}

fn explain(error: namesrv::StartError, kv_path: PathBuf) -> StartError {
    match error {
        namesrv::StartError::Listen { address, source } => {
            StartError::listen("listen", address, source)
        }
        namesrv::StartError::KvConfig(source) => StartError::File { path: kv_path, source },
        other => StartError::Role(other.into()),
    }
}
