//! Commands about brokers.

pub mod cleaning;
pub mod config;
pub mod consume_stats;
pub mod producers;
pub mod status;
