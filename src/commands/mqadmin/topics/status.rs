//! `topicStatus`: the ends of each queue of a topic.

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::{front, time_ms};
use crate::engine::protocol::names::TopicName;

/// The command.
pub const SPEC: Spec = Spec {
    name: "topicStatus",
    alias: "",
    about: "Show how far the queues of a topic reach",
    options: &[value('t', "topic", "The topic").required()],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let topic = TopicName::from(call.required('t')?);
    let status = call.with_admin(async |admin| Ok(admin.topic_status(&topic).await?))?;
    let row = |cells: [&str; 5]| {
        let [broker, queue, min, max, updated] = cells;
        call.line(format_args!("{broker:<32}  {queue:<4}  {min:<20}  {max:<20}    {updated}"));
    };
    row(["#Broker Name", "#QID", "#Min Offset", "#Max Offset", "#Last Updated"]);
    for queue in &status.queues {
        row([
            front(&queue.broker_name, 32),
            &queue.queue_id.to_string(),
            &queue.min_offset.to_string(),
            &queue.max_offset.to_string(),
            &queue.last_updated.map(time_ms).unwrap_or_default(),
        ]);
    }
    conclude("brokers did not tell their queues", &status.failures)
}
