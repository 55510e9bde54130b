//! Headers about consumer groups: 207, 208, 303, 308, 314, 317.

use crate::engine::protocol::header_macro::header;
use crate::engine::protocol::names::{GroupName, TopicName};

header! {
    /// DELETE_SUBSCRIPTIONGROUP (207).
    DeleteSubscriptionGroupHeader {
        /// Group.
        group_name: GroupName = "groupName",
        /// Whether its offsets go too.
        remove_offset: bool = "removeOffset",
    }
}

header! {
    /// GET_CONSUME_STATS (208).
    GetConsumeStatsHeader {
        /// Group.
        consumer_group: GroupName = "consumerGroup",
        /// One topic only; absent or empty for all.
        topic: Option<TopicName> = "topic",
    }
}

header! {
    /// QUERY_CONSUME_TIME_SPAN (303).
    QueryConsumeTimeSpanHeader {
        /// Topic.
        topic: TopicName = "topic",
        /// Group.
        group: GroupName = "group",
    }
}

header! {
    /// QUERY_CORRECTION_OFFSET (308).
    QueryCorrectionOffsetHeader {
        /// Comma-separated groups to leave out.
        filter_groups: Option<String> = "filterGroups",
        /// Group to compare with.
        compare_group: GroupName = "compareGroup",
        /// Topic.
        topic: TopicName = "topic",
    }
}

header! {
    /// CLONE_GROUP_OFFSET (314).
    CloneGroupOffsetHeader {
        /// Group to copy from.
        src_group: GroupName = "srcGroup",
        /// Group to copy to.
        dest_group: GroupName = "destGroup",
        /// One topic only; absent or empty for all.
        topic: Option<TopicName> = "topic",
        /// Whether the source group is known to be offline.
        offline: bool = "offline",
    }
}

header! {
    /// GET_BROKER_CONSUME_STATS (317).
    GetBrokerConsumeStatsHeader {
        /// Only topics marked as ordered.
        is_order: bool = "isOrder",
    }
}
