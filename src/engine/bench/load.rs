//! How much is asked of a broker, and when.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use tokio::sync::Semaphore;

/// What a load consists of.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Requests that may be on their way at a time, all together.
    pub window: usize,
    /// Requests a second; `None` is as many as the window lets through.
    pub rate: Option<f64>,
    /// What comes before it is not counted.
    pub warm_up: Duration,
    /// When it ends.
    pub limit: Limit,
}

/// When a load ends; whoever asks for it ends it sooner.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limit {
    /// After so long, the warm-up aside.
    pub time: Option<Duration>,
    /// After so many requests, those of the warm-up aside.
    pub requests: Option<u64>,
}

/// How often the pace looks at the clock: a request is released so much late at most.
const TICK: Duration = Duration::from_micros(100);

/// Gives requests their turns.
///
/// State: derived from the clock. With a rate, the `n`th request is due at `began + n / rate`
/// whether the ones before it are answered or not.
pub struct Pace {
    load: Load,
    began: Instant,
    /// Permits of requests that are due, where there is a rate.
    due: Semaphore,
    taken: AtomicU64,
    counted: AtomicU64,
    /// Turns that were taken when it was too late for them.
    late: AtomicU64,
    /// Whether it has ended, for who waits to release what is due.
    ended: Mutex<bool>,
    end: Condvar,
}

/// A request's turn.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// From when on its answer is waited for. For a request that was due while all before it were
    /// still on their way this is when it was due, so that what the broker holds up is not left
    /// out of the measurement (coordinated omission); for one that found room, when it is sent.
    pub from: Instant,
    /// Whether the warm-up is over.
    pub counts: bool,
}

impl Pace {
    /// The pace of `load`, which begins now.
    pub fn start(load: Load) -> Self {
        Self {
            load,
            began: Instant::now(),
            due: Semaphore::new(0),
            taken: AtomicU64::new(0),
            counted: AtomicU64::new(0),
            late: AtomicU64::new(0),
            ended: Mutex::new(false),
            end: Condvar::new(),
        }
    }

    /// When the warm-up is over.
    pub fn counts_from(&self) -> Instant {
        self.began + self.load.warm_up
    }

    /// Waits for the next turn; `None` when there is none any more.
    pub async fn next(&self) -> Option<Turn> {
        let from = match self.load.rate {
            None => Instant::now(),
            Some(rate) => {
                let found_room = match self.due.try_acquire() {
                    Ok(permit) => {
                        permit.forget();
                        false
                    }
                    Err(_) => {
                        self.due.acquire().await.ok()?.forget();
                        true
                    }
                };
                let number = self.taken.fetch_add(1, Ordering::Relaxed);
                let due = self.began + Duration::from_secs_f64(number as f64 / rate);
                if found_room { Instant::now() } else { due }
            }
        };
        let counts = from >= self.counts_from();
        if self.due.is_closed() || self.is_over(Instant::now()) {
            self.late.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        if counts && let Some(most) = self.load.limit.requests {
            let taken = self.counted.fetch_add(1, Ordering::Relaxed);
            if taken >= most {
                self.stop();
                return None;
            }
        }
        Some(Turn { from, counts })
    }

    fn is_over(&self, now: Instant) -> bool {
        self.load.limit.time.is_some_and(|time| now >= self.counts_from() + time)
    }

    /// Requests that were due and found no turn. A load that ends by their number leaves none.
    pub fn unsent(&self) -> u64 {
        if self.load.rate.is_none() || self.load.limit.requests.is_some() {
            return 0;
        }
        let waiting = u64::try_from(self.due.available_permits()).unwrap_or(u64::MAX);
        self.late.load(Ordering::Relaxed) + waiting
    }

    /// Gives no further turn.
    pub fn stop(&self) {
        self.due.close();
        *self.ended.lock() = true;
        self.end.notify_all();
    }

    /// `nap`, or what is left of the time when that is less.
    fn nap_before_end(&self, nap: Duration) -> Duration {
        let left =
            |time: Duration| (self.counts_from() + time).saturating_duration_since(Instant::now());
        self.load.limit.time.map_or(nap, |time| nap.min(left(time)))
    }

    /// Releases what is due until the end; blocks a thread for that, as only such a one wakes
    /// within a fraction of a millisecond. Without a rate there is nothing to release.
    pub fn drive(&self) {
        let mut released: u64 = 0;
        while !self.due.is_closed() {
            let now = Instant::now();
            if self.is_over(now) {
                return self.stop();
            }
            let Some(rate) = self.load.rate else { return };
            // Requests of a rate are counted, not accumulated: no drift.
            let due = (now.duration_since(self.began).as_secs_f64() * rate) as u64 + 1;
            let more = due.saturating_sub(released);
            self.due.add_permits(usize::try_from(more).unwrap_or_default().min(MAX_RELEASED));
            released = due;
            let next = self.began + Duration::from_secs_f64(released as f64 / rate);
            let nap = next.saturating_duration_since(Instant::now()).max(TICK);
            let mut ended = self.ended.lock();
            if !*ended {
                self.end.wait_for(&mut ended, self.nap_before_end(nap));
            }
        }
    }
}

/// Most permits given at a time: a machine that slept does not owe a day's requests.
const MAX_RELEASED: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::{Duration, Instant, Limit, Load, Pace};

    fn load(rate: Option<f64>, requests: u64) -> Load {
        let limit = Limit { time: None, requests: Some(requests) };
        Load { window: 1, rate, warm_up: Duration::ZERO, limit }
    }

    /// The clock of the test: a broker that holds everything up does not hide how long requests
    /// waited that were due meanwhile.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_held_up_counts_from_when_it_was_due() {
        let pace = std::sync::Arc::new(Pace::start(load(Some(1000.0), 200)));
        let driver = {
            let pace = pace.clone();
            tokio::task::spawn_blocking(move || pace.drive())
        };
        assert!(pace.next().await.is_some());
        let stall = Duration::from_millis(60);
        tokio::time::sleep(stall).await;
        let (now, turn) = (Instant::now(), pace.next().await.expect("one is due"));
        assert!(now.duration_since(turn.from) >= stall / 2, "it waited");
        let (mut turns, mut last) = (2, turn.from);
        while let Some(turn) = pace.next().await {
            turns += 1;
            last = turn.from;
        }
        assert_eq!(turns, 200);
        assert!(
            last.duration_since(pace.counts_from()) >= Duration::from_millis(190),
            "the rate holds"
        );
        driver.await.expect("it ends");
    }

    #[tokio::test]
    async fn without_a_rate_turns_come_at_once_and_end() {
        let pace = Pace::start(load(None, 3));
        for _ in 0..3 {
            assert!(pace.next().await.is_some_and(|turn| turn.counts));
        }
        assert!(pace.next().await.is_none());
    }
}
