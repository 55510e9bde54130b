//! Body of GET_BROKER_CLUSTER_ACL_CONFIG (54).

use serde::{Deserialize, Serialize};

use super::Body;

/// One account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PlainAccessConfig {
    /// Name.
    pub access_key: Option<String>,
    /// Whether it may administrate.
    pub admin: bool,
    /// Permission for groups not listed.
    pub default_group_perm: Option<String>,
    /// Permission for topics not listed.
    pub default_topic_perm: Option<String>,
    /// `group=PERM` each.
    pub group_perms: Option<Vec<String>>,
    /// Secret.
    pub secret_key: Option<String>,
    /// `topic=PERM` each.
    pub topic_perms: Option<Vec<String>>,
    /// Addresses from which it needs no signature.
    pub white_remote_address: Option<String>,
}

/// All accounts of a broker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AclConfig {
    /// Addresses from which no signature is needed.
    pub global_white_addrs: Option<Vec<String>>,
    /// The accounts.
    pub plain_access_configs: Option<Vec<PlainAccessConfig>>,
}

impl Body for AclConfig {}
