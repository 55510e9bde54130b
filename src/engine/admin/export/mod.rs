//! What a cluster has, in documents that can be kept: as mqadmin's export commands write it.

pub mod configs;
pub mod metadata;
pub mod metrics;
