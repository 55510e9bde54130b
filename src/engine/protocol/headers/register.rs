//! Headers between broker and name server: 103, 104, 205, 322, 327.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{BrokerName, ClusterName};

header! {
    /// REGISTER_BROKER (103).
    RegisterBrokerHeader {
        /// Name shared by a master and its slaves.
        broker_name: BrokerName = "brokerName",
        /// `brokerIP1:listenPort`.
        broker_addr: String = "brokerAddr",
        /// Cluster.
        cluster_name: ClusterName = "clusterName",
        /// Where slaves replicate from: `brokerIP2:(listenPort+1)`.
        ha_server_addr: String = "haServerAddr",
        /// 0 for the master.
        broker_id: i64 = "brokerId",
        /// Whether the body has the compressed form (`remoting.md` 4.2).
        compressed: bool = "compressed",
        /// CRC of the body as sent, see `record::body_crc`; 0 leaves it unchecked.
        body_crc32: i32 = "bodyCrc32",
    }
}

header! {
    /// Answer to REGISTER_BROKER.
    RegisterBrokerReply {
        /// Replication address of the master, for a slave.
        ha_server_addr: Option<String> = "haServerAddr",
        /// Address of the master, for a slave.
        master_addr: Option<String> = "masterAddr",
    }
}

header! {
    /// UNREGISTER_BROKER (104) and QUERY_DATA_VERSION (322): which broker speaks.
    BrokerIdentityHeader {
        /// Name shared by a master and its slaves.
        broker_name: BrokerName = "brokerName",
        /// `brokerIP1:listenPort`.
        broker_addr: String = "brokerAddr",
        /// Cluster.
        cluster_name: ClusterName = "clusterName",
        /// 0 for the master.
        broker_id: i64 = "brokerId",
    }
}

header! {
    /// Answer to QUERY_DATA_VERSION.
    QueryDataVersionReply {
        /// Whether the name server knows another version.
        changed: bool = "changed",
    }
}

header! {
    /// WIPE_WRITE_PERM_OF_BROKER (205) and ADD_WRITE_PERM_OF_BROKER (327).
    BrokerNameHeader {
        /// Broker whose topics change.
        broker_name: BrokerName = "brokerName",
    }
}

header! {
    /// Answer to WIPE_WRITE_PERM_OF_BROKER.
    WipeWritePermReply {
        /// Topics that changed.
        wipe_topic_count: i32 = "wipeTopicCount",
    }
}

header! {
    /// Answer to ADD_WRITE_PERM_OF_BROKER.
    AddWritePermReply {
        /// Topics that changed.
        add_topic_count: i32 = "addTopicCount",
    }
}
