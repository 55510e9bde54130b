//! The producer groups that are online.
//!
//! Derived state, as the consumers'. Needed to list them, to find one that can decide a
//! transaction, and to hand a reply to the client that waits for it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::RwLock;

use super::members::{Member, Members};
use crate::engine::protocol::bodies::connections::{ProducerConnection, ProducerInfo};
use crate::engine::protocol::names::{ClientId, GroupName};
use crate::engine::remoting::connection::Connection;
use crate::engine::util::clock::TimestampMs;

#[derive(Default)]
struct Tables {
    groups: HashMap<GroupName, Members>,
    /// The connection of a client, for replies; the newest one when it has several.
    clients: HashMap<ClientId, Arc<Connection>>,
}

/// The online producer groups.
#[derive(Default)]
pub struct Producers {
    tables: RwLock<Tables>,
    /// Whose turn it is among the members of a group.
    turn: AtomicUsize,
}

impl Producers {
    /// Takes over one group of a heartbeat.
    pub fn register(&self, member: Member, group: &GroupName) {
        let mut tables = self.tables.write();
        let (client, connection) = (member.client_id.clone(), member.connection.clone());
        let members = tables.groups.entry(group.clone()).or_default();
        if members.insert(member) {
            tables.clients.insert(client, connection);
        }
    }

    /// Takes `connection` out of `group`.
    pub fn unregister(&self, group: &str, connection: u64) {
        let mut tables = self.tables.write();
        let Some(members) = tables.groups.get_mut(group) else { return };
        let gone = members.remove(connection);
        if members.is_empty() {
            tables.groups.remove(group);
        }
        tables.forget_clients(gone.as_slice());
    }

    /// Takes a closed connection out of every group.
    pub fn closed(&self, connection: u64) {
        let mut tables = self.tables.write();
        let mut gone = Vec::new();
        tables.groups.retain(|_, members| {
            gone.extend(members.remove(connection));
            !members.is_empty()
        });
        tables.forget_clients(&gone);
    }

    /// Drops and disconnects members that were last heard of before `limit`.
    pub fn expire(&self, limit: TimestampMs) {
        let mut tables = self.tables.write();
        let mut gone = Vec::new();
        tables.groups.retain(|group, members| {
            for member in members.take_expired(limit) {
                tracing::warn!(%group, client = %member.client_id, "producer is silent");
                member.connection.close();
                gone.push(member);
            }
            !members.is_empty()
        });
        tables.forget_clients(&gone);
    }

    /// Members of `group` as 204 answers them; `None` when it is offline.
    pub fn connections(&self, group: &str) -> Option<ProducerConnection> {
        let tables = self.tables.read();
        let connection_set = tables.groups.get(group)?.to_connections();
        Some(ProducerConnection { connection_set })
    }

    /// Every producer as 328 lists them.
    pub fn all(&self) -> Vec<(GroupName, Vec<ProducerInfo>)> {
        let info = |member: &Member| ProducerInfo {
            client_id: member.client_id.clone(),
            language: member.language,
            last_update_timestamp: member.last_seen,
            remote_ip: format!("/{}", member.connection.peer()),
            version: member.version,
        };
        let tables = self.tables.read();
        let groups = tables.groups.iter();
        groups.map(|(name, members)| (name.clone(), members.iter().map(info).collect())).collect()
    }

    /// The connection of `client`, for a reply.
    pub fn find(&self, client: &str) -> Option<Arc<Connection>> {
        self.tables.read().clients.get(client).cloned()
    }

    /// A live member of `group`, another one each time.
    pub fn next(&self, group: &str) -> Option<Arc<Connection>> {
        let members = self.tables.read().groups.get(group)?.connections();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let live = |connection: &&Arc<Connection>| !connection.is_closed();
        members
            .iter()
            .cycle()
            .skip(turn % members.len().max(1))
            .take(members.len())
            .find(live)
            .cloned()
    }
}

impl Tables {
    /// Forgets how to reach clients by connections they no longer use.
    fn forget_clients(&mut self, gone: &[Member]) {
        for member in gone {
            let same = |c: &Arc<Connection>| c.id() == member.connection.id();
            let still_there = || {
                self.groups.values().any(|members| members.get(member.connection.id()).is_some())
            };
            if self.clients.get(&member.client_id).is_some_and(same) && !still_there() {
                self.clients.remove(&member.client_id);
            }
        }
    }
}
