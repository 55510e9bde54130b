//! The unique id a client gives each message (`remoting.md` 3.4, Apache's `MessageClientIDSetter`).
//!
//! | bytes | content |
//! |---|---|
//! | 4 or 16 | the client's address |
//! | 2 | low half of its process id |
//! | 4 | a number of this id maker; Java takes a hash code |
//! | 4 | milliseconds since the month began, in the client's time zone |
//! | 2 | counter |
//!
//! The text is all of it in upper-case hexadecimal digits.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU16, Ordering};

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use parking_lot::RwLock;

use super::record::upper_hex;
use crate::engine::util::clock::TimestampMs;

/// Bytes after the address.
const TAIL_LEN: usize = 12;
/// Bytes of process id and maker, before the time.
const MAKER_LEN: usize = 6;

/// Makes unique ids for one client.
#[derive(Debug)]
pub struct UniqueIds {
    prefix: Vec<u8>,
    zone: TimeZone,
    month: RwLock<Month>,
    counter: AtomicU16,
}

/// When a month begins and when the next one does.
#[derive(Clone, Copy, Debug)]
struct Month {
    start: TimestampMs,
    end: TimestampMs,
}

impl Month {
    fn of(now: TimestampMs, zone: &TimeZone) -> Self {
        let first = start_of_month(now, zone);
        let next = first.checked_add(Span::new().months(1)).unwrap_or_else(|_| first.clone());
        Self { start: millis(&first), end: millis(&next) }
    }
}

impl UniqueIds {
    /// Ids of the client at `address` with process id `pid`; `maker` tells several makers of one
    /// process apart.
    pub fn new(address: IpAddr, pid: u32, maker: u32) -> Self {
        Self::in_zone(address, pid, maker, TimeZone::system())
    }

    fn in_zone(address: IpAddr, pid: u32, maker: u32, zone: TimeZone) -> Self {
        let mut prefix = match address {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        prefix.extend_from_slice(&(pid as u16).to_be_bytes());
        prefix.extend_from_slice(&maker.to_be_bytes());
        let month = RwLock::new(Month::of(TimestampMs::now(), &zone));
        Self { prefix, zone, month, counter: AtomicU16::new(0) }
    }

    /// The next id.
    pub fn next(&self) -> String {
        self.next_at(TimestampMs::now())
    }

    fn next_at(&self, now: TimestampMs) -> String {
        let mut month = *self.month.read();
        if now >= month.end {
            month = Month::of(now, &self.zone);
            *self.month.write() = month;
        }
        // A clock that went back behind the month's start counts as its start.
        let elapsed = now.since(month.start).max(0) as u32;
        let counter = self.counter.fetch_add(1, Ordering::Relaxed);
        let mut id = Vec::with_capacity(self.prefix.len() + 6);
        id.extend_from_slice(&self.prefix);
        id.extend_from_slice(&elapsed.to_be_bytes());
        id.extend_from_slice(&counter.to_be_bytes());
        upper_hex(&id)
    }
}

/// When `id` was made, at the latest before `now`: the id tells the time within a month, so an
/// older one looks like one of this month or of the last. `None` when it has another form.
pub fn unique_id_time(id: &str, now: TimestampMs) -> Option<TimestampMs> {
    unique_id_time_in(id, now, &TimeZone::system())
}

fn unique_id_time_in(id: &str, now: TimestampMs, zone: &TimeZone) -> Option<TimestampMs> {
    let address_len = match id.len() / 2 {
        len if len == 4 + TAIL_LEN => 4,
        len if len == 16 + TAIL_LEN => 16,
        _ => return None,
    };
    let time_at = 2 * (address_len + MAKER_LEN);
    let elapsed = u32::from_str_radix(id.get(time_at..time_at + 8)?, 16).ok()?;
    let month = start_of_month(now, zone);
    let time = TimestampMs(millis(&month).0 + i64::from(elapsed));
    if time < now {
        return Some(time);
    }
    let month = month.checked_sub(Span::new().months(1)).ok()?;
    Some(TimestampMs(millis(&month).0 + i64::from(elapsed)))
}

fn start_of_month(time: TimestampMs, zone: &TimeZone) -> Zoned {
    let time = Timestamp::from_millisecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let time = time.to_zoned(zone.clone());
    time.first_of_month().and_then(|first| first.start_of_day()).unwrap_or(time)
}

fn millis(time: &Zoned) -> TimestampMs {
    TimestampMs(time.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use jiff::tz::TimeZone;

    use super::{UniqueIds, unique_id_time_in};
    use crate::engine::util::clock::TimestampMs;

    /// The id a Java client 4.9.7 (in UTC) gave a message. The message says it was born 1 ms later.
    const ID: &str = "FD000000000000000000000000000002392A5FFD2B276723AB0A0000";
    const MADE: TimestampMs = TimestampMs(1_795_221_590_794);

    fn ids() -> UniqueIds {
        let address: IpAddr = "fd00::2".parse().unwrap();
        UniqueIds::in_zone(address, 0x392A, 0x5FFD_2B27, TimeZone::UTC)
    }

    #[test]
    fn an_id_is_made_as_java_makes_it() {
        let ids = ids();
        assert_eq!(ids.next_at(MADE), ID);
        assert!(ids.next_at(MADE).ends_with("0001"));
    }

    #[test]
    fn an_id_tells_its_time_within_two_months() {
        let time = |now| unique_id_time_in(ID, TimestampMs(now), &TimeZone::UTC);
        assert_eq!(time(MADE.0 + 1), Some(MADE));
        let next_month = MADE.0 + 12 * 86_400_000;
        assert_eq!(time(next_month), Some(MADE));
        assert_eq!(unique_id_time_in("7F00", MADE, &TimeZone::UTC), None);
        assert_eq!(unique_id_time_in(&"é".repeat(16), MADE, &TimeZone::UTC), None);
    }

    #[test]
    fn a_new_month_starts_from_zero() {
        let ids = ids();
        let december = TimestampMs(1_796_083_200_000);
        assert_eq!(&ids.next_at(december)[44..52], "00000000");
        assert_eq!(&ids.next_at(TimestampMs(december.0 - 1))[44..52], "00000000");
        let january = TimestampMs(december.0 + 31 * 86_400_000 + 5);
        assert_eq!(&ids.next_at(january)[44..52], "00000005");
    }
}
