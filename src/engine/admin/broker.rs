//! Questions to single brokers, and changes of what is theirs alone.

use std::collections::BTreeMap;
use std::time::Duration;

use super::outcome::{Failure, Outcome};
use super::servers::{BrokerAt, Target};
use super::view::BrokerConfigRow;
use super::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::connections::ProducerTable;
use crate::engine::protocol::bodies::stats::ConsumeStatsList;
use crate::engine::protocol::headers::groups::GetBrokerConsumeStatsHeader;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;
use crate::engine::util::properties;

/// What a broker can be told to clean up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleaning {
    /// Consume queue files whose messages are gone (306).
    ExpiredConsumeQueues,
    /// Commit log files past their time (329).
    ExpiredCommitLog,
    /// Queues of topics that are no more (316).
    UnusedTopics,
}

impl Cleaning {
    fn code(self) -> RequestCode {
        match self {
            Self::ExpiredConsumeQueues => RequestCode::CleanExpiredConsumeQueue,
            Self::ExpiredCommitLog => RequestCode::DeleteExpiredCommitLog,
            Self::UnusedTopics => RequestCode::CleanUnusedTopic,
        }
    }
}

impl Admin {
    /// The settings of every broker of `target`, slaves too.
    pub async fn broker_configs(&self, target: &Target) -> Result<Vec<BrokerConfigRow>> {
        Ok(self.configs_of(self.brokers_of(target).await?).await)
    }

    /// The settings of each of `brokers`, in their order.
    pub async fn configs_of(&self, brokers: Vec<BrokerAt>) -> Vec<BrokerConfigRow> {
        let rows = for_all(brokers, |broker| {
            let admin = self.clone();
            async move {
                let request = Request::bare(RequestCode::GetBrokerConfig);
                let name = Some(&broker.name).filter(|name| !name.is_empty());
                let answer = admin.session().ask(&broker.address, name, &request).await;
                let (config, error) = match answer {
                    Ok(answer) => {
                        let text = String::from_utf8_lossy(answer.body()).into_owned();
                        let entries = properties::parse(&text).into_iter();
                        (entries.map(|entry| (entry.key, entry.value)).collect(), None)
                    }
                    Err(error) => (Vec::new(), Some(Failure::from(&error))),
                };
                BrokerConfigRow {
                    broker_name: broker.name,
                    broker_id: broker.id,
                    address: broker.address,
                    config,
                    error,
                }
            }
        });
        rows.await
    }

    /// The runtime figures (28) of each of `brokers`, in their order.
    pub async fn broker_figures(
        &self,
        brokers: Vec<BrokerAt>,
    ) -> Vec<(BrokerAt, Result<BTreeMap<String, String>>)> {
        let figures = for_all(brokers, |broker| {
            let admin = self.clone();
            async move {
                let figures = admin.broker_runtime(&broker.address, None).await;
                (broker, figures)
            }
        });
        figures.await
    }

    /// Sets `key` on the masters of `target`.
    pub async fn broker_config_set(
        &self,
        target: &Target,
        key: &str,
        value: &str,
    ) -> Result<Vec<Outcome>> {
        let text = properties::line(key, value);
        let request = Request::bare(RequestCode::UpdateBrokerConfig).with_body(text);
        Ok(self.on_each(&self.masters_of(target).await?, request).await)
    }

    /// Tells the masters of `target` to clean up.
    pub async fn clean(&self, target: &Target, what: Cleaning) -> Result<Vec<Outcome>> {
        Ok(self.on_each(&self.masters_of(target).await?, Request::bare(what.code())).await)
    }

    /// Every producer connected to the broker at `address`.
    pub async fn producers_of(&self, address: &str) -> Result<ProducerTable> {
        let request = Request::bare(RequestCode::GetAllProducerInfo);
        self.body_of(address, None, &request, self.timeout()).await
    }

    /// How far every group is on the broker at `address`, or on its ordered topics only.
    pub async fn consume_stats_of(
        &self,
        address: &str,
        ordered_only: bool,
        timeout: Duration,
    ) -> Result<ConsumeStatsList> {
        let header = GetBrokerConsumeStatsHeader { is_order: ordered_only };
        let request = Request::new(RequestCode::GetBrokerConsumeStats, &header);
        self.body_of(address, None, &request, timeout).await
    }
}
