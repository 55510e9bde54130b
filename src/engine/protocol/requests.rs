//! The request table: every code of the protocol, who serves it, and in which lane.
//!
//! [`for_each_request!`] hands the rows to a callback macro. A row is
//!
//! `code Name "APACHE_NAME" lane namesrv [handler] broker [handler] client [handler];`
//!
//! A handler is a path, resolved where a router expands the table, or `-`: that side answers
//! code 3. A path without a function does not compile. Lanes:
//!
//! | lane    | runs |
//! |---------|------|
//! | `send`  | grouped with the other sends of the same read, appended on the append thread |
//! | `pull`  | at once on the connection's task; may wait for a message |
//! | `now`   | at once on the connection's task: touches memory only |
//! | `query` | on a thread that may read files; bounded |
//! | `admin` | on a thread that may read and write files; bounded |
//! | `later` | answers by itself, when what it waits for is there: an append, another client's answer |
//!
//! What each request needs where access control is on stands in `acl_rule.rs`.

/// Calls `$callback! { [$($head)*] rows }`.
#[macro_export]
macro_rules! for_each_request {
    ($callback:ident $($head:tt)*) => {
        $callback! { [$($head)*]
            10 SendMessage "SEND_MESSAGE" send namesrv [-] broker [-] client [-];
            11 PullMessage "PULL_MESSAGE" pull namesrv [-] broker [-] client [-];
            12 QueryMessage "QUERY_MESSAGE" query namesrv [-] broker [query::by_key] client [-];
            14 QueryConsumerOffset "QUERY_CONSUMER_OFFSET" now namesrv [-] broker [offsets::query] client [-];
            15 UpdateConsumerOffset "UPDATE_CONSUMER_OFFSET" now namesrv [-] broker [offsets::update] client [-];
            17 UpdateAndCreateTopic "UPDATE_AND_CREATE_TOPIC" admin namesrv [-] broker [admin::topics::update] client [-];
            21 GetAllTopicConfig "GET_ALL_TOPIC_CONFIG" admin namesrv [-] broker [admin::topics::all] client [-];
            25 UpdateBrokerConfig "UPDATE_BROKER_CONFIG" admin namesrv [-] broker [admin::config::update] client [-];
            26 GetBrokerConfig "GET_BROKER_CONFIG" admin namesrv [-] broker [admin::config::get] client [-];
            28 GetBrokerRuntimeInfo "GET_BROKER_RUNTIME_INFO" admin namesrv [-] broker [admin::runtime::info] client [-];
            29 SearchOffsetByTimestamp "SEARCH_OFFSET_BY_TIMESTAMP" query namesrv [-] broker [query::search_offset] client [-];
            30 GetMaxOffset "GET_MAX_OFFSET" query namesrv [-] broker [query::max_offset] client [-];
            31 GetMinOffset "GET_MIN_OFFSET" now namesrv [-] broker [query::min_offset] client [-];
            32 GetEarliestMsgStoreTime "GET_EARLIEST_MSG_STORETIME" query namesrv [-] broker [query::earliest_store_time] client [-];
            33 ViewMessageById "VIEW_MESSAGE_BY_ID" query namesrv [-] broker [query::by_id] client [-];
            34 HeartBeat "HEART_BEAT" admin namesrv [-] broker [clients::heartbeat] client [-];
            35 UnregisterClient "UNREGISTER_CLIENT" admin namesrv [-] broker [clients::unregister] client [-];
            36 ConsumerSendMsgBack "CONSUMER_SEND_MSG_BACK" later namesrv [-] broker [send_back::serve] client [-];
            37 EndTransaction "END_TRANSACTION" later namesrv [-] broker [transaction::end] client [-];
            38 GetConsumerListByGroup "GET_CONSUMER_LIST_BY_GROUP" now namesrv [-] broker [clients::consumer_list] client [-];
            39 CheckTransactionState "CHECK_TRANSACTION_STATE" now namesrv [-] broker [-] client [pushed::check_transaction];
            40 NotifyConsumerIdsChanged "NOTIFY_CONSUMER_IDS_CHANGED" now namesrv [-] broker [-] client [pushed::ids_changed];
            41 LockBatchMq "LOCK_BATCH_MQ" now namesrv [-] broker [order_lock::lock] client [-];
            42 UnlockBatchMq "UNLOCK_BATCH_MQ" now namesrv [-] broker [order_lock::unlock] client [-];
            43 GetAllConsumerOffset "GET_ALL_CONSUMER_OFFSET" admin namesrv [-] broker [admin::progress::all_offsets] client [-];
            45 GetAllDelayOffset "GET_ALL_DELAY_OFFSET" now namesrv [-] broker [delay::all] client [-];
            46 CheckClientConfig "CHECK_CLIENT_CONFIG" now namesrv [-] broker [clients::check_config] client [-];
            50 UpdateAndCreateAclConfig "UPDATE_AND_CREATE_ACL_CONFIG" admin namesrv [-] broker [admin::acl::update] client [-];
            51 DeleteAclConfig "DELETE_ACL_CONFIG" admin namesrv [-] broker [admin::acl::delete] client [-];
            52 GetBrokerClusterAclInfo "GET_BROKER_CLUSTER_ACL_INFO" admin namesrv [-] broker [admin::acl::versions] client [-];
            53 UpdateGlobalWhiteAddrsConfig "UPDATE_GLOBAL_WHITE_ADDRS_CONFIG" admin namesrv [-] broker [admin::acl::set_white_list] client [-];
            54 GetBrokerClusterAclConfig "GET_BROKER_CLUSTER_ACL_CONFIG" admin namesrv [-] broker [admin::acl::all] client [-];
            100 PutKvConfig "PUT_KV_CONFIG" admin namesrv [kv::put] broker [-] client [-];
            101 GetKvConfig "GET_KV_CONFIG" now namesrv [kv::get] broker [-] client [-];
            102 DeleteKvConfig "DELETE_KV_CONFIG" admin namesrv [kv::delete] broker [-] client [-];
            103 RegisterBroker "REGISTER_BROKER" now namesrv [handlers::register_broker] broker [-] client [-];
            104 UnregisterBroker "UNREGISTER_BROKER" now namesrv [handlers::unregister_broker] broker [-] client [-];
            105 GetRouteInfoByTopic "GET_ROUTEINFO_BY_TOPIC" now namesrv [handlers::route] broker [-] client [-];
            106 GetBrokerClusterInfo "GET_BROKER_CLUSTER_INFO" now namesrv [handlers::cluster_info] broker [-] client [-];
            200 UpdateAndCreateSubscriptionGroup "UPDATE_AND_CREATE_SUBSCRIPTIONGROUP" admin namesrv [-] broker [admin::groups::update] client [-];
            201 GetAllSubscriptionGroupConfig "GET_ALL_SUBSCRIPTIONGROUP_CONFIG" admin namesrv [-] broker [admin::groups::all] client [-];
            202 GetTopicStatsInfo "GET_TOPIC_STATS_INFO" query namesrv [-] broker [admin::stats::topic] client [-];
            203 GetConsumerConnectionList "GET_CONSUMER_CONNECTION_LIST" now namesrv [-] broker [clients::consumer_connections] client [-];
            204 GetProducerConnectionList "GET_PRODUCER_CONNECTION_LIST" now namesrv [-] broker [clients::producer_connections] client [-];
            205 WipeWritePermOfBroker "WIPE_WRITE_PERM_OF_BROKER" now namesrv [handlers::wipe_write_perm] broker [-] client [-];
            206 GetAllTopicListFromNameserver "GET_ALL_TOPIC_LIST_FROM_NAMESERVER" now namesrv [handlers::all_topics] broker [-] client [-];
            207 DeleteSubscriptionGroup "DELETE_SUBSCRIPTIONGROUP" admin namesrv [-] broker [admin::groups::delete] client [-];
            208 GetConsumeStats "GET_CONSUME_STATS" query namesrv [-] broker [admin::stats::consume] client [-];
            215 DeleteTopicInBroker "DELETE_TOPIC_IN_BROKER" admin namesrv [-] broker [admin::topics::delete] client [-];
            216 DeleteTopicInNamesrv "DELETE_TOPIC_IN_NAMESRV" now namesrv [handlers::delete_topic] broker [-] client [-];
            219 GetKvListByNamespace "GET_KVLIST_BY_NAMESPACE" now namesrv [kv::list] broker [-] client [-];
            220 ResetConsumerClientOffset "RESET_CONSUMER_CLIENT_OFFSET" now namesrv [-] broker [-] client [pushed::reset_offsets];
            221 GetConsumerStatusFromClient "GET_CONSUMER_STATUS_FROM_CLIENT" now namesrv [-] broker [-] client [pushed::offsets];
            222 InvokeBrokerToResetOffset "INVOKE_BROKER_TO_RESET_OFFSET" query namesrv [-] broker [reset_offsets::reset] client [-];
            223 InvokeBrokerToGetConsumerStatus "INVOKE_BROKER_TO_GET_CONSUMER_STATUS" later namesrv [-] broker [reset_offsets::status] client [-];
            224 GetTopicsByCluster "GET_TOPICS_BY_CLUSTER" now namesrv [handlers::topics_by_cluster] broker [-] client [-];
            300 QueryTopicConsumeByWho "QUERY_TOPIC_CONSUME_BY_WHO" query namesrv [-] broker [admin::stats::consumed_by_whom] client [-];
            303 QueryConsumeTimeSpan "QUERY_CONSUME_TIME_SPAN" query namesrv [-] broker [admin::progress::time_span] client [-];
            304 GetSystemTopicListFromNs "GET_SYSTEM_TOPIC_LIST_FROM_NS" now namesrv [handlers::system_topics] broker [-] client [-];
            305 GetSystemTopicListFromBroker "GET_SYSTEM_TOPIC_LIST_FROM_BROKER" now namesrv [-] broker [admin::topics::system] client [-];
            306 CleanExpiredConsumeQueue "CLEAN_EXPIRED_CONSUMEQUEUE" admin namesrv [-] broker [admin::cleaning::expired_queues] client [-];
            307 GetConsumerRunningInfo "GET_CONSUMER_RUNNING_INFO" later namesrv [-] broker [relay::running_info] client [pushed::running_info];
            308 QueryCorrectionOffset "QUERY_CORRECTION_OFFSET" query namesrv [-] broker [admin::progress::correction] client [-];
            309 ConsumeMessageDirectly "CONSUME_MESSAGE_DIRECTLY" later namesrv [-] broker [relay::consume_directly] client [pushed::consume_directly];
            310 SendMessageV2 "SEND_MESSAGE_V2" send namesrv [-] broker [-] client [-];
            311 GetUnitTopicList "GET_UNIT_TOPIC_LIST" now namesrv [handlers::unit_topics] broker [-] client [-];
            312 GetHasUnitSubTopicList "GET_HAS_UNIT_SUB_TOPIC_LIST" now namesrv [handlers::unit_sub_topics] broker [-] client [-];
            313 GetHasUnitSubUnUnitTopicList "GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST" now namesrv [handlers::unit_sub_ununit_topics] broker [-] client [-];
            314 CloneGroupOffset "CLONE_GROUP_OFFSET" admin namesrv [-] broker [admin::progress::clone_offsets] client [-];
            315 ViewBrokerStatsData "VIEW_BROKER_STATS_DATA" now namesrv [-] broker [admin::stats::figures] client [-];
            316 CleanUnusedTopic "CLEAN_UNUSED_TOPIC" admin namesrv [-] broker [admin::cleaning::unused_topics] client [-];
            317 GetBrokerConsumeStats "GET_BROKER_CONSUME_STATS" query namesrv [-] broker [admin::progress::all_groups] client [-];
            318 UpdateNamesrvConfig "UPDATE_NAMESRV_CONFIG" admin namesrv [config::update] broker [-] client [-];
            319 GetNamesrvConfig "GET_NAMESRV_CONFIG" now namesrv [config::get] broker [-] client [-];
            320 SendBatchMessage "SEND_BATCH_MESSAGE" send namesrv [-] broker [-] client [-];
            321 QueryConsumeQueue "QUERY_CONSUME_QUEUE" query namesrv [-] broker [query::consume_queue] client [-];
            322 QueryDataVersion "QUERY_DATA_VERSION" now namesrv [handlers::query_data_version] broker [-] client [-];
            323 ResumeCheckHalfMessage "RESUME_CHECK_HALF_MESSAGE" admin namesrv [-] broker [transaction_check::resume] client [-];
            324 SendReplyMessage "SEND_REPLY_MESSAGE" later namesrv [-] broker [reply_message::serve] client [-];
            325 SendReplyMessageV2 "SEND_REPLY_MESSAGE_V2" later namesrv [-] broker [reply_message::serve] client [-];
            326 PushReplyMessageToClient "PUSH_REPLY_MESSAGE_TO_CLIENT" now namesrv [-] broker [-] client [pushed::reply];
            327 AddWritePermOfBroker "ADD_WRITE_PERM_OF_BROKER" now namesrv [handlers::add_write_perm] broker [-] client [-];
            328 GetAllProducerInfo "GET_ALL_PRODUCER_INFO" now namesrv [-] broker [clients::all_producers] client [-];
            329 DeleteExpiredCommitLog "DELETE_EXPIRED_COMMITLOG" admin namesrv [-] broker [admin::cleaning::expired_log_files] client [-];
        }
    };
}

/// Where a request runs; see the module's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Grouped and appended.
    Send,
    /// Reads a queue and may wait for a message.
    Pull,
    /// Memory only.
    Now,
    /// Reads files.
    Query,
    /// Reads and writes files.
    Admin,
    /// Answers by itself, after an append or another client's answer.
    Later,
}

macro_rules! lane {
    (send) => {
        Lane::Send
    };
    (pull) => {
        Lane::Pull
    };
    (now) => {
        Lane::Now
    };
    (query) => {
        Lane::Query
    };
    (admin) => {
        Lane::Admin
    };
    (later) => {
        Lane::Later
    };
}

macro_rules! define_codes {
    ([] $($code:literal $name:ident $apache:literal $lane:ident
        namesrv [$($n:tt)*] broker [$($b:tt)*] client [$($c:tt)*];)*) => {
        /// What a request asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum RequestCode {
            $( #[doc = $apache] $name, )*
            /// A code the table does not have.
            Unknown(i32),
        }

        impl RequestCode {
            /// Every code of the table.
            pub const ALL: &[RequestCode] = &[$( RequestCode::$name, )*];

            /// The number on the wire.
            pub fn code(self) -> i32 {
                match self { $( Self::$name => $code, )* Self::Unknown(code) => code }
            }

            /// The name Apache's `RequestCode` gives it.
            pub fn name(self) -> &'static str {
                match self { $( Self::$name => $apache, )* Self::Unknown(_) => "UNKNOWN" }
            }

            /// The lane the request runs in.
            pub fn lane(self) -> Lane {
                match self { $( Self::$name => lane!($lane), )* Self::Unknown(_) => Lane::Now }
            }
        }

        impl From<i32> for RequestCode {
            fn from(code: i32) -> Self {
                match code { $( $code => Self::$name, )* other => Self::Unknown(other) }
            }
        }
    };
}

for_each_request!(define_codes);
