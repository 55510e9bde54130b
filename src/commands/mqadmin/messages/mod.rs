//! Commands about messages.

pub mod by_id;
pub mod by_key;
pub mod by_offset;
pub mod by_unique_key;
pub mod consume;
pub mod print;
pub mod send;
pub mod send_times;
pub mod trace;

mod reading;
mod show;

use crate::engine::protocol::names::GroupName;
use crate::engine::util::clock::TimestampMs;

/// A producer group nobody else has, as mqadmin takes one: the time.
fn unique_group() -> GroupName {
    GroupName::from(TimestampMs::now().0.to_string())
}
