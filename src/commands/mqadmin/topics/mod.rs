//! Commands about topics.

pub mod list;
pub mod route;
