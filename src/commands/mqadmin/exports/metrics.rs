//! `exportMetrics`: figures to judge the size of a cluster by.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::exports::{FILE_PATH, export};
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::table::Spec;
use crate::engine::admin::Admin;
use crate::engine::admin::servers::{BrokerAt, Target};
use crate::engine::admin::traffic::{TOPIC_PUT_NUMS, day_sum};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::fastjson::on_one_line;
use crate::engine::protocol::name_rules::{HALF_TOPIC, SCHEDULE_TOPIC};
use crate::engine::protocol::names::GroupName;
use crate::engine::protocol::version::{CURRENT_VERSION_NAME, version_name};

/// The command.
pub const SPEC: Spec = Spec {
    name: "exportMetrics",
    alias: "",
    about: "Write figures about the size of a cluster into a file",
    options: &[value('c', "clusterName", "The cluster").required(), FILE_PATH],
    run,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    evaluate_report: BTreeMap<String, Report>,
    total_data: Totals,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    total_tps: TotalTps,
    total_one_day_num: DaySums,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct TotalTps {
    total_normal_in_tps: f64,
    total_normal_out_tps: f64,
    total_trans_in_tps: f64,
    total_schedule_in_tps: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    runtime_env: RuntimeEnv,
    runtime_quota: RuntimeQuota,
    runtime_version: RuntimeVersion,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuntimeEnv {
    cpu_num: Option<String>,
    #[serde(rename = "totalMemKBytes")]
    total_mem_k_bytes: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuntimeQuota {
    disk_ratio: DiskRatio,
    tps: Tps,
    one_day_num: DaySums,
    message_average_size: Option<String>,
    topic_size: usize,
    group_size: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DiskRatio {
    commit_log_disk_ratio: Option<String>,
    consume_queue_disk_ratio: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tps {
    normal_in_tps: f64,
    normal_out_tps: f64,
    trans_in_tps: f64,
    schedule_in_tps: f64,
}

#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct DaySums {
    normal_one_day_in_num: i64,
    normal_one_day_out_num: i64,
    trans_one_day_in_num: i64,
    schedule_one_day_in_num: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuntimeVersion {
    rocketmq_version: &'static str,
    #[serde(serialize_with = "on_one_line")]
    client_info: Vec<String>,
}

fn run(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    call.with_admin(async |admin| {
        let mut metrics =
            Metrics { evaluate_report: BTreeMap::new(), total_data: Totals::default() };
        for master in admin.masters_of(&target).await? {
            let report = report(&admin, &master).await?;
            metrics.total_data.add(&report.runtime_quota);
            metrics.evaluate_report.insert(master.name.to_string(), report);
        }
        let path = export(call, "metrics.json", &metrics)?;
        call.print(format_args!("export {path} success"));
        Ok(())
    })
}

impl Totals {
    fn add(&mut self, RuntimeQuota { tps, one_day_num: day, .. }: &RuntimeQuota) {
        self.total_tps.total_normal_in_tps += tps.normal_in_tps;
        self.total_tps.total_normal_out_tps += tps.normal_out_tps;
        self.total_tps.total_trans_in_tps += tps.trans_in_tps;
        self.total_tps.total_schedule_in_tps += tps.schedule_in_tps;
        self.total_one_day_num.normal_one_day_in_num += day.normal_one_day_in_num;
        self.total_one_day_num.normal_one_day_out_num += day.normal_one_day_out_num;
        self.total_one_day_num.trans_one_day_in_num += day.trans_one_day_in_num;
        self.total_one_day_num.schedule_one_day_in_num += day.schedule_one_day_in_num;
    }
}

async fn report(admin: &Admin, master: &BrokerAt) -> Result<Report> {
    let address = &master.address;
    let mut runtime = admin.broker_runtime(address, Some(&master.name)).await?;
    let settings = admin.broker_configs(&Target::Broker(address.clone())).await?;
    let setting = |key: &str| {
        let mut all = settings.iter().flat_map(|row| &row.config);
        all.find(|(name, _)| name == key).map(|(_, value)| value.clone())
    };
    let topics = admin.user_topics(address, false).await?.topic_config_table;
    let groups = admin.user_groups(address).await?.subscription_group_table;
    let half = admin.statistic(address, TOPIC_PUT_NUMS, HALF_TOPIC).await?.unwrap_or_default();
    let delayed = admin.statistic(address, TOPIC_PUT_NUMS, SCHEDULE_TOPIC).await?;
    let delayed = delayed.unwrap_or_default();
    let first_rate = |text: Option<&String>| -> f64 {
        text.and_then(|text| text.split(' ').next()?.parse().ok()).unwrap_or(0.0)
    };
    let number = |key: &str| runtime.get(key).and_then(|n| n.parse::<i64>().ok()).unwrap_or(0);
    let tps = Tps {
        normal_in_tps: first_rate(runtime.get("putTps")),
        normal_out_tps: first_rate(runtime.get("getTransferedTps")),
        trans_in_tps: half.stats_minute.tps,
        schedule_in_tps: delayed.stats_minute.tps,
    };
    let one_day_num = DaySums {
        normal_one_day_in_num: number("msgPutTotalTodayMorning")
            - number("msgPutTotalYesterdayMorning"),
        normal_one_day_out_num: number("msgGetTotalTodayMorning")
            - number("msgGetTotalYesterdayMorning"),
        trans_one_day_in_num: day_sum(&half),
        schedule_one_day_in_num: day_sum(&delayed),
    };
    Ok(Report {
        runtime_env: RuntimeEnv {
            // Apache's broker sets this key to the number of processors.
            cpu_num: setting("clientCallbackExecutorThreads"),
            total_mem_k_bytes: runtime.remove("totalMemKBytes"),
        },
        runtime_quota: RuntimeQuota {
            disk_ratio: DiskRatio {
                commit_log_disk_ratio: runtime.remove("commitLogDiskRatio"),
                consume_queue_disk_ratio: runtime.remove("consumeQueueDiskRatio"),
            },
            tps,
            one_day_num,
            message_average_size: runtime.remove("putMessageAverageSize"),
            topic_size: topics.len(),
            group_size: groups.len(),
        },
        runtime_version: RuntimeVersion {
            rocketmq_version: CURRENT_VERSION_NAME,
            client_info: client_info(admin, groups.keys()).await,
        },
    })
}

/// Languages and versions of the members of `groups`.
async fn client_info(admin: &Admin, groups: impl Iterator<Item = &GroupName>) -> Vec<String> {
    let mut clients = BTreeSet::new();
    for group in groups {
        // Most groups have no member online, or no route; they have no versions to tell.
        let online = admin.group_connections(group).await.ok().flatten();
        clients.extend(
            online.into_iter().flat_map(|online| online.connection_set).map(|member| {
                format!("{}%{}", member.language.name(), version_name(member.version))
            }),
        );
    }
    clients.into_iter().collect()
}
