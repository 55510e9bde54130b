//! Questions to one server that was chosen already, and not to whoever answers.

use super::Admin;
use super::servers::{BrokerAt, brokers_in};
use crate::engine::client::error::{ClientError, Result, unreadable_body};
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::lists::TopicList;
use crate::engine::protocol::bodies::route::{ClusterInfo, TopicRouteData};
use crate::engine::protocol::bodies::stats::{ConsumeStats, TopicStatsTable};
use crate::engine::protocol::headers::groups::GetConsumeStatsHeader;
use crate::engine::protocol::headers::route::GetRouteInfoHeader;
use crate::engine::protocol::headers::topics::TopicHeader;
use crate::engine::protocol::names::{GroupName, TopicName};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Request;

impl Admin {
    /// The name servers, as they were given, or as an address server says.
    pub async fn name_servers(&self) -> Result<Vec<String>> {
        Ok(self.session().namesrv.addresses().await?.to_vec())
    }

    async fn body_of_one_namesrv<B: Body>(&self, address: &str, request: &Request) -> Result<B> {
        let answer = self.session().namesrv.call_one(address, request).await?;
        match answer.response_code() {
            ResponseCode::Success => {
                B::decode(answer.body()).map_err(unreadable_body(request.code, address))
            }
            _ => Err(ClientError::refused(request.code, &answer, address, None)),
        }
    }

    /// Every broker that the name server at `address` knows (106).
    pub async fn brokers_at(&self, address: &str) -> Result<Vec<BrokerAt>> {
        let request = Request::bare(RequestCode::GetBrokerClusterInfo);
        let info: ClusterInfo = self.body_of_one_namesrv(address, &request).await?;
        Ok(brokers_in(&info))
    }

    /// Every topic that the name server at `address` knows (206).
    pub async fn topics_at(&self, address: &str) -> Result<Vec<TopicName>> {
        let request = Request::bare(RequestCode::GetAllTopicListFromNameserver);
        let list: TopicList = self.body_of_one_namesrv(address, &request).await?;
        Ok(list.topic_list)
    }

    /// The route of `topic` at the name server at `address` (105); `None` when it has none.
    pub async fn route_at(
        &self,
        address: &str,
        topic: &TopicName,
    ) -> Result<Option<TopicRouteData>> {
        let header =
            GetRouteInfoHeader { topic: topic.clone(), accept_standard_json_only: Some(true) };
        let request = Request::new(RequestCode::GetRouteInfoByTopic, &header);
        match self.body_of_one_namesrv(address, &request).await {
            Ok(route) => Ok(Some(route)),
            Err(ClientError::Broker { code: ResponseCode::TopicNotExist, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The ends of the queues of `topic` on the broker at `address` (202); `None` when the broker
    /// does not have it.
    pub async fn topic_ends_at(
        &self,
        address: &str,
        topic: &TopicName,
    ) -> Result<Option<TopicStatsTable>> {
        let header = TopicHeader { topic: topic.clone() };
        let request = Request::new(RequestCode::GetTopicStatsInfo, &header);
        match self.body_of(address, None, &request, self.timeout()).await {
            Ok(table) => Ok(Some(table)),
            Err(ClientError::Broker { code: ResponseCode::TopicNotExist, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How far `group` is on the broker at `address` (208).
    pub async fn group_stats_at(&self, address: &str, group: &GroupName) -> Result<ConsumeStats> {
        let header = GetConsumeStatsHeader { consumer_group: group.clone(), topic: None };
        let request = Request::new(RequestCode::GetConsumeStats, &header);
        self.body_of(address, None, &request, self.timeout()).await
    }
}
