//! Where each setting of a broker came from.

use std::collections::HashMap;

use serde::Serialize;

use super::settings::{Given, Origin};
use crate::engine::broker::config::{self, BrokerConfig};
use crate::engine::remoting::tls::TlsSettings;

/// A key, its value in force, and where that came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its value; `None` when it has none.
    pub value: Option<String>,
    /// What kind of place the value came from.
    pub source: Source,
    /// Which one: file and line, option, environment variable, or what it was computed from.
    pub origin: Option<String>,
    /// What it does.
    pub doc: &'static str,
}

/// Where a value can come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A line of the file.
    File,
    /// An option of the command.
    Option,
    /// The environment.
    Environment,
    /// Another setting, or this machine.
    Computed,
}

/// Defaults that the environment gives.
const OF_THE_ENVIRONMENT: &[(&str, &str)] =
    &[("namesrvAddr", "NAMESRV_ADDR"), ("rocketmqHome", "ROCKETMQ_HOME")];

/// Defaults that are computed, with what they are made of.
const COMPUTED: &[(&str, &str)] = &[
    ("haListenPort", "listenPort + 1"),
    ("brokerName", "the name of this machine"),
    ("brokerIP1", FIRST_ADDRESS),
    ("brokerIP2", FIRST_ADDRESS),
    ("storePathRootDir", "store in the home directory"),
    ("sendMessageThreadPoolNums", PROCESSORS),
    ("putMessageFutureThreadPoolNums", PROCESSORS),
    ("pullMessageThreadPoolNums", PROCESSORS),
    ("processReplyMessageThreadPoolNums", PROCESSORS),
    ("queryMessageThreadPoolNums", PROCESSORS),
    ("heartbeatThreadPoolNums", PROCESSORS),
    ("endTransactionThreadPoolNums", PROCESSORS),
    ("clientCallbackExecutorThreads", PROCESSORS),
];

const FIRST_ADDRESS: &str = "the first address of this machine that is no loopback and no bridge, \
                             rather none of 192.168.x.y";
const PROCESSORS: &str = "the number of processors";

/// Settings that others decide in the end (`BrokerConfig::settle`), and by what.
const OF_OTHER_SETTINGS: &[(&str, &str)] = &[
    ("haListenPort", "listenPort + 1"),
    ("brokerId", "brokerRole: a master has 0"),
    ("storePathCommitLog", "commitlog in storePathRootDir"),
    ("bitMapLengthConsumeQueueExt", "expectConsumerNumUseFilter, maxErrorRateOfBloomFilter"),
];

/// What was said, and what that was before the settings were brought together.
pub struct Provenance {
    taken: HashMap<String, Origin>,
    before: HashMap<&'static str, String>,
}

impl Provenance {
    /// Of a configuration in which `taken` was set, in that order, and nothing has been settled.
    pub fn new(taken: Vec<Given>, config: &BrokerConfig) -> Self {
        let taken = taken.into_iter().map(|given| (given.key, given.origin)).collect();
        Self { taken, before: config.entries().collect() }
    }

    /// Every key with its value in `config`, the settled configuration.
    pub fn settings(&self, config: &BrokerConfig) -> Vec<Setting> {
        let mut values: HashMap<_, _> = config.entries().collect();
        let keys = config::KEYS.iter().map(|row| (row.name, row.doc));
        let mut settings: Vec<Setting> =
            keys.map(|(key, doc)| self.setting(key, values.remove(key), doc)).collect();
        settings.extend(TlsSettings::keys().map(|key| {
            let source = self.said(key);
            let (source, origin) = source.unwrap_or((Source::Default, None));
            Setting { key, value: config.tls.shown(key), source, origin, doc: "Encryption." }
        }));
        settings
    }

    fn setting(&self, key: &'static str, value: Option<String>, doc: &'static str) -> Setting {
        let (source, origin) = self.source(key, value.as_ref());
        Setting { key, value, source, origin, doc }
    }

    fn source(&self, key: &str, value: Option<&String>) -> (Source, Option<String>) {
        let of = |table: &[(&str, &str)]| {
            table.iter().find(|(known, _)| *known == key).map(|(_, what)| (*what).to_owned())
        };
        if self.before.get(key) != value {
            return (Source::Computed, of(OF_OTHER_SETTINGS));
        }
        if let Some(said) = self.said(key) {
            return said;
        }
        if let (Some(_), Some(variable)) = (value, of(OF_THE_ENVIRONMENT)) {
            return (Source::Environment, Some(variable));
        }
        match of(COMPUTED) {
            Some(what) => (Source::Computed, Some(what)),
            None => (Source::Default, None),
        }
    }

    fn said(&self, key: &str) -> Option<(Source, Option<String>)> {
        let origin = self.taken.get(key)?;
        Some(match origin {
            Origin::File { path, line } => {
                (Source::File, Some(format!("{}:{line}", path.display())))
            }
            Origin::Option(option) => (Source::Option, Some((*option).to_owned())),
            Origin::Way(name_server) => {
                (Source::Computed, Some(format!("the address from which {name_server} is reached")))
            }
        })
    }
}
