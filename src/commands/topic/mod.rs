//! `rmq topic`: topics of a cluster.

pub mod clusters;
pub mod create;
pub mod delete;
pub mod describe;
pub mod list;
pub mod order;
pub mod perm;
pub mod route;
pub mod status;
pub mod update;

use crate::engine::admin::topic_change::TopicSpec;
use crate::engine::protocol::bodies::route::QueueData;
use crate::engine::protocol::bodies::topic_config::{PERM_READ, PERM_WRITE};
use crate::engine::protocol::names::TopicName;

/// Permission bits as `RW`, `R`, `W` or `-`.
fn perm_text(perm: i32) -> &'static str {
    match (perm & PERM_READ != 0, perm & PERM_WRITE != 0) {
        (true, true) => "RW",
        (true, false) => "R",
        (false, true) => "W",
        (false, false) => "-",
    }
}

/// The permission bits that `rw`, `r`, `w` or a number stand for.
fn parse_perm(text: &str) -> Result<i32, String> {
    match text.to_ascii_lowercase().as_str() {
        "rw" | "6" => Ok(PERM_READ | PERM_WRITE),
        "r" | "4" => Ok(PERM_READ),
        "w" | "2" => Ok(PERM_WRITE),
        _ => Err(format!("`{text}` is no permission; write rw, r or w")),
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

/// What `topic` is where it has `queues`.
fn spec_of(topic: &TopicName, queues: &QueueData) -> TopicSpec {
    TopicSpec {
        read_queues: queues.read_queue_nums,
        write_queues: queues.write_queue_nums,
        perm: queues.perm,
        sys_flag: queues.topic_sys_flag,
        ..TopicSpec::new(topic.clone())
    }
}
