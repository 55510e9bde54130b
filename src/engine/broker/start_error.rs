//! Why a broker could not start, and where it was to listen.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::acl::AclError;
use super::config::BrokerConfig;
use crate::engine::remoting::tls::TlsError;
use crate::engine::store::StoreError;
use crate::engine::util::holder::port_holder;

/// Why a broker could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A file of the `config` directory cannot be used, and neither can its backup.
    #[error("cannot start with {path}: {source}")]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// Access control is on, and nobody said where its files are.
    #[error("aclEnable=true needs rocketmqHome: the directory with conf/plain_acl.yml")]
    NoHome,
    /// Access control is on, and its files cannot be used.
    #[error(transparent)]
    Acl(#[from] AclError),
    /// The store cannot be opened.
    #[error("cannot open the store in {path}: {source}")]
    Store {
        /// The store's directory.
        path: PathBuf,
        /// What is wrong with it.
        source: StoreError,
    },
    /// `bindAddress` is no address of this machine's kind.
    #[error("bindAddress must be an IP address, found `{found}`")]
    BindAddress {
        /// As configured.
        found: String,
    },
    /// `brokerIP1` is neither an address nor a name that resolves to one.
    #[error("brokerIP1 must be an address or a name that resolves, found `{found}`: {source}")]
    AdvertisedAddress {
        /// As configured.
        found: String,
        /// What the resolver said.
        source: io::Error,
    },
    /// TLS cannot be set up as configured.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A port cannot be listened on.
    #[error("cannot listen on {address} ({what}): {source}{}", held_by(.holder))]
    Bind {
        /// Which port it is.
        what: &'static str,
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
        /// The process that has the port, where it can be seen.
        holder: Option<String>,
    },
}

fn held_by(holder: &Option<String>) -> String {
    holder.as_ref().map(|holder| format!("; it is held by {holder}")).unwrap_or_default()
}

/// `bindAddress` with one of the broker's ports, which were checked when the configuration was
/// settled.
pub(super) fn listen_address(config: &BrokerConfig, port: i32) -> Result<SocketAddr, StartError> {
    let ip: IpAddr = config
        .bind_address
        .parse()
        .map_err(|_| StartError::BindAddress { found: config.bind_address.clone() })?;
    Ok(SocketAddr::new(ip, u16::try_from(port).unwrap_or_default()))
}

/// Why a port cannot be listened on, with the process that has it.
pub(super) fn not_bound(what: &'static str, address: SocketAddr, source: io::Error) -> StartError {
    let taken = source.kind() == io::ErrorKind::AddrInUse;
    let holder = if taken { port_holder(address.port()) } else { None };
    StartError::Bind { what, address, source, holder }
}
