//! `rmq group`: consumer groups of a cluster.

pub mod clients;
pub mod create;
pub mod delete;
pub mod describe;
pub mod list;
pub mod progress;
pub mod running_info;

use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;

/// What a group is on one broker, in a few words.
fn state(group: &SubscriptionGroupConfig) -> String {
    let mut text = format!("{} retries in {} queue", group.retry_max_times, group.retry_queue_nums);
    if group.retry_queue_nums != 1 {
        text.push('s');
    }
    text.push_str(match (group.consume_enable, group.consume_broadcast_enable) {
        (true, true) => "",
        (true, false) => ", no broadcast",
        (false, true) => ", disabled",
        (false, false) => ", disabled, no broadcast",
    });
    if (group.broker_id, group.which_broker_when_consume_slowly) != (0, 1) {
        text.push_str(&format!(
            ", reads broker {} or {}",
            group.broker_id, group.which_broker_when_consume_slowly
        ));
    }
    text
}
