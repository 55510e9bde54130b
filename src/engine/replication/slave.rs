//! The slave's side: keeps a connection to the master, appends what comes and reports how far it
//! is (`HAService.HAClient`).
//!
//! All of it is one thread's work, which waits for the network and for the disk in turn: a hop to
//! another thread would be part of every send that waits for this slave.
//!
//! The log says where to go on, so a lost connection, and a restart of either side, cost nothing.
//! A log that is no copy of the master's is told once and left as it is: trying again would not
//! help it.

use std::io;
use std::time::Duration;

use bytes::{Buf, BytesMut};
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
/// be a replica. Needs a thread of its own; fails only where that gets no reactor of the system.
pub fn follow(
    store: &Store,
    master: watch::Receiver<Option<String>>,
    settings: SlaveSettings,
    stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let Some(replica) = store.replica() {
        runtime.block_on(follow_with(replica, master, settings, stop));
    }
    Ok(())
}

async fn follow_with(
    mut replica: Replica,
    mut master: watch::Receiver<Option<String>>,
    settings: SlaveSettings,
    mut stop: watch::Receiver<bool>,
) {
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
        let mut session = Session::new(settings, &mut replica);
        let ended = tokio::select! {
            ended = session.run(&address) => ended,
            changed = master.changed() => if changed.is_err() { Ended::Stop } else { Ended::OtherMaster },
            _ = stop.wait_for(|stop| *stop) => Ended::Stop,
        };
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
struct Session<'a> {
    settings: SlaveSettings,
    replica: &'a mut Replica,
    received: BytesMut,
    /// Where the rest of a transfer stands, and how many bytes it has.
    rest: (PhysicalOffset, usize),
}

impl<'a> Session<'a> {
    fn new(settings: SlaveSettings, replica: &'a mut Replica) -> Self {
        replica.forget_part();
        Self { settings, replica, received: BytesMut::new(), rest: (PhysicalOffset(0), 0) }
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
        let mut reported = self.replica.log_end();
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
                    self.append()?;
                }
                None if heard_at.elapsed() > self.settings.housekeeping => {
                    return Err(Ended::Silent(self.settings.housekeeping));
                }
                None => {}
            }
            let log_end = self.replica.log_end();
            if log_end > reported || read.is_none() {
                reported = log_end;
                stream.write_all(&wire::report(reported)).await?;
                reported_at = Instant::now();
            }
        }
    }

    /// Appends what was received of the log; a run without bytes is a sign of life.
    fn append(&mut self) -> Result<(), Ended> {
        loop {
            let (at, len) = self.rest;
            if len > 0 {
                let here = self.received.split_to(len.min(self.received.len()));
                if here.is_empty() {
                    return Ok(());
                }
                self.rest = (at.plus(here.len() as i64), len - here.len());
                self.replica.append(at, &here)?;
                continue;
            }
            let Ok(head) = TransferHead::decode(&self.received) else { return Ok(()) };
            self.received.advance(wire::HEAD_LEN);
            let len = usize::try_from(head.len).map_err(|_| Ended::Len(head.len))?;
            if len == 0 {
                self.replica.append(head.offset, &[])?;
            }
            self.rest = (head.offset, len);
        }
    }
}
