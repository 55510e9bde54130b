//! Where consumer groups go on: looked at, planned, stored, and told to members that are online.

use std::collections::BTreeSet;

use super::outcome::{Failure, Outcome};
use super::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::route::BrokerData;
use crate::engine::protocol::headers::offsets::ResetOffsetHeader;
use crate::engine::protocol::names::{BrokerName, GroupName, MessageQueue, QueueOffset, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

/// A moment that means the end of every queue.
pub const END_OF_QUEUES: TimestampMs = TimestampMs(-1);

/// Where a group shall go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// At the oldest message of each queue.
    Earliest,
    /// Behind the newest message of each queue.
    Latest,
    /// At the first message stored at or after this moment.
    Time(TimestampMs),
    /// At this offset, or at the end of the queue that is nearer.
    Offset(QueueOffset),
    /// So many messages after where it is, or before when negative; within the queue.
    Shift(i64),
}

impl Goal {
    /// The moment that stands for the goal in a reset (222), if one does.
    fn moment(self) -> Option<TimestampMs> {
        match self {
            Self::Earliest => Some(TimestampMs(0)),
            Self::Latest => Some(END_OF_QUEUES),
            Self::Time(time) => Some(time),
            Self::Offset(_) | Self::Shift(_) => None,
        }
    }

    /// Whether members that are online can be told of it: brokers pass on moments only.
    pub fn can_be_told(self) -> bool {
        self.moment().is_some()
    }
}

/// A queue and where a group is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The queue.
    pub queue: MessageQueue,
    /// Offset of its oldest message.
    pub min: QueueOffset,
    /// One past its newest message.
    pub max: QueueOffset,
    /// The next message the group wants; `None` when it has stored nothing there.
    pub stored: Option<QueueOffset>,
}

/// What tells a broker to have the members of `group` go on in `topic` at `moment` (222); with
/// `force` forwards too.
pub(super) fn reset_request(
    group: &GroupName,
    topic: &TopicName,
    moment: TimestampMs,
    force: bool,
) -> Request {
    let (group, topic) = (group.clone(), topic.clone());
    let header = ResetOffsetHeader { topic, group, timestamp: moment, is_force: force };
    Request::new(RequestCode::InvokeBrokerToResetOffset, &header)
}

impl Admin {
    /// Where `group` is in each queue of `topic` that can be read, by broker and number. A queue
    /// that could not be asked about has its failure.
    pub async fn places(
        &self,
        group: &GroupName,
        topic: &TopicName,
    ) -> Result<Vec<(MessageQueue, Result<Place, Failure>)>> {
        let session = self.session();
        let route = session.routes.refresh(&session.namesrv, topic).await?;
        let strangers = self.brokers_without(group, topic, &route.data.broker_datas).await;
        let places = for_all(route.readable.clone(), |queue| {
            let (admin, group) = (self.clone(), group.clone());
            let is_known = !strangers.contains(&queue.broker_name);
            async move {
                let place = admin.place(&group, &queue, is_known).await;
                (queue, place.map_err(|error| Failure::from(&error)))
            }
        });
        Ok(places.await)
    }

    /// The brokers that know nothing of `group` in `topic` (300). They have to be told apart: asked
    /// for an offset that nobody stored, a broker answers 0 while the queue still has its first
    /// message (Apache's `ConsumerManageProcessor`).
    async fn brokers_without(
        &self,
        group: &GroupName,
        topic: &TopicName,
        brokers: &[BrokerData],
    ) -> BTreeSet<BrokerName> {
        let asked = for_all(brokers.to_vec(), |broker| {
            let (admin, group, topic) = (self.clone(), group.clone(), topic.clone());
            async move {
                let groups = admin.groups_of_topic(&broker, &topic).await;
                let knows = groups.map_or(true, |groups| groups.contains(&group));
                (!knows).then_some(broker.broker_name)
            }
        });
        asked.await.into_iter().flatten().collect()
    }

    async fn place(
        &self,
        group: &GroupName,
        queue: &MessageQueue,
        is_known: bool,
    ) -> Result<Place> {
        let session = self.session();
        let (min, max) = (session.min_offset(queue).await?, session.max_offset(queue).await?);
        let stored = match is_known {
            true => session.committed_offset(group, queue).await?,
            false => None,
        };
        Ok(Place { queue: queue.clone(), min, max, stored })
    }

    /// The offset that `goal` means in the queue of `place`.
    pub async fn offset_of_goal(&self, place: &Place, goal: Goal) -> Result<QueueOffset> {
        let Place { queue, min, max, stored } = place;
        let offset = match goal {
            Goal::Earliest => *min,
            Goal::Latest => *max,
            Goal::Time(time) => self.offset_at(queue, time).await?,
            Goal::Offset(offset) => offset,
            Goal::Shift(count) => stored.unwrap_or(*min).plus(count),
        };
        Ok(offset.clamp(*min, *max.max(min)))
    }

    /// The first message of `queue` stored at `moment` or later, or its end.
    pub(super) async fn offset_at(
        &self,
        queue: &MessageQueue,
        moment: TimestampMs,
    ) -> Result<QueueOffset> {
        match moment {
            END_OF_QUEUES => self.session().max_offset(queue).await,
            time => self.session().search_offset(queue, time).await,
        }
    }

    /// Stores offsets for `group` at the brokers (15); what became of each. Members that are online
    /// do not hear of it, and store theirs over them.
    pub async fn store_offsets(
        &self,
        group: &GroupName,
        offsets: &[(MessageQueue, QueueOffset)],
    ) -> Vec<Option<Failure>> {
        let stored = for_all(offsets.to_vec(), |(queue, offset)| {
            let (admin, group) = (self.clone(), group.clone());
            async move {
                let stored = admin.session().commit_offset(&group, &queue, offset).await;
                stored.err().as_ref().map(Failure::from)
            }
        });
        stored.await
    }

    /// Has every master of `topic` tell the members of `group` to go on at `goal` (222), forwards
    /// or backwards; nothing when `goal` is no moment.
    pub async fn tell_members(
        &self,
        group: &GroupName,
        topic: &TopicName,
        goal: Goal,
    ) -> Result<Vec<Outcome>> {
        let Some(moment) = goal.moment() else { return Ok(Vec::new()) };
        let masters = self.masters_of_topic(topic).await?;
        Ok(self.on_each(&masters, reset_request(group, topic, moment, true)).await)
    }
}

#[cfg(test)]
mod tests {
    use super::Goal;
    use crate::engine::protocol::names::QueueOffset;

    #[test]
    fn only_moments_can_be_told_to_members() {
        assert!(Goal::Latest.can_be_told() && Goal::Earliest.can_be_told());
        assert!(!Goal::Offset(QueueOffset(7)).can_be_told() && !Goal::Shift(-1).can_be_told());
    }
}
