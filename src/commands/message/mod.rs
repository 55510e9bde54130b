//! `rmq message`: single messages, found, shown, sent and consumed again.

pub mod by_key;
pub mod by_offset;
pub mod consume_directly;
pub mod get;
pub mod list;
pub mod resend;
pub mod trace;

mod find;
pub mod scan;
