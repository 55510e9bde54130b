//! `queryMsgByKey`: the messages with a key.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::message::KeyQuery;
use crate::engine::protocol::names::TopicName;
use crate::engine::util::clock::TimestampMs;

/// The command.
pub const SPEC: Spec = Spec {
    name: "queryMsgByKey",
    alias: "",
    about: "Find messages by a key",
    options: &[
        value('t', "topic", "The topic").required(),
        value('k', "msgKey", "The key").required(),
    ],
    run,
};

/// Most messages of each broker.
const MOST: i32 = 64;

fn run(call: &Call<'_>) -> CommandResult {
    let query = KeyQuery {
        topic: TopicName::from(call.required('t')?),
        key: call.required('k')?.to_owned(),
        unique: false,
        max: MOST,
        begin: TimestampMs(0),
        end: TimestampMs(i64::MAX),
    };
    let messages = call.with_admin(async |admin| Ok(admin.messages_by_key(&query).await?))?;
    if messages.is_empty() {
        let headline = format!("topic {} has no message with key {}", query.topic, query.key);
        return Err(CommandError::not_found(headline));
    }
    call.line(format_args!("{:<50} {:>4} {:>40}", "#Message ID", "#QID", "#Offset"));
    for message in &messages {
        call.line(format_args!(
            "{:<50} {:>4} {:>40}",
            message.message_id(),
            message.queue_id.to_string(),
            message.queue_offset.to_string()
        ));
    }
    Ok(())
}
