//! Settings of consumer groups: shown, changed, and deleted with the group.

use super::outcome::{Failure, Outcome};
use super::servers::{BrokerAt, Target};
use super::view::GroupConfigRow;
use super::{Admin, for_all};
use crate::engine::client::error::Result;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::subscription_group::{
    SubscriptionGroupConfig, SubscriptionGroupTable,
};
use crate::engine::protocol::headers::groups::DeleteSubscriptionGroupHeader;
use crate::engine::protocol::names::GroupName;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

impl Admin {
    /// Makes `group`, or changes it, on the masters of `target`.
    pub async fn group_update(
        &self,
        target: &Target,
        group: &SubscriptionGroupConfig,
    ) -> Result<Vec<Outcome>> {
        let request =
            Request::bare(RequestCode::UpdateAndCreateSubscriptionGroup).with_body(group.encode());
        Ok(self.on_each(&self.masters_of(target).await?, request).await)
    }

    /// Deletes `group` from the masters of `target`, its offsets too if so wished. Its retry and
    /// dead letter topics stay.
    pub async fn group_delete(
        &self,
        target: &Target,
        group: &GroupName,
        remove_offset: bool,
    ) -> Result<Vec<Outcome>> {
        let header = DeleteSubscriptionGroupHeader { group_name: group.clone(), remove_offset };
        let request = Request::new(RequestCode::DeleteSubscriptionGroup, &header);
        Ok(self.on_each(&self.masters_of(target).await?, request).await)
    }

    /// The settings of `group` on every master that knows it.
    pub async fn group_configs(&self, group: &GroupName) -> Result<Vec<GroupConfigRow>> {
        let mut brokers = self.all_brokers().await?;
        brokers.retain(BrokerAt::is_master);
        let rows = for_all(brokers, |broker| {
            let (admin, group) = (self.clone(), group.clone());
            async move {
                let BrokerAt { cluster, name, address, .. } = broker;
                let request = Request::bare(RequestCode::GetAllSubscriptionGroupConfig);
                let table: Result<SubscriptionGroupTable> =
                    admin.body_of(&address, Some(&name), &request, admin.timeout()).await;
                let (config, error) = match table {
                    Ok(mut table) => (table.subscription_group_table.remove(&group), None),
                    Err(error) => (None, Some(Failure::from(&error))),
                };
                GroupConfigRow { cluster, broker_name: name, address, config, error }
            }
        });
        let mut rows = rows.await;
        rows.retain(|row| row.config.is_some() || row.error.is_some());
        Ok(rows)
    }
}
