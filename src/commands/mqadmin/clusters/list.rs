//! `clusterList`: every broker, and how busy it is.

use std::time::Duration;

use crate::commands::changes::conclude;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::{flag, value};
use crate::commands::mqadmin::spec::Spec;
use crate::engine::admin::view::BrokerRow;

/// The command.
pub const SPEC: Spec = Spec {
    name: "clusterList",
    alias: "",
    about: "Show the brokers of every cluster",
    options: &[
        flag('m', "moreStats", "Show daily totals of messages instead"),
        value('i', "interval", "Show it again and again, with so many seconds in between"),
    ],
    run,
};

fn run(call: &Call<'_>) -> CommandResult {
    let interval = call.parsed::<u64>('i', "a number of seconds")?;
    call.with_admin(async |admin| {
        loop {
            let rows = admin.cluster_list().await?;
            if call.has('m') {
                totals(call, &rows)
            } else {
                loads(call, &rows)
            }
            call.flush()?;
            let Some(seconds) = interval else {
                return conclude(
                    "brokers did not tell their state",
                    rows.iter().map(|row| (row.address.as_str(), row.error.as_ref())),
                );
            };
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
    })
}

fn loads(call: &Call<'_>, rows: &[BrokerRow]) {
    call.line(format_args!(
        "{:<16}  {:<22}  {:<4}  {:<22} {:<16} {:>19} {:>19} {:>10} {:>5} {:>6}",
        "#Cluster Name",
        "#Broker Name",
        "#BID",
        "#Addr",
        "#Version",
        "#InTPS(LOAD)",
        "#OutTPS(LOAD)",
        "#PCWait(ms)",
        "#Hour",
        "#SPACE"
    ));
    for row in rows {
        let load = row.load.clone().unwrap_or_default();
        let number = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
        let lane = |rate: Option<f64>, size, wait| {
            format!("{:9.2}({},{}ms)", rate.unwrap_or(0.0), number(size), number(wait))
        };
        let version = load.version.as_deref().unwrap_or_default();
        // Apache counts from 1970 when there is no message: the time of the oldest is -1 then.
        let hours = load.earliest_message_time.map_or(0.0, hours_since);
        call.line(format_args!(
            "{:<16}  {:<22}  {:<4}  {:<22} {:<16} {:>19} {:>19} {:>10} {:>5} {:>6}",
            row.cluster.as_str(),
            row.broker_name.as_str(),
            row.broker_id,
            row.address,
            version,
            lane(load.in_tps, load.send_queue_size, load.send_queue_wait_ms),
            lane(load.out_tps, load.pull_queue_size, load.pull_queue_wait_ms),
            number(load.page_cache_lock_ms),
            format!("{hours:.2}"),
            format!("{:.4}", load.disk_ratio.unwrap_or(0.0)),
        ));
    }
}

fn hours_since(moment: crate::engine::util::clock::TimestampMs) -> f64 {
    crate::engine::util::clock::TimestampMs::now().since(moment) as f64 / 3_600_000.0
}

fn totals(call: &Call<'_>, rows: &[BrokerRow]) {
    call.line(format_args!(
        "{:<16}  {:<32} {:>14} {:>14} {:>14} {:>14}",
        "#Cluster Name",
        "#Broker Name",
        "#InTotalYest",
        "#OutTotalYest",
        "#InTotalToday",
        "#OutTotalToday"
    ));
    for row in rows {
        let load = row.load.clone().unwrap_or_default();
        call.line(format_args!(
            "{:<16}  {:<32} {:>14} {:>14} {:>14} {:>14}",
            row.cluster.as_str(),
            row.broker_name.as_str(),
            load.in_total_yesterday.unwrap_or(0),
            load.out_total_yesterday.unwrap_or(0),
            load.in_total_today.unwrap_or(0),
            load.out_total_today.unwrap_or(0),
        ));
    }
}
