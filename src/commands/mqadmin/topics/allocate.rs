//! `allocateMQ`: which queues each of some consumers would get.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::client::assign::averagely;
use crate::engine::client::route::TopicRoute;
use crate::engine::protocol::names::{ClientId, MessageQueue, TopicName};

/// The command.
pub const SPEC: Spec = Spec {
    name: "allocateMQ",
    alias: "",
    about: "Show how the queues of a topic would be shared out",
    options: &[
        value('t', "topic", "The topic").required(),
        value('i', "ipList", "The consumers, separated by commas").required(),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let members: Vec<ClientId> = call.required('i')?.split(',').map(ClientId::from).collect();
    let route = call.with_admin(async |admin| Ok(admin.topic_route(&topic).await?))?;
    let queues = TopicRoute::new(&topic, route).readable;
    // Members share queues in this order, whatever order they are listed in.
    let mut sorted = members.clone();
    sorted.sort();
    let shares: serde_json::Map<String, serde_json::Value> = members
        .iter()
        .map(|member| {
            let share = averagely::assign(&queues, &sorted, member);
            (member.to_string(), share.iter().map(queue_json).collect())
        })
        .collect();
    call.line(format_args!("{}", serde_json::json!({ "result": shares })));
    Ok(())
}

fn queue_json(queue: &MessageQueue) -> serde_json::Value {
    serde_json::json!({
        "brokerName": queue.broker_name,
        "queueId": queue.queue_id,
        "topic": queue.topic,
    })
}
