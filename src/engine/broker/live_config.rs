//! The configuration in force, and changes made to it while the broker runs.
//!
//! Ground state is the file given at the start: a change is written there first, comments and order
//! kept, and takes effect after that. A key that only a start reads changes in the file alone, so
//! that what is shown is always what is in force.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use parking_lot::{Mutex, RwLock};

use super::config::{self, BrokerConfig, KEYS, When};
use super::config_rules::ConfigError;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::util::nearest::nearest;
use crate::engine::util::properties::{self, Property};
use crate::engine::util::text_file;

/// Keys that cannot be changed over the wire: where the configuration itself lives, and what
/// protects it (`configBlackList` adds to them).
const FIXED_KEYS: &[&str] = &["configBlackList", "rocketmqHome"];

/// The configuration in force.
pub struct LiveConfig {
    current: ArcSwap<BrokerConfig>,
    version: RwLock<DataVersion>,
    file: Option<PathBuf>,
    one_at_a_time: Mutex<()>,
}

/// The configuration as it was when it was asked for. To be held for as long as a request is
/// handled; asking costs no more than reading a pointer, which counts where every message asks.
pub type CurrentConfig = Guard<Arc<BrokerConfig>>;

/// What became of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Keys that have their new value.
    pub live: Vec<String>,
    /// Keys that will have it after a restart.
    pub at_start: Vec<String>,
    /// Keys that do not exist, with the one that was probably meant.
    pub unknown: Vec<(String, Option<&'static str>)>,
    /// The file that keeps the change, if there is one.
    pub kept_in: Option<PathBuf>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The key is not to be changed while running.
    #[error("`{0}` cannot be changed while the broker runs")]
    Fixed(String),
    /// The value is none of its key.
    #[error("`{key}` must be {expected}, found `{found}`")]
    Value {
        /// The key.
        key: String,
        /// What it takes.
        expected: &'static str,
        /// What was given.
        found: String,
    },
    /// No key of the change exists.
    #[error("{0}")]
    NothingKnown(String),
    /// The broker could not start with it.
    #[error("the broker could not start with this: {0}")]
    Impossible(#[from] ConfigError),
    /// Only a start reads the key, and there is no file to keep it for that start.
    #[error("`{0}` is read at the start only, and this broker was started without -c FILE")]
    NoFile(String),
    /// The file cannot be written.
    #[error("cannot write {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl LiveConfig {
    /// `config` in force; changes are kept in `file`.
    pub fn new(config: BrokerConfig, file: Option<PathBuf>) -> Self {
        Self {
            current: ArcSwap::from_pointee(config),
            version: RwLock::new(DataVersion::start()),
            file,
            one_at_a_time: Mutex::new(()),
        }
    }

    /// The configuration, as it is now.
    pub fn current(&self) -> CurrentConfig {
        self.current.load()
    }

    /// Its version; every change moves it.
    pub fn version(&self) -> DataVersion {
        *self.version.read()
    }

    /// Takes all of `given`, or nothing when one value cannot be taken. Unknown keys are passed
    /// over unless there is no other (Apache's `Configuration.update` passes over all that does not
    /// fit).
    pub fn change(&self, given: &[Property]) -> Result<Changed, ChangeError> {
        let _one_at_a_time = self.one_at_a_time.lock();
        let mut next = BrokerConfig::clone(&self.current());
        let mut at_next_start = next.clone();
        let mut changed = Changed::default();
        let mut lines = Vec::new();
        for Property { key, value, .. } in given {
            let Some(row) = config::key(key) else {
                changed.unknown.push((key.clone(), nearest(key, KEYS.iter().map(|row| row.name))));
                continue;
            };
            self.refuse_fixed(key)?;
            if at_next_start.set(key, value) == Some(false) {
                let (key, found) = (key.clone(), value.clone());
                return Err(ChangeError::Value { key, expected: row.expected, found });
            }
            match row.when {
                When::Live => {
                    next.set(key, value);
                    changed.live.push(key.clone());
                }
                When::Start if self.file.is_none() => return Err(ChangeError::NoFile(key.clone())),
                When::Start => changed.at_start.push(key.clone()),
            }
            lines.push((key.clone(), value.clone()));
        }
        if lines.is_empty() && !changed.unknown.is_empty() {
            return Err(ChangeError::NothingKnown(changed.to_string()));
        }
        at_next_start.settle()?;
        next.settle()?;
        changed.kept_in = self.keep(&lines)?;
        self.current.store(Arc::new(next));
        let mut version = self.version.write();
        *version = version.next();
        Ok(changed)
    }

    fn refuse_fixed(&self, key: &str) -> Result<(), ChangeError> {
        let config = self.current();
        let listed = config.config_black_list.as_deref().unwrap_or_default();
        let mut fixed = listed.split(';').map(str::trim).chain(FIXED_KEYS.iter().copied());
        if fixed.any(|fixed| fixed == key) {
            return Err(ChangeError::Fixed(key.to_owned()));
        }
        Ok(())
    }

    /// Writes the changed lines of the file; without one the change ends with the process.
    fn keep(&self, lines: &[(String, String)]) -> Result<Option<PathBuf>, ChangeError> {
        let Some(path) = &self.file else { return Ok(None) };
        let written = std::fs::read(path)
            .map(|text| properties::with_values(&String::from_utf8_lossy(&text), lines))
            .and_then(|text| text_file::replace(path, &text));
        match written {
            Ok(()) => Ok(Some(path.clone())),
            Err(source) => Err(ChangeError::File { path: path.clone(), source }),
        }
    }
}

impl std::fmt::Display for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if !self.live.is_empty() {
            parts.push(format!("in force: {}", self.live.join(", ")));
        }
        if !self.at_start.is_empty() {
            parts.push(format!("at the next start: {}", self.at_start.join(", ")));
        }
        for (key, meant) in &self.unknown {
            parts.push(match meant {
                Some(meant) => format!("unknown key: {key} (did you mean {meant}?)"),
                None => format!("unknown key: {key}"),
            });
        }
        match &self.kept_in {
            Some(path) => parts.push(format!("kept in {}", path.display())),
            None if self.live.is_empty() => {}
            None => parts.push("until the broker stops (it was started without -c FILE)".into()),
        }
        f.write_str(&parts.join("; "))
    }
}
