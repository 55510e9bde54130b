//! Commands about consumer groups.

pub mod clone;
pub mod config;
pub mod connections;
pub mod delete;
pub mod monitor;
pub mod progress;
pub mod reset;
pub mod status;
pub mod update;

mod running_info;
