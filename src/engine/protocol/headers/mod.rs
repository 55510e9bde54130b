//! Typed headers, one family a file. Field names and types: `remoting.md` section 2.

pub mod pull;
pub mod send;
