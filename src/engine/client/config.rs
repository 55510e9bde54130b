//! What a client needs to know before it starts, with Apache's defaults (`config.md` 6.7).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::error::ClientError;
use crate::engine::protocol::names::ClientId;
use crate::engine::protocol::signature::Credentials;
use crate::engine::remoting::address_server::AddressServer;
use crate::engine::remoting::tls::ClientTls;

/// Port of a name server when an address names none.
pub const DEFAULT_NAMESRV_PORT: u16 = 9876;

/// Where the name servers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamesrvAddrs {
    /// At these addresses, `host:port` each; never empty.
    Listed(Vec<String>),
    /// Where an address server says.
    AsToldBy(AddressServer),
}

impl NamesrvAddrs {
    /// Reads a list separated by `;` or `,`, or the `http://` address of an address server. An
    /// address without a port gets 9876.
    ///
    /// # Errors
    /// An empty list, and what is no address.
    pub fn parse(text: &str) -> Result<Self, ClientError> {
        let text = text.trim();
        if text.starts_with("https://") {
            return Err(illegal(text, "is no address server: those are asked over http://"));
        }
        if text.starts_with("http://") {
            let server = AddressServer::parse(text);
            let server = server.ok_or_else(|| {
                illegal(text, "is no address like http://host:port/rocketmq/nsaddr")
            });
            return server.map(Self::AsToldBy);
        }
        Self::parse_list(text).map(Self::Listed)
    }

    /// Reads a list, as it is written on the command line and on an address server's page.
    pub(super) fn parse_list(text: &str) -> Result<Vec<String>, ClientError> {
        let mut addresses: Vec<String> = Vec::new();
        for part in text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
            if part.contains(char::is_whitespace) {
                return Err(illegal(part, "contains a blank; separate addresses by `;`"));
            }
            let address = with_port(part).ok_or_else(|| illegal(part, "has no valid port"))?;
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() {
            return Err(illegal(text, "names no name server"));
        }
        Ok(addresses)
    }
}

impl std::fmt::Display for NamesrvAddrs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Listed(addresses) => f.write_str(&addresses.join(";")),
            Self::AsToldBy(server) => server.fmt(f),
        }
    }
}

fn illegal(value: &str, problem: &str) -> ClientError {
    ClientError::Illegal {
        what: "name server address",
        value: value.to_owned(),
        problem: problem.to_owned(),
    }
}

/// `host:port` of an address that may lack the port; `None` when the port is not a number.
fn with_port(address: &str) -> Option<String> {
    let bare_v6 = address.parse::<std::net::Ipv6Addr>().is_ok();
    if bare_v6 {
        return Some(format!("[{address}]:{DEFAULT_NAMESRV_PORT}"));
    }
    match address.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => {
            port.parse::<u16>().ok().filter(|port| *port != 0).map(|_| address.to_owned())
        }
        _ => Some(format!("{address}:{DEFAULT_NAMESRV_PORT}")),
    }
}

/// Settings every kind of client shares.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Name servers.
    pub namesrv: NamesrvAddrs,
    /// Middle part of the client id; `None` makes one that no other client has.
    pub instance_name: Option<String>,
    /// What stands before the names of topics and groups (`namespace`).
    pub namespace: Option<String>,
    /// Account that signs every request, where access control is on.
    pub credentials: Option<Credentials>,
    /// How connections are encrypted, if they are.
    pub tls: Option<Arc<ClientTls>>,
    /// How long to wait for an answer (`mqClientApiTimeout`).
    pub call_timeout: Duration,
    /// How often routes are fetched again (`pollNameServerInterval`).
    pub poll_namesrv_interval: Duration,
    /// How often brokers hear from this client (`heartbeatBrokerInterval`).
    pub heartbeat_interval: Duration,
    /// How often consumer offsets are stored (`persistConsumerOffsetInterval`).
    pub persist_offset_interval: Duration,
}

impl ClientConfig {
    /// Apache's defaults for the name servers `namesrv`.
    pub fn new(namesrv: NamesrvAddrs) -> Self {
        Self {
            namesrv,
            instance_name: None,
            namespace: None,
            credentials: None,
            tls: None,
            call_timeout: Duration::from_secs(3),
            poll_namesrv_interval: Duration::from_secs(30),
            heartbeat_interval: Duration::from_secs(30),
            persist_offset_interval: Duration::from_secs(5),
        }
    }

    /// A client id: `ip@instance`, or `ip@pid#nanos` when no instance is named.
    pub(super) fn client_id(&self) -> ClientId {
        let instance = self.instance_name.clone().unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            format!("{}#{}", std::process::id(), since.as_nanos())
        });
        ClientId::from(format!("{}@{instance}", local_ip()))
    }
}

/// This machine's address as Apache picks it: the first that is not loopback, IPv4 before IPv6;
/// 127.0.0.1 when there is none.
pub(super) fn local_ip() -> IpAddr {
    let mut v6 = None;
    for interface in nix::ifaddrs::getifaddrs().into_iter().flatten() {
        let Some(address) = interface.address else { continue };
        if let Some(ip) = address.as_sockaddr_in().map(|a| a.ip()) {
            if !ip.is_loopback() && !ip.is_link_local() {
                return ip.into();
            }
        } else if let Some(ip) = address.as_sockaddr_in6().map(|a| a.ip())
            && !ip.is_loopback()
            && !ip.is_unicast_link_local()
        {
            v6.get_or_insert(IpAddr::from(ip));
        }
    }
    v6.unwrap_or(IpAddr::from([127, 0, 0, 1]))
}

#[cfg(test)]
mod tests {
    use super::NamesrvAddrs;

    #[test]
    fn lists_are_split_and_ports_added() {
        let list = |text| NamesrvAddrs::parse(text).map(|a| a.to_string()).ok();
        assert_eq!(list("a:1;b:2"), Some("a:1;b:2".to_owned()));
        assert_eq!(list(" a:1 , b ; a:1;"), Some("a:1;b:9876".to_owned()));
        assert_eq!(list("::1;[::1]:5;[::2]"), Some("[::1]:9876;[::1]:5;[::2]:9876".to_owned()));
        assert_eq!(list(" ;, "), None);
        assert_eq!(list("a:port"), None);
        assert_eq!(list("a:0"), None);
        assert_eq!(list("a:1 b:2"), None);
    }

    #[test]
    fn an_address_server_is_one_address() {
        let list = |text| NamesrvAddrs::parse(text).map(|a| a.to_string()).ok();
        let page = "http://jmenv.tbsite.net:8080/rocketmq/nsaddr";
        assert_eq!(list(page), Some(page.to_owned()));
        assert_eq!(list(" http://jmenv.tbsite.net "), Some(page.to_owned()));
        assert_eq!(list("https://jmenv.tbsite.net"), None);
        assert_eq!(list("a:1;http://b"), None);
    }
}
