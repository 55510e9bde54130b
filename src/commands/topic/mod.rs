//! `rmq topic`: topics of a cluster.

pub mod create;
pub mod delete;
pub mod list;
pub mod route;
pub mod status;

use crate::engine::protocol::bodies::route::QueueData;
use crate::engine::protocol::bodies::topic_config::{PERM_READ, PERM_WRITE};

/// Permission bits as `RW`, `R`, `W` or `-`.
fn perm_text(perm: i32) -> &'static str {
    match (perm & PERM_READ != 0, perm & PERM_WRITE != 0) {
        (true, true) => "RW",
        (true, false) => "R",
        (false, true) => "W",
        (false, false) => "-",
    }
}

/// What a topic is on one broker, in a few words.
fn state(read_queues: i32, write_queues: i32, perm: i32) -> String {
    let queues = if (read_queues, write_queues) == (1, 1) {
        "1 queue".to_owned()
    } else if read_queues == write_queues {
        format!("{read_queues} queues")
    } else {
        format!("{read_queues} read, {write_queues} write queues")
    };
    format!("{queues} {}", perm_text(perm))
}

fn state_of(queues: &QueueData) -> String {
    state(queues.read_queue_nums, queues.write_queue_nums, queues.perm)
}
