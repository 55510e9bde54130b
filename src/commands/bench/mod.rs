//! `rmq bench`: loads on a cluster, and what is measured of them.

pub mod consume;
pub mod latency;
pub mod produce;

pub(super) mod limits;
mod result;
pub(super) mod running;
