//! `rmq cluster`: the brokers of a cluster.

pub mod health;
pub mod list;
