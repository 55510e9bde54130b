//! `consumerStatus`: what the members of a group say about themselves.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::groups::running_info;
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::{file_name, queue_text};
use crate::engine::admin::members::{Trouble, subscriptions_agree, troubles};
use crate::engine::protocol::bodies::running_info::ConsumerRunningInfo;
use crate::engine::protocol::names::{ClientId, GroupName};
use crate::engine::protocol::version::version_name;
use crate::engine::util::clock::TimestampMs;

/// The command.
pub const SPEC: Spec = Spec {
    name: "consumerStatus",
    alias: "",
    about: "Show what the members of a consumer group say about themselves",
    options: &[
        value('g', "consumerGroup", "The group").required(),
        value('i', "clientId", "One member only, printed instead of put into a file"),
        value('b', "brokerAddr", "The broker to ask for the members"),
        flag('s', "jstack", "With the stacks of their threads"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let group = GroupName::from(call.required('g')?);
    let with_stacks = call.has('s');
    call.with_admin(async |admin| {
        let online = match call.get('b') {
            Some(address) => admin.group_connections_at(&group, address).await?,
            None => admin.group_connections(&group).await?,
        };
        let Some(online) = online else {
            return Err(CommandError::not_found(format!("no member of group {group} is online")));
        };
        if let Some(client) = call.get('i') {
            let info = admin.running_info(&group, &ClientId::from(client), with_stacks).await?;
            call.print(format_args!("{}", running_info::text(&info)));
            return Ok(());
        }
        let members = online.connection_set.iter();
        let versions: BTreeMap<ClientId, i32> =
            members.map(|member| (member.client_id.clone(), member.version)).collect();
        let clients = versions.keys().cloned().collect();
        let answers = admin.running_infos(&group, clients, with_stacks).await;
        let now = TimestampMs::now();
        call.line(format_args!(
            "{:<10} {:<40} {:<20} {}",
            "#Index", "#ClientId", "#Version", "#ConsumerRunningInfoFile"
        ));
        let (mut infos, mut failures) = (BTreeMap::new(), Vec::new());
        for (client, answer) in answers {
            let info = match answer {
                Ok(info) => info,
                Err(error) => {
                    failures.push(format!("{client}: {error}"));
                    continue;
                }
            };
            let file = keep(now, &client, &info)?;
            let version = version_name(versions.get(&client).copied().unwrap_or_default());
            let (index, name) = (infos.len() + 1, client.as_str());
            call.line(format_args!("{index:<10} {name:<40} {version:<20} {}", file.display()));
            infos.insert(client, info);
        }
        judge(call, &infos, now);
        match failures.is_empty() {
            true => Ok(()),
            false => {
                let kind = if infos.is_empty() { Kind::Failed } else { Kind::Partial };
                let headline = "not every member told how it is";
                Err(CommandError::new(kind, headline).because(failures.join("\n")))
            }
        }
    })
}

/// Puts what a member said into a file in the folder named by the time.
fn keep(now: TimestampMs, client: &str, info: &ConsumerRunningInfo) -> CommandResult<PathBuf> {
    let folder = PathBuf::from(now.to_string());
    let path = folder.join(file_name(client));
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, running_info::text(info)))
        .map_err(|error| CommandError::io(format!("writing {}", path.display()), &error))?;
    Ok(path)
}

fn judge(call: &Call<'_>, infos: &BTreeMap<ClientId, ConsumerRunningInfo>, now: TimestampMs) {
    if infos.is_empty() {
        return;
    }
    if !subscriptions_agree(infos, now) {
        call.print(format_args!(
            "\n\nWARN: Different subscription in the same group of consumer!!!"
        ));
        return;
    }
    call.line(format_args!("\n\nSame subscription in the same group of consumer\n\nRebalance OK"));
    for (client, info) in infos {
        call.print(format_args!("{}", trouble_lines(client, info, now)));
    }
}

/// A line for each queue that a member has trouble with.
pub fn trouble_lines(client: &str, info: &ConsumerRunningInfo, now: TimestampMs) -> String {
    let lines = troubles(info, now).into_iter().map(|(queue, trouble)| {
        let queue = queue_text(queue);
        match trouble {
            Trouble::NotLocked(ms) => {
                format!("{client} {queue} can't lock for a while, {ms}ms\n")
            }
            Trouble::NotUnlocked(times) => {
                format!("{client} {queue} unlock {times} times, still failed\n")
            }
            Trouble::Blocked(ms) => {
                format!("{client} {queue} can't consume for a while, maybe blocked, {ms}ms\n")
            }
        }
    });
    lines.collect()
}
