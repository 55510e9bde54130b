//! Asks for consumer groups: who is online, how far they are, and what members say of themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::facts::{Broker, Group};
use crate::engine::admin::outcome::Failure;
use crate::engine::admin::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::connections::ConsumerConnection;
use crate::engine::protocol::bodies::heartbeat::MessageModel;
use crate::engine::protocol::bodies::running_info::ConsumerRunningInfo;
use crate::engine::protocol::names::{ClientId, GroupName};

/// How long a member may take to tell how it is: the broker passes the question on to it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Every group of the users that a master among `brokers` knows.
pub(super) async fn groups(admin: &Admin, brokers: &[Broker]) -> Vec<Group> {
    let told = brokers.iter().filter_map(|broker| Some((broker, broker.told.as_ref().ok()?)));
    let mut groups: BTreeMap<GroupName, (Group, Vec<String>)> = BTreeMap::new();
    for (broker, told) in told {
        for group in &told.groups {
            let entry = groups.entry(group.clone());
            let (row, addresses) = entry.or_insert_with(|| (empty(group.clone()), Vec::new()));
            addresses.push(broker.at.address.clone());
            let stats = told.progress.get(group).into_iter().flatten();
            row.queues.extend(stats.flat_map(|stats| stats.offset_table.0.clone()));
        }
    }
    let asked = for_all(groups.into_values(), |(group, addresses)| {
        let admin = admin.clone();
        async move { fill(&admin, group, &addresses).await }
    });
    asked.await
}

fn empty(group: GroupName) -> Group {
    Group { group, online: None, members: BTreeMap::new(), queues: BTreeMap::new() }
}

/// Who is online, asked of one broker after the other until one knows: members tell all of them.
async fn fill(admin: &Admin, mut group: Group, addresses: &[String]) -> Group {
    for address in addresses {
        if let Ok(Some(online)) = admin.group_connections_at(&group.group, address).await {
            group.members = members(admin, &group, &online, address).await;
            group.online = Some(online);
            break;
        }
    }
    group
}

/// What the members tell. One alone agrees with itself, and is asked only when there is something
/// to consume.
async fn members(
    admin: &Admin,
    group: &Group,
    online: &ConsumerConnection,
    address: &str,
) -> BTreeMap<ClientId, Result<ConsumerRunningInfo, Failure>> {
    let has_backlog = group.queues.values().any(|at| at.consumer_offset < at.broker_offset);
    let is_shared = online.message_model == MessageModel::Clustering;
    let ids: BTreeSet<ClientId> =
        online.connection_set.iter().map(|member| member.client_id.clone()).collect();
    if ids.len() < 2 && !(has_backlog && is_shared) {
        return BTreeMap::new();
    }
    let patience = PATIENCE.min(admin.session().config.call_timeout);
    let infos = for_all(ids, |client| {
        let (admin, group, address) = (admin.clone(), group.group.clone(), address.to_owned());
        async move {
            let info = admin.running_info_at(&address, &group, &client, patience).await;
            (client, info.map_err(|error| Failure::from(&error)))
        }
    });
    infos.await.into_iter().collect()
}
