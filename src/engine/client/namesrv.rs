//! Which name server to ask: the one that answered last, and others as soon as it is slow.
//!
//! State, all derived: the list, of the configuration or as an address server said last; the index
//! of the one in use. Invariant: an operation asks every name server at most once before it gives
//! up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::task::JoinSet;

use super::config::NamesrvAddrs;
use super::error::{ClientError, Result};
use crate::engine::remoting::address_server::{AddressServer, REFRESH};
use crate::engine::remoting::client::Client;
use crate::engine::remoting::connection::CallError;
use crate::engine::remoting::frame::{Frame, Request};

/// A name server that has not answered for so long may be dead or frozen: the next one is asked
/// too. Answers come from memory, within a millisecond or two of the way.
const SLOW: Duration = Duration::from_millis(200);

/// Addresses, `host:port` each; never empty.
type Addresses = Arc<[String]>;

/// The name servers of a cluster.
pub struct NameServers {
    named: Named,
    current: AtomicUsize,
    client: Arc<Client>,
    timeout: Duration,
}

/// Where the list comes from.
enum Named {
    Listed(Addresses),
    AsToldBy(Arc<Page>),
}

/// The list of an address server.
struct Page {
    server: AddressServer,
    /// What it said last, and when it is to be asked again.
    known: Mutex<Option<(Instant, Addresses)>>,
    /// Held by who asks for the first time.
    asking: tokio::sync::Mutex<()>,
}

impl NameServers {
    /// Name servers at `addresses`, asked through `client`; each gets `timeout` to answer.
    pub fn new(addresses: NamesrvAddrs, client: Arc<Client>, timeout: Duration) -> Self {
        // Clients that start at different servers share the load among them.
        let current = AtomicUsize::new(usize::from(rand::random::<u16>()));
        let named = match addresses {
            NamesrvAddrs::Listed(addresses) => Named::Listed(addresses.into()),
            NamesrvAddrs::AsToldBy(server) => {
                let (known, asking) = (Mutex::default(), tokio::sync::Mutex::default());
                Named::AsToldBy(Arc::new(Page { server, known, asking }))
            }
        };
        Self { named, current, client, timeout }
    }

    /// All addresses. Those of an address server are asked for when nothing is known of them yet,
    /// and again every two minutes.
    ///
    /// # Errors
    /// The address server was never reached.
    pub async fn addresses(&self) -> Result<Addresses> {
        match &self.named {
            Named::Listed(addresses) => Ok(addresses.clone()),
            Named::AsToldBy(page) => page.addresses().await,
        }
    }

    /// Asks the name server in use, and the next one when it fails or is slow: whichever answers
    /// first is in use from then on. Gives the answer, whatever its code, and who gave it. For
    /// questions only, which several may be asked.
    pub async fn call(&self, request: &Request) -> Result<(Frame, String)> {
        let addresses = self.addresses().await?;
        let first = self.current.load(Ordering::Relaxed);
        let mut left = (0..addresses.len()).map(|step| (first + step) % addresses.len());
        let (mut calls, mut tried) = (JoinSet::new(), Vec::new());
        loop {
            if let Some(index) = left.next() {
                let (client, request, timeout) =
                    (self.client.clone(), request.clone(), self.timeout);
                let addresses = addresses.clone();
                calls.spawn(async move {
                    (index, client.call(&addresses[index], &request, timeout).await)
                });
            }
            tokio::select! {
                ended = calls.join_next() => match ended {
                    Some(Ok((index, Ok(answer)))) => {
                        self.current.store(index, Ordering::Relaxed);
                        return Ok((answer, addresses[index].clone()));
                    }
                    Some(Ok((index, Err(error)))) => {
                        if left.len() > 0 {
                            tracing::warn!(%error, "a name server is passed over");
                        }
                        tried.push((addresses[index].clone(), error));
                    }
                    // A panic in it has been reported already.
                    Some(Err(_)) => {}
                    None if left.len() == 0 => return Err(ClientError::NoNameServer { tried }),
                    None => {}
                },
                () = tokio::time::sleep(SLOW), if left.len() > 0 => {}
            }
        }
    }

    /// Asks one name server.
    pub async fn call_one(&self, address: &str, request: &Request) -> Result<Frame, CallError> {
        self.client.call(address, request, self.timeout).await
    }
}

impl Page {
    async fn addresses(self: &Arc<Self>) -> Result<Addresses> {
        if let Some(addresses) = self.known_or_asked_again() {
            return Ok(addresses);
        }
        let _asking = self.asking.lock().await;
        // Somebody else may have asked meanwhile.
        match self.known_or_asked_again() {
            Some(addresses) => Ok(addresses),
            None => self.ask().await,
        }
    }

    /// What is known; when that is old, it is asked for again behind this.
    fn known_or_asked_again(self: &Arc<Self>) -> Option<Addresses> {
        let mut known = self.known.lock();
        let (ask_again, addresses) = known.as_mut()?;
        if Instant::now() >= *ask_again {
            *ask_again = Instant::now() + REFRESH;
            let page = self.clone();
            tokio::spawn(async move {
                if let Err(error) = page.ask().await {
                    tracing::warn!(%error, "the name servers stay as they were");
                }
            });
        }
        Some(addresses.clone())
    }

    async fn ask(&self) -> Result<Addresses> {
        let text = self.server.fetch().await?;
        let addresses: Addresses = NamesrvAddrs::parse_list(&text)?.into();
        let before = self.known.lock().replace((Instant::now() + REFRESH, addresses.clone()));
        if before.is_none_or(|(_, before)| before != addresses) {
            tracing::info!(server = %self.server, ?addresses, "name servers");
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::Page;
    use crate::engine::remoting::address_server::AddressServer;

    #[tokio::test]
    async fn the_list_of_an_address_server_is_asked_for_again_behind_the_caller() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let serving = tokio::spawn(async move {
            for page in ["a:1;b", "c:3"] {
                let (mut stream, _) = listener.accept().await.expect("a client");
                let mut asked = vec![0; 1000];
                assert!(stream.read(&mut asked).await.expect("a request") > 0);
                let answer = format!("HTTP/1.0 200 OK\r\n\r\n{page}\n");
                stream.write_all(answer.as_bytes()).await.expect("answered");
            }
        });
        let server = AddressServer::parse(&url).expect("an address");
        let page = Arc::new(Page { server, known: Default::default(), asking: Default::default() });
        for _ in 0..2 {
            assert_eq!(*page.addresses().await.expect("a list"), ["a:1", "b:9876"]);
        }
        if let Some((ask_again, _)) = page.known.lock().as_mut() {
            *ask_again = Instant::now();
        }
        assert_eq!(*page.addresses().await.expect("a list"), ["a:1", "b:9876"]);
        serving.await.expect("asked again");
        while *page.addresses().await.expect("a list") != ["c:3"] {
            tokio::task::yield_now().await;
        }
    }
}
