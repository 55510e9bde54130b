//! How long things took, counted in buckets.
//!
//! State: ground of a measurement. Invariants: a bucket is never wider than 1/1024 of its values, so
//! that three digits of a percentile are right; count, sum, least and greatest are exact.

use std::time::Duration;

/// Values below it have a bucket each; from there on each doubling has half as many buckets.
const EXACT: u64 = 2048;
/// Bits of a value that its bucket keeps.
const KEPT_BITS: u32 = EXACT.trailing_zeros();
/// Buckets of a doubling.
const HALF: u64 = EXACT / 2;

/// Durations, as many as there are, in a quarter of a megabyte at most.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    buckets: Vec<u64>,
    count: u64,
    sum_ns: u128,
    least_ns: Option<u64>,
    greatest_ns: u64,
}

impl Latencies {
    /// Counts `took`.
    pub fn record(&mut self, took: Duration) {
        let ns = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let bucket = bucket(ns);
        if self.buckets.len() <= bucket {
            self.buckets.resize(bucket + 1, 0);
        }
        if let Some(count) = self.buckets.get_mut(bucket) {
            *count += 1;
        }
        self.count += 1;
        self.sum_ns += u128::from(ns);
        self.least_ns = Some(self.least_ns.map_or(ns, |least| least.min(ns)));
        self.greatest_ns = self.greatest_ns.max(ns);
    }

    /// Counts all of `other` too.
    pub fn add(&mut self, other: &Self) {
        if self.buckets.len() < other.buckets.len() {
            self.buckets.resize(other.buckets.len(), 0);
        }
        self.buckets.iter_mut().zip(&other.buckets).for_each(|(to, from)| *to += from);
        self.count += other.count;
        self.sum_ns += other.sum_ns;
        self.least_ns = self.least_ns.into_iter().chain(other.least_ns).min();
        self.greatest_ns = self.greatest_ns.max(other.greatest_ns);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The shortest; zero when there is none.
    pub fn least(&self) -> Duration {
        Duration::from_nanos(self.least_ns.unwrap_or_default())
    }

    /// The longest; zero when there is none.
    pub fn greatest(&self) -> Duration {
        Duration::from_nanos(self.greatest_ns)
    }

    /// The mean; zero when there is none.
    pub fn mean(&self) -> Duration {
        let mean = self.sum_ns.checked_div(u128::from(self.count)).unwrap_or_default();
        Duration::from_nanos(u64::try_from(mean).unwrap_or(u64::MAX))
    }

    /// The shortest duration that `percent` of all do not exceed; zero when there is none.
    pub fn percentile(&self, percent: f64) -> Duration {
        // Counts are far below 2^53, where a double is exact.
        let rank = (percent.clamp(0.0, 100.0) / 100.0 * self.count as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= rank {
                let end = Duration::from_nanos(end_of(bucket));
                return end.clamp(self.least(), self.greatest());
            }
        }
        self.greatest()
    }
}

fn bucket(ns: u64) -> usize {
    let bits = u64::BITS - ns.leading_zeros();
    let shift = bits.saturating_sub(KEPT_BITS);
    usize::try_from(u64::from(shift) * HALF + (ns >> shift)).unwrap_or(usize::MAX)
}

/// The greatest value of a bucket.
fn end_of(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < EXACT {
        return bucket;
    }
    let shift = bucket / HALF - 1;
    let next = u128::from(bucket - shift * HALF + 1) << shift;
    u64::try_from(next - 1).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Duration, Latencies, bucket, end_of};

    proptest! {
        /// A sorted list says the same, but for the width of a bucket.
        #[test]
        fn percentiles_are_those_of_the_sorted_list(
            values in proptest::collection::vec(0u64..1 << 40, 1..300),
            percent in 0.0f64..=100.0,
        ) {
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let mut parts = [Latencies::default(), Latencies::default()];
            for (at, value) in values.iter().enumerate() {
                parts[at % 2].record(Duration::from_nanos(*value));
            }
            let [mut all, other] = parts;
            all.add(&other);
            let rank = ((percent / 100.0 * sorted.len() as f64).ceil() as usize).max(1);
            let exact = sorted[rank - 1];
            let found = all.percentile(percent).as_nanos() as u64;
            prop_assert!(found >= exact && found - exact <= exact / 1024, "{found} for {exact}");
            prop_assert_eq!(all.count(), sorted.len() as u64);
            prop_assert_eq!(all.least().as_nanos() as u64, sorted[0]);
            prop_assert_eq!(all.percentile(100.0), all.greatest());
            let mean = sorted.iter().sum::<u64>() / sorted.len() as u64;
            prop_assert_eq!(all.mean().as_nanos() as u64, mean);
        }

        #[test]
        fn a_bucket_holds_what_is_put_in_it(value: u64) {
            let of = bucket(value);
            prop_assert!(end_of(of) >= value);
            prop_assert!(of == 0 || end_of(of - 1) < value);
        }
    }

    #[test]
    fn nothing_is_zero() {
        let none = Latencies::default();
        assert_eq!((none.percentile(99.0), none.mean(), none.least()), Default::default());
    }
}
