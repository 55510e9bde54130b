//! Values of options as people write them: durations, moments, delays, pairs.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::engine::util::clock::TimestampMs;

/// The 18 levels of `messageDelayLevel`, from level 1 on (`config.md` 6.5).
const DELAY_LEVELS: [&str; 18] = [
    "1s", "5s", "10s", "30s", "1m", "2m", "3m", "4m", "5m", "6m", "7m", "8m", "9m", "10m", "20m",
    "30m", "1h", "2h",
];

/// Digits from which on a bare number is a moment in milliseconds.
const EPOCH_MS_DIGITS: usize = 12;

/// A duration: `500ms`, `5s`, `2m`, `1h`, `3d`; a bare number is seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration; write 500ms, 5s, 2m, 1h or 3d");
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let unit_ms: u64 = match unit {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    number.checked_mul(unit_ms).map(Duration::from_millis).ok_or_else(wrong)
}

/// The delay level that waits for `text`, from 1 on.
pub fn delay_level(text: &str) -> Result<i32, String> {
    let asked = duration(text)?;
    let at = DELAY_LEVELS.iter().position(|level| duration(level).as_ref() == Ok(&asked));
    at.and_then(|at| i32::try_from(at + 1).ok())
        .ok_or_else(|| format!("no delay level waits {text}; there are {}", DELAY_LEVELS.join(" ")))
}

/// A `name=value` pair.
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err(format!("`{text}` is not a pair; write name=value")),
    }
}

/// Where a consumer starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the oldest message.
    First,
    /// Behind the newest message.
    Last,
    /// At the first message stored at or after this moment.
    At(TimestampMs),
    /// At this offset of each queue.
    Offset(i64),
    /// So many messages behind the oldest of each queue.
    Skip(i64),
    /// So many messages before the end of each queue.
    Tail(i64),
}

/// A start: `first`, `last`, `+N`, `-N`, `@N`, `2026-01-31 12:00:00`, RFC 3339, epoch milliseconds, or
/// `10m` for ten minutes ago.
pub fn start(text: &str) -> Result<Start, String> {
    let number = |digits: &str| digits.parse::<i64>().ok().filter(|n| *n >= 0);
    match text {
        "first" => return Ok(Start::First),
        "last" => return Ok(Start::Last),
        _ => {}
    }
    if let Some(digits) = text.strip_prefix('@') {
        return number(digits)
            .map(Start::Offset)
            .ok_or_else(|| format!("`{text}` is no offset; write @ and a number"));
    }
    let start = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(digits), _) => number(digits).map(Start::Skip),
        (_, Some(digits)) => number(digits).map(Start::Tail),
        _ => moment(text).map(Start::At),
    };
    start.ok_or_else(|| {
        format!(
            "`{text}` is no place to start; write first, last, +10, -10, @10, 10m or a date and time"
        )
    })
}

/// A moment: `2026-01-31 12:00:00`, RFC 3339, epoch milliseconds, or `10m` for ten minutes ago.
pub fn time(text: &str) -> Result<TimestampMs, String> {
    moment(text)
        .ok_or_else(|| format!("`{text}` is no time; write 10m, a date and time, or epoch ms"))
}

/// An end: `last`, `@N`, or a moment as [`start`] reads it.
pub fn end(text: &str) -> Result<Start, String> {
    match start(text) {
        Ok(end @ (Start::Last | Start::At(_) | Start::Offset(_))) => Ok(end),
        _ => Err(format!("`{text}` is no place to end; write last, @10, 10m or a date and time")),
    }
}

fn moment(text: &str) -> Option<TimestampMs> {
    if text.len() >= EPOCH_MS_DIGITS && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().map(TimestampMs);
    }
    if text.ends_with(|c: char| c.is_ascii_alphabetic())
        && let Ok(ago) = duration(text)
    {
        let ago = i64::try_from(ago.as_millis()).ok()?;
        return Some(TimestampMs(TimestampMs::now().0.saturating_sub(ago)));
    }
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(TimestampMs(instant.as_millisecond()));
    }
    let local = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)))
        .ok()?;
    let zoned = local.to_zoned(TimeZone::system()).ok()?;
    Some(TimestampMs(zoned.timestamp().as_millisecond()))
}

/// `moment` in local time as people read it, to the millisecond.
pub fn local_time(moment: TimestampMs) -> String {
    jiff::Timestamp::from_millisecond(moment.0).map_or_else(
        |_| moment.to_string(),
        |t| t.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    )
}

/// `value` as people read it; a dash for nothing.
pub fn or_dash(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// So many of something: `1 member`, `2 members`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `moment` as RFC 3339 in UTC.
pub fn utc_time(moment: TimestampMs) -> String {
    jiff::Timestamp::from_millisecond(moment.0)
        .map_or_else(|_| moment.to_string(), |t| t.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::{Start, delay_level, duration, end, pair, start, utc_time};
    use crate::engine::util::clock::TimestampMs;
    use std::time::Duration;

    #[test]
    fn durations() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("7"), Ok(Duration::from_secs(7)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        for wrong in
            ["", "s", "-1s", "1.5s", "1w", "99999999999999999999s", "18446744073709551615d"]
        {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn delays_are_levels() {
        assert_eq!(delay_level("10s"), Ok(3));
        assert_eq!(delay_level("60s"), Ok(5));
        assert_eq!(delay_level("2h"), Ok(18));
        assert!(delay_level("11s").is_err_and(|e| e.contains("10s 30s")));
    }

    #[test]
    fn pairs() {
        assert_eq!(pair("a=b=c"), Ok(("a".into(), "b=c".into())));
        for wrong in ["a", "=b", "a="] {
            assert!(pair(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn starts() {
        assert_eq!(start("first"), Ok(Start::First));
        assert_eq!(start("+3"), Ok(Start::Skip(3)));
        assert_eq!(start("-3"), Ok(Start::Tail(3)));
        let at = Start::At(TimestampMs(1_763_685_294_765));
        assert_eq!(start("1763685294765"), Ok(at));
        assert_eq!(start("2025-11-21T00:34:54.765Z"), Ok(at));
        assert_eq!(utc_time(TimestampMs(1_763_685_294_765)), "2025-11-21T00:34:54.765Z");
        assert!(matches!(start("2025-11-21 00:34:54"), Ok(Start::At(_))));
        assert!(matches!(start("10m"), Ok(Start::At(t)) if t < TimestampMs::now()));
        assert_eq!(start("@7"), Ok(Start::Offset(7)));
        for wrong in ["", "-", "--1", "+x", "@", "@-1", "tomorrow", "12"] {
            assert!(start(wrong).is_err(), "{wrong}");
        }
        assert_eq!(end("@7"), Ok(Start::Offset(7)));
        assert_eq!(end("last"), Ok(Start::Last));
        for wrong in ["first", "+3", "-3", ""] {
            assert!(end(wrong).is_err(), "{wrong}");
        }
    }
}
