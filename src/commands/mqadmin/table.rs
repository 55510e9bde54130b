//! THE table of mqadmin's commands, in the order in which mqadmin lists them.

use super::spec::Spec;
use super::{acl, brokers, clusters, exports, groups, messages, namesrvs, queues, topics};

/// Every command.
#[rustfmt::skip]
pub static COMMANDS: &[&Spec] = &[
    &topics::update::SPEC,
    &topics::delete::SPEC,
    &groups::update::SPEC,
    &groups::delete::SPEC,
    &brokers::config::UPDATE,
    &topics::perm::SPEC,
    &topics::route::SPEC,
    &topics::status::SPEC,
    &topics::clusters::SPEC,
    &brokers::status::SPEC,
    &messages::by_id::SPEC,
    &messages::by_key::SPEC,
    &messages::by_unique_key::SPEC,
    &messages::by_offset::SPEC,
    &messages::trace::SPEC,
    &messages::print::TOPIC_SPEC,
    &messages::print::QUEUE_SPEC,
    &messages::send_times::STATUS,
    &brokers::consume_stats::SPEC,
    &groups::connections::PRODUCERS,
    &groups::connections::CONSUMERS,
    &groups::progress::SPEC,
    &groups::status::SPEC,
    &groups::clone::SPEC,
    &brokers::producers::SPEC,
    &clusters::list::SPEC,
    &topics::list::SPEC,
    &namesrvs::kv::UPDATE,
    &namesrvs::kv::DELETE,
    &namesrvs::write_perm::WIPE,
    &namesrvs::write_perm::ADD,
    &groups::reset::BY_TIME,
    &groups::reset::SKIP,
    &topics::order::SPEC,
    &brokers::cleaning::EXPIRED_QUEUES,
    &brokers::cleaning::EXPIRED_LOG,
    &brokers::cleaning::UNUSED_TOPICS,
    &groups::monitor::SPEC,
    &topics::traffic::SPEC,
    &topics::allocate::SPEC,
    &messages::send_times::TOPIC,
    &messages::send_times::CLUSTER,
    &namesrvs::config::GET,
    &namesrvs::config::UPDATE,
    &brokers::config::GET,
    &groups::config::SPEC,
    &queues::units::SPEC,
    &messages::send::SPEC,
    &messages::consume::SPEC,
    &acl::accounts::UPDATE,
    &acl::accounts::DELETE,
    &acl::versions::SPEC,
    &acl::white_list::SPEC,
    &acl::accounts::GET,
    &exports::metadata::SPEC,
    &exports::configs::SPEC,
    &exports::metrics::SPEC,
];

/// The command called `name`.
pub fn find(name: &str) -> Option<&'static Spec> {
    let is_called = |spec: &&Spec| {
        spec.name.eq_ignore_ascii_case(name)
            || (!spec.alias.is_empty() && spec.alias.eq_ignore_ascii_case(name))
    };
    COMMANDS.iter().find(|spec| is_called(spec)).copied()
}
