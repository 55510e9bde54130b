//! Commands about topics.

pub mod allocate;
pub mod clusters;
pub mod delete;
pub mod list;
pub mod order;
pub mod perm;
pub mod route;
pub mod status;
pub mod traffic;
pub mod update;
