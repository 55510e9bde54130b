//! `updateSubGroup`: makes or changes a consumer group.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::object;
use crate::commands::mqadmin::{conclude, done};
use crate::engine::protocol::bodies::subscription_group::SubscriptionGroupConfig;

/// The command.
pub const SPEC: Spec = Spec {
    name: "updateSubGroup",
    alias: "",
    about: "Make a consumer group, or change it",
    options: &[
        value('b', "brokerAddr", "The broker to make it on"),
        value('c', "clusterName", "The cluster to make it on, on each master"),
        value('g', "groupName", "The group").required(),
        value('s', "consumeEnable", "Whether it may consume: true or false"),
        value(
            'm',
            "consumeFromMinEnable",
            "Whether it may start at the oldest message: true or false",
        ),
        value('d', "consumeBroadcastEnable", "Whether it may broadcast: true or false"),
        value('q', "retryQueueNums", "Queues for what is tried again (1)"),
        value('r', "retryMaxTimes", "Tries before a message is given up (16)"),
        value('i', "brokerId", "Id of the broker to read from (0)"),
        value(
            'w',
            "whichBrokerWhenConsumeSlowly",
            "Id of the broker to read from when far behind (1)",
        ),
        value('a', "notifyConsumerIdsChanged", "Whether members hear of each other: true or false"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let mut group = SubscriptionGroupConfig {
        // What the command starts from, other than what brokers do.
        consume_broadcast_enable: false,
        consume_from_min_enable: false,
        ..SubscriptionGroupConfig::new(call.required('g')?)
    };
    for (short, switch) in [
        ('s', &mut group.consume_enable),
        ('m', &mut group.consume_from_min_enable),
        ('d', &mut group.consume_broadcast_enable),
        ('a', &mut group.notify_consumer_ids_changed_enable),
    ] {
        *switch = call.truth(short).unwrap_or(*switch);
    }
    for (short, count) in [('q', &mut group.retry_queue_nums), ('r', &mut group.retry_max_times)] {
        *count = call.parsed(short, "a number")?.unwrap_or(*count);
    }
    for (short, id) in
        [('i', &mut group.broker_id), ('w', &mut group.which_broker_when_consume_slowly)]
    {
        *id = call.parsed(short, "the id of a broker")?.unwrap_or(*id);
    }
    let target = call.target()?;
    let outcomes =
        call.with_admin(async |admin| Ok(admin.group_update(&target, &group).await?))?;
    for address in done(&outcomes) {
        call.line(format_args!("create subscription group to {address} success."));
    }
    let fields = fields(&group);
    let fields: Vec<(&str, &dyn std::fmt::Display)> =
        fields.iter().map(|(key, value)| (*key, value as &dyn std::fmt::Display)).collect();
    call.print(format_args!("{}", object("SubscriptionGroupConfig", &fields)));
    conclude("brokers did not make the group", &outcomes)
}

/// The settings of a group in the order of Apache's class.
pub fn fields(group: &SubscriptionGroupConfig) -> [(&'static str, String); 9] {
    [
        ("groupName", group.group_name.to_string()),
        ("consumeEnable", group.consume_enable.to_string()),
        ("consumeFromMinEnable", group.consume_from_min_enable.to_string()),
        ("consumeBroadcastEnable", group.consume_broadcast_enable.to_string()),
        ("retryQueueNums", group.retry_queue_nums.to_string()),
        ("retryMaxTimes", group.retry_max_times.to_string()),
        ("brokerId", group.broker_id.to_string()),
        ("whichBrokerWhenConsumeSlowly", group.which_broker_when_consume_slowly.to_string()),
        ("notifyConsumerIdsChangedEnable", group.notify_consumer_ids_changed_enable.to_string()),
    ]
}
