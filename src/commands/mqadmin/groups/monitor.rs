//! `startMonitoring`: looks at all groups again and again, and says what is wrong with them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::groups::status::trouble_lines;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::{object, queue_text, time_ms};
use crate::engine::admin::Admin;
use crate::engine::admin::members::subscriptions_agree;
use crate::engine::client::error::Result;
use crate::engine::client::push::{Delivery, PushConfig, PushConsumer};
use crate::engine::client::subscription::Filter;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::offsets::OffsetMovedEvent;
use crate::engine::protocol::name_rules::OFFSET_MOVED_TOPIC;
use crate::engine::protocol::names::{GroupName, RETRY_TOPIC_PREFIX};
use crate::engine::util::clock::TimestampMs;

/// The command.
pub const SPEC: Spec = Spec {
    name: "startMonitoring",
    alias: "",
    about: "Look at all groups every minute, and say what is wrong with them",
    options: &[],
    run,
};

/// Group of Apache's command, which hears of offsets that had to move.
const GROUP: &str = "__MONITOR_CONSUMER";
/// Between the beginnings of two rounds.
const ROUND: Duration = Duration::from_secs(60);

fn run(call: &Call<'_>) -> CommandResult {
    let config = PushConfig::new(call.client_config()?, GROUP);
    let config = config.subscribe(OFFSET_MOVED_TOPIC, Filter::All);
    call.with_admin(async |admin| {
        let mut events = PushConsumer::start(config).await?;
        let mut rounds = tokio::time::interval(ROUND);
        loop {
            tokio::select! {
                _ = rounds.tick() => round(call, &admin).await?,
                Some(event) = events.next() => moved(call, event),
            }
            call.flush()?;
        }
    })
}

/// A line as Apache's monitor writes it into a log.
fn say(call: &Call<'_>, text: std::fmt::Arguments<'_>) {
    call.line(format_args!("{} [MONITOR] {text}", time_ms(TimestampMs::now())));
}

async fn round(call: &Call<'_>, admin: &Admin) -> CommandResult {
    let rule = "=".repeat(41);
    say(call, format_args!("{rule}beginRound"));
    for topic in admin.topic_names().await? {
        let Some(group) = topic.strip_prefix(RETRY_TOPIC_PREFIX).map(GroupName::from) else {
            continue;
        };
        if let Err(error) = look_at(call, admin, &group).await {
            tracing::debug!(%group, %error, "a group cannot be looked at");
        }
    }
    say(call, format_args!("{rule}endRound"));
    Ok(())
}

/// What a group that is online has not consumed, and what is wrong with its members.
async fn look_at(call: &Call<'_>, admin: &Admin, group: &GroupName) -> Result<()> {
    let Some(online) = admin.group_connections(group).await? else { return Ok(()) };
    for backlog in admin.group_backlogs(group).await? {
        let text = object(
            "UndoneMsgs",
            &[
                ("consumerGroup", group),
                ("topic", &backlog.topic),
                ("undoneMsgsTotal", &backlog.messages),
                ("undoneMsgsSingleMQ", &backlog.most_of_a_queue),
                ("undoneMsgsDelayTimeMills", &backlog.delay_ms),
            ],
        );
        say(call, format_args!("reportUndoneMsgs: {text}"));
    }
    let clients = online.connection_set.into_iter().map(|member| member.client_id).collect();
    let answers = admin.running_infos(group, clients, false).await;
    let infos: BTreeMap<_, _> =
        answers.into_iter().filter_map(|(client, info)| Some((client, info.ok()?))).collect();
    let now = TimestampMs::now();
    let head = format!("[NOTIFY] reportConsumerRunningInfo: ConsumerGroup: {group}");
    if !subscriptions_agree(&infos, now) {
        say(call, format_args!(" {head}, Subscription different"));
    }
    for (client, info) in &infos {
        let lines = trouble_lines(client, info, now);
        if !lines.is_empty() {
            say(call, format_args!(" {head}, ClientId: {client}, {}", lines.trim_end()));
        }
    }
    Ok(())
}

/// A group had asked for messages that are gone.
fn moved(call: &Call<'_>, event: Delivery) {
    if let Ok(moved) = OffsetMovedEvent::decode(&event.message.body) {
        let text = object(
            "OffsetMovedEvent",
            &[
                ("consumerGroup", &moved.consumer_group),
                ("messageQueue", &queue_text(&moved.message_queue)),
                ("offsetRequest", &moved.offset_request),
                ("offsetNew", &moved.offset_new),
            ],
        );
        let time = event.message.store_timestamp;
        let fields: [(&str, &dyn std::fmt::Display); 2] =
            [("offsetMovedEvent", &text), ("eventTimestamp", &time)];
        say(call, format_args!("reportDeleteMsgsEvent: {}", object("DeleteMsgsEvent", &fields)));
    }
    event.ack();
}
