//! The members of one group: live connections, each of one client.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::protocol::bodies::connections;
use crate::engine::protocol::names::ClientId;
use crate::engine::protocol::version::Language;
use crate::engine::remoting::connection::Connection;
use crate::engine::util::clock::TimestampMs;

/// A client in a group.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its connection.
    pub connection: Arc<Connection>,
    /// Its id.
    pub client_id: ClientId,
    /// Its language.
    pub language: Language,
    /// Its protocol version.
    pub version: i32,
    /// Its last heartbeat.
    pub last_seen: TimestampMs,
}

/// Members by the id of their connection.
#[derive(Debug, Default)]
pub struct Members(HashMap<u64, Member>);

impl Members {
    /// Adds or refreshes a member; true when its connection is new.
    pub fn insert(&mut self, member: Member) -> bool {
        self.0.insert(member.connection.id(), member).is_none()
    }

    /// Takes a member out.
    pub fn remove(&mut self, connection: u64) -> Option<Member> {
        self.0.remove(&connection)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All members, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.0.values()
    }

    /// The member that is `client`.
    pub fn find(&self, client: &str) -> Option<&Member> {
        self.0.values().find(|member| member.client_id.as_str() == client)
    }

    /// The member on this connection.
    pub fn get(&self, connection: u64) -> Option<&Member> {
        self.0.get(&connection)
    }

    /// Their connections.
    pub fn connections(&self) -> Vec<Arc<Connection>> {
        self.0.values().map(|member| member.connection.clone()).collect()
    }

    /// Their client ids.
    pub fn client_ids(&self) -> Vec<ClientId> {
        self.0.values().map(|member| member.client_id.clone()).collect()
    }

    /// Takes out those that were last heard of before `limit`.
    pub fn take_expired(&mut self, limit: TimestampMs) -> Vec<Member> {
        self.0.extract_if(|_, member| member.last_seen < limit).map(|(_, member)| member).collect()
    }

    /// The members as 203 and 204 list them, in the order of their ids.
    pub fn to_connections(&self) -> Vec<connections::Connection> {
        let mut list: Vec<_> = self
            .0
            .values()
            .map(|member| connections::Connection {
                client_addr: member.connection.peer().to_string(),
                client_id: member.client_id.clone(),
                language: member.language,
                version: member.version,
            })
            .collect();
        list.sort_by(|a, b| a.client_id.cmp(&b.client_id));
        list
    }
}
