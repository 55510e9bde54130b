//! Commands about the name servers' own tables.

pub mod config;
pub mod kv;
pub mod write_perm;
