//! A slave behind a line that breaks at any byte, stalls and drops what it carries: its log is
//! always the beginning of its master's, and in the end all of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rmq::engine::protocol::names::PhysicalOffset;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{TestBroker, until};

/// What one connection through the line goes through.
#[derive(Clone, Copy, Debug)]
struct Fate {
    /// Bytes towards the slave after which it breaks.
    breaks_after: usize,
    /// Pause before each piece.
    delay: Duration,
    /// Whether what comes after that is swallowed for a while before it breaks.
    stalls: bool,
}

/// A line from a port of its own to `master`; breaks `breaks` times, then holds.
struct Line {
    address: SocketAddr,
    broken: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Line {
    async fn to(master: String, seed: u64, breaks: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let broken = Arc::new(AtomicU64::new(0));
        let counted = broken.clone();
        let task = tokio::spawn(async move {
            let mut random = StdRng::seed_from_u64(seed);
            loop {
                let (slave, _) = listener.accept().await.unwrap();
                // Often within a head or a report, at times within a file.
                let bound = [16, 3000, 200_000][random.random_range(0..3)];
                let breaks_after = random.random_range(0..bound);
                let holds = counted.load(Ordering::Acquire) >= breaks;
                let fate = Fate {
                    breaks_after: if holds { usize::MAX } else { breaks_after },
                    delay: Duration::from_micros(random.random_range(0..2000)),
                    stalls: random.random_bool(0.3),
                };
                // A master that is away is one more way to break.
                if let Ok(master) = TcpStream::connect(&master).await {
                    carry(slave, master, fate).await;
                }
                counted.fetch_add(1, Ordering::AcqRel);
            }
        });
        Self { address, broken, task }
    }
}

/// Carries bytes both ways until the fate of the connection, or an end of it, comes.
async fn carry(mut slave: TcpStream, mut master: TcpStream, fate: Fate) {
    let (mut left, mut up, mut down) = (fate.breaks_after, [0; 64], vec![0; 20_000]);
    loop {
        tokio::select! {
            read = slave.read(&mut up) => match read {
                Ok(len) if len > 0 && master.write_all(&up[..len]).await.is_ok() => {}
                _ => return,
            },
            read = master.read(&mut down) => {
                let len = match read { Ok(len) if len > 0 => len, _ => return };
                tokio::time::sleep(fate.delay).await;
                let here = len.min(left);
                if slave.write_all(&down[..here]).await.is_err() {
                    return;
                }
                left -= here;
                if left == 0 {
                    if fate.stalls {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    return;
                }
            }
        }
    }
}

/// Whether all of `slave`'s log is the same in `master`'s.
fn is_prefix(slave: &TestBroker, master: &TestBroker) {
    let (slave, master) = (&slave.broker.store, &master.broker.store);
    let (mut at, end) = (PhysicalOffset(0), slave.max_physical_offset());
    assert!(end <= master.max_physical_offset());
    while at < end {
        let copy = slave.log_bytes(at, end.since(at) as usize).unwrap();
        assert!(master.log_bytes(at, copy.len()).unwrap() == copy, "the logs differ behind {at}");
        at = at.plus(copy.len() as i64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_at_any_byte_costs_nothing() {
    const BREAKS: u64 = 8;
    for seed in [1, 2] {
        let (root, slave_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut master = TestBroker::start(root.path(), "").await;
        let line = Line::to(master.replication_address(), seed, BREAKS).await;
        let properties =
            format!("brokerRole=SLAVE\nbrokerId=1\nhaMasterAddress={}\n", line.address);
        let mut slave = TestBroker::start(slave_root.path(), &properties).await;
        let mut random = StdRng::seed_from_u64(seed);
        let mut number = 0;
        let mut seen = 0;
        while line.broken.load(Ordering::Acquire) < BREAKS {
            for _ in 0..random.random_range(1..20) {
                let body = vec![number as u8; random.random_range(0..12_000)];
                master.store("T", number % 3, &body, "");
                number += 1;
            }
            let before = seen;
            until("the line breaks or the slave catches up", || {
                seen = line.broken.load(Ordering::Acquire);
                let ends = [&slave, &master].map(|b| b.broker.store.max_physical_offset());
                seen > before || ends[0] == ends[1]
            })
            .await;
            is_prefix(&slave, &master);
            match random.random_range(0..12) {
                0 => slave = slave.restart(slave_root.path(), &properties).await,
                1 => master = master.restart(root.path(), "").await,
                _ => {}
            }
        }
        until("the slave has all", || {
            slave.broker.store.max_physical_offset() == master.broker.store.max_physical_offset()
        })
        .await;
        is_prefix(&slave, &master);
        for queue in 0..3 {
            let copies = |broker: &TestBroker| {
                let stored = broker.stored("T", queue);
                stored.iter().map(|m| (m.queue_offset, m.body.to_vec())).collect::<Vec<_>>()
            };
            assert_eq!(copies(&slave), copies(&master));
        }
        line.task.abort();
        slave.broker.stop().await;
        master.broker.stop().await;
    }
}
