//! When files are removed from the front of the store (`store.md` 3.5, Apache's
//! `CleanCommitLogService`).

use std::time::Duration;

use crate::engine::util::clock::TimestampMs;

/// Rules of cleaning. Names in backticks are Apache's keys.
#[derive(Clone, Debug, PartialEq)]
pub struct CleaningRules {
    /// `deleteWhen`: hours of the local day in which expired files go.
    pub hours: Vec<u8>,
    /// `fileReservedTime`: age at which a file is expired, counted from its last write.
    pub keep: Duration,
    /// `diskMaxUsedSpaceRatio`: used share of a disk above which expired files go at any hour.
    pub max_used_ratio: f64,
    /// `diskSpaceCleanForciblyRatio`: used share above which files go before they expire.
    pub forcible_ratio: f64,
    /// `cleanFileForciblyEnable`: whether files ever go before they expire.
    pub forcible: bool,
    /// `cleanResourceInterval`: from one round to the next.
    pub interval: Duration,
    /// `deleteCommitLogFilesInterval`: between two files of a round.
    pub log_pause: Duration,
    /// `deleteConsumeQueueFilesInterval`: between two queues that lose files.
    pub queue_pause: Duration,
    /// `destroyMapedFileIntervalForcibly`: how long removed files may wait for their readers
    /// before further files go for the room that those still take.
    pub reader_patience: Duration,
    /// `redeleteHangedFileInterval`: between two words in the log about readers that hold
    /// removed files.
    pub reader_reminder: Duration,
}

impl Default for CleaningRules {
    fn default() -> Self {
        Self {
            hours: vec![4],
            keep: Duration::from_secs(72 * 3600),
            max_used_ratio: 0.75,
            forcible_ratio: 0.85,
            forcible: true,
            interval: Duration::from_secs(10),
            log_pause: Duration::from_millis(100),
            queue_pause: Duration::from_millis(100),
            reader_patience: Duration::from_secs(120),
            reader_reminder: Duration::from_secs(120),
        }
    }
}

/// A point in time as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time.
    pub time: TimestampMs,
    /// Hour of the local day.
    pub hour: u8,
}

impl Moment {
    /// This moment.
    pub fn now() -> Self {
        Self { time: TimestampMs::now(), hour: TimestampMs::local_hour() }
    }
}

/// What a round may remove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Nothing.
    Nothing,
    /// Expired files.
    Expired,
    /// Files of any age, until there is room again.
    Any,
}

impl CleaningRules {
    /// What may go at `hour` when the fuller of the store's disks is used to `used` (`None` when
    /// that is unknown); `by_hand` when an operator asked for it.
    pub(super) fn allowed(&self, hour: u8, used: Option<f64>, by_hand: bool) -> Allowed {
        if self.is_short_of_room(used) {
            return Allowed::Any;
        }
        // As in Apache, a disk of unknown use counts as a full one.
        let is_full = used.is_none_or(|used| used > self.max_used_ratio);
        if is_full || by_hand || self.hours.contains(&hour) {
            Allowed::Expired
        } else {
            Allowed::Nothing
        }
    }

    /// Whether files go whatever their age.
    pub(super) fn is_short_of_room(&self, used: Option<f64>) -> bool {
        self.forcible && used.is_some_and(|used| used > self.forcible_ratio)
    }

    /// Whether a file last written at `modified` is expired at `now`.
    pub(super) fn is_expired(&self, modified: TimestampMs, now: TimestampMs) -> bool {
        let keep = i64::try_from(self.keep.as_millis()).unwrap_or(i64::MAX);
        now.since(modified) >= keep
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowed, CleaningRules};

    /// The cases of Apache's `isTimeToDelete` and `isSpaceToDelete` with its default ratios.
    #[test]
    fn allows_what_apache_allows() {
        let rules = CleaningRules { hours: vec![4, 23], ..CleaningRules::default() };
        for (hour, used, by_hand, expected) in [
            (3, Some(0.75), false, Allowed::Nothing),
            (4, Some(0.0), false, Allowed::Expired),
            (23, Some(0.0), false, Allowed::Expired),
            (3, Some(0.76), false, Allowed::Expired),
            (3, Some(0.85), false, Allowed::Expired),
            (3, Some(0.86), false, Allowed::Any),
            (3, Some(0.10), true, Allowed::Expired),
            (3, None, false, Allowed::Expired),
        ] {
            assert_eq!(rules.allowed(hour, used, by_hand), expected, "{hour} {used:?} {by_hand}");
        }
        let never_early = CleaningRules { forcible: false, ..rules };
        assert_eq!(never_early.allowed(3, Some(0.99), false), Allowed::Expired);
    }
}
