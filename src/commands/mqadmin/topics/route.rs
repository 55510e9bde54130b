//! `topicRoute`: where a topic lives.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::names::TopicName;

/// The command.
pub const SPEC: Spec = Spec {
    name: "topicRoute",
    alias: "",
    about: "Show where a topic lives",
    options: &[
        value('t', "topic", "The topic").required(),
        flag('l', "list", "As a table instead of JSON"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let route = call.with_admin(async |admin| Ok(admin.topic_route(&topic).await?))?;
    if call.has('l') {
        table(call, &route);
    } else {
        let text = route.encode_as(Form::Pretty);
        call.line(format_args!("{}", String::from_utf8_lossy(&text)));
    }
    Ok(())
}

fn table(call: &Call<'_>, route: &TopicRouteData) {
    let row = |cells: [&str; 6]| {
        let [cluster, broker, addresses, read, write, perm] = cells;
        call.line(format_args!(
            "{cluster:<45} {broker:<32} {addresses:<50} {read:<10} {write:<11} {perm:<5}"
        ));
    };
    row(["#ClusterName", "#BrokerName", "#BrokerAddrs", "#ReadQueue", "#WriteQueue", "#Perm"]);
    let (mut reads, mut writes) = (0, 0);
    for queues in &route.queue_datas {
        let name = &queues.broker_name;
        let Some(broker) = route.broker_datas.iter().find(|broker| broker.broker_name == *name)
        else {
            continue;
        };
        let addresses: Vec<String> =
            broker.broker_addrs.iter().map(|(id, address)| format!("{id}={address}")).collect();
        reads = queues.read_queue_nums.saturating_add(reads);
        writes = queues.write_queue_nums.saturating_add(writes);
        row([
            broker.cluster.as_str(),
            name.as_str(),
            &format!("{{{}}}", addresses.join(", ")),
            &queues.read_queue_nums.to_string(),
            &queues.write_queue_nums.to_string(),
            &queues.perm.to_string(),
        ]);
    }
    call.line(format_args!("{}", "-".repeat(158)));
    let brokers = route.queue_datas.len().to_string();
    row(["Total:", &brokers, "", &reads.to_string(), &writes.to_string(), ""]);
}
