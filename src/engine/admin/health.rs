//! Whether brokers can be written to, and slaves are in step.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use super::servers::BrokerAt;
use super::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::bodies::topic_config::PERM_WRITE;
use crate::engine::protocol::names::{BrokerName, ClusterName, TopicName};

/// How long a slave may take to get what its master had.
const STEP: Duration = Duration::from_secs(1);
/// Pause between two looks at a slave.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// From this share of the disk on a broker takes no messages (`diskSpaceWarningLevelRatio`).
const FULL: f64 = 0.90;

/// How one broker is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrokerHealth {
    /// Its cluster.
    pub cluster: ClusterName,
    /// Its name.
    pub broker_name: BrokerName,
    /// Its id; 0 is the master.
    pub broker_id: i64,
    /// `ip:port`.
    pub address: String,
    /// Bytes a slave lacks of what its master had a moment before; null for masters.
    pub behind_bytes: Option<i64>,
    /// What is wrong; null when it is well.
    pub problem: Option<String>,
}

type Figures = BTreeMap<String, String>;

impl Admin {
    /// How each of `brokers` is, in their order.
    ///
    /// # Errors
    /// No name server answers.
    pub async fn health_of(&self, brokers: Vec<BrokerAt>) -> Result<Vec<BrokerHealth>> {
        let masters: BTreeMap<BrokerName, Option<i64>> =
            for_all(brokers.iter().filter(|broker| broker.is_master()).cloned(), |broker| {
                let admin = self.clone();
                async move {
                    let figures = admin.broker_runtime(&broker.address, Some(&broker.name)).await;
                    (broker.name, figures.ok().as_ref().and_then(log_end))
                }
            })
            .await
            .into_iter()
            .collect();
        let rows = for_all(brokers, |broker| {
            let (admin, master) = (self.clone(), masters.get(&broker.name).copied());
            async move { admin.health(broker, master).await }
        });
        Ok(rows.await)
    }

    /// `master` is the end of the master's log; nothing when there is no master, and no end when
    /// it does not tell.
    async fn health(&self, broker: BrokerAt, master: Option<Option<i64>>) -> BrokerHealth {
        let (behind_bytes, problem) = match self.broker_runtime(&broker.address, None).await {
            Err(error) => (None, Some(error.to_string())),
            Ok(figures) if broker.is_master() => {
                (None, self.why_not_written(&broker, &figures).await)
            }
            Ok(figures) => match master {
                None => (None, Some("its group has no master".to_owned())),
                Some(None) => (None, Some("its master does not answer".to_owned())),
                Some(Some(end)) => {
                    let behind = self.behind(&broker, figures, end).await;
                    (
                        Some(behind),
                        (behind > 0).then(|| format!("{behind} bytes behind its master")),
                    )
                }
            },
        };
        BrokerHealth {
            cluster: broker.cluster,
            broker_name: broker.name,
            broker_id: broker.id,
            address: broker.address,
            behind_bytes,
            problem,
        }
    }

    /// Bytes that the slave lacks up to `end` after [`STEP`] at most.
    async fn behind(&self, slave: &BrokerAt, figures: Figures, end: i64) -> i64 {
        let deadline = Instant::now() + STEP;
        let mut behind = end.saturating_sub(log_end(&figures).unwrap_or_default());
        while behind > 0 && Instant::now() < deadline {
            tokio::time::sleep(LOOK_AGAIN).await;
            if let Ok(figures) = self.broker_runtime(&slave.address, None).await {
                behind = end.saturating_sub(log_end(&figures).unwrap_or_default());
            }
        }
        behind.max(0)
    }

    async fn why_not_written(&self, master: &BrokerAt, figures: &Figures) -> Option<String> {
        let used = figures.get("commitLogDiskRatio").and_then(|ratio| ratio.parse::<f64>().ok());
        if let Some(used) = used.filter(|used| *used >= FULL) {
            return Some(format!("its disk is full: {:.0} % are used", used * 100.0));
        }
        // Every broker has a topic that is called like itself.
        match self.topic_route(&TopicName::from(master.name.as_str())).await {
            Ok(route) if is_writable(&route, &master.name) => None,
            Ok(_) => Some("its topics are not writable".to_owned()),
            Err(error) => Some(format!("it is not writable: {error}")),
        }
    }
}

fn is_writable(route: &TopicRouteData, broker: &BrokerName) -> bool {
    let own = route.queue_datas.iter().filter(|queues| queues.broker_name == *broker);
    own.into_iter().any(|queues| queues.perm & PERM_WRITE != 0)
}

/// The end of the commit log.
fn log_end(figures: &Figures) -> Option<i64> {
    figures.get("commitLogMaxOffset")?.trim().parse().ok()
}
