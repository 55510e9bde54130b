//! How long things took.
//!
//! State: ground of a measurement. Invariant: every figure has three digits that are right, and the
//! count is exact.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Digits of a figure that are right.
const DIGITS: u8 = 3;

/// Durations, as many as there are.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    /// In nanoseconds; there is none before the first.
    histogram: Option<Histogram<u64>>,
}

impl Latencies {
    /// Counts `took`.
    pub fn record(&mut self, took: Duration) {
        let ns = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        if self.histogram.is_none() {
            self.histogram = Histogram::new(DIGITS).ok();
        }
        if let Some(histogram) = &mut self.histogram {
            // It grows with what it counts, so that nothing is too long for it.
            histogram.record(ns).unwrap_or_default();
        }
    }

    /// Counts all of `other` too.
    pub fn add(&mut self, other: &Self) {
        match (&mut self.histogram, &other.histogram) {
            (Some(own), Some(others)) => own.add(others).unwrap_or_default(),
            (own @ None, others) => own.clone_from(others),
            (Some(_), None) => {}
        }
    }

    fn ns(&self, figure: impl FnOnce(&Histogram<u64>) -> u64) -> Duration {
        Duration::from_nanos(self.histogram.as_ref().map_or(0, figure))
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    /// The shortest; zero when there is none.
    pub fn least(&self) -> Duration {
        self.ns(Histogram::min)
    }

    /// The longest; zero when there is none.
    pub fn greatest(&self) -> Duration {
        self.ns(Histogram::max)
    }

    /// The mean; zero when there is none.
    pub fn mean(&self) -> Duration {
        self.ns(|histogram| histogram.mean() as u64)
    }

    /// The shortest duration that `percent` of all do not exceed; zero when there is none.
    pub fn percentile(&self, percent: f64) -> Duration {
        self.ns(|histogram| histogram.value_at_percentile(percent))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Duration, Latencies};

    proptest! {
        /// A sorted list says the same, to three digits.
        #[test]
        fn figures_are_those_of_the_sorted_list(
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
            let mean = sorted.iter().sum::<u64>() / sorted.len() as u64;
            for (exact, found) in [
                (sorted[rank - 1], all.percentile(percent)),
                (sorted[0], all.least()),
                (sorted[sorted.len() - 1], all.greatest()),
                (mean, all.mean()),
            ] {
                let found = found.as_nanos() as u64;
                prop_assert!(found.abs_diff(exact) <= exact / 1000 + 1, "{found} for {exact}");
            }
            prop_assert_eq!(all.count(), sorted.len() as u64);
        }
    }

    #[test]
    fn nothing_is_zero_and_the_longest_counts() {
        let mut all = Latencies::default();
        assert_eq!((all.percentile(99.0), all.mean(), all.least()), Default::default());
        all.record(Duration::MAX);
        assert_eq!(all.count(), 1);
    }
}
