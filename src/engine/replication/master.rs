//! The master's side: listens for slaves and sends each the log from where it asks, as slices of
//! the mapped files (`HAConnection`).
//!
//! A task for each slave. Nothing is kept about a slave that is not connected: it says itself
//! where it stands.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::acknowledged::Acknowledged;
use super::wire::{self, TransferHead};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::Store;

/// Connections the kernel may queue before they are accepted.
const BACKLOG: u32 = 64;
/// Pause after an accept failed for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Bytes that may lie on the disk only are brought into memory in such steps.
const WARM_STEP: usize = 1 << 20;
/// Between two bytes that bring two pages into memory.
const PAGE: usize = 4096;

/// Settings of the master's side, by their keys in Apache's configuration.
#[derive(Clone, Copy, Debug)]
pub struct MasterSettings {
    /// `haSendHeartbeatInterval`.
    pub heartbeat: Duration,
    /// `haHousekeepingInterval`: a slave that is silent longer is dropped.
    pub housekeeping: Duration,
    /// `haTransferBatchSize`, bytes.
    pub batch: usize,
}

/// A listening master.
pub struct Master {
    local: SocketAddr,
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

struct Shared {
    store: Arc<Store>,
    settings: Box<dyn Fn() -> MasterSettings + Send + Sync>,
    acknowledged: Arc<Acknowledged>,
    /// Rung when the log has become longer.
    grown: Arc<Notify>,
}

/// Why a slave is let go.
#[derive(Debug, thiserror::Error)]
enum Parting {
    #[error("the connection ended")]
    Ended,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it reported nothing for {0:?}")]
    Silent(Duration),
    #[error(
        "it asks for offset {asked}, this master's log is from {min} to {max}: its log is no copy \
         of this one. Stop the slave, move its store away and start it again"
    )]
    OutOfRange { asked: PhysicalOffset, min: PhysicalOffset, max: PhysicalOffset },
    #[error("it reports offset {found}, this master's log ends at {max}")]
    Ahead { found: PhysicalOffset, max: PhysicalOffset },
}

impl Master {
    /// Listens on `address` for slaves of `store`; what they report goes to `acknowledged`.
    /// `settings` are asked for again and again.
    pub fn bind(
        address: SocketAddr,
        store: Arc<Store>,
        acknowledged: Arc<Acknowledged>,
        settings: impl Fn() -> MasterSettings + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let local = listener.local_addr()?;
        let grown = Arc::new(Notify::new());
        let ring = grown.clone();
        store.on_growth(move || ring.notify_waiters());
        let settings = Box::new(settings);
        let shared = Arc::new(Shared { store, settings, acknowledged, grown });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, shared.clone()));
        let expiring = shared.clone();
        tasks.spawn(async move { expiring.acknowledged.expire().await });
        Ok(Self { local, shared, tasks })
    }

    /// The address it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Lets all slaves go and stops listening. Whoever waits for a slave is told that none came.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
        self.shared.acknowledged.give_up();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the slaves' tasks with it.
    let mut slaves = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                slaves.spawn(serve(shared.clone(), stream, peer));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a slave");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
        while slaves.try_join_next().is_some() {}
    }
}

async fn serve(shared: Arc<Shared>, stream: TcpStream, peer: SocketAddr) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "a slave is gone already");
        return;
    }
    let (reading, writing) = stream.into_split();
    let (first, asked) = oneshot::channel();
    let parting = tokio::select! {
        parting = read_reports(&shared, reading, first) => parting,
        parting = transfer(&shared, writing, peer, asked) => parting,
    };
    match parting {
        Err(Parting::Ended) => tracing::info!(%peer, "the slave is gone"),
        Err(parting) => tracing::warn!(%peer, %parting, "the slave is let go"),
        Ok(never) => match never {},
    }
}

/// Nothing: these tasks end with an error only.
type Never = std::convert::Infallible;

/// Takes the slave's reports; the first one is what it asks for.
async fn read_reports(
    shared: &Shared,
    mut reading: OwnedReadHalf,
    first: oneshot::Sender<PhysicalOffset>,
) -> Result<Never, Parting> {
    let mut first = Some(first);
    let mut connected = None;
    let mut received = BytesMut::with_capacity(PAGE);
    loop {
        let housekeeping = (shared.settings)().housekeeping;
        let read = timeout(housekeeping, reading.read_buf(&mut received)).await;
        if read.map_err(|_| Parting::Silent(housekeeping))?? == 0 {
            return Err(Parting::Ended);
        }
        let Some((offset, len)) = wire::newest_report(&received) else { continue };
        received.advance(len);
        let max = shared.store.max_physical_offset();
        if let Some(first) = first.take() {
            // The transfer decides about an offset that is out of range; it ends both.
            let _ = first.send(offset);
            if offset > max {
                continue;
            }
            connected = Some(shared.acknowledged.connect());
        } else if offset > max || connected.is_none() {
            return Err(Parting::Ahead { found: offset, max });
        }
        shared.acknowledged.reported(offset);
    }
}

/// Sends the log from where the slave asks for it on, and signs of life.
async fn transfer(
    shared: &Shared,
    mut writing: OwnedWriteHalf,
    peer: SocketAddr,
    asked: oneshot::Receiver<PhysicalOffset>,
) -> Result<Never, Parting> {
    // The other half ends both when it fails.
    let Ok(asked) = asked.await else { return std::future::pending().await };
    let (min, max) = (shared.store.min_physical_offset(), shared.store.max_physical_offset());
    let mut at = first_offset(asked, max, shared.store.log_file_size());
    tracing::info!(%peer, %asked, from = %at, "a slave is connected");
    if at < min || at > max {
        // From where this log goes on tells the slave, ours or Apache's, that it does not fit.
        let head = TransferHead { offset: if at < min { min } else { max }, len: 0 };
        writing.write_all(&head.encode()).await?;
        writing.shutdown().await?;
        return Err(Parting::OutOfRange { asked, min, max });
    }
    let mut warm_to = at;
    let mut last_write = Instant::now();
    loop {
        let settings = (shared.settings)();
        let grown = shared.grown.notified();
        if let Some(bytes) = shared.store.log_bytes(at, settings.batch.max(1)) {
            let end = at.plus(bytes.len() as i64);
            if end > warm_to && shared.store.is_maybe_cold(at) {
                warm_to = warm(&shared.store, at).await;
            }
            let len = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
            let head = TransferHead { offset: at, len }.encode();
            let mut out = Bytes::copy_from_slice(&head).chain(bytes);
            writing.write_all_buf(&mut out).await?;
            (at, last_write) = (end, Instant::now());
            continue;
        }
        let min = shared.store.min_physical_offset();
        if at < min {
            let max = shared.store.max_physical_offset();
            return Err(Parting::OutOfRange { asked: at, min, max });
        }
        tokio::select! {
            () = grown => {}
            () = sleep_until(last_write + settings.heartbeat) => {
                writing.write_all(&TransferHead { offset: at, len: 0 }.encode()).await?;
                last_write = Instant::now();
            }
        }
    }
}

/// A slave without a log gets the master's last file (`HAConnection`), every other one what it
/// asks for.
fn first_offset(asked: PhysicalOffset, max: PhysicalOffset, file_size: u64) -> PhysicalOffset {
    match asked.0 {
        0 => PhysicalOffset(max.0 - max.0.rem_euclid(file_size as i64)),
        _ => asked,
    }
}

/// Brings a piece of the log into memory, so that no socket waits for the disk; answers its end.
async fn warm(store: &Arc<Store>, at: PhysicalOffset) -> PhysicalOffset {
    let Some(bytes) = store.log_bytes(at, WARM_STEP) else { return at };
    let end = at.plus(bytes.len() as i64);
    let touch = move || bytes.iter().step_by(PAGE).fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    // What a failed read means, the transfer finds out.
    drop(tokio::task::spawn_blocking(move || std::hint::black_box(touch())).await);
    end
}

#[cfg(test)]
mod tests {
    use super::first_offset;
    use crate::engine::protocol::names::PhysicalOffset;

    #[test]
    fn an_empty_slave_gets_the_last_file() {
        let first = |asked, max| first_offset(PhysicalOffset(asked), PhysicalOffset(max), 100).0;
        assert_eq!([first(0, 0), first(0, 99), first(0, 100), first(0, 250)], [0, 0, 100, 200]);
        assert_eq!([first(1, 250), first(250, 250), first(300, 250)], [1, 250, 300]);
    }
}
