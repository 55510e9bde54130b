//! Messages by id, key and place, and what became of them in each consumer group.

use std::net::SocketAddr;

use super::view::{MessageTrack, TrackType};
use super::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result};
use crate::engine::protocol::bodies::connections::ConsumerConnection;
use crate::engine::protocol::bodies::heartbeat::ConsumeType;
use crate::engine::protocol::bodies::lists::GroupList;
use crate::engine::protocol::bodies::route::BrokerData;
use crate::engine::protocol::bodies::running_info::DirectConsumeResult;
use crate::engine::protocol::headers::clients::ConsumeMessageDirectlyHeader;
use crate::engine::protocol::headers::query::{QueryMessageHeader, ViewMessageHeader};
use crate::engine::protocol::headers::topics::TopicHeader;
use crate::engine::protocol::names::{ClientId, GroupName, PhysicalOffset, TopicName};
use crate::engine::protocol::received::{ReceivedMessage, decode_records};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Request;
use crate::engine::util::clock::TimestampMs;

/// What to look for in the index.
#[derive(Clone, Debug)]
pub struct KeyQuery {
    /// The topic.
    pub topic: TopicName,
    /// A word of the keys, or a unique message id.
    pub key: String,
    /// Whether it is a unique message id.
    pub unique: bool,
    /// At most so many messages of each broker.
    pub max: i32,
    /// Stored at this time or later.
    pub begin: TimestampMs,
    /// Stored at this time or earlier.
    pub end: TimestampMs,
}

impl Admin {
    /// The message stored at `offset` of the broker at `address`; `None` when there is none.
    pub async fn message_at(
        &self,
        address: SocketAddr,
        offset: PhysicalOffset,
    ) -> Result<Option<ReceivedMessage>> {
        let code = RequestCode::ViewMessageById;
        let address = address.to_string();
        let request = Request::new(code, &ViewMessageHeader { offset });
        let answer = match self.session().ask(&address, None, &request).await {
            Ok(answer) => answer,
            Err(ClientError::Broker { code: ResponseCode::SystemError, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let (messages, error) = decode_records(answer.body_bytes());
        match (messages.into_iter().next(), error) {
            (None, Some(error)) => Err(ClientError::bad_answer(code, &address, error)),
            (found, _) => Ok(found),
        }
    }

    /// The messages with a key, of every broker of the topic. The index knows hashes only; what
    /// another key with the same hash brought is left out here, as in every client.
    pub async fn messages_by_key(&self, query: &KeyQuery) -> Result<Vec<ReceivedMessage>> {
        let route = self.topic_route(&query.topic).await?;
        let parts = for_all(route.broker_datas, |broker| {
            let (admin, query) = (self.clone(), query.clone());
            async move { admin.messages_by_key_of(&broker, &query).await }
        });
        let mut messages = Vec::new();
        let mut failed = None;
        for part in parts.await {
            match part {
                Ok(found) => messages.extend(found),
                Err(error) => failed = Some(error),
            }
        }
        let is_wanted = |message: &ReceivedMessage| match query.unique {
            true => message.message_id() == query.key,
            false => message.keys().any(|key| key == query.key),
        };
        messages.retain(|message| message.topic == query.topic && is_wanted(message));
        match failed {
            Some(error) if messages.is_empty() => Err(error),
            _ => Ok(messages),
        }
    }

    async fn messages_by_key_of(
        &self,
        broker: &BrokerData,
        query: &KeyQuery,
    ) -> Result<Vec<ReceivedMessage>> {
        let code = RequestCode::QueryMessage;
        let Some(address) = broker.any_addr() else { return Ok(Vec::new()) };
        let header = QueryMessageHeader {
            topic: query.topic.clone(),
            key: query.key.clone(),
            max_num: query.max,
            begin_timestamp: query.begin,
            end_timestamp: query.end,
            unique_key: Some(query.unique),
        };
        let request = Request::new(code, &header);
        // The broker reads the log for it; Apache's tools wait three times as long as usual.
        let timeout = self.timeout() * 3;
        let name = Some(&broker.broker_name);
        let answer = match self.session().ask_within(address, name, &request, timeout).await {
            Ok(answer) => answer,
            Err(ClientError::Broker { code: ResponseCode::QueryNotFound, .. }) => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let (messages, error) = decode_records(answer.body_bytes());
        match error {
            Some(error) if messages.is_empty() => {
                Err(ClientError::bad_answer(code, address, error))
            }
            _ => Ok(messages),
        }
    }

    /// The groups that consume `topic`, as its brokers know them.
    pub async fn groups_of(&self, topic: &TopicName) -> Result<Vec<GroupName>> {
        let route = self.topic_route(topic).await?;
        let Some((address, name)) =
            route.broker_datas.iter().find_map(|b| Some((b.any_addr()?, &b.broker_name)))
        else {
            return Ok(Vec::new());
        };
        let request = Request::new(
            RequestCode::QueryTopicConsumeByWho,
            &TopicHeader { topic: topic.clone() },
        );
        let list: GroupList = self.body_of(address, Some(name), &request, self.timeout()).await?;
        Ok(list.group_list)
    }

    /// What became of `message` in each group that consumes its topic.
    pub async fn message_tracks(&self, message: &ReceivedMessage) -> Result<Vec<MessageTrack>> {
        let mut tracks = Vec::new();
        for group in self.groups_of(&message.topic).await? {
            let (track, remark) = match self.track(message, &group).await {
                Ok(track) => (track, None),
                Err(ClientError::Broker { code, remark, .. }) => {
                    let track = match code {
                        ResponseCode::ConsumerNotOnline => TrackType::NotOnline,
                        _ => TrackType::Unknown,
                    };
                    (track, Some(format!("CODE:{} DESC:{remark}", code.code())))
                }
                Err(error) => (TrackType::Unknown, Some(error.to_string())),
            };
            tracks.push(MessageTrack { group, track, remark });
        }
        Ok(tracks)
    }

    async fn track(&self, message: &ReceivedMessage, group: &GroupName) -> Result<TrackType> {
        let online = self.online_group(group).await?;
        if online.consume_type == ConsumeType::Actively {
            return Ok(TrackType::Pull);
        }
        let progress = self.group_progress(group, None).await?;
        let brokers = self.cluster_info().await?.broker_addr_table;
        let host = message.store_host.to_string();
        let is_past = progress.queues.iter().any(|queue| {
            queue.topic == message.topic
                && queue.queue_id == message.queue_id
                && queue.consumer_offset > message.queue_offset
                && brokers
                    .get(&queue.broker_name)
                    .and_then(|broker| broker.master_addr())
                    .is_some_and(|address| address == host)
        });
        if !is_past {
            return Ok(TrackType::NotConsumedYet);
        }
        Ok(match online.subscription_table.get(&message.topic) {
            Some(subscription) if !takes(&subscription.tags_set, message.tags()) => {
                TrackType::ConsumedButFiltered
            }
            _ => TrackType::Consumed,
        })
    }

    /// The members of `group` and what it wants; an error with code 206 when none is online.
    async fn online_group(&self, group: &GroupName) -> Result<ConsumerConnection> {
        let online = self.group_connections(group).await?;
        online.ok_or_else(|| ClientError::Broker {
            request: RequestCode::GetConsumerConnectionList,
            code: ResponseCode::ConsumerNotOnline,
            remark: format!("the consumer group[{group}] not online"),
            broker: None,
            address: String::new(),
        })
    }

    /// Lets `client` of `group` consume `message` once more (309).
    pub async fn consume_directly(
        &self,
        message: &ReceivedMessage,
        group: &GroupName,
        client: &ClientId,
    ) -> Result<DirectConsumeResult> {
        let header = ConsumeMessageDirectlyHeader {
            consumer_group: group.clone(),
            client_id: Some(client.clone()),
            msg_id: Some(message.offset_message_id()),
            broker_name: None,
        };
        let request = Request::new(RequestCode::ConsumeMessageDirectly, &header);
        let address = message.store_host.to_string();
        self.body_of(&address, None, &request, self.timeout() * 3).await
    }
}

fn takes(tags: &[String], tag: Option<&str>) -> bool {
    tags.is_empty() || tags.iter().any(|wanted| wanted == "*" || Some(wanted.as_str()) == tag)
}
