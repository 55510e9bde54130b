//! Figures to judge the size of a cluster by.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::engine::admin::Admin;
use crate::engine::admin::servers::{BrokerAt, Target};
use crate::engine::admin::traffic::{TOPIC_PUT_NUMS, day_sum};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::fastjson::on_one_line;
use crate::engine::protocol::name_rules::{HALF_TOPIC, SCHEDULE_TOPIC};
use crate::engine::protocol::names::GroupName;
use crate::engine::protocol::version::{CURRENT_VERSION_NAME, version_name};

/// Figures of a cluster (`ExportMetricsCommand`).
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// Each master, by its name.
    pub evaluate_report: BTreeMap<String, Report>,
    /// All of them together.
    pub total_data: Totals,
}

/// Figures of all masters together.
#[derive(Clone, Debug, Default, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Messages a second.
    pub total_tps: TotalTps,
    /// Messages of a day.
    pub total_one_day_num: DaySums,
}

/// Messages a second, of all masters together.
#[derive(Clone, Debug, Default, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TotalTps {
    /// Stored.
    pub total_normal_in_tps: f64,
    /// Handed out.
    pub total_normal_out_tps: f64,
    /// Halves of transactions.
    pub total_trans_in_tps: f64,
    /// Delayed ones.
    pub total_schedule_in_tps: f64,
}

/// Figures of one master.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Its machine.
    pub runtime_env: RuntimeEnv,
    /// Its load.
    pub runtime_quota: RuntimeQuota,
    /// Versions.
    pub runtime_version: RuntimeVersion,
}

/// The machine of a master.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeEnv {
    /// Processors, as text.
    pub cpu_num: Option<String>,
    /// Memory in KiB, as text.
    #[serde(rename = "totalMemKBytes")]
    pub total_mem_k_bytes: Option<String>,
}

/// The load of a master.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeQuota {
    /// Disks.
    pub disk_ratio: DiskRatio,
    /// Messages a second.
    pub tps: Tps,
    /// Messages of yesterday.
    pub one_day_num: DaySums,
    /// Mean size of a message in bytes, as text.
    pub message_average_size: Option<String>,
    /// Topics.
    pub topic_size: usize,
    /// Consumer groups.
    pub group_size: usize,
}

/// Shares of disks in use, 0 to 1.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiskRatio {
    /// Of the commit log, as text.
    pub commit_log_disk_ratio: Option<String>,
    /// Of the consume queues, as text.
    pub consume_queue_disk_ratio: Option<String>,
}

/// Messages a second of one master.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tps {
    /// Stored.
    pub normal_in_tps: f64,
    /// Handed out.
    pub normal_out_tps: f64,
    /// Halves of transactions.
    pub trans_in_tps: f64,
    /// Delayed ones.
    pub schedule_in_tps: f64,
}

/// Messages of a day.
#[derive(Clone, Copy, Debug, Default, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DaySums {
    /// Stored.
    pub normal_one_day_in_num: i64,
    /// Handed out.
    pub normal_one_day_out_num: i64,
    /// Halves of transactions.
    pub trans_one_day_in_num: i64,
    /// Delayed ones.
    pub schedule_one_day_in_num: i64,
}

/// Versions of a master and of those who talk to it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeVersion {
    /// Of the one who asked.
    pub rocketmq_version: &'static str,
    /// `LANGUAGE%VERSION` of each kind of client that is connected.
    #[serde(serialize_with = "on_one_line")]
    #[schemars(with = "Vec<String>")]
    pub client_info: Vec<String>,
}

impl Admin {
    /// Figures of the masters of `target`.
    ///
    /// # Errors
    /// A master does not answer.
    pub async fn export_metrics(&self, target: &Target) -> Result<Metrics> {
        let mut metrics =
            Metrics { evaluate_report: BTreeMap::new(), total_data: Totals::default() };
        for master in self.masters_of(target).await? {
            let report = report(self, &master).await?;
            metrics.total_data.add(&report.runtime_quota);
            metrics.evaluate_report.insert(master.name.to_string(), report);
        }
        Ok(metrics)
    }
}

impl Totals {
    fn add(&mut self, RuntimeQuota { tps, one_day_num: day, .. }: &RuntimeQuota) {
        self.total_tps.total_normal_in_tps += tps.normal_in_tps;
        self.total_tps.total_normal_out_tps += tps.normal_out_tps;
        self.total_tps.total_trans_in_tps += tps.trans_in_tps;
        self.total_tps.total_schedule_in_tps += tps.schedule_in_tps;
        let total = &mut self.total_one_day_num;
        for (sum, more) in [
            (&mut total.normal_one_day_in_num, day.normal_one_day_in_num),
            (&mut total.normal_one_day_out_num, day.normal_one_day_out_num),
            (&mut total.trans_one_day_in_num, day.trans_one_day_in_num),
            (&mut total.schedule_one_day_in_num, day.schedule_one_day_in_num),
        ] {
            // What brokers say may be anything.
            *sum = sum.saturating_add(more);
        }
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
    let yesterday = |what: &str| {
        let at = |day: &str| number(&format!("msg{what}Total{day}Morning"));
        at("Today").saturating_sub(at("Yesterday"))
    };
    let tps = Tps {
        normal_in_tps: first_rate(runtime.get("putTps")),
        normal_out_tps: first_rate(runtime.get("getTransferedTps")),
        trans_in_tps: half.stats_minute.tps,
        schedule_in_tps: delayed.stats_minute.tps,
    };
    let one_day_num = DaySums {
        normal_one_day_in_num: yesterday("Put"),
        normal_one_day_out_num: yesterday("Get"),
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
