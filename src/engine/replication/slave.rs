//! The slave's side: keeps a connection to the master, appends what comes and reports how far it
//! is (`HAService.HAClient`).
//!
//! The log says where to go on, so a lost connection, and a restart of either side, cost nothing.
//! A log that is no copy of the master's is told once and left as it is: trying again would not
//! help it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::wire::{self, TransferHead};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::{Replica, ReplicaError, Store};

/// Patience with one attempt to connect.
const CONNECT_PATIENCE: Duration = Duration::from_secs(3);
/// Pause after a connection ended; it doubles up to the longest while nothing comes.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Bytes that are read at once, at most.
const READ_STEP: usize = 256 << 10;
/// Times in a row that bytes may be no part of the log before the logs count as different: the
/// first time it may be the network.
const STRIKES: u32 = 2;

/// Settings of the slave's side, by their keys in Apache's configuration.
#[derive(Clone, Copy, Debug)]
pub struct SlaveSettings {
    /// `haSendHeartbeatInterval`: reports come at least so often.
    pub heartbeat: Duration,
    /// `haHousekeepingInterval`: a master that is silent longer is connected to anew.
    pub housekeeping: Duration,
}

/// Why a connection to a master ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("cannot connect: {0}")]
    Connect(io::Error),
    #[error("the master closed the connection")]
    Closed,
    #[error("the connection broke: {0}")]
    Io(#[from] io::Error),
    #[error("the master said nothing for {0:?}")]
    Silent(Duration),
    #[error("a transfer of {0} bytes")]
    Len(i32),
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    #[error("another master is to be followed")]
    OtherMaster,
    #[error("the slave stops")]
    Stop,
}

/// Follows the master whose replication address `master` holds, until `stop` says so. `store` must
/// be a replica.
pub async fn follow(
    store: Arc<Store>,
    mut master: watch::Receiver<Option<String>>,
    settings: SlaveSettings,
    mut stop: watch::Receiver<bool>,
) {
    let Some(mut replica) = store.replica() else { return };
    let mut lasting = Lasting::default();
    loop {
        let address = master.borrow_and_update().clone();
        let Some(address) = address.filter(|_| !lasting.is_final()) else {
            tokio::select! {
                changed = master.changed() => if changed.is_err() { return },
                _ = stop.wait_for(|stop| *stop) => return,
            }
            lasting = Lasting::default();
            continue;
        };
        let before = replica.log_end();
        let mut session = Session::new(settings, replica);
        let ended = tokio::select! {
            ended = session.run(&address) => ended,
            changed = master.changed() => if changed.is_err() { Ended::Stop } else { Ended::OtherMaster },
            _ = stop.wait_for(|stop| *stop) => Ended::Stop,
        };
        let Some(still) = session.give_back(&store).await else { return };
        replica = still;
        if matches!(ended, Ended::Stop) {
            return;
        }
        let pause = lasting.note(&address, &ended, replica.log_end() > before);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = master.changed() => if changed.is_err() { return },
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// What has gone wrong since something last came.
#[derive(Default)]
struct Lasting {
    told: Option<String>,
    pause: Duration,
    strikes: u32,
}

impl Lasting {
    /// Whether trying again is of no use.
    fn is_final(&self) -> bool {
        self.strikes >= STRIKES
    }

    /// Logs the end of a connection unless the last one ended the same way; answers the pause
    /// before the next.
    fn note(&mut self, master: &str, ended: &Ended, progress: bool) -> Duration {
        let differs = matches!(ended, Ended::Replica(error) if error.is_divergence());
        if progress || matches!(ended, Ended::OtherMaster) {
            *self = Self::default();
        }
        self.strikes = if differs { self.strikes + 1 } else { 0 };
        self.pause = (self.pause * 2).clamp(PAUSE, LONGEST_PAUSE);
        let words = ended.to_string();
        if self.is_final() {
            tracing::error!(
                master,
                %ended,
                "this slave's log is no copy of the master's: replication rests until the broker is \
                 restarted. To copy the master anew, stop this broker, move its storePathRootDir \
                 away and start it again; `rmq store verify` tells what a store holds"
            );
        } else if self.told.as_ref() != Some(&words) {
            tracing::warn!(master, %ended, "replication is interrupted, trying again");
            self.told = Some(words);
        }
        self.pause
    }
}

/// One connection to a master.
struct Session {
    settings: SlaveSettings,
    /// Absent while bytes are being appended.
    replica: Option<Replica>,
    /// The bytes being appended, when the connection was given up meanwhile.
    appending: Option<tokio::task::JoinHandle<(Replica, Result<(), ReplicaError>)>>,
    received: BytesMut,
    /// Where the rest of a transfer stands, and how many bytes it has.
    rest: (PhysicalOffset, usize),
}

impl Session {
    fn new(settings: SlaveSettings, mut replica: Replica) -> Self {
        replica.forget_part();
        let rest = (PhysicalOffset(0), 0);
        let (received, appending) = (BytesMut::new(), None);
        Self { settings, replica: Some(replica), appending, received, rest }
    }

    /// The end of the log, once nothing is being appended any more; `None` when appending panicked.
    async fn give_back(mut self, store: &Store) -> Option<Replica> {
        if let Some(appending) = self.appending.take() {
            return appending.await.ok().map(|(replica, _)| replica);
        }
        // A panic took it: the log says where it ends.
        self.replica.take().or_else(|| store.replica())
    }

    async fn run(&mut self, master: &str) -> Ended {
        match self.exchange(master).await {
            Ok(never) => match never {},
            Err(ended) => ended,
        }
    }

    async fn exchange(&mut self, master: &str) -> Result<std::convert::Infallible, Ended> {
        let connecting = timeout(CONNECT_PATIENCE, TcpStream::connect(master)).await;
        let mut stream = connecting
            .map_err(|_| Ended::Connect(io::ErrorKind::TimedOut.into()))?
            .map_err(Ended::Connect)?;
        stream.set_nodelay(true)?;
        let mut reported = self.log_end()?;
        tracing::info!(master, from = %reported, "replication begins");
        stream.write_all(&wire::report(reported)).await?;
        let (mut reported_at, mut heard_at) = (Instant::now(), Instant::now());
        loop {
            self.received.reserve(READ_STEP);
            let read = tokio::select! {
                read = stream.read_buf(&mut self.received) => Some(read?),
                () = sleep_until(reported_at + self.settings.heartbeat) => None,
            };
            match read {
                Some(0) => return Err(Ended::Closed),
                Some(_) => {
                    heard_at = Instant::now();
                    self.append().await?;
                }
                None if heard_at.elapsed() > self.settings.housekeeping => {
                    return Err(Ended::Silent(self.settings.housekeeping));
                }
                None => {}
            }
            let log_end = self.log_end()?;
            if log_end > reported || read.is_none() {
                reported = log_end;
                stream.write_all(&wire::report(reported)).await?;
                reported_at = Instant::now();
            }
        }
    }

    fn log_end(&self) -> Result<PhysicalOffset, Ended> {
        let replica = self.replica.as_ref().ok_or(ReplicaError::Closed)?;
        Ok(replica.log_end())
    }

    /// Appends what was received, on a thread that may wait for the disk.
    async fn append(&mut self) -> Result<(), Ended> {
        let pieces = self.pieces()?;
        if pieces.is_empty() {
            return Ok(());
        }
        let mut replica = self.replica.take().ok_or(ReplicaError::Closed)?;
        let appending = self.appending.insert(tokio::task::spawn_blocking(move || {
            let append = |(at, bytes): &(PhysicalOffset, Bytes)| replica.append(*at, bytes);
            let appended = pieces.iter().try_for_each(append);
            (replica, appended)
        }));
        let done = appending.await;
        self.appending = None;
        let (replica, appended) = done.map_err(|_| ReplicaError::Closed)?;
        self.replica = Some(replica);
        Ok(appended?)
    }

    /// The log's bytes among those received, each run with its place; a run without bytes is a
    /// sign of life.
    fn pieces(&mut self) -> Result<Vec<(PhysicalOffset, Bytes)>, Ended> {
        let mut pieces = Vec::new();
        loop {
            let (at, len) = self.rest;
            if len > 0 {
                let here = len.min(self.received.len());
                if here == 0 {
                    return Ok(pieces);
                }
                pieces.push((at, self.received.split_to(here).freeze()));
                self.rest = (at.plus(here as i64), len - here);
                continue;
            }
            let Ok(head) = TransferHead::decode(&self.received) else { return Ok(pieces) };
            self.received.advance(wire::HEAD_LEN);
            let len = usize::try_from(head.len).map_err(|_| Ended::Len(head.len))?;
            if len == 0 {
                pieces.push((head.offset, Bytes::new()));
            }
            self.rest = (head.offset, len);
        }
    }
}
