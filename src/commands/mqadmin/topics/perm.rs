//! `updateTopicPerm`: changes what a topic may be used for.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::topic_config;
use crate::commands::mqadmin::{conclude, done};
use crate::engine::admin::servers::Target;
use crate::engine::admin::topic_change::TopicSpec;
use crate::engine::protocol::bodies::route::{QueueData, TopicRouteData};
use crate::engine::protocol::bodies::topic_config::TopicConfig;
use crate::engine::protocol::names::TopicName;

/// The command.
pub const SPEC: Spec = Spec {
    name: "updateTopicPerm",
    alias: "",
    about: "Change the permission of a topic",
    options: &[
        value('b', "brokerAddr", "The broker to change it on"),
        value('c', "clusterName", "The cluster to change it on, on each master"),
        value('t', "topic", "The topic").required(),
        value('p', "perm", "Permission: 2 write, 4 read, 6 both").required(),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let perm = call.parsed::<i32>('p', "a number")?.unwrap_or_default();
    let target = call.target()?;
    call.with_admin(async |admin| {
        let route = admin.topic_route(&topic).await?;
        let old = match &target {
            Target::Cluster(_) => route.queue_datas.first(),
            Target::Broker(address) => of_master(&route, address),
        };
        let Some(old) = old else {
            call.line(format_args!(
                "updateTopicPerm error broker not exit or broker is not master!."
            ));
            let headline = format!("topic {topic} has no master there");
            return Err(CommandError::not_found(headline).hint("rmq topic route shows where it is"));
        };
        if old.perm == perm && matches!(target, Target::Broker(_)) {
            call.line(format_args!("new perm equals to the old one!"));
            return Ok(());
        }
        let spec = TopicSpec {
            read_queues: old.read_queue_nums,
            write_queues: old.write_queue_nums,
            perm,
            sys_flag: old.topic_sys_flag,
            ..TopicSpec::new(topic.clone())
        };
        let created = admin.topic_create(&spec, &target).await?;
        for address in done(&created.brokers) {
            let before = old.perm;
            call.line(format_args!(
                "update topic perm from {before} to {perm} in {address} success."
            ));
        }
        if matches!(target, Target::Broker(_)) {
            let config = TopicConfig {
                read_queue_nums: spec.read_queues,
                write_queue_nums: spec.write_queues,
                perm,
                topic_sys_flag: spec.sys_flag,
                ..TopicConfig::new(topic.clone(), 0)
            };
            call.line(format_args!("{}.", topic_config(&config)));
        }
        conclude("brokers did not change the topic", &created.brokers)
    })
}

/// The queues on the broker whose master is at `address`.
fn of_master<'r>(route: &'r TopicRouteData, address: &str) -> Option<&'r QueueData> {
    let broker = route.broker_datas.iter().find(|broker| broker.master_addr() == Some(address))?;
    route.queue_datas.iter().find(|queues| queues.broker_name == broker.broker_name)
}
