//! `queryMsgByUniqueKey`: the message with the id its producer gave it.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::show::{Shown, direct_result, show};
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::message::KeyQuery;
use crate::engine::protocol::names::{ClientId, GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// The command.
pub const SPEC: Spec = Spec {
    name: "queryMsgByUniqueKey",
    alias: "",
    about: "Show the message with the id its producer gave it",
    options: &[
        value('i', "msgId", "The id").required(),
        value('t', "topic", "The topic").required(),
        value('g', "consumerGroup", "Let a client of this group consume it again"),
        value('d', "clientId", "The client that shall consume it"),
        flag('a', "showAll", "Every message with this id, retries too; at most 32"),
    ],
    run,
};

/// Most messages of each broker.
const MOST: i32 = 32;

fn run(call: &Call<'_>) -> CommandResult {
    let id = call.required('i')?;
    let query = KeyQuery {
        topic: TopicName::from(call.required('t')?),
        key: id.to_owned(),
        unique: true,
        max: MOST,
        begin: TimestampMs(0),
        end: TimestampMs(i64::MAX),
    };
    call.with_admin(async |admin| {
        let mut messages = admin.messages_by_key(&query).await?;
        messages.sort_by_key(|message| message.store_timestamp);
        let Some(first) = messages.first() else {
            let headline = format!("topic {} has no message {id}", query.topic);
            return Err(CommandError::not_found(headline));
        };
        if let (Some(group), Some(client)) = (call.get('g'), call.get('d')) {
            let (group, client) = (GroupName::from(group), ClientId::from(client));
            let result = admin.consume_directly(first, &group, &client).await?;
            call.print(format_args!("{}", direct_result(&result)));
            return Ok(());
        }
        if !call.has('a') {
            messages.truncate(1);
        }
        for (at, message) in messages.iter().enumerate() {
            let suffix = if at == 0 { String::new() } else { format!("_{at}") };
            show(call, &admin, message, Shown { suffix, ..Shown::default() }).await?;
        }
        Ok(())
    })
}
