//! Delay levels: `1s 5s 10s ...`, numbered from 1 (`broker.md` 5.4, `messageDelayLevel`).

use std::time::Duration;

/// The levels of a broker that configures none.
pub const DEFAULT_DELAY_LEVELS: &str = "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h";

/// The delay of each level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelayLevels(Vec<Duration>);

/// A level is not a number with a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("delay level {level} is `{found}`, expected a number with s, m, h or d, as in `30m`")]
pub struct DelayLevelError {
    /// Its number, from 1.
    pub level: usize,
    /// Its text.
    pub found: String,
}

impl Default for DelayLevels {
    fn default() -> Self {
        let seconds = [1, 5, 10, 30].into_iter();
        let minutes = (1..=10).chain([20, 30]).map(|minutes| minutes * 60);
        let hours = [1, 2].into_iter().map(|hours| hours * 3600);
        Self(seconds.chain(minutes).chain(hours).map(Duration::from_secs).collect())
    }
}

impl DelayLevels {
    /// Reads levels that blanks separate.
    pub fn parse(text: &str) -> Result<Self, DelayLevelError> {
        text.split_ascii_whitespace()
            .enumerate()
            .map(|(index, word)| {
                parse_delay(word)
                    .ok_or_else(|| DelayLevelError { level: index + 1, found: word.to_owned() })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The highest level.
    pub fn max(&self) -> i32 {
        i32::try_from(self.0.len()).unwrap_or(i32::MAX)
    }

    /// The level a message that asks for `level` gets: the highest for a higher one, none for 0
    /// or less.
    pub fn clamp(&self, level: i32) -> Option<i32> {
        (level > 0 && self.max() > 0).then(|| level.min(self.max()))
    }

    /// The delay of a level, `None` when there is no such level.
    pub fn delay(&self, level: i32) -> Option<Duration> {
        self.0.get(usize::try_from(level).ok()?.checked_sub(1)?).copied()
    }

    /// The delay of level 1, 2 and so on, in milliseconds.
    pub fn to_ms(&self) -> Vec<i64> {
        self.0.iter().map(|delay| i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)).collect()
    }

    /// All levels with their delays.
    pub fn iter(&self) -> impl Iterator<Item = (i32, Duration)> {
        (1..).zip(self.0.iter().copied())
    }
}

fn parse_delay(word: &str) -> Option<Duration> {
    let unit = word.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = word.strip_suffix(unit)?.parse().ok()?;
    // A hundred years; more would not fit a timestamp.
    let seconds = number.checked_mul(seconds).filter(|seconds| *seconds < 3_200_000_000)?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DEFAULT_DELAY_LEVELS, DelayLevels};

    #[test]
    fn the_default_text_says_the_default_levels() {
        let levels = DelayLevels::parse(DEFAULT_DELAY_LEVELS).unwrap();
        assert_eq!(levels, DelayLevels::default());
        assert_eq!(levels.max(), 18);
        assert_eq!(levels.delay(1), Some(Duration::from_secs(1)));
        assert_eq!(levels.delay(18), Some(Duration::from_secs(7200)));
        assert_eq!(levels.delay(0), None);
        assert_eq!(levels.delay(19), None);
    }

    #[test]
    fn a_level_beyond_the_last_is_the_last() {
        let levels = DelayLevels::parse("1s 2d").unwrap();
        assert_eq!(levels.clamp(7), Some(2));
        assert_eq!(levels.clamp(0), None);
        assert_eq!(levels.clamp(-1), None);
        assert_eq!(levels.iter().last(), Some((2, Duration::from_secs(172_800))));
    }

    #[test]
    fn a_bad_level_is_named() {
        let error = DelayLevels::parse("1s 5x").unwrap_err();
        assert_eq!((error.level, error.found.as_str()), (2, "5x"));
        for bad in ["s", "5", "-1s", "99999999999999999999s", "18446744073709551615d", "5é"] {
            assert!(DelayLevels::parse(bad).is_err(), "{bad}");
        }
    }
}
