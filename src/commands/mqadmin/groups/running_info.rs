//! What a consumer says about itself, as `ConsumerRunningInfo.formatString` shows it.

use std::fmt::Write;

use crate::commands::mqadmin::text::{object, time_digits};
use crate::engine::protocol::bodies::running_info::{ConsumerRunningInfo, ProcessQueueInfo};

/// All of it.
pub fn text(info: &ConsumerRunningInfo) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(info, &mut text);
    text
}

fn write_all(info: &ConsumerRunningInfo, out: &mut String) -> std::fmt::Result {
    writeln!(out, "#Consumer Properties#")?;
    for (key, value) in &info.properties {
        writeln!(out, "{key:<40}: {value}")?;
    }
    writeln!(out, "\n\n#Consumer Subscription#")?;
    let mut subscriptions: Vec<_> = info.subscription_set.iter().collect();
    subscriptions.sort_by_key(|data| (&data.topic, &data.sub_string));
    for (at, data) in subscriptions.into_iter().enumerate() {
        let (topic, by_class) = (data.topic.as_str(), data.class_filter_mode.to_string());
        let number = at + 1;
        writeln!(
            out,
            "{number:03} Topic: {topic:<40} ClassFilter: {by_class:<8} SubExpression: {}",
            data.sub_string
        )?;
    }
    write_queues(info, out)?;
    writeln!(out, "\n\n#Consumer RT&TPS#")?;
    writeln!(
        out,
        "{:<64}  {:>14} {:>14} {:>14} {:>14} {:>18} {:>25}",
        "#Topic",
        "#Pull RT",
        "#Pull TPS",
        "#Consume RT",
        "#ConsumeOK TPS",
        "#ConsumeFailed TPS",
        "#ConsumeFailedMsgsInHour"
    )?;
    for (topic, rates) in &info.status_table {
        writeln!(
            out,
            "{:<32}  {:>14.2} {:>14.2} {:>14.2} {:>14.2} {:>18.2} {:>25}",
            topic.as_str(),
            rates.pull_rt,
            rates.pull_tps,
            rates.consume_rt,
            rates.consume_ok_tps,
            rates.consume_failed_tps,
            rates.consume_failed_msgs
        )?;
    }
    if let Some(stacks) = &info.jstack {
        write!(out, "\n\n#Consumer jstack#\n{stacks}")?;
    }
    Ok(())
}

fn write_queues(info: &ConsumerRunningInfo, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n\n#Consumer Offset#")?;
    let (topic, broker, queue) = ("#Topic", "#Broker Name", "#QID");
    writeln!(out, "{topic:<64}  {broker:<32}  {queue:<4}  {:<20}", "#Consumer Offset")?;
    for (at, held) in info.mq_table.iter() {
        writeln!(
            out,
            "{:<32}  {:<32}  {:<4}  {:<20}",
            at.topic.as_str(),
            at.broker_name.as_str(),
            at.queue_id.0,
            held.commit_offset.0
        )?;
    }
    writeln!(out, "\n\n#Consumer MQ Detail#")?;
    writeln!(out, "{topic:<64}  {broker:<32}  {queue:<4}  {:<20}", "#ProcessQueueInfo")?;
    for (at, held) in info.mq_table.iter() {
        writeln!(
            out,
            "{:<64}  {:<32}  {:<4}  {}",
            at.topic.as_str(),
            at.broker_name.as_str(),
            at.queue_id.0,
            queue_text(held)
        )?;
    }
    Ok(())
}

/// A queue that is held, as `ProcessQueueInfo.toString` shows it.
fn queue_text(held: &ProcessQueueInfo) -> String {
    object(
        "ProcessQueueInfo",
        &[
            ("commitOffset", &held.commit_offset),
            ("cachedMsgMinOffset", &held.cached_msg_min_offset),
            ("cachedMsgMaxOffset", &held.cached_msg_max_offset),
            ("cachedMsgCount", &held.cached_msg_count),
            ("cachedMsgSizeInMiB", &held.cached_msg_size_in_mib),
            ("transactionMsgMinOffset", &held.transaction_msg_min_offset),
            ("transactionMsgMaxOffset", &held.transaction_msg_max_offset),
            ("transactionMsgCount", &held.transaction_msg_count),
            ("locked", &held.locked),
            ("tryUnlockTimes", &held.try_unlock_times),
            ("lastLockTimestamp", &time_digits(held.last_lock_timestamp)),
            ("droped", &held.dropped),
            ("lastPullTimestamp", &time_digits(held.last_pull_timestamp)),
            ("lastConsumeTimestamp", &time_digits(held.last_consume_timestamp)),
        ],
    )
}
