//! Store directories, written by Apache RocketMQ 4.9.7 and by this store.
#![allow(clippy::unwrap_used, missing_docs)]

mod faults;
mod golden;
mod log_paths;
mod model;
mod own;
mod power_cut;
mod reading;
mod rot;
mod support;
mod turn;
mod waiting;
