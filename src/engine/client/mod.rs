//! Clients: producers, consumers, and what they share.

pub mod assign;
pub mod config;
mod delivery;
pub mod error;
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
pub mod route;
mod router;
mod send_back;
pub mod session;
pub mod subscription;
