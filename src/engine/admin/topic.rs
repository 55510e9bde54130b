//! Questions about topics.

use std::collections::BTreeSet;

use super::outcome::{Failure, Outcome};
use super::view::{QueueRow, TopicRow, TopicStatus};
use super::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result, unreadable_body};
use crate::engine::client::route::fetch_route;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::consume_queue::ConsumeQueueBody;
use crate::engine::protocol::bodies::lists::{GroupList, TopicList};
use crate::engine::protocol::bodies::route::{BrokerData, TopicRouteData};
use crate::engine::protocol::bodies::stats::TopicStatsTable;
use crate::engine::protocol::headers::query::QueryConsumeQueueHeader;
use crate::engine::protocol::headers::topics::TopicHeader;
use crate::engine::protocol::names::{
    ClusterName, DEAD_LETTER_TOPIC_PREFIX, GroupName, RETRY_TOPIC_PREFIX, TopicName,
};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

impl Admin {
    /// Every topic the name server knows, sorted; retry and dead letter topics among them.
    pub async fn topic_names(&self) -> Result<Vec<TopicName>> {
        let request = Request::bare(RequestCode::GetAllTopicListFromNameserver);
        let mut list: TopicList = self.body_of_namesrv(&request).await?;
        list.topic_list.sort();
        list.topic_list.dedup();
        Ok(list.topic_list)
    }

    /// Every topic with the clusters that hold it and the groups that consume it. Retry and dead
    /// letter topics are left out, as in `mqadmin topicList -c`.
    pub async fn topic_list_with_groups(&self) -> Result<Vec<TopicRow>> {
        let is_plain = |topic: &TopicName| {
            !topic.starts_with(RETRY_TOPIC_PREFIX) && !topic.starts_with(DEAD_LETTER_TOPIC_PREFIX)
        };
        let topics: Vec<TopicName> =
            self.topic_names().await?.into_iter().filter(is_plain).collect();
        let rows = for_all(topics, |topic| {
            let admin = self.clone();
            async move {
                let mut row = TopicRow { topic, clusters: vec![], groups: vec![], error: None };
                if let Err(error) = admin.fill_topic_row(&mut row).await {
                    row.error = Some(Failure::from(&error));
                }
                row
            }
        });
        Ok(rows.await)
    }

    async fn fill_topic_row(&self, row: &mut TopicRow) -> Result<()> {
        let route = self.topic_route(&row.topic).await?;
        row.clusters = clusters(&route);
        let mut groups: BTreeSet<GroupName> = BTreeSet::new();
        let mut failed = None;
        for broker in &route.broker_datas {
            match self.groups_of_topic(broker, &row.topic).await {
                Ok(found) => groups.extend(found),
                Err(error) => failed = Some(error),
            }
        }
        row.groups = groups.into_iter().collect();
        failed.map_or(Ok(()), Err)
    }

    /// The groups that `broker` knows in `topic`: those with an offset there, and those online (300).
    pub(super) async fn groups_of_topic(
        &self,
        broker: &BrokerData,
        topic: &TopicName,
    ) -> Result<Vec<GroupName>> {
        let Some(address) = broker.any_addr() else { return Ok(Vec::new()) };
        let header = TopicHeader { topic: topic.clone() };
        let request = Request::new(RequestCode::QueryTopicConsumeByWho, &header);
        let list: GroupList =
            self.body_of(address, Some(&broker.broker_name), &request, self.timeout()).await?;
        Ok(list.group_list)
    }

    /// The route of `topic`, as the name server gives it now.
    pub async fn topic_route(&self, topic: &TopicName) -> Result<TopicRouteData> {
        fetch_route(&self.session().namesrv, topic).await
    }

    /// The clusters that hold `topic`, sorted.
    pub async fn topic_clusters(&self, topic: &TopicName) -> Result<Vec<ClusterName>> {
        Ok(clusters(&self.topic_route(topic).await?))
    }

    /// The ends of every queue of `topic`, asked of every broker of its route.
    ///
    /// # Errors
    /// No route. When no broker answers, the view has failures only.
    pub async fn topic_status(&self, topic: &TopicName) -> Result<TopicStatus> {
        let route = self.topic_route(topic).await?;
        let parts = for_all(route.broker_datas, |broker| {
            let (admin, topic) = (self.clone(), topic.clone());
            async move { admin.queues_of(&broker, &topic).await.map_err(|e| failed(&broker, &e)) }
        });
        let mut status =
            TopicStatus { topic: topic.clone(), queues: Vec::new(), failures: Vec::new() };
        for part in parts.await {
            match part {
                Ok(queues) => status.queues.extend(queues),
                Err(outcome) => status.failures.push(outcome),
            }
        }
        status
            .queues
            .sort_by(|a, b| (&a.broker_name, a.queue_id).cmp(&(&b.broker_name, b.queue_id)));
        Ok(status)
    }

    /// What stands in a queue of the broker at `address` (321); `None` where there is nothing.
    pub async fn consume_queue_units(
        &self,
        address: &str,
        header: &QueryConsumeQueueHeader,
    ) -> Result<Option<ConsumeQueueBody>> {
        let code = RequestCode::QueryConsumeQueue;
        let request = Request::new(code, header);
        let answer = self.session().ask(address, None, &request).await?;
        if answer.body().is_empty() {
            return Ok(None);
        }
        let body = ConsumeQueueBody::decode(answer.body());
        Ok(Some(body.map_err(unreadable_body(code, address))?))
    }

    async fn queues_of(&self, broker: &BrokerData, topic: &TopicName) -> Result<Vec<QueueRow>> {
        let name = &broker.broker_name;
        let no_broker = || ClientError::NoBroker { broker: name.clone() };
        let address = broker.any_addr().ok_or_else(no_broker)?;
        let header = TopicHeader { topic: topic.clone() };
        let request = Request::new(RequestCode::GetTopicStatsInfo, &header);
        let table: TopicStatsTable =
            self.body_of(address, Some(name), &request, self.timeout()).await?;
        Ok(table
            .offset_table
            .into_iter()
            .map(|(queue, ends)| QueueRow {
                broker_name: queue.broker_name,
                queue_id: queue.queue_id,
                min_offset: ends.min_offset,
                max_offset: ends.max_offset,
                last_updated: Some(ends.last_update_timestamp).filter(|at| at.0 > 0),
            })
            .collect())
    }
}

fn clusters(route: &TopicRouteData) -> Vec<ClusterName> {
    let names: BTreeSet<ClusterName> =
        route.broker_datas.iter().map(|broker| broker.cluster.clone()).collect();
    names.into_iter().collect()
}

/// The row of a broker that failed.
pub(super) fn failed(broker: &BrokerData, error: &ClientError) -> Outcome {
    Outcome {
        address: broker.any_addr().unwrap_or_default().to_owned(),
        broker_name: Some(broker.broker_name.clone()),
        error: Some(Failure::from(error)),
    }
}
