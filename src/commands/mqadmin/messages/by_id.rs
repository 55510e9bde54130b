//! `queryMsgById`: messages by the id of their place; shown, sent anew or consumed anew.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::messages::show::{Shown, direct_result, show};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::send_view::SendView;
use crate::engine::admin::Admin;
use crate::engine::client::outgoing::Message;
use crate::engine::client::producer::{Producer, ProducerConfig};
use crate::engine::protocol::names::{ClientId, GroupName};
use crate::engine::protocol::received::ReceivedMessage;
use crate::engine::protocol::record::parse_offset_message_id;

/// The command.
pub const SPEC: Spec = Spec {
    name: "queryMsgById",
    alias: "",
    about: "Show messages by their offset ids",
    options: &[
        value('i', "msgId", "The ids, separated by commas").required(),
        value('g', "consumerGroup", "Let a client of this group consume them again"),
        value('d', "clientId", "The client that shall consume them"),
        value('s', "sendMessage", "Send them again: true or false"),
        value('u', "unitName", "Unit of the producer that sends them"),
    ],
    run,
};

/// The group of the producer that sends messages again.
const RESEND_GROUP: &str = "ReSendMsgById";

fn run(call: &Call<'_>) -> CommandResult {
    let ids: Vec<&str> =
        call.required('i')?.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    call.with_admin(async |admin| {
        for id in ids {
            let message = find(&admin, id).await?;
            match (call.get('g'), call.get('d'), call.truth('s')) {
                (Some(group), Some(client), _) => {
                    let (group, client) = (GroupName::from(group), ClientId::from(client));
                    let result = admin.consume_directly(&message, &group, &client).await?;
                    call.print(format_args!("{}", direct_result(&result)));
                }
                (_, _, Some(true)) => send_again(call, id, &message).await?,
                (_, _, Some(false)) => {}
                (_, _, None) => {
                    let shown = Shown { with_offset_id: true, ..Shown::default() };
                    show(call, &admin, &message, shown).await?;
                }
            }
        }
        Ok(())
    })
}

/// The message an offset id names.
pub async fn find(admin: &Admin, id: &str) -> CommandResult<ReceivedMessage> {
    let (host, offset) = parse_offset_message_id(id).ok_or_else(|| {
        CommandError::usage(format!("`{id}` is no offset id"))
            .because("an offset id is 32 or 56 hex digits: a broker's address and a place in its log")
            .hint("rmq mqadmin queryMsgByUniqueKey -t TOPIC -i ID finds a message by the id of its producer")
    })?;
    let found = admin.message_at(host, offset).await?;
    found.ok_or_else(|| CommandError::not_found(format!("{host} has no message at {offset}")))
}

async fn send_again(call: &Call<'_>, id: &str, message: &ReceivedMessage) -> CommandResult {
    call.print(format_args!("prepare resend msg. originalMsgId={id}"));
    let producer = Producer::start(ProducerConfig::new(call.client_config()?, RESEND_GROUP));
    let mut again = Message::new(message.topic.clone(), message.body.clone());
    again.flag = message.flag;
    if let Some(tag) = message.tags() {
        again = again.with_tag(tag);
    }
    again = again.with_keys(message.keys());
    let result = producer.send(&again).await;
    producer.shutdown().await;
    call.print(format_args!("{}", SendView::from(result?).line().trim_end()));
    Ok(())
}
