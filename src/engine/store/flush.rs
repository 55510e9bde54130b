//! Flushing the commit log: in groups while callers wait for it, or from time to time
//! (`store.md` 3.2).
//!
//! While one flush runs, the next group of waiting callers gathers.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::append::{AppendSink, AppendStatus, Results};
use super::config::FlushMode;
use super::shared::Shared;

/// Bytes of the pages in which `flushCommitLogLeastPages` counts.
const PAGE: i64 = 4096;

/// A caller that waits for the flush of its records.
pub(super) struct Waiting {
    sink: Box<dyn AppendSink>,
    results: Results,
    since: Instant,
}

impl Waiting {
    /// `sink` hears `results` after the flush.
    pub fn new(sink: Box<dyn AppendSink>, results: Results) -> Self {
        Self { sink, results, since: Instant::now() }
    }

    fn done(mut self, status: AppendStatus) {
        for result in &mut self.results {
            result.status = status;
        }
        self.sink.flushed(&self.results);
    }
}

/// Callers that wait, and the flush thread's bell.
#[derive(Default)]
pub(super) struct Flusher {
    inner: Mutex<Inner>,
    wake: Condvar,
}

#[derive(Default)]
struct Inner {
    /// Will be answered by the next flush.
    gathering: Vec<Waiting>,
    /// Will be answered by the flush that runs.
    in_flight: Vec<Waiting>,
    stop: bool,
}

impl Flusher {
    /// Lets `waiting` hear of the next flush.
    pub fn wait_for(&self, waiting: Vec<Waiting>) {
        self.inner.lock().gathering.extend(waiting);
        self.wake.notify_one();
    }

    /// Answers callers that wait longer than `timeout`.
    pub fn expire(&self, timeout: Duration) {
        let mut late = Vec::new();
        {
            let mut inner = self.inner.lock();
            let Inner { gathering, in_flight, .. } = &mut *inner;
            for list in [gathering, in_flight] {
                late.extend(list.extract_if(.., |waiting| waiting.since.elapsed() >= timeout));
            }
        }
        for waiting in late {
            waiting.done(AppendStatus::FlushTimedOut);
        }
    }

    /// Flushes until [`Flusher::stop`], and once more then.
    pub fn run(&self, shared: &Shared) {
        let mut last_thorough = Instant::now();
        loop {
            let stop = self.gather(shared);
            let config = &shared.config;
            let thorough = stop || last_thorough.elapsed() >= config.flush_thorough_interval;
            let dirty = shared.log.written().since(shared.log.flushed());
            let due = !self.inner.lock().in_flight.is_empty()
                || (config.flush == FlushMode::Sync && dirty > 0)
                || dirty >= i64::from(config.flush_least_pages) * PAGE
                || (thorough && dirty > 0);
            let mut status = AppendStatus::Stored;
            if shared.flags.poisoned().is_some() {
                status = AppendStatus::FlushFailed;
            } else if due {
                status = flush(shared);
            }
            if thorough || due {
                last_thorough = Instant::now();
            }
            let flushed = std::mem::take(&mut self.inner.lock().in_flight);
            for waiting in flushed {
                waiting.done(status);
            }
            if stop && self.inner.lock().gathering.is_empty() {
                return;
            }
        }
    }

    /// Waits for callers, the interval or the end; answers whether it is the end.
    fn gather(&self, shared: &Shared) -> bool {
        let mut inner = self.inner.lock();
        let deadline = Instant::now() + shared.config.flush_interval;
        while inner.gathering.is_empty() && !inner.stop {
            if self.wake.wait_until(&mut inner, deadline).timed_out() {
                break;
            }
        }
        let gathered = std::mem::take(&mut inner.gathering);
        inner.in_flight.extend(gathered);
        inner.stop
    }

    /// Ends [`Flusher::run`].
    pub fn stop(&self) {
        self.inner.lock().stop = true;
        self.wake.notify_all();
    }
}

fn flush(shared: &Shared) -> AppendStatus {
    match shared.log.flush() {
        Ok((_, newest)) => {
            shared.checkpoint.set_physical(newest);
            AppendStatus::Stored
        }
        Err(error) => {
            shared.flags.poison(error.to_string());
            AppendStatus::FlushFailed
        }
    }
}
