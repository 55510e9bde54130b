//! Commands about consumer groups.

pub mod config;
pub mod connections;
pub mod delete;
pub mod update;
