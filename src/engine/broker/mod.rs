//! The broker.

pub mod config;

pub mod config_load;
