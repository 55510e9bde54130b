//! Stands for the store until it is merged.
use std::sync::Arc;

use crate::engine::protocol::names::{QueueId, QueueOffset};
/// The store.
pub struct Store;
/// Error.
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct StoreError;
/// Listener.
pub trait ArrivalListener: Send + Sync {}
/// Config
pub struct StoreConfig;
impl Store {
    /// Open.
    pub fn open(_: StoreConfig, _: Arc<dyn ArrivalListener>) -> Result<Arc<Self>, StoreError> {
        Ok(Arc::new(Self))
    }
    /// Close.
    pub fn close(&self) {}
    /// Min.
    pub fn min_offset(&self, _: &str, _: QueueId) -> QueueOffset {
        QueueOffset(0)
    }
}
impl super::config::BrokerConfig {
    /// Store.
    pub fn store(&self) -> StoreConfig {
        StoreConfig
    }
}
