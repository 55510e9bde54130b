//! Questions about the offsets of one queue and of one group in it.

use super::error::{ClientError, Result, unreadable};
use super::session::Session;
use crate::engine::protocol::headers::offsets::{
    EarliestStoreTimeReply, OffsetReply, QueryConsumerOffsetHeader, SearchOffsetHeader,
    TopicQueueHeader, UpdateConsumerOffsetHeader,
};
use crate::engine::protocol::names::{GroupName, MessageQueue, QueueOffset};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::{Frame, Request};
use crate::engine::util::clock::TimestampMs;

impl Session {
    /// The address of the master that holds `queue`; its topic's route is fetched when needed.
    pub async fn master_of(&self, queue: &MessageQueue) -> Result<String> {
        if let Ok(address) = self.routes.master_address(&queue.broker_name) {
            return Ok(address);
        }
        self.routes.refresh(&self.namesrv, &queue.topic).await?;
        self.routes.master_address(&queue.broker_name)
    }

    /// The first offset of `queue`.
    pub async fn min_offset(&self, queue: &MessageQueue) -> Result<QueueOffset> {
        let request = Request::new(RequestCode::GetMinOffset, &queue_header(queue));
        self.ask_offset(queue, &request).await
    }

    /// One past the last offset of `queue`.
    pub async fn max_offset(&self, queue: &MessageQueue) -> Result<QueueOffset> {
        let request = Request::new(RequestCode::GetMaxOffset, &queue_header(queue));
        self.ask_offset(queue, &request).await
    }

    /// The offset of the message stored nearest to `time`, see `broker.md` 5.5.
    pub async fn search_offset(
        &self,
        queue: &MessageQueue,
        time: TimestampMs,
    ) -> Result<QueueOffset> {
        let (topic, queue_id) = (queue.topic.clone(), queue.queue_id);
        let header = SearchOffsetHeader { topic, queue_id, timestamp: time };
        let request = Request::new(RequestCode::SearchOffsetByTimestamp, &header);
        self.ask_offset(queue, &request).await
    }

    /// Store time of the first message of `queue`; `None` when it has none.
    pub async fn earliest_store_time(&self, queue: &MessageQueue) -> Result<Option<TimestampMs>> {
        let code = RequestCode::GetEarliestMsgStoreTime;
        let request = Request::new(code, &queue_header(queue));
        let (answer, address) = self.ask_holder(queue, &request).await?;
        let header: EarliestStoreTimeReply = answer.header().map_err(unreadable(code, &address))?;
        Ok((header.timestamp.0 >= 0).then_some(header.timestamp))
    }

    /// The next offset `group` wants of `queue`, as its broker knows it; `None` when the group
    /// has none there. A young queue counts as consumed up to 0 (`broker.md` 5.7).
    pub async fn committed_offset(
        &self,
        group: &GroupName,
        queue: &MessageQueue,
    ) -> Result<Option<QueueOffset>> {
        let header = QueryConsumerOffsetHeader {
            consumer_group: group.clone(),
            topic: queue.topic.clone(),
            queue_id: queue.queue_id,
        };
        let request = Request::new(RequestCode::QueryConsumerOffset, &header);
        match self.ask_offset(queue, &request).await {
            Ok(offset) => Ok(Some(offset)),
            Err(ClientError::Broker { code: ResponseCode::QueryNotFound, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Stores the next offset `group` wants of `queue`; may go backwards.
    pub async fn commit_offset(
        &self,
        group: &GroupName,
        queue: &MessageQueue,
        offset: QueueOffset,
    ) -> Result<()> {
        let header = UpdateConsumerOffsetHeader {
            consumer_group: group.clone(),
            topic: queue.topic.clone(),
            queue_id: queue.queue_id,
            commit_offset: offset,
        };
        let request = Request::new(RequestCode::UpdateConsumerOffset, &header);
        self.ask_holder(queue, &request).await.map(drop)
    }

    /// Asks the master that holds `queue`; while that cannot be reached, its slaves. Gives the
    /// answer and who gave it.
    async fn ask_holder(&self, queue: &MessageQueue, request: &Request) -> Result<(Frame, String)> {
        let broker = &queue.broker_name;
        let mut addresses = self.routes.addresses_of(broker);
        if addresses.is_empty() {
            self.routes.refresh(&self.namesrv, &queue.topic).await?;
            addresses = self.routes.addresses_of(broker);
        }
        let mut failed = ClientError::NoBroker { broker: broker.clone() };
        for address in addresses {
            match self.ask(&address, Some(broker), request).await {
                Ok(answer) => return Ok((answer, address)),
                Err(error) if error.is_unreachable() => failed = error,
                Err(error) => return Err(error),
            }
        }
        Err(failed)
    }

    async fn ask_offset(&self, queue: &MessageQueue, request: &Request) -> Result<QueueOffset> {
        let (answer, address) = self.ask_holder(queue, request).await?;
        let header: OffsetReply = answer.header().map_err(unreadable(request.code, &address))?;
        header.offset.ok_or_else(|| {
            ClientError::bad_answer(request.code, &address, "the field `offset` is missing")
        })
    }
}

fn queue_header(queue: &MessageQueue) -> TopicQueueHeader {
    TopicQueueHeader { topic: queue.topic.clone(), queue_id: queue.queue_id }
}
