//! `rmq store`: a store directory on this machine, while no broker runs on it.

pub mod dump;
pub mod rebuild;
pub mod repair;
pub mod verify;

use std::path::PathBuf;

use crate::commands::error::{CommandError, Kind};
use crate::commands::values::pair;
use crate::engine::node::offline_store::{MessagePlace, OfflineError, StoreOptions};

/// Options that choose a store.
#[derive(Debug, clap::Args)]
pub struct WhichStore {
    /// The store: storePathRootDir of its broker
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The broker's .properties file; without it, sizes are told from the files
    #[arg(short, long = "configFile", alias = "config", value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting of the broker, as mappedFileSizeCommitLog=1048576; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    settings: Vec<(String, String)>,
}

impl WhichStore {
    fn options(self) -> StoreOptions {
        StoreOptions { dir: self.dir, config: self.config, settings: self.settings }
    }
}

impl From<OfflineError> for CommandError {
    fn from(error: OfflineError) -> Self {
        let headline = error.to_string();
        match error {
            OfflineError::Options(error) => error.into(),
            OfflineError::NoStore { .. } => Self::new(Kind::NotFound, headline)
                .hint("name the broker's storePathRootDir; -c names its configuration, where the commit log lies elsewhere"),
            OfflineError::InUse { .. } => {
                Self::failed(headline).hint("stop that broker, or look at a copy of the store")
            }
            OfflineError::Store(_) => Self::failed(headline),
        }
    }
}

/// `TopicTest 0:17 id` for a message.
fn place_text(place: &MessagePlace) -> String {
    let MessagePlace { topic, queue_id, queue_offset, message_id, .. } = place;
    let id = message_id.as_deref().unwrap_or_default();
    format!("{topic} {queue_id}:{queue_offset} {id}").trim_end().to_owned()
}
