//! A store directory looked at, or put right, while no broker runs on it.
//!
//! The commands see the store through here. Sizes that nobody gives are told from the files.

use std::path::PathBuf;

pub use crate::engine::store::inspect::*;

use super::{BrokerOptions, StartError};
use crate::engine::store::{OsDisk, StoreConfig, StoreError};
use crate::engine::util::holder::{Holder, held_by, lock_on};

/// Which store, and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct StoreOptions {
    /// `storePathRootDir`.
    pub dir: PathBuf,
    /// The broker's `.properties` file.
    pub config: Option<PathBuf>,
    /// Settings over those of the file.
    pub settings: Vec<(String, String)>,
}

/// Why a store cannot be looked at, or be put right.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The options say nothing that could be.
    #[error(transparent)]
    Options(#[from] StartError),
    /// The directory is none of a store.
    #[error("{dir} is no store: there is no {missing}")]
    NoStore {
        /// The directory.
        dir: PathBuf,
        /// What a store has.
        missing: PathBuf,
    },
    /// A broker works on it.
    #[error("the store {dir} is in use{}", held_by(holder.as_ref()))]
    InUse {
        /// The directory.
        dir: PathBuf,
        /// Who.
        holder: Option<Holder>,
    },
    /// Something else.
    #[error(transparent)]
    Store(Box<StoreError>),
}

impl From<StoreError> for OfflineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse { path: dir, pid } => {
                let holder = lock_on(&dir.join("lock")).and_then(|lock| lock.holder);
                Self::InUse { dir, holder: holder.or_else(|| pid.and_then(Holder::of)) }
            }
            StoreError::NoStore { path: dir, missing } => Self::NoStore { dir, missing },
            other => Self::Store(Box::new(other)),
        }
    }
}

impl StoreOptions {
    /// The store, locked against brokers as long as the answer lives.
    pub fn open(&self) -> Result<Inspector, OfflineError> {
        let mut settings = self.settings.clone();
        settings.push(("storePathRootDir".to_owned(), self.dir.display().to_string()));
        let options =
            BrokerOptions { config: self.config.clone(), settings, ..BrokerOptions::default() };
        let mut config = options.load()?.0.store_config();
        if self.config.is_none() {
            self.take_sizes(&mut config)?;
        }
        Ok(Inspector::open(config)?)
    }

    fn take_sizes(&self, config: &mut StoreConfig) -> Result<(), OfflineError> {
        let is_open = |key: &str| !self.settings.iter().any(|(given, _)| given == key);
        let sizes = StoreSizes::look(&OsDisk, config)?;
        if let Some(size) = sizes.commit_log_file.filter(|_| is_open("mappedFileSizeCommitLog")) {
            config.commit_log_file_size = size;
        }
        if let Some(size) =
            sizes.consume_queue_file.filter(|_| is_open("mappedFileSizeConsumeQueue"))
        {
            config.consume_queue_file_size = size;
        }
        if let Some((slots, entries)) =
            sizes.index.filter(|_| is_open("maxHashSlotNum") && is_open("maxIndexNum"))
        {
            config.max_hash_slot_num = slots;
            config.max_index_num = entries;
        }
        Ok(())
    }
}
