//! Protocol, storage, servers and clients, in the order in which they may depend on each other.

pub mod util;

pub mod protocol;

pub mod store;

pub mod remoting;

pub mod replication;

pub mod namesrv;

pub mod broker;

pub mod client;

pub mod admin;

pub mod doctor;

pub mod node;

pub mod cluster;

pub mod bench;
