//! A group goes to another place in a topic, by time, in the way of Apache's tools: members that are
//! online are told, without them offsets are stored, and what brokers make of it is told queue by
//! queue. What both ways to reset ask of brokers stands in [`super::offset`].

use super::Admin;
use super::offset::reset_request;
use super::view::{OffsetReset, RollbackRow, TargetRow};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::offsets::ResetOffsetBody;
use crate::engine::protocol::bodies::route::TopicRouteData;
use crate::engine::protocol::bodies::stats::{ConsumeStats, OffsetWrapper, TopicStatsTable};
use crate::engine::protocol::headers::groups::GetConsumeStatsHeader;
use crate::engine::protocol::headers::topics::TopicHeader;
use crate::engine::protocol::names::{GroupName, MessageQueue, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::version::Language;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

/// Where a group shall go.
#[derive(Clone, Debug)]
pub struct Reset {
    /// The group.
    pub group: GroupName,
    /// The topic.
    pub topic: TopicName,
    /// The store time to go to, or [`super::offset::END_OF_QUEUES`].
    pub time: TimestampMs,
    /// Whether it may also go forward.
    pub force: bool,
    /// Whether its members are C++ clients, which read another form of the table.
    pub cpp: bool,
}

impl Admin {
    /// Lets a group go on from another place of a topic. Members that are online are told by
    /// their brokers (222); when none is, the new offsets are stored (15).
    pub async fn offsets_reset(&self, reset: &Reset) -> Result<OffsetReset> {
        let route = self.topic_route(&reset.topic).await?;
        match self.reset_members(reset, &route).await {
            Ok(targets) => Ok(OffsetReset::Told(targets)),
            Err(ClientError::Broker { code: ResponseCode::ConsumerNotOnline, .. }) => {
                Ok(OffsetReset::Stored(self.reset_stored(reset, &route).await?))
            }
            Err(error) => Err(error),
        }
    }

    async fn reset_members(&self, reset: &Reset, route: &TopicRouteData) -> Result<Vec<TargetRow>> {
        let language = if reset.cpp { Language::Cpp } else { Language::Java };
        let request = reset_request(&reset.group, &reset.topic, reset.time, reset.force);
        let request = Request { language, ..request };
        let mut rows = Vec::new();
        for broker in &route.broker_datas {
            let Some(address) = broker.any_addr() else { continue };
            let name = Some(&broker.broker_name);
            let body: ResetOffsetBody =
                self.body_of(address, name, &request, self.timeout()).await?;
            rows.extend(body.offset_table.0.into_iter().map(|(queue, offset)| TargetRow {
                broker_name: queue.broker_name,
                queue_id: queue.queue_id,
                offset,
            }));
        }
        Ok(rows)
    }

    async fn reset_stored(
        &self,
        reset: &Reset,
        route: &TopicRouteData,
    ) -> Result<Vec<RollbackRow>> {
        let mut rows = Vec::new();
        for broker in &route.broker_datas {
            let Some(address) = broker.any_addr() else { continue };
            let queues = route.queue_datas.iter().find(|q| q.broker_name == broker.broker_name);
            let queues = queues.map_or(0, |queues| queues.read_queue_nums);
            for (queue, offsets) in self.places_in_stats(reset, address, queues).await? {
                rows.push(self.reset_queue(reset, &queue, offsets).await?);
            }
        }
        Ok(rows)
    }

    /// Where the group is in the first `queues` queues on the broker at `address`: at their
    /// beginning when it has never been there.
    async fn places_in_stats(
        &self,
        reset: &Reset,
        address: &str,
        queues: i32,
    ) -> Result<Vec<(MessageQueue, OffsetWrapper)>> {
        let header = GetConsumeStatsHeader { consumer_group: reset.group.clone(), topic: None };
        let request = Request::new(RequestCode::GetConsumeStats, &header);
        let stats: ConsumeStats = self.body_of(address, None, &request, self.timeout()).await?;
        let of_topic = |queue: &MessageQueue| queue.topic == reset.topic;
        let known: Vec<_> =
            stats.offset_table.0.into_iter().filter(|(queue, _)| of_topic(queue)).collect();
        if !known.is_empty() {
            return Ok(known);
        }
        let header = TopicHeader { topic: reset.topic.clone() };
        let request = Request::new(RequestCode::GetTopicStatsInfo, &header);
        let table: TopicStatsTable = self.body_of(address, None, &request, self.timeout()).await?;
        let is_readable = |queue: &MessageQueue| (0..queues).contains(&queue.queue_id.0);
        let ends = table.offset_table.0.into_iter().filter(|(queue, _)| is_readable(queue));
        Ok(ends
            .map(|(queue, ends)| {
                let offsets = OffsetWrapper {
                    broker_offset: ends.max_offset,
                    consumer_offset: ends.min_offset,
                    ..OffsetWrapper::default()
                };
                (queue, offsets)
            })
            .collect())
    }

    async fn reset_queue(
        &self,
        reset: &Reset,
        queue: &MessageQueue,
        offsets: OffsetWrapper,
    ) -> Result<RollbackRow> {
        let asked = self.offset_at(queue, reset.time).await?;
        let goes = reset.force || asked <= offsets.consumer_offset;
        if goes {
            self.session().commit_offset(&reset.group, queue, asked).await?;
        }
        Ok(RollbackRow {
            broker_name: queue.broker_name.clone(),
            queue_id: queue.queue_id,
            broker_offset: offsets.broker_offset,
            consumer_offset: offsets.consumer_offset,
            offset_of_time: asked,
            offset: if goes { asked } else { offsets.consumer_offset },
        })
    }
}
