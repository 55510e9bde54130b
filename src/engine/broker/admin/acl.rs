//! Accounts and white lists of access control: codes 50 to 54.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::broker::Broker;
use crate::engine::broker::acl::Acl;
use crate::engine::broker::acl::edit::EditError;
use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::acl::PlainAccessConfig;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::ext::FieldList;
use crate::engine::protocol::headers::acl::{
    AclInfoReply, DeleteAclConfigHeader, UpdateAclConfigHeader, UpdateGlobalWhiteAddrsHeader,
};
use crate::engine::protocol::names::{BrokerName, ClusterName};
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::remoting::connection::Connection;
use crate::engine::remoting::frame::{Frame, Reply};

const OFF: &str = "access control is off (aclEnable=false)";

/// `a,b` as a list; `None` when it is absent.
fn list(text: Option<&str>) -> Option<Vec<String>> {
    let parts = text?.split(',').filter(|part| !part.trim().is_empty());
    Some(parts.map(str::to_owned).collect())
}

/// The answer to a change: `failed` with Apache's words where there is nothing to change.
fn answer(
    broker: &Broker,
    failed: ResponseCode,
    not_found: String,
    change: impl FnOnce(&Acl) -> Result<(), EditError>,
) -> Reply {
    let Some(acl) = &broker.acl else { return Reply::refuse(failed, OFF) };
    match change(acl) {
        Ok(()) => Reply::success(),
        Err(EditError::NotFound) => Reply::refuse(failed, not_found),
        Err(error) => Reply::refuse(failed, error.to_string()),
    }
}

/// UPDATE_AND_CREATE_ACL_CONFIG (50).
pub fn update(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let header: UpdateAclConfigHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let name = header.access_key.clone();
    let account = PlainAccessConfig {
        topic_perms: list(header.topic_perms.as_deref()),
        group_perms: list(header.group_perms.as_deref()),
        access_key: Some(header.access_key),
        secret_key: header.secret_key,
        white_remote_address: header.white_remote_address,
        admin: header.admin,
        default_topic_perm: header.default_topic_perm,
        default_group_perm: header.default_group_perm,
    };
    tracing::info!(account = name, peer = %connection.peer(), "an account is changed");
    let remark =
        format!("The accesskey[{name}] corresponding to accessConfig has been updated failed.");
    answer(broker, ResponseCode::UpdateAclConfigFailed, remark, |acl| acl.put_account(&account))
}

/// DELETE_ACL_CONFIG (51).
pub fn delete(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let DeleteAclConfigHeader { access_key: name } = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    tracing::info!(account = name, peer = %connection.peer(), "an account is deleted");
    let remark =
        format!("The accesskey[{name}] corresponding to accessConfig has been deleted failed.");
    answer(broker, ResponseCode::DeleteAclConfigFailed, remark, |acl| acl.delete_account(&name))
}

/// UPDATE_GLOBAL_WHITE_ADDRS_CONFIG (53).
pub fn set_white_list(broker: &Broker, connection: &Arc<Connection>, request: &Frame) -> Reply {
    let header: UpdateGlobalWhiteAddrsHeader = match request.header() {
        Ok(header) => header,
        Err(error) => return error.into(),
    };
    let addresses = header.global_white_addrs;
    tracing::info!(addresses, peer = %connection.peer(), "the white list is changed");
    let remark = format!("The globalWhiteAddresses[{addresses}] has been updated failed.");
    let addresses = list(Some(&addresses)).unwrap_or_default();
    answer(broker, ResponseCode::UpdateGlobalWhiteAddrsFailed, remark, |acl| {
        acl.set_white_list(&addresses, header.acl_file_full_path.as_deref())
    })
}

/// GET_BROKER_CLUSTER_ACL_INFO (52).
pub fn versions(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    let Some(acl) = &broker.acl else { return Reply::refuse(ResponseCode::SystemError, OFF) };
    let (version, files) = acl.versions();
    let files: BTreeMap<String, DataVersion> =
        files.into_iter().map(|(path, version)| (path.display().to_string(), version)).collect();
    let config = broker.config();
    Reply::with_header(&AclInfoReply {
        version: String::from_utf8_lossy(&version.encode()).into_owned(),
        all_acl_file_version: serde_json::to_string(&files).ok(),
        broker_name: BrokerName::from(config.broker_name.as_str()),
        broker_addr: config.broker_address(),
        cluster_name: ClusterName::from(config.broker_cluster_name.as_str()),
    })
}

/// GET_BROKER_CLUSTER_ACL_CONFIG (54). The body holds secrets.
pub fn all(broker: &Broker, _: &Arc<Connection>, _: &Frame) -> Reply {
    match &broker.acl {
        Some(acl) => Reply::with_body(acl.config().encode()).and_fields(FieldList::default()),
        None => Reply::refuse(ResponseCode::SystemError, OFF),
    }
}
