//! How long appends took: a histogram in milliseconds, counted anew each minute.
//!
//! Buckets and interpolation are those of Apache's `StoreStatsService`, so that the figures of
//! both brokers can be compared. What is shown is the last whole minute.

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

/// Upper bounds of the fine buckets: steps of 1 ms to 20, 2 to 50, 5 to 100, 10 to 200, 50 to 500,
/// 100 to 1000, 1000 to 10000, and one for the rest.
const STEPS: [(i64, usize); 7] =
    [(1, 20), (2, 15), (5, 10), (10, 10), (50, 6), (100, 5), (1000, 9)];
/// Number of fine buckets.
const FINE: usize = 20 + 15 + 10 + 10 + 6 + 5 + 9 + 1;
/// Coarse buckets: first excluded value and the text before the count.
const COARSE: [(i64, &str); 13] = [
    (1, "[<=0ms]"),
    (10, "[0~10ms]"),
    (50, "[10~50ms]"),
    (100, "[50~100ms]"),
    (200, "[100~200ms]"),
    (500, "[200~500ms]"),
    (1000, "[500ms~1s]"),
    (2000, "[1~2s]"),
    (3000, "[2~3s]"),
    (4000, "[3~4s]"),
    (5000, "[4~5s]"),
    (10_000, "[5~10s]"),
    (i64::MAX, "[10s~]"),
];

fn fine_bounds() -> [i64; FINE] {
    let mut bounds = [i64::MAX; FINE];
    let (mut at, mut bound) = (0, 0);
    for (step, times) in STEPS {
        for _ in 0..times {
            bound += step;
            bounds[at] = bound;
            at += 1;
        }
    }
    bounds
}

/// Counts of one minute.
#[derive(Clone, Debug)]
struct Minute {
    fine: [u64; FINE],
    coarse: [u64; 13],
}

/// The histogram.
#[derive(Debug)]
pub struct Latencies {
    bounds: [i64; FINE],
    fine: [AtomicU64; FINE],
    coarse: [AtomicU64; 13],
    /// The last whole minute.
    last: Mutex<Option<Minute>>,
}

impl Default for Latencies {
    fn default() -> Self {
        Self {
            bounds: fine_bounds(),
            fine: [const { AtomicU64::new(0) }; FINE],
            coarse: [const { AtomicU64::new(0) }; 13],
            last: Mutex::default(),
        }
    }
}

impl Latencies {
    /// Counts `times` appends of `ms` milliseconds.
    pub fn add(&self, ms: i64, times: u64) {
        let fine = self.bounds.partition_point(|bound| *bound < ms).min(FINE - 1);
        self.fine[fine].fetch_add(times, Ordering::Relaxed);
        let coarse = COARSE.partition_point(|(bound, _)| *bound <= ms).min(COARSE.len() - 1);
        self.coarse[coarse].fetch_add(times, Ordering::Relaxed);
    }

    /// A minute is over: what was counted is shown from now on.
    pub fn start_anew(&self) {
        let take = |counter: &AtomicU64| counter.swap(0, Ordering::Relaxed);
        let minute = Minute {
            fine: self.fine.each_ref().map(take),
            coarse: self.coarse.each_ref().map(take),
        };
        *self.last.lock() = Some(minute);
    }

    /// The value below which the share `share` of the last minute's appends stayed, in ms.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.last.lock();
        let Some(minute) = last.as_ref() else { return 0.0 };
        let total: u64 = minute.fine.iter().sum();
        let wanted = (total as f64 * share) as u64;
        let (mut passed, mut lower) = (0, 0);
        for (count, upper) in minute.fine.iter().zip(self.bounds) {
            if wanted <= passed + count {
                let within = (wanted - passed) as f64 / (*count).max(1) as f64;
                return lower as f64 + (upper - lower) as f64 * within;
            }
            passed += count;
            lower = upper;
        }
        lower as f64
    }

    /// The coarse counts of the last minute, `[<=0ms]:3 [0~10ms]:0 ` and so on; `None` before the
    /// first minute is over.
    pub fn text(&self) -> Option<String> {
        let last = self.last.lock();
        let counts = last.as_ref()?.coarse;
        Some(COARSE.iter().zip(counts).map(|((_, text), n)| format!("{text}:{n} ")).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Latencies;

    #[test]
    fn shows_the_last_whole_minute() {
        let latencies = Latencies::default();
        latencies.add(0, 674);
        latencies.add(1, 30);
        latencies.add(9, 6);
        latencies.add(60_000, 1);
        assert_eq!(latencies.text(), None);
        assert_eq!(latencies.percentile(0.99), 0.0);
        latencies.start_anew();
        latencies.add(10, 1);
        // Spelled as by Apache 4.9.7 after such a minute.
        let expected = "[<=0ms]:674 [0~10ms]:36 [10~50ms]:0 [50~100ms]:0 [100~200ms]:0 [200~500ms]:0 [500ms~1s]:0 [1~2s]:0 [2~3s]:0 [3~4s]:0 [4~5s]:0 [5~10s]:0 [10s~]:1 ";
        assert_eq!(latencies.text().as_deref(), Some(expected));
        // 703 of 711 are in the bucket up to 1 ms, which holds 704.
        let p99 = latencies.percentile(0.99);
        assert!((p99 - 703.0 / 704.0).abs() < 1e-9, "{p99}");
    }
}
