//! `resetOffsetByTime` and `skipAccumulatedMessage`: a group goes on from another place.

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::{front, parse_time};
use crate::engine::admin::offset::END_OF_QUEUES;
use crate::engine::admin::reset::Reset;
use crate::engine::admin::view::{OffsetReset, RollbackRow, TargetRow};
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::util::clock::TimestampMs;

/// To the messages of a time.
pub const BY_TIME: Spec = Spec {
    name: "resetOffsetByTime",
    alias: "",
    about: "Let a group go on from the messages of a time, without a restart of its members",
    options: &[
        value('g', "group", "The group").required(),
        value('t', "topic", "The topic").required(),
        value('s', "timestamp", "now, milliseconds since 1970, or yyyy-MM-dd#HH:mm:ss:SSS")
            .required(),
        value('f', "force", "Whether it may go forward too: true or false (true)"),
        flag('c', "cplus", "The members are C++ clients"),
    ],
    run: by_time,
};

/// To the end.
pub const SKIP: Spec = Spec {
    name: "skipAccumulatedMessage",
    alias: "",
    about: "Let a group skip everything it has not consumed yet",
    options: &[
        value('g', "group", "The group").required(),
        value('t', "topic", "The topic").required(),
        value('f', "force", "Whether it may go forward: true or false (true)"),
    ],
    run: skip,
};

fn reset(call: &Call<'_>, time: TimestampMs) -> CommandResult<Reset> {
    Ok(Reset {
        group: GroupName::from(call.required('g')?),
        topic: TopicName::from(call.required('t')?),
        time,
        force: call.truth('f').unwrap_or(true),
        cpp: call.has('c'),
    })
}

fn by_time(call: &Call<'_>) -> CommandResult {
    let text = call.required('s')?;
    let time = if text == "now" { Some(END_OF_QUEUES) } else { parse_time(text) };
    let time = time.ok_or_else(|| {
        CommandError::usage(format!(
            "-s must be `now`, milliseconds or yyyy-MM-dd#HH:mm:ss:SSS, found `{text}`"
        ))
    })?;
    let reset = reset(call, time)?;
    let done = call.with_admin(async |admin| Ok(admin.offsets_reset(&reset).await?))?;
    let named = match done {
        OffsetReset::Told(_) => "group",
        OffsetReset::Stored(_) => "consumerGroup",
    };
    call.line(format_args!(
        "rollback consumer offset by specified {named}[{}], topic[{}], force[{}], timestamp(string)[{text}], timestamp(long)[{time}]",
        reset.group, reset.topic, reset.force
    ));
    print(call, &done);
    Ok(())
}

fn skip(call: &Call<'_>) -> CommandResult {
    let reset = reset(call, END_OF_QUEUES)?;
    let done = call.with_admin(async |admin| Ok(admin.offsets_reset(&reset).await?))?;
    print(call, &done);
    Ok(())
}

fn print(call: &Call<'_>, done: &OffsetReset) {
    match done {
        OffsetReset::Told(rows) => print_told(call, rows),
        OffsetReset::Stored(rows) => print_stored(call, rows),
    }
}

fn print_told(call: &Call<'_>, rows: &[TargetRow]) {
    let row = |cells: [&str; 3]| {
        let [broker, queue, offset] = cells;
        call.line(format_args!("{broker:<40}  {queue:<40}  {offset:<40}"));
    };
    row(["#brokerName", "#queueId", "#offset"]);
    for TargetRow { broker_name, queue_id, offset } in rows {
        row([front(broker_name, 32), &queue_id.to_string(), &offset.to_string()]);
    }
}

fn print_stored(call: &Call<'_>, rows: &[RollbackRow]) {
    let row = |cells: [&str; 6]| {
        let [broker, queue, end, before, asked, after] = cells;
        call.line(format_args!(
            "{broker:<20}  {queue:<20}  {end:<20}  {before:<20}  {asked:<20}  {after:<20}"
        ));
    };
    row([
        "#brokerName",
        "#queueId",
        "#brokerOffset",
        "#consumerOffset",
        "#timestampOffset",
        "#rollbackOffset",
    ]);
    for done in rows {
        row([
            front(&done.broker_name, 32),
            &done.queue_id.to_string(),
            &done.broker_offset.to_string(),
            &done.consumer_offset.to_string(),
            &done.offset_of_time.to_string(),
            &done.offset.to_string(),
        ]);
    }
}
