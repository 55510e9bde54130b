//! `consumerConnection` and `producerConnection`: the members of a group.

use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::protocol::version::version_name;

/// Members of a consumer group.
pub const CONSUMERS: Spec = Spec {
    name: "consumerConnection",
    alias: "",
    about: "Show the members of a consumer group, and what it subscribes to",
    options: &[
        value('g', "consumerGroup", "The group").required(),
        value('b', "brokerAddr", "The broker to ask"),
    ],
    run: consumers,
};

/// Members of a producer group.
pub const PRODUCERS: Spec = Spec {
    name: "producerConnection",
    alias: "",
    about: "Show the members of a producer group",
    options: &[
        value('g', "producerGroup", "The group").required(),
        value('t', "topic", "A topic it sends to").required(),
    ],
    run: producers,
};

fn consumers(call: &Call<'_>) -> CommandResult {
    let group = GroupName::from(call.required('g')?);
    let online = call.with_admin(async |admin| match call.get('b') {
        Some(address) => Ok(admin.group_connections_at(&group, address).await?),
        None => Ok(admin.group_connections(&group).await?),
    })?;
    let Some(online) = online else {
        return Err(CommandError::new(
            Kind::NotFound,
            format!("no member of group {group} is online"),
        ));
    };
    call.line(format_args!(
        "{:<36} {:<22} {:<10} {}",
        "#ClientId", "#ClientAddr", "#Language", "#Version"
    ));
    for member in &online.connection_set {
        call.line(format_args!(
            "{:<36} {:<22} {:<10} {}",
            member.client_id,
            member.client_addr,
            member.language.name(),
            version_name(member.version)
        ));
    }
    call.line(format_args!("\nBelow is subscription:\n{:<20} {}", "#Topic", "#SubExpression"));
    for subscription in online.subscription_table.values() {
        call.line(format_args!("{:<20} {}", subscription.topic, subscription.sub_string));
    }
    call.line(format_args!(
        "\nConsumeType: {}\nMessageModel: {}\nConsumeFromWhere: {}",
        online.consume_type.name(),
        online.message_model.name(),
        online.consume_from_where.name()
    ));
    Ok(())
}

fn producers(call: &Call<'_>) -> CommandResult {
    let group = GroupName::from(call.required('g')?);
    let topic = TopicName::from(call.required('t')?);
    let online =
        call.with_admin(async |admin| Ok(admin.producer_connections(&group, &topic).await?))?;
    for (at, member) in online.connection_set.iter().enumerate() {
        call.line(format_args!(
            "{:04}  {:<32} {:<22} {:<8} {}",
            at + 1,
            member.client_id,
            member.client_addr,
            member.language.name(),
            version_name(member.version)
        ));
    }
    Ok(())
}
