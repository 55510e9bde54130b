//! `sendMessage`: sends one message.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::unique_group;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig, QueueChoice};
use crate::engine::protocol::names::{MessageQueue, QueueId};

/// The command.
pub const SPEC: Spec = Spec {
    name: "sendMessage",
    alias: "",
    about: "Send a message",
    options: &[
        value('t', "topic", "The topic").required(),
        value('p', "body", "The body").required(),
        value('k', "key", "Its keys, separated by blanks"),
        value('c', "tags", "Its tag"),
        value('b', "broker", "Name of the broker to send to, with -i"),
        value('i', "qid", "The queue to send to"),
        value('m', "msgTraceEnable", "Whether it is traced: true or false"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let mut message = Message::new(call.required('t')?, call.required('p')?.as_bytes().to_vec());
    if let Some(tag) = call.get('c') {
        message = message.with_tag(tag);
    }
    if let Some(keys) = call.get('k') {
        message = message.with_keys([keys]);
    }
    let choice = match (call.get('b'), call.parsed::<i32>('i', "the number of a queue")?) {
        (Some(broker), Some(queue)) => QueueChoice::Queue(MessageQueue {
            topic: message.topic.clone(),
            broker_name: broker.into(),
            queue_id: QueueId(queue),
        }),
        (None, Some(_)) => {
            call.print(format_args!("Broker name must be set if the queue is chosen!"));
            return Err(CommandError::usage("-i needs -b, the broker's name"));
        }
        (_, None) => QueueChoice::Any,
    };
    let config = call.client_config()?;
    let result = call.cli.block_on(async {
        let producer = Producer::start(ProducerConfig::new(config, unique_group()));
        let result = producer.send_to(&message, &choice).await;
        producer.shutdown().await;
        Ok(result?)
    })?;
    let row = |cells: [&str; 4]| {
        let [broker, queue, status, id] = cells;
        call.line(format_args!("{broker:<32}  {queue:<4}  {status:<20}    {id}"));
    };
    row(["#Broker Name", "#QID", "#Send Result", "#MsgId"]);
    row([
        &result.queue.broker_name,
        &result.queue.queue_id.to_string(),
        result.status.name(),
        &result.msg_id,
    ]);
    Ok(())
}
