//! Questions about consumer groups.

use std::time::Duration;

use super::outcome::Failure;
use super::topic::failed;
use super::view::{GroupProgress, GroupRow, ProgressRow};
use super::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::connections::{ConsumerConnection, ProducerConnection};
use crate::engine::protocol::bodies::heartbeat::{ConsumeType, MessageModel};
use crate::engine::protocol::bodies::route::{BrokerData, TopicRouteData};
use crate::engine::protocol::bodies::running_info::ConsumerRunningInfo;
use crate::engine::protocol::bodies::stats::ConsumeStats;
use crate::engine::protocol::headers::clients::{
    ConsumerGroupHeader, ConsumerRunningInfoHeader, ProducerGroupHeader,
};
use crate::engine::protocol::headers::groups::GetConsumeStatsHeader;
use crate::engine::protocol::names::{
    ClientId, GroupName, RETRY_TOPIC_PREFIX, TopicName, retry_topic,
};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Request;

impl Admin {
    /// How far `group` is in the queues of `topic`, or of all its topics.
    ///
    /// # Errors
    /// No route of its retry topic: no broker has ever heard of the group.
    pub async fn group_progress(
        &self,
        group: &GroupName,
        topic: Option<&TopicName>,
    ) -> Result<GroupProgress> {
        let route = self.topic_route(&retry_topic(group)).await?;
        Ok(self.progress_by_route(group, topic, route).await)
    }

    async fn progress_by_route(
        &self,
        group: &GroupName,
        topic: Option<&TopicName>,
        route: TopicRouteData,
    ) -> GroupProgress {
        let parts = for_all(route.broker_datas, |broker| {
            let admin = self.clone();
            let header =
                GetConsumeStatsHeader { consumer_group: group.clone(), topic: topic.cloned() };
            async move { admin.consume_stats(&broker, &header).await.map_err(|e| failed(&broker, &e)) }
        });
        let mut progress = GroupProgress {
            group: group.clone(),
            consume_tps: 0.0,
            diff_total: 0,
            queues: Vec::new(),
            failures: Vec::new(),
        };
        for part in parts.await {
            match part {
                Ok(stats) => {
                    progress.consume_tps += stats.consume_tps;
                    progress.diff_total = progress.diff_total.saturating_add(stats.total_diff());
                    progress.queues.extend(progress_rows(stats));
                }
                Err(outcome) => progress.failures.push(outcome),
            }
        }
        progress.queues.sort_by_cached_key(ProgressRow::queue);
        progress
    }

    async fn consume_stats(
        &self,
        broker: &BrokerData,
        header: &GetConsumeStatsHeader,
    ) -> Result<ConsumeStats> {
        let name = &broker.broker_name;
        let no_broker = || ClientError::NoBroker { broker: name.clone() };
        let address = broker.any_addr().ok_or_else(no_broker)?;
        let request = Request::new(RequestCode::GetConsumeStats, header);
        // The broker reads the log for it; Apache's tools wait three times as long as usual.
        self.body_of(address, Some(name), &request, self.timeout() * 3).await
    }

    /// Every group that has a retry topic, with its members and what it has not consumed yet.
    pub async fn group_list(&self) -> Result<Vec<GroupRow>> {
        let topics = self.topic_names().await?;
        let groups: Vec<GroupName> = topics
            .iter()
            .filter_map(|topic| topic.strip_prefix(RETRY_TOPIC_PREFIX).map(GroupName::from))
            .collect();
        let rows = for_all(groups, |group| {
            let admin = self.clone();
            async move { admin.group_row(group).await }
        });
        Ok(rows.await)
    }

    async fn group_row(&self, group: GroupName) -> GroupRow {
        let mut row = GroupRow {
            group: group.clone(),
            members: 0,
            version: None,
            consume_type: None,
            message_model: None,
            consume_tps: 0.0,
            diff_total: 0,
            error: None,
        };
        let route = match self.topic_route(&retry_topic(&group)).await {
            Ok(route) => route,
            Err(error) => {
                row.error = Some(Failure::from(&error));
                return row;
            }
        };
        match self.connections_by_route(&group, &route).await {
            Ok(Some(online)) => {
                row.members = online.connection_set.len();
                row.version = online.connection_set.iter().map(|member| member.version).min();
                row.consume_type = Some(match online.consume_type {
                    ConsumeType::Actively => "PULL",
                    ConsumeType::Passively => "PUSH",
                });
                row.message_model = Some(match online.message_model {
                    MessageModel::Broadcasting => "BROADCASTING",
                    MessageModel::Clustering => "CLUSTERING",
                });
            }
            Ok(None) => {}
            Err(error) => row.error = Some(Failure::from(&error)),
        }
        let progress = self.progress_by_route(&group, None, route).await;
        row.consume_tps = progress.consume_tps;
        row.diff_total = progress.diff_total;
        let failure = progress.failures.into_iter().find_map(|outcome| outcome.error);
        row.error = row.error.or(failure);
        row
    }

    /// The members of `group` that are online, and what they want; `None` when there is none.
    pub async fn group_connections(&self, group: &GroupName) -> Result<Option<ConsumerConnection>> {
        let route = self.topic_route(&retry_topic(group)).await?;
        self.connections_by_route(group, &route).await
    }

    /// The same as the broker at `address` sees it.
    pub async fn group_connections_at(
        &self,
        group: &GroupName,
        address: &str,
    ) -> Result<Option<ConsumerConnection>> {
        let header = ConsumerGroupHeader { consumer_group: group.clone() };
        let request = Request::new(RequestCode::GetConsumerConnectionList, &header);
        match self.body_of(address, None, &request, self.timeout()).await {
            Ok(connections) => Ok(Some(connections)),
            Err(ClientError::Broker { code: ResponseCode::ConsumerNotOnline, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The members of producer group `group`, as a broker of `topic` sees them.
    pub async fn producer_connections(
        &self,
        group: &GroupName,
        topic: &TopicName,
    ) -> Result<ProducerConnection> {
        let route = self.topic_route(topic).await?;
        let no_queue =
            || ClientError::NoQueue { topic: topic.clone(), wanted: "readable".to_owned() };
        let broker = route.broker_datas.first().ok_or_else(no_queue)?;
        let name = &broker.broker_name;
        let no_broker = || ClientError::NoBroker { broker: name.clone() };
        let address = broker.any_addr().ok_or_else(no_broker)?;
        let header = ProducerGroupHeader { producer_group: group.clone() };
        let request = Request::new(RequestCode::GetProducerConnectionList, &header);
        self.body_of(address, Some(name), &request, self.timeout()).await
    }

    /// How member `client` of `group` is (307), as it tells the broker.
    pub async fn running_info(
        &self,
        group: &GroupName,
        client: &ClientId,
        with_stacks: bool,
    ) -> Result<ConsumerRunningInfo> {
        let topic = retry_topic(group);
        let address = self.first_master_of(&topic).await?;
        self.ask_running_info(&address, group, client, with_stacks, self.timeout() * 3).await
    }

    /// The same as the broker at `address` is told within `timeout`, without stacks.
    pub async fn running_info_at(
        &self,
        address: &str,
        group: &GroupName,
        client: &ClientId,
        timeout: Duration,
    ) -> Result<ConsumerRunningInfo> {
        self.ask_running_info(address, group, client, false, timeout).await
    }

    async fn ask_running_info(
        &self,
        address: &str,
        group: &GroupName,
        client: &ClientId,
        with_stacks: bool,
        timeout: Duration,
    ) -> Result<ConsumerRunningInfo> {
        let header = ConsumerRunningInfoHeader {
            consumer_group: group.clone(),
            client_id: client.clone(),
            jstack_enable: with_stacks,
        };
        let request = Request::new(RequestCode::GetConsumerRunningInfo, &header);
        self.body_of(address, None, &request, timeout).await
    }

    /// Asks one broker after the other until one knows members: they all hear of each member.
    async fn connections_by_route(
        &self,
        group: &GroupName,
        route: &TopicRouteData,
    ) -> Result<Option<ConsumerConnection>> {
        let header = ConsumerGroupHeader { consumer_group: group.clone() };
        let request = Request::new(RequestCode::GetConsumerConnectionList, &header);
        let mut failed = None;
        for broker in &route.broker_datas {
            let Some(address) = broker.any_addr() else { continue };
            let name = Some(&broker.broker_name);
            match self.body_of(address, name, &request, self.timeout()).await {
                Ok(connections) => return Ok(Some(connections)),
                Err(ClientError::Broker { code: ResponseCode::ConsumerNotOnline, .. }) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(None), Err)
    }
}

fn progress_rows(stats: ConsumeStats) -> impl Iterator<Item = ProgressRow> {
    stats.offset_table.into_iter().map(|(queue, offsets)| ProgressRow {
        topic: queue.topic,
        broker_name: queue.broker_name,
        queue_id: queue.queue_id,
        broker_offset: offsets.broker_offset,
        consumer_offset: offsets.consumer_offset,
        diff: offsets.broker_offset.since(offsets.consumer_offset),
        last_consumed: Some(offsets.last_timestamp).filter(|at| at.0 > 0),
    })
}
