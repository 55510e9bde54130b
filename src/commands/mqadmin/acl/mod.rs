//! Commands about access control.

pub mod accounts;
pub mod versions;
pub mod white_list;
