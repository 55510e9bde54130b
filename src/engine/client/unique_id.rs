//! The id a client gives each message (`UNIQ_KEY`), as Apache's `MessageClientIDSetter` makes it:
//! address, pid, a hash that tells processes apart, milliseconds since the month began, counter.
//!
//! State: the counter and the month's start, both of this process alone. Invariant: two calls
//! differ unless 65536 ids are taken within one millisecond.

use std::net::IpAddr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};

use super::config::local_ip;
use crate::engine::protocol::record::upper_hex;
use crate::engine::util::clock::TimestampMs;

/// Address, pid and process hash in hex: what all ids of this process begin with.
static PREFIX: LazyLock<String> = LazyLock::new(|| {
    let mut bytes = Vec::with_capacity(22);
    match local_ip() {
        IpAddr::V4(ip) => bytes.extend_from_slice(&ip.octets()),
        IpAddr::V6(ip) => bytes.extend_from_slice(&ip.octets()),
    }
    // The field has 16 bits; pids of a machine with more are cut, as Apache cuts them.
    bytes.extend_from_slice(&(std::process::id() as u16).to_be_bytes());
    bytes.extend_from_slice(&rand::random::<[u8; 4]>());
    upper_hex(&bytes)
});
static COUNTER: AtomicU16 = AtomicU16::new(0);
static MONTH_START: AtomicI64 = AtomicI64::new(i64::MIN);
static NEXT_MONTH_START: AtomicI64 = AtomicI64::new(i64::MIN);

/// A new id: 32 hex digits, or 56 where this machine has IPv6 only.
pub fn next() -> String {
    let since = since_month_start(TimestampMs::now());
    let counter = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut tail = [0; 6];
    tail[..4].copy_from_slice(&since.to_be_bytes());
    tail[4..].copy_from_slice(&counter.to_be_bytes());
    let mut id = String::with_capacity(PREFIX.len() + 12);
    id.push_str(&PREFIX);
    id.push_str(&upper_hex(&tail));
    id
}

/// Milliseconds from the start of the local month; fits 32 bits, since a month has 2.7e9 and
/// Java lets the sign bit carry the rest.
fn since_month_start(now: TimestampMs) -> u32 {
    if now.0 >= NEXT_MONTH_START.load(Ordering::Acquire) {
        let (start, next) = month_around(now);
        MONTH_START.store(start.0, Ordering::Release);
        NEXT_MONTH_START.store(next.0, Ordering::Release);
    }
    let since = now.0.saturating_sub(MONTH_START.load(Ordering::Acquire));
    u32::try_from(since).unwrap_or(0)
}

/// First moments of the month of `now` and of the next, in local time.
fn month_around(now: TimestampMs) -> (TimestampMs, TimestampMs) {
    let bounds = || {
        let zone = jiff::tz::TimeZone::system();
        let now = jiff::Timestamp::from_millisecond(now.0)?.to_zoned(zone);
        let first = now.first_of_month()?.start_of_day()?;
        let next = first.checked_add(jiff::Span::new().months(1))?;
        Ok::<_, jiff::Error>((first.timestamp(), next.timestamp()))
    };
    match bounds() {
        Ok((first, next)) => {
            (TimestampMs(first.as_millisecond()), TimestampMs(next.as_millisecond()))
        }
        // Outside the calendar's range there are no months; ids stay unique by their counter.
        Err(_) => (now, TimestampMs(i64::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::{month_around, next};
    use crate::engine::util::clock::TimestampMs;

    #[test]
    fn ids_have_apaches_length_and_differ() {
        let (a, b) = (next(), next());
        assert!(matches!(a.len(), 32 | 56), "{a}");
        assert!(a.bytes().all(|c| c.is_ascii_digit() || (b'A'..=b'F').contains(&c)), "{a}");
        assert_ne!(a, b);
        let pid = &a[a.len() - 24..a.len() - 20];
        assert_eq!(u16::from_str_radix(pid, 16).ok(), Some(std::process::id() as u16));
    }

    #[test]
    fn a_moment_lies_within_its_month() {
        for now in [0, 951_868_799_999, 1_795_216_577_837] {
            let (start, next) = month_around(TimestampMs(now));
            let days = (next.0 - start.0) as f64 / 86_400_000.0;
            assert!(start.0 <= now && now < next.0, "{start} {now} {next}");
            assert!((27.9..=31.1).contains(&days), "{days}");
        }
    }
}
