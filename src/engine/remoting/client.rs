//! Requests to any number of addresses, multiplexed over one connection each.
//!
//! A connection is made when it is first needed and again after it was lost. An address that
//! could not be reached is tried again after a pause that grows; until then requests to it fail
//! at once with the same error, so that a caller that knows another server loses no time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::connection::{CallError, Connection, Router};
use super::frame::{Frame, Request};
use super::tls::ClientTls;
use crate::engine::protocol::signature::{ACCESS_KEY, Credentials, SIGNATURE};

/// How long a connection attempt may take (`connectTimeoutMillis`).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// A connection on which nothing comes or goes so long is closed (`clientChannelMaxIdleTimeSeconds`).
const IDLE_LIMIT: Duration = Duration::from_secs(120);
/// First pause after a failed attempt to connect; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// Longest pause between attempts to connect.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Peer {
    connection: Option<Arc<Connection>>,
    pause: Duration,
    next_try: Option<Instant>,
    /// Why the last attempt to connect failed.
    failure: Option<Failure>,
}

/// Why there is no connection.
#[derive(Clone)]
enum Failure {
    /// Kind and text of the system's error.
    Connect(io::ErrorKind, String),
    /// What went wrong with TLS.
    Handshake(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Connect(error.kind(), error.to_string())
    }
}

impl Failure {
    fn at(&self, address: &str) -> CallError {
        let address = address.to_owned();
        match self {
            Self::Connect(kind, text) => {
                CallError::Connect { address, source: io::Error::new(*kind, text.clone()) }
            }
            Self::Handshake(problem) => CallError::Handshake { address, problem: problem.clone() },
        }
    }
}

impl Peer {
    fn live(&self) -> Option<Arc<Connection>> {
        self.connection.as_ref().filter(|connection| !connection.is_closed()).cloned()
    }

    /// The last failure, while it is too early for another attempt.
    fn recent_failure(&self) -> Option<&Failure> {
        self.next_try.filter(|at| Instant::now() < *at)?;
        self.failure.as_ref()
    }

    fn note_failure(&mut self, failure: Failure) {
        self.next_try = Some(Instant::now() + self.pause);
        self.failure = Some(failure);
    }
}

/// The outgoing side: every request of this process goes through one of these.
pub struct Client {
    peers: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Peer>>>>,
    router: Arc<dyn Router>,
    /// Who signs the requests.
    credentials: Option<Credentials>,
    /// How connections are encrypted, if they are.
    tls: Option<Arc<ClientTls>>,
}

impl Client {
    /// A client whose servers' own requests go to `router`.
    pub fn new(router: Arc<dyn Router>) -> Arc<Self> {
        Self::signing(router, None)
    }

    /// The same, which signs every request when it has credentials.
    pub fn signing(router: Arc<dyn Router>, credentials: Option<Credentials>) -> Arc<Self> {
        Self::secured(router, credentials, None)
    }

    /// The same, which speaks TLS when it is told how.
    pub fn secured(
        router: Arc<dyn Router>,
        credentials: Option<Credentials>,
        tls: Option<Arc<ClientTls>>,
    ) -> Arc<Self> {
        Arc::new(Self { peers: Mutex::default(), router, credentials, tls })
    }

    /// How its connections are encrypted, if they are.
    pub fn tls(&self) -> Option<Arc<ClientTls>> {
        self.tls.clone()
    }

    /// `request` with account and signature, if this client signs.
    fn signed<'r>(&self, request: &'r Request) -> Cow<'r, Request> {
        let Some(credentials) = &self.credentials else { return Cow::Borrowed(request) };
        let mut request = request.clone();
        request.fields.set(ACCESS_KEY, credentials.access_key.as_str());
        let fields = request.fields.0.iter().map(|(name, value)| (&**name, value.as_str()));
        let signature = credentials.sign(fields, &request.body);
        request.fields.set(SIGNATURE, signature);
        Cow::Owned(request)
    }

    /// Sends `request` to `address` (`host:port`) and waits for the answer, whatever its code.
    /// `timeout` spans connecting and waiting.
    pub async fn call(
        &self,
        address: &str,
        request: &Request,
        timeout: Duration,
    ) -> Result<Frame, CallError> {
        let started = Instant::now();
        let connection = self.connection(address, timeout).await?;
        let left = timeout.saturating_sub(started.elapsed());
        connection.call(&self.signed(request), left).await.map_err(|error| match error {
            CallError::Timeout { .. } => {
                CallError::Timeout { address: address.to_owned(), after: timeout }
            }
            CallError::Closed { .. } => CallError::Closed { address: address.to_owned() },
            other => other,
        })
    }

    /// Sends `request` to `address` without waiting for anything but the connection, and for room
    /// in it: senders cannot run ahead of the network without bound.
    pub async fn oneway(
        &self,
        address: &str,
        request: &Request,
        timeout: Duration,
    ) -> Result<(), CallError> {
        let started = Instant::now();
        let connection = self.connection(address, timeout).await?;
        let left = timeout.saturating_sub(started.elapsed());
        let timed_out = || CallError::Timeout { address: address.to_owned(), after: timeout };
        tokio::time::timeout(left, connection.until_room()).await.map_err(|_| timed_out())?;
        if connection.is_closed() {
            return Err(CallError::Closed { address: address.to_owned() });
        }
        connection.send_oneway(&self.signed(request));
        Ok(())
    }

    /// The live connection to `address`, made now if there is none.
    pub async fn connection(
        &self,
        address: &str,
        timeout: Duration,
    ) -> Result<Arc<Connection>, CallError> {
        let peer = self.peer(address);
        // The common case needs no timer.
        if let Ok(peer) = peer.try_lock()
            && let Some(connection) = peer.live()
        {
            return Ok(connection);
        }
        let timed_out = || CallError::Connect {
            address: address.to_owned(),
            source: io::ErrorKind::TimedOut.into(),
        };
        tokio::time::timeout(timeout, self.connect(address, &peer))
            .await
            .unwrap_or_else(|_| Err(timed_out()))
    }

    fn peer(&self, address: &str) -> Arc<tokio::sync::Mutex<Peer>> {
        let mut peers = self.peers.lock();
        if let Some(peer) = peers.get(address) {
            return peer.clone();
        }
        peers.entry(address.to_owned()).or_default().clone()
    }

    async fn connect(
        &self,
        address: &str,
        peer: &tokio::sync::Mutex<Peer>,
    ) -> Result<Arc<Connection>, CallError> {
        let mut peer = peer.lock().await;
        if let Some(connection) = peer.live() {
            return Ok(connection);
        }
        if let Some(failure) = peer.recent_failure() {
            return Err(failure.at(address));
        }
        peer.connection = None;
        peer.pause = (peer.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        // The caller may give up while the attempt is under way; that counts as a failure too.
        let timed_out = || Failure::from(io::Error::from(io::ErrorKind::TimedOut));
        peer.note_failure(timed_out());
        let dialled = tokio::time::timeout(CONNECT_TIMEOUT, self.dial(address)).await;
        match dialled.unwrap_or_else(|_| Err(timed_out())) {
            Ok(connection) => {
                *peer = Peer { connection: Some(connection.clone()), ..Peer::default() };
                Ok(connection)
            }
            Err(failure) => {
                peer.note_failure(failure.clone());
                Err(failure.at(address))
            }
        }
    }

    /// A new connection to `address`, driven by a task of its own.
    async fn dial(&self, address: &str) -> Result<Arc<Connection>, Failure> {
        let stream = TcpStream::connect(address).await?;
        let Some(tls) = &self.tls else {
            let (connection, stream) = Connection::over(stream)?;
            self.drive(&connection, stream);
            return Ok(connection);
        };
        let connection = Connection::dialled(&stream)?;
        let shaken = tls.connect(address, stream).await;
        let stream = shaken.map_err(|error| Failure::Handshake(error.to_string()))?;
        self.drive(&connection, stream);
        Ok(connection)
    }

    fn drive<S>(&self, connection: &Arc<Connection>, stream: S)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (router, driven) = (self.router.clone(), connection.clone());
        tokio::spawn(async move {
            let reason = driven.clone().run(stream, router, IDLE_LIMIT).await;
            tracing::debug!(peer = %driven.peer(), %reason, "connection closed");
        });
    }

    /// Closes the connection to `address`, if there is one.
    pub async fn disconnect(&self, address: &str) {
        let peer = self.peers.lock().remove(address);
        if let Some(peer) = peer
            && let Some(connection) = peer.lock().await.connection.take()
        {
            connection.close();
        }
    }

    /// Closes every connection once what is queued on it has been written.
    pub async fn close(&self) {
        let addresses: Vec<String> = self.peers.lock().keys().cloned().collect();
        for address in addresses {
            self.disconnect(&address).await;
        }
    }
}

impl Drop for Client {
    /// Nobody can ask anything any more; the connections would idle until their limit.
    fn drop(&mut self) {
        for peer in self.peers.lock().values() {
            if let Ok(peer) = peer.try_lock()
                && let Some(connection) = &peer.connection
            {
                connection.close();
            }
        }
    }
}
