//! Registration with the name servers.

use std::sync::Arc;

use tokio::sync::Notify;

/// Wakes the registration, from wherever something changed that name servers must know.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Registers soon.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Waits until someone wakes.
    pub async fn woken(&self) {
        self.0.notified().await;
    }
}
