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
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens on `address` and serves through `router`. A connection on which nothing
    /// comes or goes for `idle_limit` is closed.
    pub async fn bind(
        address: SocketAddr,
        router: Arc<dyn Router>,
        idle_limit: Duration,
    ) -> io::Result<Self> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let local = listener.local_addr()?;
        let open = Open::default();
        let (stop, stopped) = watch::channel(false);
        let accepting = tokio::spawn(accept(listener, router, idle_limit, open.clone(), stopped));
        Ok(Self { local, open, stop, accepting })
    }

    /// The address it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.open.lock().len()
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

async fn accept(
    listener: TcpListener,
    router: Arc<dyn Router>,
    idle_limit: Duration,
    open: Open,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        match accepted {
            Ok((stream, _)) => serve(stream, &router, idle_limit, &open),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn serve(stream: TcpStream, router: &Arc<dyn Router>, idle_limit: Duration, open: &Open) {
    // A peer that is gone already has no address; there is nobody to serve.
    let Ok((connection, stream)) = Connection::over(stream) else { return };
    open.lock().insert(connection.id(), connection.clone());
    let (router, open) = (router.clone(), open.clone());
    tokio::spawn(async move {
        let _open = Listed { open, id: connection.id() };
        let reason = connection.clone().run(stream, router, idle_limit).await;
        match reason {
            CloseReason::Frame(error) => {
                tracing::warn!(peer = %connection.peer(), %error, "connection closed");
            }
            reason => tracing::debug!(peer = %connection.peer(), %reason, "connection closed"),
        }
    });
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
