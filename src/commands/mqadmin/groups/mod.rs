//! Commands about consumer groups.

pub mod clone;
pub mod config;
pub mod connections;
pub mod delete;
pub mod progress;
pub mod update;
