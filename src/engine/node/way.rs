//! From which of this machine's addresses the name servers are reached: on a machine with several
//! networks the one that clients come from too.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, ToSocketAddrs, UdpSocket};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Patience with the lookups of all names: a start does not wait for a name service that is away.
const LOOKUP_PATIENCE: Duration = Duration::from_secs(1);

/// The first of `name_servers` that a way leads to, and the own address at its beginning. None
/// that only this machine has: others cannot use it. No byte is sent.
pub(super) fn to_name_servers(name_servers: &[String]) -> Option<(&str, Ipv4Addr)> {
    let deadline = Instant::now() + LOOKUP_PATIENCE;
    let lookups: Vec<_> = name_servers.iter().map(|name| (name, look_up(name))).collect();
    lookups.into_iter().find_map(|(name_server, found)| {
        let left = deadline.saturating_duration_since(Instant::now());
        let addresses = found.recv_timeout(left).unwrap_or_default();
        Some((name_server.as_str(), addresses.into_iter().find_map(own_address_towards)?))
    })
}

fn own_address_towards(peer: SocketAddrV4) -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(peer).ok()?;
    match socket.local_addr().ok()? {
        SocketAddr::V4(own) if !own.ip().is_loopback() && !own.ip().is_unspecified() => {
            Some(*own.ip())
        }
        _ => None,
    }
}

/// Where the addresses of `address` arrive, once they are known.
fn look_up(address: &str) -> mpsc::Receiver<Vec<SocketAddrV4>> {
    let (found, lookup) = mpsc::channel();
    // Nobody listens any more when it took too long, or when another was found first.
    if let Ok(address) = address.parse() {
        drop(found.send(vec![address]));
        return lookup;
    }
    let address = address.to_owned();
    // The system's lookup cannot be told to give up, so it may outlive the wait.
    std::thread::spawn(move || {
        let addresses = address.to_socket_addrs().into_iter().flatten();
        let v4 = |address| if let SocketAddr::V4(v4) = address { Some(v4) } else { None };
        drop(found.send(addresses.filter_map(v4).collect()));
    });
    lookup
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address of this machine that others may have a way to.
    fn own() -> Option<Ipv4Addr> {
        let interfaces = nix::ifaddrs::getifaddrs().unwrap();
        let addresses =
            interfaces.filter_map(|i| i.address.and_then(|a| a.as_sockaddr_in().map(|a| a.ip())));
        addresses.into_iter().find(|ip| !ip.is_loopback())
    }

    #[test]
    fn the_first_way_that_others_could_come_counts() {
        let list = |own: Ipv4Addr| {
            ["no such name:1".to_owned(), "127.0.0.1:9876".to_owned(), format!("{own}:9876")]
        };
        assert_eq!(to_name_servers(&list(Ipv4Addr::LOCALHOST)), None);
        // Where this machine has no network there is no other way.
        if let Some(own) = own() {
            let list = list(own);
            assert_eq!(to_name_servers(&list), Some((list[2].as_str(), own)));
        }
    }
}
