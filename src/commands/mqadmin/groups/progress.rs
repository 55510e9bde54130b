//! `consumerProgress`: how far groups are.

use std::collections::HashMap;

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::conclude;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::{front, time};
use crate::engine::admin::Admin;
use crate::engine::protocol::names::{GroupName, MessageQueue};
use crate::engine::protocol::version::version_name;

/// The command.
pub const SPEC: Spec = Spec {
    name: "consumerProgress",
    alias: "",
    about: "Show how far consumer groups are",
    options: &[
        value('g', "groupName", "One group, queue by queue"),
        value(
            's',
            "showClientIP",
            "Whether the member that reads each queue is shown: true or false",
        ),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    match call.get('g') {
        Some(group) => one(call, &GroupName::from(group)),
        None => all(call),
    }
}

fn one(call: &Call<'_>, group: &GroupName) -> CommandResult {
    let shows_members = call.truth('s').unwrap_or(false);
    let (progress, readers) = call.with_admin(async |admin| {
        let progress = admin.group_progress(group, None).await?;
        let readers = match shows_members {
            true => readers(&admin, group).await,
            false => HashMap::new(),
        };
        Ok((progress, readers))
    })?;
    let row = |cells: [&str; 7], reader: &str| {
        let [topic, broker, queue, end, offset, diff, time] = cells;
        let reader = if shows_members { format!("{reader:<20} ") } else { String::new() };
        call.line(format_args!(
            "{topic:<64}  {broker:<32}  {queue:<4}  {end:<20}  {offset:<20}  {reader}{diff:<20}  {time}"
        ));
    };
    let heads = [
        "#Topic",
        "#Broker Name",
        "#QID",
        "#Broker Offset",
        "#Consumer Offset",
        "#Diff",
        "#LastTime",
    ];
    row(heads, "#Client IP");
    for queue in &progress.queues {
        let key = queue.queue();
        row(
            [
                front(&queue.topic, 64),
                front(&queue.broker_name, 32),
                &queue.queue_id.to_string(),
                &queue.broker_offset.to_string(),
                &queue.consumer_offset.to_string(),
                &queue.diff.to_string(),
                &queue.last_consumed.map_or_else(|| "N/A".to_owned(), time),
            ],
            readers.get(&key).map_or("N/A", String::as_str),
        );
    }
    call.line(format_args!(
        "\nConsume TPS: {:.2}\nDiff Total: {}",
        progress.consume_tps, progress.diff_total
    ));
    conclude("brokers did not tell how far the group is", &progress.failures)
}

/// The address of the member that reads each queue; what a member does not tell is missing.
async fn readers(admin: &Admin, group: &GroupName) -> HashMap<MessageQueue, String> {
    let mut readers = HashMap::new();
    let Ok(Some(online)) = admin.group_connections(group).await else { return readers };
    for member in online.connection_set {
        let address = member.client_id.split('@').next().unwrap_or_default().to_owned();
        let Ok(info) = admin.running_info(group, &member.client_id, false).await else { continue };
        readers.extend(info.mq_table.keys().map(|queue| (queue.clone(), address.clone())));
    }
    readers
}

fn all(call: &Call<'_>) -> CommandResult {
    let rows = call.with_admin(async |admin| Ok(admin.group_list().await?))?;
    let row = |cells: [&str; 7]| {
        let [group, count, version, kind, model, tps, diff] = cells;
        call.line(format_args!(
            "{group:<64}  {count:<6}  {version:<24} {kind:<5}  {model:<14}  {tps:<7}  {diff}"
        ));
    };
    row(["#Group", "#Count", "#Version", "#Type", "#Model", "#TPS", "#Diff Total"]);
    for group in &rows {
        let pushes = group.consume_type == Some("PUSH");
        row([
            front(&group.group, 64),
            &group.members.to_string(),
            &group.version.map_or_else(|| "OFFLINE".to_owned(), version_name),
            group.consume_type.unwrap_or_default(),
            group.message_model.filter(|_| pushes).unwrap_or_default(),
            &(group.consume_tps as i64).to_string(),
            &group.diff_total.to_string(),
        ]);
    }
    changes::conclude(
        "groups are not fully told",
        rows.iter().map(|row| (row.group.as_str(), row.error.as_ref())),
    )
}
