//! Headers of route lookups at the name server: 105, 216, 224.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{ClusterName, TopicName};

header! {
    /// GET_ROUTEINFO_BY_TOPIC (105).
    GetRouteInfoHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Asks for strict JSON whatever the sender's version.
        accept_standard_json_only: Option<bool> = "acceptStandardJsonOnly",
    }
}

header! {
    /// DELETE_TOPIC_IN_NAMESRV (216).
    DeleteTopicInNamesrvHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Forget the topic for this cluster's brokers only.
        cluster_name: Option<ClusterName> = "clusterName",
    }
}

header! {
    /// GET_TOPICS_BY_CLUSTER (224).
    GetTopicsByClusterHeader {
        /// Cluster.
        cluster: ClusterName = "cluster",
    }
}
