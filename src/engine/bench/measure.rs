//! Runs a load and measures it.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::task::JoinSet;

use super::latencies::Latencies;
use super::load::{Load, Pace, Turn};
use crate::engine::client::error::ClientError;

/// Pause of a lane whose request failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(100);
/// Most different texts of errors that are kept.
const MAX_ERRORS: usize = 16;

/// What has happened so far; anybody may look at it while the load runs.
#[derive(Debug, Default)]
pub struct Live {
    /// Messages that were stored or received.
    pub messages: AtomicU64,
    /// Requests that were answered well.
    pub requests: AtomicU64,
    /// Requests that failed on the way.
    pub failed: AtomicU64,
    /// Requests that a broker refused.
    pub refused: AtomicU64,
    /// What the answered ones took together.
    pub took_ms: AtomicU64,
    /// What the slowest took since this was last set to 0.
    pub slowest_ms: AtomicU64,
}

impl Live {
    /// Counts a request that took so long.
    pub fn answered(&self, messages: u64, took: Duration) {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.messages.fetch_add(messages, Ordering::Relaxed);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.took_ms.fetch_add(ms, Ordering::Relaxed);
        self.slowest_ms.fetch_max(ms, Ordering::Relaxed);
    }
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Requests that were answered well, by how long they took.
    pub latencies: Latencies,
    /// Messages in them.
    pub messages: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Those of them that access control or a permission refused.
    pub refused: u64,
    /// Why, and how often; the first few different reasons.
    pub errors: BTreeMap<String, u64>,
    /// Requests that were due and never sent, because those before them were still on their way.
    pub unsent: u64,
    /// From the end of the warm-up to the last answer.
    pub elapsed: Duration,
}

impl Measured {
    fn failed(&mut self, error: &ClientError) {
        self.failed += 1;
        self.refused += u64::from(error.is_refused());
        let text = error.to_string();
        if self.errors.len() < MAX_ERRORS || self.errors.contains_key(&text) {
            *self.errors.entry(text).or_default() += 1;
        }
    }

    fn add(&mut self, other: Self) {
        self.latencies.add(&other.latencies);
        self.messages += other.messages;
        self.failed += other.failed;
        self.refused += other.refused;
        for (text, count) in other.errors {
            *self.errors.entry(text).or_default() += count;
        }
        self.elapsed = self.elapsed.max(other.elapsed);
    }
}

/// Lanes that share a place to count: enough that they seldom wait for each other.
const LANES_A_PLACE: usize = 16;

/// Runs `load`: as many lanes as its window has places, each sending its next request when the
/// one before it is answered. `request` is called with the number of the lane and its turn, and
/// gives the messages it moved. Ends with the load, or soon after `stop`.
pub async fn run<R, F>(
    load: Load,
    live: &Arc<Live>,
    request: R,
    stop: impl Future<Output = ()>,
) -> Measured
where
    R: Fn(usize, Turn) -> F + Clone + Send + 'static,
    F: Future<Output = Result<u64, ClientError>> + Send + 'static,
{
    let pace = Arc::new(Pace::start(load));
    let driver = pace.clone();
    let driver = std::thread::spawn(move || driver.drive());
    let mut lanes = JoinSet::new();
    let mut places = Vec::new();
    for lane in 0..load.window.max(1) {
        if lane % LANES_A_PLACE == 0 {
            places.push(Arc::new(Mutex::new(Measured::default())));
        }
        let Some(place) = places.last().cloned() else { continue };
        lanes.spawn(run_lane(lane, pace.clone(), live.clone(), request.clone(), place));
    }
    let mut stop = std::pin::pin!(stop);
    let mut stopped = false;
    loop {
        tokio::select! {
            ended = lanes.join_next() => if ended.is_none() { break },
            () = &mut stop, if !stopped => {
                stopped = true;
                pace.stop();
            }
        }
    }
    pace.stop();
    if driver.join().is_err() {
        tracing::error!("the pace of the load was lost");
    }
    let mut all = Measured { unsent: pace.unsent(), ..Measured::default() };
    places.iter().for_each(|place| all.add(std::mem::take(&mut *place.lock())));
    all
}

async fn run_lane<R, F>(
    lane: usize,
    pace: Arc<Pace>,
    live: Arc<Live>,
    request: R,
    place: Arc<Mutex<Measured>>,
) where
    R: Fn(usize, Turn) -> F,
    F: Future<Output = Result<u64, ClientError>>,
{
    while let Some(turn) = pace.next().await {
        let answer = request(lane, turn).await;
        let now = Instant::now();
        let took = now.saturating_duration_since(turn.from);
        let is_failure = answer.is_err();
        match &answer {
            Ok(messages) => live.answered(*messages, took),
            Err(ClientError::Broker { .. }) => drop(live.refused.fetch_add(1, Ordering::Relaxed)),
            Err(_) => drop(live.failed.fetch_add(1, Ordering::Relaxed)),
        }
        if turn.counts {
            let mut measured = place.lock();
            match answer {
                Ok(messages) => {
                    measured.messages += messages;
                    measured.latencies.record(took);
                }
                Err(error) => measured.failed(&error),
            }
            let elapsed = now.saturating_duration_since(pace.counts_from());
            measured.elapsed = measured.elapsed.max(elapsed);
        }
        if is_failure {
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
        }
    }
}
