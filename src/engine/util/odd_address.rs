//! Addresses that a server can have, and that others cannot reach it by.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

/// Why others cannot use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddAddress {
    /// It leads whoever uses it to himself.
    Loopback,
    /// It means every address.
    Unspecified,
    /// Its network was not configured (169.254.x.y).
    LinkLocal,
    /// Containers on one machine reach each other by it, and nobody else does (172.17.x.y).
    DockerBridge,
}

impl OddAddress {
    /// What is odd about `host`, if anything. A name is odd only when it is `localhost`.
    pub fn of(host: &str) -> Option<Self> {
        if host.eq_ignore_ascii_case("localhost") {
            return Some(Self::Loopback);
        }
        match host.trim_matches(['[', ']']).parse().ok()? {
            ip @ (IpAddr::V4(_) | IpAddr::V6(_)) if ip.is_loopback() => Some(Self::Loopback),
            ip if ip.is_unspecified() => Some(Self::Unspecified),
            IpAddr::V4(ip) if ip.is_link_local() => Some(Self::LinkLocal),
            IpAddr::V4(ip) => Self::of_v4(ip),
            IpAddr::V6(_) => None,
        }
    }

    fn of_v4(ip: Ipv4Addr) -> Option<Self> {
        matches!(ip.octets(), [172, 17, ..]).then_some(Self::DockerBridge)
    }
}

impl fmt::Display for OddAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "a loopback address",
            Self::Unspecified => "no address at all",
            Self::LinkLocal => "a link-local address, of an unconfigured network",
            Self::DockerBridge => "an address of Docker's default bridge",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::OddAddress;

    #[test]
    fn addresses_that_lead_nowhere_are_told_apart() {
        for (host, expected) in [
            ("127.0.0.1", Some(OddAddress::Loopback)),
            ("LocalHost", Some(OddAddress::Loopback)),
            ("[::1]", Some(OddAddress::Loopback)),
            ("0.0.0.0", Some(OddAddress::Unspecified)),
            ("169.254.3.4", Some(OddAddress::LinkLocal)),
            ("172.17.0.2", Some(OddAddress::DockerBridge)),
            ("172.18.0.2", None),
            ("10.0.0.5", None),
            ("broker.example", None),
        ] {
            assert_eq!(OddAddress::of(host), expected, "{host}");
        }
    }
}
