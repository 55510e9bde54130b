//! How much goes through topics and groups, by the figures brokers keep (315).

use super::view::{GroupTraffic, TopicTraffic};
use super::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::stats::BrokerStatsData;
use crate::engine::protocol::headers::admin::ViewBrokerStatsHeader;
use crate::engine::protocol::names::{
    DEAD_LETTER_TOPIC_PREFIX, GroupName, RETRY_TOPIC_PREFIX, TopicName,
};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Request;

/// Statistic of messages stored, by topic.
pub const TOPIC_PUT_NUMS: &str = "TOPIC_PUT_NUMS";
/// Statistic of messages handed out, by topic and group.
const GROUP_GET_NUMS: &str = "GROUP_GET_NUMS";

/// What happened over the longest period that has seen anything: the day, else the hour, else the
/// minute (`StatsAllSubCommand`).
pub fn day_sum(figures: &BrokerStatsData) -> i64 {
    let sums = [figures.stats_day.sum, figures.stats_hour.sum, figures.stats_minute.sum];
    sums.into_iter().find(|sum| *sum != 0).unwrap_or(0)
}

impl Admin {
    /// The statistic called `name` of `key` on the broker at `address`; `None` when the broker has
    /// counted nothing under it.
    pub async fn statistic(
        &self,
        address: &str,
        name: &str,
        key: &str,
    ) -> Result<Option<BrokerStatsData>> {
        let header =
            ViewBrokerStatsHeader { stats_name: name.to_owned(), stats_key: key.to_owned() };
        let request = Request::new(RequestCode::ViewBrokerStatsData, &header);
        match self.body_of(address, None, &request, self.timeout()).await {
            Ok(figures) => Ok(Some(figures)),
            Err(ClientError::Broker { code: ResponseCode::SystemError, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What goes through each topic that is not of retries or dead letters, or through `only`, by
    /// name.
    ///
    /// # Errors
    /// No name server answers; a topic without figures has its error.
    pub async fn traffic(
        &self,
        only: Option<&str>,
    ) -> Result<Vec<(TopicName, Result<TopicTraffic>)>> {
        let mut topics = self.topic_names().await?;
        topics.retain(|topic| {
            let is_plain = !topic.starts_with(RETRY_TOPIC_PREFIX)
                && !topic.starts_with(DEAD_LETTER_TOPIC_PREFIX);
            is_plain && only.is_none_or(|only| topic.as_str() == only)
        });
        let traffic = for_all(topics, |topic| {
            let admin = self.clone();
            async move {
                let traffic = admin.topic_traffic(&topic).await;
                (topic, traffic)
            }
        });
        Ok(traffic.await)
    }

    /// What goes into `topic`, and out to each group that consumes it.
    pub async fn topic_traffic(&self, topic: &TopicName) -> Result<TopicTraffic> {
        let groups = self.groups_of(topic).await?;
        let (in_tps, in_day) = self.sum_of_masters(topic, TOPIC_PUT_NUMS, topic).await?;
        let groups = for_all(groups, |group| {
            let (admin, topic) = (self.clone(), topic.clone());
            async move { admin.group_traffic(&topic, group).await }
        });
        let groups: Result<Vec<GroupTraffic>> = groups.await.into_iter().collect();
        Ok(TopicTraffic { topic: topic.clone(), in_tps, in_day, groups: groups? })
    }

    async fn group_traffic(&self, topic: &TopicName, group: GroupName) -> Result<GroupTraffic> {
        let key = format!("{topic}@{group}");
        let (out_tps, out_day) = self.sum_of_masters(topic, GROUP_GET_NUMS, &key).await?;
        // Groups that only pull have no retry topic, and so no route to ask by.
        let progress = self.group_progress(&group, Some(topic)).await;
        let behind = progress.map_or(0, |progress| progress.diff_total.max(0));
        Ok(GroupTraffic { group, behind, out_tps, out_day })
    }

    /// A statistic over all masters of `topic`: messages a second, and over a day.
    async fn sum_of_masters(&self, topic: &TopicName, name: &str, key: &str) -> Result<(f64, i64)> {
        let (mut tps, mut day) = (0.0, 0_i64);
        for master in self.masters_of_topic(topic).await? {
            if let Some(figures) = self.statistic(&master.address, name, key).await? {
                tps += figures.stats_minute.tps;
                day = day.saturating_add(day_sum(&figures));
            }
        }
        Ok((tps, day))
    }
}
