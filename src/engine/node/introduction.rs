//! What a broker tells of itself when it has started: where others find it and why there, its ports,
//! and its memory.

use std::fs;

use procfs::process::Process;

use super::provenance::{Setting, Source};
use super::settings::Warning;
use crate::engine::broker::config::{self, BrokerConfig};
use crate::engine::util::odd_address::OddAddress;

/// What an idle connection holds (`benches/README.md`), in bytes.
const BYTES_A_CONNECTION: u64 = 6 << 10;
/// Connections that the expected memory is told for.
const MANY_CONNECTIONS: u64 = 1000;
/// The limit of the container this process runs in, in bytes (cgroup v2).
const LIMIT_FILE: &str = "/sys/fs/cgroup/memory.max";

/// The lines, for people.
pub(super) fn lines(config: &BrokerConfig, settings: &[Setting]) -> Vec<String> {
    let mut lines = vec![format!(
        "clients are told {}: {}",
        config.broker_address(),
        why(settings, "brokerIP1")
    )];
    if !config.is_slave() {
        let told =
            format!("slaves are told {}: {}", config.ha_address(), why(settings, "brokerIP2"));
        lines.push(told);
    }
    lines.extend(ports(config));
    lines.push(memory());
    lines
}

/// What to warn of: an address that others cannot use.
pub(super) fn warnings(config: &BrokerConfig) -> Vec<Warning> {
    let host = |address: &str| address.rsplit_once(':').map(|(host, _)| OddAddress::of(host));
    let is_local = |address: &String| host(address) == Some(Some(OddAddress::Loopback));
    let named = config.namesrv_addr.as_deref().unwrap_or_default();
    let all_local = config::addresses(named).iter().all(is_local);
    let odd = OddAddress::of(&config.broker_ip1);
    let odd = odd.filter(|odd| !(*odd == OddAddress::Loopback && all_local));
    let warning = odd.map(|odd| {
        let ip = &config.broker_ip1;
        Warning::Other(format!(
            "clients are told {ip}, {odd}: set brokerIP1 or --advertise to one that they reach"
        ))
    });
    warning.into_iter().collect()
}

/// Where the value of an address came from.
fn why(settings: &[Setting], key: &str) -> String {
    let setting = settings.iter().find(|setting| setting.key == key);
    let origin = setting.and_then(|setting| setting.origin.as_deref()).unwrap_or_default();
    match setting.map(|setting| setting.source) {
        Some(Source::File | Source::Environment) => format!("{key} in {origin}"),
        Some(Source::Option) => format!("{key} by {origin}"),
        _ => format!("{key} is not set, so {origin} was taken; there are {}", addresses()),
    }
}

/// The addresses of this machine, as `eth0 10.0.0.5, lo 127.0.0.1`.
fn addresses() -> String {
    let interfaces = nix::ifaddrs::getifaddrs().into_iter().flatten();
    let own: Vec<String> = interfaces
        .filter_map(|interface| {
            let ip = interface.address.and_then(|a| a.as_sockaddr_in().map(|a| a.ip()))?;
            Some(format!("{} {ip}", interface.interface_name))
        })
        .collect();
    if own.is_empty() { "none".to_owned() } else { own.join(", ") }
}

/// A line for each port, with the key that it follows from (`remoting.md` 1.4).
fn ports(config: &BrokerConfig) -> Vec<String> {
    let (port, bind) = (config.listen_port, &config.bind_address);
    let mut lines = vec![
        format!("port {port} for clients: listenPort, on {bind} (bindAddress)"),
        format!("port {} for clients with VIP channels: listenPort - 2", config.vip_port()),
    ];
    if !config.is_slave() {
        lines.push(format!("port {} for slaves: listenPort + 1", config.ha_listen_port));
    }
    lines
}

fn memory() -> String {
    let limit = fs::read_to_string(LIMIT_FILE).ok().and_then(|text| text.trim().parse().ok());
    let limit = limit
        .map_or_else(String::new, |limit: u64| format!("; this container may use {}", mib(limit)));
    let own = own_bytes().map_or_else(
        || "memory:".to_owned(),
        |own| {
            let with_many = own.saturating_add(MANY_CONNECTIONS * BYTES_A_CONNECTION);
            format!(
                "memory: {} of its own now, some {} with {MANY_CONNECTIONS} idle clients;",
                mib(own),
                mib(with_many)
            )
        },
    );
    format!("{own} log, queues and index are the system's cache, and no heap is set aside{limit}")
}

/// Memory that is this process's alone, as the kernel counts it; nothing where it does not tell.
fn own_bytes() -> Option<u64> {
    let kib = Process::myself().ok()?.status().ok()?.rssanon?;
    kib.checked_mul(1024)
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::warnings;
    use crate::engine::broker::config::BrokerConfig;

    #[test]
    fn addresses_that_others_cannot_use_are_warned_of() {
        let warned = |ip: &str, namesrv: &str| {
            let mut config = BrokerConfig::default();
            assert_eq!(config.set("brokerIP1", ip), Some(true));
            assert_eq!(config.set("namesrvAddr", namesrv), Some(true));
            !warnings(&config).is_empty()
        };
        assert!(!warned("10.0.0.5", "10.0.1.1:9876"));
        assert!(warned("127.0.0.1", "10.0.1.1:9876"));
        assert!(warned("127.0.0.1", "localhost:9876;10.0.1.1:9876"));
        assert!(!warned("127.0.0.1", "localhost:9876;127.0.0.1:9877"));
        assert!(warned("172.17.0.2", "localhost:9876"));
    }
}
