//! Headers of broker configuration and statistics: 26, 315.

use crate::engine::protocol::header_macro::header;

header! {
    /// Answer to GET_BROKER_CONFIG (26).
    GetBrokerConfigReply {
        /// Data version of the configuration, as JSON text.
        version: String = "version",
    }
}

header! {
    /// VIEW_BROKER_STATS_DATA (315).
    ViewBrokerStatsHeader {
        /// Name of the statistic, `TOPIC_PUT_NUMS` for example.
        stats_name: String = "statsName",
        /// Its key: topic, `topic@group` or cluster.
        stats_key: String = "statsKey",
    }
}
