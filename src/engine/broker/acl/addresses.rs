//! Patterns of addresses that need no signature (Apache's `RemoteAddressStrategyFactory`).

use std::net::{IpAddr, Ipv6Addr};
use std::ops::RangeInclusive;

/// Which addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Addresses {
    /// None.
    None,
    /// All.
    All,
    /// These.
    Listed(Vec<IpAddr>),
    /// IPv4 addresses that begin with `head` and go on with a number of `range`.
    V4 { head: Vec<u8>, range: RangeInclusive<u8> },
    /// IPv6 addresses that begin with `head` and go on with a number of `range`.
    V6 { head: Vec<u16>, range: RangeInclusive<u16> },
}

impl Addresses {
    /// Reads an address, a list `a,b`, alternatives `10.0.0.{1,2}`, or a range `10.0.0.5-20`,
    /// `10.0.*.*`. A blank text is none, `*` is all. The error says what is wrong.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address, list or range of addresses");
        if text.trim().is_empty() {
            return Ok(Self::None);
        }
        if matches!(text, "*" | "*.*.*.*" | "*:*:*:*:*:*:*:*") {
            return Ok(Self::All);
        }
        if let Some(inner) = text.strip_suffix('}') {
            let (head, last) = inner.split_once('{').ok_or_else(wrong)?;
            let addresses = last.split(',').map(|last| address(&format!("{head}{}", last.trim())));
            return addresses.collect::<Option<_>>().map(Self::Listed).ok_or_else(wrong);
        }
        if text.contains(',') {
            let addresses = text.split(',').filter(|part| !part.is_empty()).map(address);
            return addresses.collect::<Option<_>>().map(Self::Listed).ok_or_else(wrong);
        }
        if !text.contains(['*', '-']) {
            return address(text).map(|one| Self::Listed(vec![one])).ok_or_else(wrong);
        }
        if text.contains(':') { range_v6(text) } else { range_v4(text) }.ok_or_else(wrong)
    }

    /// Whether `address` is one of them.
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        match (self, address.to_canonical()) {
            (Self::None, _) => false,
            (Self::All, _) => true,
            (Self::Listed(list), address) => list.contains(&address),
            (Self::V4 { head, range }, IpAddr::V4(address)) => {
                begins(&address.octets(), head, range)
            }
            (Self::V6 { head, range }, IpAddr::V6(address)) => {
                begins(&address.segments(), head, range)
            }
            (Self::V4 { .. } | Self::V6 { .. }, _) => false,
        }
    }
}

fn begins<N: PartialOrd>(parts: &[N], head: &[N], range: &RangeInclusive<N>) -> bool {
    parts.starts_with(head) && parts.get(head.len()).is_some_and(|part| range.contains(part))
}

fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// What stands behind the first `*` or range counts for nothing, as in Apache.
fn range_v4(text: &str) -> Option<Addresses> {
    let parts: Vec<&str> = text.split('.').map(str::trim).collect();
    if parts.len() != 4 {
        return None;
    }
    let at = parts.iter().position(|part| part.contains(['*', '-'])).filter(|at| *at > 0)?;
    let head: Option<Vec<u8>> = parts.iter().take(at).map(|part| part.parse().ok()).collect();
    let range = match parts.get(at)?.split_once('-') {
        None if parts.get(at) == Some(&"*") => 0..=u8::MAX,
        None => return None,
        Some((low, high)) => low.parse().ok()?..=high.parse().ok()?,
    };
    (!range.is_empty()).then_some(Addresses::V4 { head: head?, range })
}

/// `head:5-9`, `head:*` or `head:5-9:*`; the head may have a `::` in it.
fn range_v6(text: &str) -> Option<Addresses> {
    let (mut rest, mut last) = text.rsplit_once(':')?;
    let mut len = 7;
    if last == "*" && rest.contains('-') {
        (rest, last) = rest.rsplit_once(':')?;
        len = 6;
    }
    let range = match last.split_once('-') {
        None if last == "*" => 0..=u16::MAX,
        None => return None,
        Some((low, high)) => {
            u16::from_str_radix(low, 16).ok()?..=u16::from_str_radix(high, 16).ok()?
        }
    };
    // Completed to a whole address, the head reads like any other.
    let zeros = ":0".repeat(8 - len);
    let head = format!("{rest}{zeros}").parse::<Ipv6Addr>().ok()?.segments();
    (!range.is_empty()).then(|| Addresses::V6 { head: head[..len].to_vec(), range })
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    #[test]
    fn patterns_select_what_apaches_select() {
        // Pattern, an address in it, one that is not.
        for (pattern, inside, outside) in [
            ("192.168.0.1", "192.168.0.1", "192.168.0.2"),
            ("192.168.0.1", "::ffff:192.168.0.1", "::1"),
            ("192.168.0.1,192.168.0.2", "192.168.0.2", "192.168.0.3"),
            ("192.168.0.{1,2}", "192.168.0.2", "192.168.0.12"),
            ("192.168.0.*", "192.168.0.255", "192.168.1.0"),
            ("192.168.*.*", "192.168.7.9", "192.169.7.9"),
            ("192.168.1-3.*", "192.168.3.9", "192.168.4.9"),
            ("192.168.0.10-20", "192.168.0.20", "192.168.0.21"),
            ("192.*.*.*", "192.1.2.3", "193.1.2.3"),
            ("5::7:6:1-200:*", "5::7:6:100:9", "5::7:6:201:9"),
            ("1050:0:0:0:5:600:300c:1-20", "1050::5:600:300c:20", "1050::5:600:300c:21"),
            ("1050::5:600:300c:*", "1050::5:600:300c:ffff", "1050::5:600:300d:1"),
            ("1050::5:600:300c:{3,4}", "1050:0:0:0:5:600:300C:4", "1050::5:600:300c:5"),
            ("1050::5:600:300c:326b", "1050:0:0:0:5:600:300c:326B", "1050::1"),
        ] {
            let parsed = Addresses::parse(pattern).expect(pattern);
            let address = |text: &str| text.parse().expect("an address");
            assert!(parsed.contains(address(inside)), "{pattern} {inside}");
            assert!(!parsed.contains(address(outside)), "{pattern} {outside}");
        }
        for all in ["*", "*.*.*.*", "*:*:*:*:*:*:*:*"] {
            assert_eq!(Addresses::parse(all), Ok(Addresses::All));
        }
        assert_eq!(Addresses::parse(" "), Ok(Addresses::None));
        for wrong in [
            "192.168.0",
            "192.168.0.256",
            "192.168.0.{1,x}",
            "192.168.0.20-10",
            "192.168.0.-1",
            "*.168.0.1",
            "a",
            "192.168.0.1-300",
            "192.168.*",
            "5::7:6:*:1",
            "x:*",
            "{1}",
            "::{g}",
        ] {
            assert!(Addresses::parse(wrong).is_err(), "{wrong}");
        }
    }
}
