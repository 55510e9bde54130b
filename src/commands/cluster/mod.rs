//! `rmq cluster`: the brokers of a cluster.

pub mod list;
