//! Whether a server could listen on a port.

use std::io;
use std::net::SocketAddr;

/// Listens on `address` for a moment; nothing stays bound.
pub fn try_listen(address: SocketAddr) -> io::Result<()> {
    // As the servers do it: std sets SO_REUSEADDR, so that old connections do not count.
    std::net::TcpListener::bind(address).map(drop)
}
