//! `queryMsgByOffset`: the message at a place of a queue.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::show::{Shown, show};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::client::pull::PullConsumer;
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::name_rules::TOOLS_GROUP;
use crate::engine::protocol::names::{MessageQueue, QueueId, QueueOffset};

/// The command.
pub const SPEC: Spec = Spec {
    name: "queryMsgByOffset",
    alias: "",
    about: "Show the message at a place of a queue",
    options: &[
        value('t', "topic", "The topic").required(),
        value('b', "brokerName", "The broker's name").required(),
        value('i', "queueId", "The queue").required(),
        value('o', "offset", "The place in the queue").required(),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let queue = MessageQueue {
        topic: call.required('t')?.into(),
        broker_name: call.required('b')?.into(),
        queue_id: QueueId(call.parsed('i', "the number of a queue")?.unwrap_or_default()),
    };
    let offset = QueueOffset(call.parsed('o', "an offset")?.unwrap_or_default());
    let config = call.client_config()?;
    call.with_admin(async |admin| {
        let consumer = PullConsumer::start(config, TOOLS_GROUP);
        let result = consumer.pull(&queue, offset, 1, &Filter::All, None).await;
        consumer.shutdown().await;
        let result = result?;
        let Some(message) = result.messages.first() else {
            let (topic, broker, id) = (&queue.topic, &queue.broker_name, queue.queue_id);
            let headline = format!("queue {id} of {topic} on {broker} has no message at {offset}");
            let (min, max) = (result.min_offset, result.max_offset);
            return Err(CommandError::not_found(headline).because(format!("it has {min} to {max}")));
        };
        let shown = Shown { with_offset_id: true, pulled: Some(&result), ..Shown::default() };
        show(call, &admin, message, shown).await
    })
}
