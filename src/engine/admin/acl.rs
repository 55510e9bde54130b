//! Accounts and white lists of access control, where brokers keep them.

use std::collections::BTreeMap;

use super::outcome::{Failure, Outcome};
use super::servers::{BrokerAt, Target};
use super::view::{AclConfigRow, AclVersionRow};
use super::{Admin, for_all};
use crate::engine::client::error::{ClientError, Result, unreadable};
use crate::engine::protocol::bodies::acl::{AclConfig, PlainAccessConfig};
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::fastjson;
use crate::engine::protocol::headers::acl::{
    AclInfoReply, DeleteAclConfigHeader, UpdateAclConfigHeader, UpdateGlobalWhiteAddrsHeader,
};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::remoting::frame::Request;

impl Admin {
    /// Makes an account, or changes it, on every broker of `target`.
    pub async fn acl_account_put(
        &self,
        target: &Target,
        account: &PlainAccessConfig,
    ) -> Result<Vec<Outcome>> {
        let list = |rights: &Option<Vec<String>>| rights.as_ref().map(|rights| rights.join(","));
        let header = UpdateAclConfigHeader {
            access_key: account.access_key.clone().unwrap_or_default(),
            secret_key: account.secret_key.clone(),
            white_remote_address: account.white_remote_address.clone(),
            admin: account.admin,
            default_topic_perm: account.default_topic_perm.clone(),
            default_group_perm: account.default_group_perm.clone(),
            topic_perms: list(&account.topic_perms),
            group_perms: list(&account.group_perms),
        };
        let request = Request::new(RequestCode::UpdateAndCreateAclConfig, &header);
        Ok(self.on_each(&self.brokers_of(target).await?, request).await)
    }

    /// Deletes an account on every broker of `target`.
    pub async fn acl_account_delete(
        &self,
        target: &Target,
        access_key: &str,
    ) -> Result<Vec<Outcome>> {
        let header = DeleteAclConfigHeader { access_key: access_key.to_owned() };
        let request = Request::new(RequestCode::DeleteAclConfig, &header);
        Ok(self.on_each(&self.brokers_of(target).await?, request).await)
    }

    /// Sets the addresses (separated by commas) that need no signature, on every broker of
    /// `target`: in the file `file`, or in each broker's default one.
    pub async fn acl_white_list_set(
        &self,
        target: &Target,
        addresses: &str,
        file: Option<&str>,
    ) -> Result<Vec<Outcome>> {
        let header = UpdateGlobalWhiteAddrsHeader {
            global_white_addrs: addresses.to_owned(),
            acl_file_full_path: file.map(str::to_owned),
        };
        let request = Request::new(RequestCode::UpdateGlobalWhiteAddrsConfig, &header);
        Ok(self.on_each(&self.brokers_of(target).await?, request).await)
    }

    /// How often the files of accounts have changed on each master of `target`.
    pub async fn acl_versions(&self, target: &Target) -> Result<Vec<AclVersionRow>> {
        Ok(self.acl_versions_of(self.masters_of(target).await?).await)
    }

    /// The same on each of `brokers`, in their order.
    pub async fn acl_versions_of(&self, brokers: Vec<BrokerAt>) -> Vec<AclVersionRow> {
        let rows = for_all(brokers, |broker| {
            let admin = self.clone();
            async move {
                let (info, error) = match admin.acl_info(&broker.address).await {
                    Ok(info) => (info, None),
                    Err(error) => (Default::default(), Some(Failure::from(&error))),
                };
                let (reply, files) = info;
                AclVersionRow {
                    cluster: reply.cluster_name,
                    broker_name: reply.broker_name,
                    broker_address: reply.broker_addr,
                    address: broker.address,
                    files,
                    error,
                }
            }
        });
        rows.await
    }

    async fn acl_info(
        &self,
        address: &str,
    ) -> Result<(AclInfoReply, BTreeMap<String, DataVersion>)> {
        let code = RequestCode::GetBrokerClusterAclInfo;
        let answer = self.session().ask(address, None, &Request::bare(code)).await?;
        let reply: AclInfoReply = answer.header().map_err(unreadable(code, address))?;
        let text = reply.all_acl_file_version.as_deref().unwrap_or("{}");
        let files = fastjson::read(text.as_bytes())
            .map_err(|error| ClientError::bad_answer(code, address, error))?;
        Ok((reply, files))
    }

    /// Accounts and white list of each master of `target`; secrets are among them.
    pub async fn acl_configs(&self, target: &Target) -> Result<Vec<AclConfigRow>> {
        Ok(self.acl_configs_of(self.masters_of(target).await?).await)
    }

    /// The same of each of `brokers`, in their order.
    pub async fn acl_configs_of(&self, brokers: Vec<BrokerAt>) -> Vec<AclConfigRow> {
        let rows = for_all(brokers, |broker| {
            let admin = self.clone();
            async move {
                let request = Request::bare(RequestCode::GetBrokerClusterAclConfig);
                let answer = admin.body_of(&broker.address, None, &request, admin.timeout()).await;
                let (config, error): (Option<AclConfig>, _) = match answer {
                    Ok(config) => (Some(config), None),
                    Err(error) => (None, Some(Failure::from(&error))),
                };
                AclConfigRow { broker, config, error }
            }
        });
        rows.await
    }
}
