//! A broker as a node: options to configuration, listening, the run record, the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::run_dir::{self, Announcement, Registration};
use super::settings::{self, Given, Warning};
use super::signals::StopSignals;
use super::{Role, StartError};
use crate::engine::broker::config::{self, BrokerConfig};
use crate::engine::broker::{self, Broker};
use crate::engine::remoting::tls::TlsSettings;
use crate::engine::store::StoreError;
use crate::engine::util::holder::{self, Holder};

/// Keys of the file that no configuration class has and that mean something all the same
/// (`config.md` 6.1).
const KEYS_OUTSIDE: &[&str] = &["rmqAddressServerDomain", "rmqAddressServerSubGroup"];

/// What `rmq broker` was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerOptions {
    /// `-c`.
    pub config: Option<PathBuf>,
    /// `-n`, wins over `namesrvAddr`.
    pub namesrv: Option<String>,
    /// `--set key=value`, later ones win over earlier ones and over the file.
    pub settings: Vec<(String, String)>,
    /// `--bind`, wins over `bindAddress`.
    pub bind: Option<String>,
    /// `--advertise`, wins over `brokerIP1`.
    pub advertise: Option<String>,
    /// What would be warned of is an error.
    pub strict: bool,
}

impl BrokerOptions {
    /// The configuration these options make, and what to warn of.
    pub fn load(&self) -> Result<(BrokerConfig, Vec<Warning>), StartError> {
        let mut config = BrokerConfig::default();
        let mut warnings = Vec::new();
        let mut given = settings::gather(self.config.as_deref(), &self.settings)?;
        for (option, key, value) in [
            ("-n", "namesrvAddr", &self.namesrv),
            ("--bind", "bindAddress", &self.bind),
            ("--advertise", "brokerIP1", &self.advertise),
        ] {
            if let Some(value) = value {
                let (key, value) = (key.to_owned(), value.clone());
                given.push(Given { key, value, origin: option.to_owned() });
            }
        }
        for given in given {
            match config.set(&given.key, &given.value) {
                Some(true) => {}
                Some(false) => {
                    let (expected, strict) = expected(&given.key);
                    warnings.push(settings::bad_value(given, expected, strict)?);
                }
                None if KEYS_OUTSIDE.contains(&given.key.as_str()) => {}
                None => {
                    let known = config::KEYS.iter().map(|key| key.name).chain(TlsSettings::keys());
                    warnings.push(settings::unknown(&given, known));
                }
            }
        }
        let findings = config.settle().map_err(|error| StartError::Role(error.into()))?;
        warnings.extend(findings.iter().map(|finding| Warning::Other(finding.to_string())));
        settings::refuse_warnings(self.strict, &warnings)?;
        Ok((config, warnings))
    }

    /// The text `-p` prints, and with `important` the one of `-m`, and what to warn of.
    pub fn print_config(&self, important: bool) -> Result<(String, Vec<Warning>), StartError> {
        let (config, warnings) = self.load()?;
        let wanted = |key: &str| !important || IMPORTANT_KEYS.contains(&key);
        let lines = config.entries().filter(|(key, _)| wanted(key));
        Ok((lines.map(|(key, value)| format!("{key}={value}\n")).collect(), warnings))
    }
}

/// What the value of `key` must be, and whether the default must not stand in for it.
fn expected(key: &str) -> (&'static str, bool) {
    if let Some((_, expected)) = TlsSettings::known(key) {
        return (expected, true);
    }
    let known = config::key(key);
    known.map_or(("", false), |known| (known.expected, known.strict))
}

/// The keys `-m` prints: those Apache marks with `ImportantField`.
const IMPORTANT_KEYS: &[&str] = &[
    "namesrvAddr",
    "brokerIP1",
    "brokerName",
    "brokerClusterName",
    "brokerId",
    "autoCreateTopicEnable",
    "autoCreateSubscriptionGroup",
    "msgTraceTopicName",
    "traceTopicEnable",
    "rejectTransactionMessage",
    "fetchNamesrvAddrByAddressServer",
    "transactionTimeOut",
    "transactionCheckMax",
    "transactionCheckInterval",
    "aclEnable",
    "storePathRootDir",
    "storePathCommitLog",
    "storePathDLedgerCommitLog",
    "flushIntervalCommitLog",
    "commitIntervalCommitLog",
    "flushCommitLogTimed",
    "deleteWhen",
    "fileReservedTime",
    "maxTransferBytesOnMessageInMemory",
    "maxTransferCountOnMessageInMemory",
    "maxTransferBytesOnMessageInDisk",
    "maxTransferCountOnMessageInDisk",
    "accessMessageInMemoryMaxRatio",
    "messageIndexEnable",
    "messageIndexSafe",
    "haMasterAddress",
    "brokerRole",
    "flushDiskType",
    "cleanFileForciblyEnable",
    "transientStorePoolEnable",
];

/// A running broker.
pub struct BrokerNode {
    broker: Arc<Broker>,
    signals: StopSignals,
    banner: Vec<String>,
    warnings: Vec<Warning>,
    _record: Option<Registration>,
}

impl BrokerNode {
    /// Starts it, and registers it in the run directory.
    pub async fn start(options: &BrokerOptions) -> Result<Self, StartError> {
        let (config, warnings) = options.load()?;
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
        Ok(Self { broker, signals, banner, warnings, _record: record })
    }

    /// The broker itself.
    pub fn broker(&self) -> &Arc<Broker> {
        &self.broker
    }

    /// The line Apache prints at a start (`config.md` 6.1), for stdout.
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

/// Main and second client port (`remoting.md` 1.4).
fn listen_addresses(config: &BrokerConfig) -> Vec<String> {
    let port = config.listen_port;
    [port, port - 2].map(|port| format!("{}:{port}", config.bind_address)).into()
}

/// The store refuses a second owner itself; asked beforehand, it can be named with its process,
/// be it ours or a JVM.
fn refuse_used_store(root: &Path) -> Result<(), StartError> {
    match holder::lock_on(&root.join("lock")) {
        None => Ok(()),
        Some(lock) => Err(StartError::StoreInUse { path: root.to_owned(), holder: lock.holder }),
    }
}

fn explain(error: broker::start::StartError) -> StartError {
    use crate::engine::broker::start::StartError as Broker;
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
