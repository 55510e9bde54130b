//! Commands about clusters as a whole.

pub mod list;
