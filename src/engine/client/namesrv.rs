//! Which name server to ask: one until it fails, then the next.
//!
//! State: the index of the one in use, derived from what answered last. Invariant: an operation
//! asks every name server at most once before it gives up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::config::NamesrvAddrs;
use super::error::{ClientError, Result};
use crate::engine::remoting::client::Client;
use crate::engine::remoting::connection::CallError;
use crate::engine::remoting::frame::{Frame, Request};

/// The name servers of a cluster.
pub struct NameServers {
    addresses: NamesrvAddrs,
    current: AtomicUsize,
    client: Arc<Client>,
    timeout: Duration,
}

impl NameServers {
    /// Name servers at `addresses`, asked through `client`; each gets `timeout` to answer.
    pub fn new(addresses: NamesrvAddrs, client: Arc<Client>, timeout: Duration) -> Self {
        // Clients that start at different servers share the load among them.
        let current = AtomicUsize::new(rand::random_range(0..addresses.count()));
        Self { addresses, current, client, timeout }
    }

    /// All addresses.
    pub fn addresses(&self) -> &NamesrvAddrs {
        &self.addresses
    }

    /// Asks the name server in use, and the others when it does not answer. Gives the answer,
    /// whatever its code, and who gave it.
    pub async fn call(&self, request: &Request) -> Result<(Frame, &str)> {
        let count = self.addresses.count();
        let first = self.current.load(Ordering::Relaxed);
        let mut tried = Vec::new();
        for step in 0..count {
            let index = (first + step) % count;
            let Some(address) = self.addresses.iter().nth(index) else { continue };
            match self.client.call(address, request, self.timeout).await {
                Ok(answer) => {
                    self.current.store(index, Ordering::Relaxed);
                    return Ok((answer, address));
                }
                Err(error) => tried.push((address.to_owned(), error)),
            }
        }
        Err(ClientError::NoNameServer { tried })
    }

    /// Asks one name server.
    pub async fn call_one(&self, address: &str, request: &Request) -> Result<Frame, CallError> {
        self.client.call(address, request, self.timeout).await
    }
}
