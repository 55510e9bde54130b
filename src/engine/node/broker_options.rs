//! From options and a file to the configuration of a broker, and where each setting came from.

use std::path::PathBuf;

use super::StartError;
use super::java_properties::Pairs;
use super::provenance::{Provenance, Setting};
use super::settings::{self, Given, Origin, Warning};
use super::way;
use crate::engine::broker::config::{self, BrokerConfig};
use crate::engine::store;

/// What `rmq broker` was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerOptions {
    /// What Java's system properties say (`java_properties.rs`); file and options win.
    pub defaults: Pairs,
    /// `-c`.
    pub config: Option<PathBuf>,
    /// `-n`, wins over `namesrvAddr`.
    pub namesrv: Option<String>,
    /// `--set key=value`, later ones win over earlier ones and over the file.
    pub settings: Vec<(String, String)>,
    /// `--port`, wins over `listenPort`.
    pub port: Option<u16>,
    /// `--bind`, wins over `bindAddress`.
    pub bind: Option<String>,
    /// `--advertise`, wins over `brokerIP1`.
    pub advertise: Option<String>,
    /// What would be warned of is an error.
    pub strict: bool,
}

/// Keys that never were any, though many files have them: these places follow from
/// `storePathRootDir` (Apache `StorePathConfigHelper`).
pub(super) const FIXED_PLACES: &[(&str, &str)] = &[
    ("storePathConsumeQueue", store::CONSUME_QUEUE_DIR),
    ("storePathIndex", store::INDEX_DIR),
    ("storeCheckpoint", store::CHECKPOINT_FILE),
    ("abortFile", store::ABORT_FILE),
];

/// What the options make, of one reading of the file.
pub(super) struct Loaded {
    pub config: BrokerConfig,
    /// Every key of `config` with its value and where that came from.
    pub settings: Vec<Setting>,
    pub warnings: Vec<Warning>,
}

impl BrokerOptions {
    /// The configuration these options make, and what to warn of.
    pub fn load(&self) -> Result<(BrokerConfig, Vec<Warning>), StartError> {
        let Loaded { config, warnings, .. } = self.accepted()?;
        Ok((config, warnings))
    }

    /// What a broker starts with; nothing, if there is something to warn of and that is an error.
    pub(super) fn accepted(&self) -> Result<Loaded, StartError> {
        let loaded = self.loaded()?;
        settings::refuse_warnings(self.strict, &loaded.warnings)?;
        Ok(loaded)
    }

    /// Every setting with its value and where that came from, and what to warn of; nothing is too
    /// odd to be shown.
    pub fn explain(&self) -> Result<(Vec<Setting>, Vec<Warning>), StartError> {
        let Loaded { settings, warnings, .. } = self.loaded()?;
        Ok((settings, warnings))
    }

    /// The text `-p` prints, and with `important` the one of `-m`, and what to warn of.
    pub fn print_config(&self, important: bool) -> Result<(String, Vec<Warning>), StartError> {
        let (config, warnings) = self.load()?;
        let wanted = |key: &str| !important || IMPORTANT_KEYS.contains(&key);
        let lines = config.entries().filter(|(key, _)| wanted(key));
        Ok((lines.map(|(key, value)| format!("{key}={value}\n")).collect(), warnings))
    }

    /// File and options, in the order in which they apply.
    fn given(&self) -> Result<Vec<Given>, StartError> {
        let mut given = settings::gather(&self.defaults, self.config.as_deref(), &self.settings)?;
        for (option, key, value) in [
            ("--port", "listenPort", self.port.map(|port| port.to_string())),
            ("-n", "namesrvAddr", self.namesrv.clone()),
            ("--bind", "bindAddress", self.bind.clone()),
            ("--advertise", "brokerIP1", self.advertise.clone()),
        ] {
            given.extend(value.map(|value| Given {
                key: key.to_owned(),
                value,
                origin: Origin::Option(option),
            }));
        }
        Ok(given)
    }

    fn loaded(&self) -> Result<Loaded, StartError> {
        let mut config = BrokerConfig::default();
        let (mut warnings, mut taken) = (Vec::new(), Vec::new());
        let given = self.given()?;
        let own = own_addresses(&given, config.namesrv_addr.as_deref());
        for given in own.into_iter().chain(given) {
            match config.set(&given.key, &given.value) {
                Some(true) => taken.push(given),
                Some(false) => {
                    let (expected, strict) = config::expected(&given.key).unwrap_or_default();
                    warnings.push(settings::bad_value(given, expected, strict)?);
                }
                None => warnings.push(settings::unknown(&given, config::key_names())),
            }
        }
        let provenance = Provenance::new(taken, &config);
        let findings = config.settle().map_err(|error| StartError::Role(error.into()))?;
        let mut warnings: Vec<_> =
            warnings.into_iter().map(|warning| with_value_in_force(warning, &config)).collect();
        warnings.extend(findings.iter().map(|finding| Warning::Other(finding.to_string())));
        Ok(Loaded { settings: provenance.settings(&config), config, warnings })
    }
}

/// The addresses that a broker tells others where nobody says them: those from which the name
/// servers are reached, `default` where nobody says those either.
fn own_addresses(given: &[Given], default: Option<&str>) -> Vec<Given> {
    const ADDRESSES: [&str; 2] = ["brokerIP1", "brokerIP2"];
    let said = |key: &str| given.iter().rev().find(|given| given.key == key);
    let unsaid: Vec<_> = ADDRESSES.into_iter().filter(|key| said(key).is_none()).collect();
    if unsaid.is_empty() {
        return Vec::new();
    }
    let name_servers = said("namesrvAddr").map(|given| given.value.as_str()).or(default);
    let name_servers = name_servers.map(config::addresses).unwrap_or_default();
    let Some((name_server, own)) = way::to_name_servers(&name_servers) else { return Vec::new() };
    let given = |key: &str| Given {
        key: key.to_owned(),
        value: own.to_string(),
        origin: Origin::Way(name_server.to_owned()),
    };
    unsaid.into_iter().map(given).collect()
}

/// `warning` with what counts in place of the key that does not.
fn with_value_in_force(mut warning: Warning, config: &BrokerConfig) -> Warning {
    if let Warning::UnknownKey { key, meant, in_force, .. } = &mut warning
        && let Some((_, place)) = FIXED_PLACES.iter().find(|(name, _)| name == key)
    {
        *meant = None;
        *in_force = Some(config.root().join(place).display().to_string());
    }
    warning.with_value_in_force(|key| config.value_of(key))
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
