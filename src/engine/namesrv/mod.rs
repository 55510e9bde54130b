//! The name server: who serves which topic, told by brokers, asked by clients.
//!
//! Routes are derived: brokers repeat them every 30 s. Only the key-value configuration is
//! ground, and on disk.

pub mod config;
