//! Commands about single queues.

pub mod units;
