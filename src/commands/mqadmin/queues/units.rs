//! `queryCq`: what stands in a consume queue.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::protocol::headers::query::QueryConsumeQueueHeader;
use crate::engine::protocol::names::{GroupName, QueueId, QueueOffset, TopicName};

/// The command.
pub const SPEC: Spec = Spec {
    name: "queryCq",
    alias: "",
    about: "Show what stands in a consume queue",
    options: &[
        value('t', "topic", "The topic").required(),
        value('q', "queue", "The queue").required(),
        value('i', "index", "The place to start at").required(),
        value('c', "count", "How many units (10)"),
        value('b', "broker", "The broker's address"),
        value('g', "consumer", "A group whose filter is shown too"),
    ],
    run,
};

const COUNT: i32 = 10;

fn run(call: &Call<'_>) -> CommandResult {
    let header = QueryConsumeQueueHeader {
        topic: TopicName::from(call.required('t')?),
        queue_id: QueueId(call.parsed('q', "the number of a queue")?.unwrap_or_default()),
        index: QueueOffset(call.parsed('i', "an offset")?.unwrap_or_default()),
        count: call.parsed('c', "a number of units")?.unwrap_or(COUNT),
        consumer_group: call.get('g').map(GroupName::from),
    };
    let (index, topic, queue) = (header.index, header.topic.clone(), header.queue_id);
    let found = call.with_admin(async |admin| {
        let address = match call.get('b') {
            Some(address) => address.to_owned(),
            None => admin.first_master_of(&topic).await?,
        };
        Ok(admin.consume_queue_units(&address, &header).await?)
    })?;
    let Some(found) = found else {
        let headline = format!("queue {queue} of topic {topic} has nothing at {index}");
        return Err(CommandError::not_found(headline).hint(format!("rmq topic status {topic}")));
    };
    let rule = "=".repeat(38);
    if let Some(subscription) = &found.subscription_data {
        let text = subscription.encode_as(Form::Pretty);
        call.line(format_args!("Subscription data: \n{}\n{rule}", String::from_utf8_lossy(&text)));
    }
    if let Some(filter) = &found.filter_data {
        call.line(format_args!("Filter data: \n{filter}\n{rule}"));
    }
    let (max, min) = (found.max_queue_index, found.min_queue_index);
    call.line(format_args!("Queue data: \nmax: {max}, min: {min}\n{rule}"));
    for (at, unit) in found.queue_data.iter().flatten().enumerate() {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
        call.line(format_args!(
            "idx: {}\nConsumeQueueData{{physicOffset={}, physicSize={}, tagsCode={}, extendDataJson='{}', bitMap='{}', eval={}, msg='{}'}}\n{rule}",
            index.plus(at as i64),
            unit.physical_offset,
            unit.physical_size,
            unit.tags_code,
            text(&unit.extend_data_json),
            text(&unit.bit_map),
            unit.eval,
            text(&unit.msg),
        ));
    }
    Ok(())
}
