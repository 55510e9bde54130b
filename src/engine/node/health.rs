//! How a node is, asked from outside.

use std::time::Duration;

use serde::Serialize;
use tokio::net::TcpStream;

/// What a probe found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Listening(pub bool);

/// Whether something accepts connections at `address` (`host:port`) within `patience`.
pub async fn listens(address: &str, patience: Duration) -> Listening {
    let connected = tokio::time::timeout(patience, TcpStream::connect(address)).await;
    Listening(matches!(connected, Ok(Ok(_))))
}
