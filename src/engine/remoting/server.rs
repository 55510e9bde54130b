//! Accepts connections on one address and drives each on a task of its own.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::connection::{CloseReason, Connection, Router};
use super::tls::{Accepted, Refusal, ServerTls};
use super::unread::Unread;

/// Connections the kernel may queue before they are accepted (`serverSocketBacklog`).
const BACKLOG: u32 = 1024;
/// Pause after an accept failed for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// How long a stopping server lets connections write out their answers.
const STOP_PATIENCE: Duration = Duration::from_secs(3);

type Open = Arc<Mutex<HashMap<u64, Arc<Connection>>>>;

/// A listening socket and the connections that came through it.
pub struct Server {
    local: SocketAddr,
    open: Open,
    unread: Arc<Unread>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens on `address` and serves through `router`, without TLS. A connection on which
    /// nothing comes or goes for `idle_limit` is closed.
    pub async fn bind(
        address: SocketAddr,
        router: Arc<dyn Router>,
        idle_limit: Duration,
    ) -> io::Result<Self> {
        Self::bind_with(address, router, idle_limit, ServerTls::disabled()).await
    }

    /// The same, with TLS as `tls` has it.
    pub async fn bind_with(
        address: SocketAddr,
        router: Arc<dyn Router>,
        idle_limit: Duration,
        tls: Arc<ServerTls>,
    ) -> io::Result<Self> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let local = listener.local_addr()?;
        let open = Open::default();
        let (stop, stopped) = watch::channel(false);
        let unread = Arc::<Unread>::default();
        let waiting = unread.clone();
        let doorway = Doorway { router, idle_limit, tls, open: open.clone(), unread, stopped };
        let accepting = tokio::spawn(doorway.accept(listener));
        Ok(Self { local, open, unread: waiting, stop, accepting })
    }

    /// The address it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.open.lock().len()
    }

    /// Bytes of answers that wait for clients which do not take them.
    pub fn unread_bytes(&self) -> usize {
        self.unread.bytes()
    }

    /// Stops accepting, lets every connection write out what is queued, and closes them.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // The accept task ends by itself; a panic in it has been reported already.
        let Self { open, accepting, .. } = self;
        drop(accepting.await);
        let wait_until = tokio::time::Instant::now() + STOP_PATIENCE;
        let connections: Vec<_> = open.lock().values().cloned().collect();
        for connection in connections {
            connection.close();
        }
        while !open.lock().is_empty() && tokio::time::Instant::now() < wait_until {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// What every new connection gets.
#[derive(Clone)]
struct Doorway {
    router: Arc<dyn Router>,
    idle_limit: Duration,
    tls: Arc<ServerTls>,
    open: Open,
    unread: Arc<Unread>,
    stopped: watch::Receiver<bool>,
}

impl Doorway {
    async fn accept(mut self, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = self.stopped.wait_for(|stop| *stop) => return,
            };
            match accepted {
                Ok((stream, _)) => self.admit(stream),
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn admit(&self, stream: TcpStream) {
        // A peer that is gone already has no address; there is nobody to serve.
        let Ok(connection) = Connection::accepted(&stream, self.unread.clone()) else { return };
        self.open.lock().insert(connection.id(), connection.clone());
        let listed = Listed { open: self.open.clone(), id: connection.id() };
        let mut doorway = self.clone();
        tokio::spawn(async move {
            let _listed = listed;
            let accepted = tokio::select! {
                accepted = doorway.tls.accept(stream, doorway.idle_limit) => accepted,
                _ = doorway.stopped.wait_for(|stop| *stop) => return,
            };
            match accepted {
                Ok(accepted) => doorway.serve(connection, accepted).await,
                Err(reason @ (Refusal::Gone | Refusal::Silent(_))) => {
                    tracing::debug!(peer = %connection.peer(), %reason, "connection closed");
                }
                Err(reason) => {
                    tracing::warn!(peer = %connection.peer(), %reason, "connection refused");
                }
            }
        });
    }

    async fn serve(self, connection: Arc<Connection>, accepted: Accepted) {
        let (driven, router, limit) = (connection.clone(), self.router, self.idle_limit);
        let reason = match accepted {
            Accepted::Plain(stream) => {
                let stream = connection.share(stream);
                driven.run(stream, router, limit).await
            }
            // In a box: the many connections without it need no room for it.
            Accepted::Tls(stream) => Box::pin(driven.run(stream, router, limit)).await,
        };
        match reason {
            CloseReason::Frame(error) => {
                tracing::warn!(peer = %connection.peer(), %error, "connection closed");
            }
            reason @ CloseReason::AnswersNotTaken => {
                tracing::warn!(peer = %connection.peer(), %reason, "connection closed");
            }
            reason => tracing::debug!(peer = %connection.peer(), %reason, "connection closed"),
        }
    }
}

/// Takes a connection off the list however its task ends.
struct Listed {
    open: Open,
    id: u64,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.open.lock().remove(&self.id);
    }
}
