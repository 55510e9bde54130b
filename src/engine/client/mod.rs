//! Clients: producers, consumers, and what they share.

mod again;
pub mod assign;
pub mod config;
mod delivery;
pub mod error;
mod inspection;
pub mod namespace;
pub mod namesrv;
mod offset_store;
mod offsets;
mod order_lock;
mod orderly;
pub mod outgoing;
mod pipeline;
mod prepared;
pub mod process_queue;
pub mod producer;
pub mod pull;
mod pull_loop;
pub mod push;
mod push_config;
mod pushed;
mod rebalance;
mod request_reply;
pub mod route;
mod router;
mod send_back;
pub mod session;
pub mod subscription;
pub mod trace;
pub mod transaction;
mod turn;

// How clients encrypt, for those who see clients and not connections.
pub use crate::engine::remoting::tls;
