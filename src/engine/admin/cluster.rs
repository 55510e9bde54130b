//! The brokers of a cluster and how they are.

use std::collections::BTreeMap;

use super::outcome::Failure;
use super::servers::BrokerAt;
use super::view::{BrokerLoad, BrokerRow};
use super::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::lists::KvTable;
use crate::engine::protocol::names::BrokerName;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

const MILLIS_PER_HOUR: f64 = 3_600_000.0;

impl Admin {
    /// Every broker with its state, by cluster, name and id.
    ///
    /// # Errors
    /// No name server answers; a broker that does not is a row.
    pub async fn cluster_list(&self) -> Result<Vec<BrokerRow>> {
        let brokers = self.all_brokers().await?;
        let rows =
            for_all(brokers, |BrokerAt { cluster, name: broker_name, id: broker_id, address }| {
                let admin = self.clone();
                async move {
                    let state = admin.broker_runtime(&address, Some(&broker_name)).await;
                    let (load, error) = match &state {
                        Ok(table) => (Some(load(table)), None),
                        Err(error) => (None, Some(Failure::from(error))),
                    };
                    BrokerRow { cluster, broker_name, broker_id, address, load, error }
                }
            });
        Ok(rows.await)
    }

    /// The runtime figures of the broker at `address` (28), by Apache's names for them.
    pub async fn broker_runtime(
        &self,
        address: &str,
        broker: Option<&BrokerName>,
    ) -> Result<BTreeMap<String, String>> {
        let request = Request::bare(RequestCode::GetBrokerRuntimeInfo);
        let table: KvTable = self.body_of(address, broker, &request, self.timeout()).await?;
        Ok(table.table)
    }
}

fn load(table: &BTreeMap<String, String>) -> BrokerLoad {
    let text = |key: &str| table.get(key).map(String::as_str);
    let number = |key: &str| text(key).and_then(|text| text.trim().parse::<i64>().ok());
    let rate = |key: &str| -> Option<f64> { text(key)?.split(' ').next()?.parse().ok() };
    let between = |from: &str, to: &str| Some(number(to)? - number(from)?);
    let earliest = number("earliestMessageTimeStamp").map(TimestampMs);
    BrokerLoad {
        version: text("brokerVersionDesc").map(str::to_owned),
        in_tps: rate("putTps"),
        send_queue_size: number("sendThreadPoolQueueSize"),
        send_queue_wait_ms: number("sendThreadPoolQueueHeadWaitTimeMills"),
        out_tps: rate("getTransferedTps"),
        pull_queue_size: number("pullThreadPoolQueueSize"),
        pull_queue_wait_ms: number("pullThreadPoolQueueHeadWaitTimeMills"),
        page_cache_lock_ms: number("pageCacheLockTimeMills"),
        earliest_message_time: earliest,
        retention_hours: earliest
            .filter(|at| at.0 >= 0)
            .map(|at| TimestampMs::now().since(at) as f64 / MILLIS_PER_HOUR),
        disk_ratio: rate("commitLogDiskRatio"),
        in_total_yesterday: between("msgPutTotalYesterdayMorning", "msgPutTotalTodayMorning"),
        out_total_yesterday: between("msgGetTotalYesterdayMorning", "msgGetTotalTodayMorning"),
        in_total_today: between("msgPutTotalTodayMorning", "msgPutTotalTodayNow"),
        out_total_today: between("msgGetTotalTodayMorning", "msgGetTotalTodayNow"),
    }
}
