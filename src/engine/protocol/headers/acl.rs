//! Headers of ACL administration: 50 to 53.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{BrokerName, ClusterName};

header! {
    /// UPDATE_AND_CREATE_ACL_CONFIG (50).
    UpdateAclConfigHeader {
        /// Account.
        access_key: String = "accessKey",
        /// Its secret.
        secret_key: Option<String> = "secretKey",
        /// Addresses from which it needs no signature.
        white_remote_address: Option<String> = "whiteRemoteAddress",
        /// Whether it may administrate.
        admin: bool = "admin",
        /// Permission for topics not listed.
        default_topic_perm: Option<String> = "defaultTopicPerm",
        /// Permission for groups not listed.
        default_group_perm: Option<String> = "defaultGroupPerm",
        /// Comma-separated `topic=PERM`.
        topic_perms: Option<String> = "topicPerms",
        /// Comma-separated `group=PERM`.
        group_perms: Option<String> = "groupPerms",
    }
}

header! {
    /// DELETE_ACL_CONFIG (51).
    DeleteAclConfigHeader {
        /// Account.
        access_key: String = "accessKey",
    }
}

header! {
    /// Answer to GET_BROKER_CLUSTER_ACL_INFO (52).
    AclInfoReply {
        /// Data version of the default file, as JSON text.
        version: String = "version",
        /// JSON object: file to data version.
        all_acl_file_version: Option<String> = "allAclFileVersion",
        /// Broker.
        broker_name: BrokerName = "brokerName",
        /// Its address.
        broker_addr: String = "brokerAddr",
        /// Its cluster.
        cluster_name: ClusterName = "clusterName",
    }
}

header! {
    /// UPDATE_GLOBAL_WHITE_ADDRS_CONFIG (53).
    UpdateGlobalWhiteAddrsHeader {
        /// Comma-separated addresses.
        global_white_addrs: String = "globalWhiteAddrs",
        /// File to change; the default one when absent.
        acl_file_full_path: Option<String> = "aclFileFullPath",
    }
}
