//! Typed headers, one family a file. Field names and types: `remoting.md` section 2.
//!
//! A required name is never optional here: absent, it is empty, as Apache leaves it null.
//! Requests that have no header of their own use `ext::NoFields`.

pub mod acl;
pub mod admin;
pub mod clients;
pub mod groups;
pub mod kv;
pub mod offsets;
pub mod pull;
pub mod query;
pub mod register;
pub mod reply_message;
pub mod route;
pub mod send;
pub mod send_back;
pub mod topics;
pub mod transaction;
