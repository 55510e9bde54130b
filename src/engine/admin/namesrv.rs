//! The name servers' own tables: key-value configuration, settings, write permissions.
//!
//! A change goes to all of them, a question to the one in use.

use std::collections::BTreeMap;

use super::Admin;
use super::outcome::{Failure, Outcome};
use super::view::{NamesrvConfigRow, WritePermRow};
use crate::engine::client::error::{Result, unreadable};
use crate::engine::protocol::bodies::lists::KvTable;
use crate::engine::protocol::headers::kv::{
    GetKvConfigReply, KvConfigKeyHeader, KvNamespaceHeader, PutKvConfigHeader,
};
use crate::engine::protocol::headers::register::{
    AddWritePermReply, BrokerNameHeader, WipeWritePermReply,
};
use crate::engine::protocol::names::BrokerName;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::frame::Request;
use crate::engine::util::properties;

/// The namespace of the queues of ordered topics (`NamesrvUtil`).
pub const ORDER_TOPIC_CONFIG: &str = "ORDER_TOPIC_CONFIG";

impl Admin {
    /// Stores `value` under `namespace` and `key` on every name server.
    pub async fn kv_put(&self, namespace: &str, key: &str, value: &str) -> Vec<Outcome> {
        let header = PutKvConfigHeader {
            namespace: Some(namespace.to_owned()),
            key: Some(key.to_owned()),
            value: Some(value.to_owned()),
        };
        self.on_each_namesrv(Request::new(RequestCode::PutKvConfig, &header)).await
    }

    /// Forgets what stands under `namespace` and `key`, on every name server.
    pub async fn kv_delete(&self, namespace: &str, key: &str) -> Vec<Outcome> {
        let header = KvConfigKeyHeader { namespace: namespace.to_owned(), key: key.to_owned() };
        self.on_each_namesrv(Request::new(RequestCode::DeleteKvConfig, &header)).await
    }

    /// What stands under `namespace` and `key`; `None` for nothing.
    pub async fn kv_get(&self, namespace: &str, key: &str) -> Result<Option<String>> {
        let header = KvConfigKeyHeader { namespace: namespace.to_owned(), key: key.to_owned() };
        let request = Request::new(RequestCode::GetKvConfig, &header);
        match self.ask_namesrv(&request).await {
            Ok((answer, _)) => {
                Ok(answer.header::<GetKvConfigReply>().ok().and_then(|reply| reply.value))
            }
            Err(error) if error.response_code() == Some(ResponseCode::QueryNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Everything that stands under `namespace` (219).
    pub async fn kv_list(&self, namespace: &str) -> Result<BTreeMap<String, String>> {
        let header = KvNamespaceHeader { namespace: namespace.to_owned() };
        let request = Request::new(RequestCode::GetKvListByNamespace, &header);
        match self.body_of_namesrv::<KvTable>(&request).await {
            Ok(table) => Ok(table.table),
            Err(error) if error.response_code() == Some(ResponseCode::QueryNotFound) => {
                Ok(BTreeMap::new())
            }
            Err(error) => Err(error),
        }
    }

    /// The settings of every name server.
    pub async fn namesrv_configs(&self) -> Vec<NamesrvConfigRow> {
        let request = Request::bare(RequestCode::GetNamesrvConfig);
        let answers = self.ask_each_namesrv(request).await;
        answers
            .into_iter()
            .map(|(address, answer)| match answer {
                Ok(answer) => {
                    let text = String::from_utf8_lossy(answer.body()).into_owned();
                    let entries = properties::parse(&text).into_iter();
                    let config = entries.map(|entry| (entry.key, entry.value)).collect();
                    NamesrvConfigRow { address, config, error: None }
                }
                Err(error) => {
                    let error = Some(Failure::from(&error));
                    NamesrvConfigRow { address, config: Vec::new(), error }
                }
            })
            .collect()
    }

    /// Sets `key` on every name server.
    pub async fn namesrv_config_set(&self, key: &str, value: &str) -> Vec<Outcome> {
        let text = properties::line(key, value);
        self.on_each_namesrv(Request::bare(RequestCode::UpdateNamesrvConfig).with_body(text)).await
    }

    /// Takes the topics of `broker` their write permission, or gives it back, on every name
    /// server; how many topics it concerned.
    pub async fn write_perm(&self, broker: &BrokerName, writable: bool) -> Vec<WritePermRow> {
        let header = BrokerNameHeader { broker_name: broker.clone() };
        let code = match writable {
            true => RequestCode::AddWritePermOfBroker,
            false => RequestCode::WipeWritePermOfBroker,
        };
        let answers = self.ask_each_namesrv(Request::new(code, &header)).await;
        answers
            .into_iter()
            .map(|(address, answer)| {
                let topics = answer.and_then(|answer| {
                    let count = match writable {
                        true => answer.header::<AddWritePermReply>().map(|r| r.add_topic_count),
                        false => answer.header::<WipeWritePermReply>().map(|r| r.wipe_topic_count),
                    };
                    count.map_err(unreadable(code, &address))
                });
                match topics {
                    Ok(topics) => WritePermRow { address, topics, error: None },
                    Err(error) => {
                        let error = Some(Failure::from(&error));
                        WritePermRow { address, topics: 0, error }
                    }
                }
            })
            .collect()
    }
}
