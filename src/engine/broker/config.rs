//! THE table of configuration keys, and the typed configuration made from it.
//!
//! A row is `"key" field: Type = default, Unit, When, "doc";`. From the rows come the fields of
//! [`BrokerConfig`], how text sets them, the text that
//! GET_BROKER_CONFIG (26) answers, and [`KEYS`] for documentation and checks. Rules between keys are in
//! `config_rules.rs`. Keys and defaults: `config.md` 6.2 to 6.5; `bindAddress` is ours.

use std::fmt;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use crate::engine::protocol::delay_level::DEFAULT_DELAY_LEVELS;
use crate::engine::remoting::tls::TlsSettings;

/// What a number of a key counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Not a number, or one without unit.
    None,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Hours.
    Hours,
    /// Bytes.
    Bytes,
    /// Things.
    Count,
    /// Hundredths.
    Percent,
    /// A TCP port.
    Port,
    /// Bits.
    Bits,
}

/// When a changed value takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At the next start.
    Start,
    /// At once.
    Live,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key as files spell it.
    pub name: &'static str,
    /// What its value must be.
    pub expected: &'static str,
    /// Whether the broker refuses to start with another value.
    pub strict: bool,
    /// What a number counts.
    pub unit: Unit,
    /// When a change takes effect.
    pub when: When,
    /// What it does, in one line.
    pub doc: &'static str,
}

impl Key {
    /// Whether it changes anything in rmq; others are kept and reported.
    pub fn has_effect(&self) -> bool {
        let of_others = ["(Apache only)", "Unused by Apache", "(unused)", "removed from Apache"];
        !of_others.iter().any(|mark| self.doc.contains(mark))
    }
}

/// A type a configuration value can have.
pub trait ConfigValue: Sized {
    /// What a text must be to be one.
    const EXPECTED: &'static str;
    /// Whether the broker must not start with the default in place of a text that is none.
    const STRICT: bool = false;
    /// The value written as `text`.
    fn parse(text: &str) -> Option<Self>;
    /// The value as text; `None` when it is not set.
    fn text(&self) -> Option<String>;
}

macro_rules! integer_value {
    ($($type:ty, $expected:literal);*) => {$(
        impl ConfigValue for $type {
            const EXPECTED: &'static str = $expected;

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn text(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

integer_value!(i32, "a 32-bit integer"; i64, "a 64-bit integer");

impl ConfigValue for bool {
    const EXPECTED: &'static str = "true or false";

    fn parse(text: &str) -> Option<Self> {
        match text {
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl ConfigValue for String {
    const EXPECTED: &'static str = "text";

    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn text(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl ConfigValue for Option<String> {
    const EXPECTED: &'static str = "text";

    fn parse(text: &str) -> Option<Self> {
        Some(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    fn text(&self) -> Option<String> {
        self.clone()
    }
}

/// Hours of the day, such as `04;16`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourList(pub Vec<u8>);

impl ConfigValue for HourList {
    const EXPECTED: &'static str = "hours of the day from 00 to 23, separated by `;`";

    fn parse(text: &str) -> Option<Self> {
        let hour = |text: &str| text.trim().parse().ok().filter(|hour| *hour < 24);
        text.split(';').map(hour).collect::<Option<_>>().map(Self)
    }

    fn text(&self) -> Option<String> {
        let hours: Vec<String> = self.0.iter().map(|hour| format!("{hour:02}")).collect();
        Some(hours.join(";"))
    }
}

macro_rules! named_value {
    ($(#[$doc:meta])* $type:ident, $expected:literal, $($(#[$variant_doc:meta])* $variant:ident $name:literal),*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $( $(#[$variant_doc])* $variant, )*
        }

        impl ConfigValue for $type {
            const EXPECTED: &'static str = $expected;
            // A misspelt SYNC_FLUSH would cost messages.
            const STRICT: bool = true;

            fn parse(text: &str) -> Option<Self> {
                match text {
                    $( $name => Some(Self::$variant), )*
                    _ => None,
                }
            }

            fn text(&self) -> Option<String> {
                Some(self.to_string())
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $( Self::$variant => $name, )* })
            }
        }
    };
}

named_value! {
    /// The part a broker plays in replication.
    BrokerRole, "ASYNC_MASTER, SYNC_MASTER or SLAVE",
    /// Answers sends before slaves have the message.
    AsyncMaster "ASYNC_MASTER",
    /// Answers sends after a slave has the message.
    SyncMaster "SYNC_MASTER",
    /// Copies a master.
    Slave "SLAVE"
}

named_value! {
    /// When a send is answered.
    FlushDiskType, "ASYNC_FLUSH or SYNC_FLUSH",
    /// Before the message is on disk.
    AsyncFlush "ASYNC_FLUSH",
    /// After the message is on disk.
    SyncFlush "SYNC_FLUSH"
}

macro_rules! config_keys {
    ($($key:literal $field:ident: $type:ty = $default:expr, $unit:ident, $when:ident, $doc:literal;)*) => {
        /// The configuration of a broker: one field a key.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct BrokerConfig {
            $( #[doc = $doc] pub $field: $type, )*
            /// The keys that begin with `tls.`: in Apache they are no keys of a broker, and
            /// requests neither show nor change them.
            pub tls: TlsSettings,
        }

        impl Default for BrokerConfig {
            fn default() -> Self {
                Self { $( $field: $default, )* tls: TlsSettings::default() }
            }
        }

        /// Every key, in the table's order.
        pub const KEYS: &[Key] = &[$(
            Key {
                name: $key,
                expected: <$type as ConfigValue>::EXPECTED,
                strict: <$type as ConfigValue>::STRICT,
                unit: Unit::$unit,
                when: When::$when,
                doc: $doc,
            },
        )*];

        impl BrokerConfig {
            /// Sets `key` from text. False when the text is not what the key expects; the value
            /// then stays as it was. `None` for a key the table does not have.
            pub fn set(&mut self, key: &str, text: &str) -> Option<bool> {
                match key {
                    $( $key => Some(assign(&mut self.$field, text)), )*
                    _ => self.tls.set(key, text),
                }
            }

            /// Every key that has a value, with the value as text, in the table's order.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, String)> {
                [$( ($key, self.$field.text()), )*]
                    .into_iter()
                    .filter_map(|(key, text)| text.map(|text| (key, text)))
            }
        }
    };
}

impl BrokerConfig {
    /// The value of `key` as text; `None` when it has none, or there is no such key in the table.
    pub fn value_of(&self, key: &str) -> Option<String> {
        self.entries().find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

/// The row of a key, if there is one of that name.
pub fn key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|row| row.name == name)
}

/// The names of all keys that can be set, those of encryption after the table's.
pub fn key_names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|row| row.name).chain(TlsSettings::keys())
}

/// What the value of `key` must be, and whether the default must not stand in for it; `None` when
/// there is no such key.
pub fn expected(key: &str) -> Option<(&'static str, bool)> {
    let encryption = TlsSettings::known(key).map(|(_, expected)| (expected, true));
    encryption.or_else(|| self::key(key).map(|row| (row.expected, row.strict)))
}

fn assign<T: ConfigValue>(field: &mut T, text: &str) -> bool {
    T::parse(text).map(|value| *field = value).is_some()
}

config_keys! {
    // What the broker is and where it is found
    "brokerClusterName" broker_cluster_name: String = "DefaultCluster".to_owned(), None, Start, "Cluster this broker belongs to.";
    "brokerName" broker_name: String = host_name(), None, Start, "Name shared by a master and its slaves.";
    "brokerId" broker_id: i64 = 0, None, Start, "0 for a master, above 0 for a slave.";
    "brokerRole" broker_role: BrokerRole = BrokerRole::AsyncMaster, None, Start, "ASYNC_MASTER, SYNC_MASTER or SLAVE.";
    "brokerIP1" broker_ip1: String = local_address(), None, Start, "Address clients are told, and stored with every message.";
    "brokerIP2" broker_ip2: String = local_address(), None, Start, "Address slaves are told.";
    "listenPort" listen_port: i32 = 10911, Port, Start, "Main port; the second port for clients is this minus 2, replication this plus 1.";
    "bindAddress" bind_address: String = "0.0.0.0".to_owned(), None, Start, "Local address to listen on (rmq only).";
    "haListenPort" ha_listen_port: i32 = 10912, Port, Start, "Always listenPort + 1, whatever is written.";
    "namesrvAddr" namesrv_addr: Option<String> = env("NAMESRV_ADDR"), None, Start, "Name servers, separated by `;`.";
    "fetchNamesrvAddrByAddressServer" fetch_namesrv_addr_by_address_server: bool = false, None, Start, "Ask an address server for the name servers.";
    "rmqAddressServerDomain" rmq_address_server_domain: Option<String> = None, None, Start, "Domain of the address server.";
    "rmqAddressServerSubGroup" rmq_address_server_sub_group: Option<String> = None, None, Start, "Sub group asked of the address server.";
    "rocketmqHome" rocketmq_home: Option<String> = env("ROCKETMQ_HOME"), None, Start, "Directory with conf/ (access control files).";
    "brokerPermission" broker_permission: i32 = 6, Bits, Live, "Permission of the whole broker: 4 read, 2 write.";
    "regionId" region_id: String = "DefaultRegion".to_owned(), None, Live, "Region, sent as MSG_REGION with every send answer.";
    "configBlackList" config_black_list: Option<String> = None, None, Start, "Keys that may not be changed while running, separated by `;`.";
    // Registration with the name servers
    "registerNameServerPeriod" register_name_server_period: i32 = 30000, Milliseconds, Start, "Between registrations, kept within 10000 and 60000.";
    "registerBrokerTimeoutMills" register_broker_timeout_mills: i32 = 6000, Milliseconds, Live, "Patience with one registration.";
    "forceRegister" force_register: bool = true, None, Live, "Register every time, not only after a change.";
    "compressedRegister" compressed_register: bool = false, None, Live, "Compress the registration.";
    // Topics and groups
    "autoCreateTopicEnable" auto_create_topic_enable: bool = true, None, Live, "A send to an unknown topic creates it.";
    "defaultTopicQueueNums" default_topic_queue_nums: i32 = 8, Count, Start, "Most queues an automatically created topic gets.";
    "clusterTopicEnable" cluster_topic_enable: bool = true, None, Start, "The topic named like the cluster can be read and written.";
    "brokerTopicEnable" broker_topic_enable: bool = true, None, Start, "The topic named like the broker can be read and written.";
    "autoCreateSubscriptionGroup" auto_create_subscription_group: bool = true, None, Live, "An unknown consumer group is created when it is first seen.";
    "traceTopicEnable" trace_topic_enable: bool = false, None, Start, "Create the trace topic at start.";
    "msgTraceTopicName" msg_trace_topic_name: String = "RMQ_SYS_TRACE_TOPIC".to_owned(), None, Start, "Name of the trace topic.";
    "traceOn" trace_on: bool = true, None, Live, "Tell clients that they may trace (TRACE_ON).";
    "autoDeleteUnusedStats" auto_delete_unused_stats: bool = false, None, Live, "Drop the statistics of deleted topics and groups.";
    "enableDetailStat" enable_detail_stat: bool = true, None, Live, "Keep statistics for each topic and group.";
    // Consumers
    "longPollingEnable" long_polling_enable: bool = true, None, Live, "Hold a pull until a message comes or its time is up.";
    "shortPollingTimeMills" short_polling_time_mills: i64 = 1000, Milliseconds, Live, "How long a pull is held when long polling is off.";
    "notifyConsumerIdsChangedEnable" notify_consumer_ids_changed_enable: bool = true, None, Live, "Tell a group's members when one comes or goes.";
    "slaveReadEnable" slave_read_enable: bool = false, None, Live, "Send consumers that are far behind to a slave.";
    "disableConsumeIfConsumerReadSlowly" disable_consume_if_consumer_read_slowly: bool = false, None, Live, "Switch off a group that is too far behind.";
    "consumerFallbehindThreshold" consumer_fallbehind_threshold: i64 = 17_179_869_184, Bytes, Live, "How far behind is too far.";
    "flushConsumerOffsetInterval" flush_consumer_offset_interval: i32 = 5000, Milliseconds, Start, "Between saves of the consumer offsets.";
    "flushConsumerOffsetHistoryInterval" flush_consumer_offset_history_interval: i32 = 60000, Milliseconds, Start, "Between saves of the offset history (unused).";
    "enablePropertyFilter" enable_property_filter: bool = true, None, Live, "Filter by SQL92 expressions over message properties.";
    "filterSupportRetry" filter_support_retry: bool = false, None, Live, "Apply a topic's filter to its retry topic too.";
    "enableCalcFilterBitMap" enable_calc_filter_bit_map: bool = false, None, Live, "Keep bit maps of filter results.";
    "expectConsumerNumUseFilter" expect_consumer_num_use_filter: i32 = 32, Count, Start, "Filtering groups a bit map is sized for.";
    "maxErrorRateOfBloomFilter" max_error_rate_of_bloom_filter: i32 = 20, Percent, Start, "Error rate a bit map is sized for.";
    "filterDataCleanTimeSpan" filter_data_clean_time_span: i64 = 86_400_000, Milliseconds, Live, "How long filters of departed groups are kept.";
    // Sending
    "rejectTransactionMessage" reject_transaction_message: bool = false, None, Live, "Refuse transactional messages.";
    "startAcceptSendRequestTimeStamp" start_accept_send_request_time_stamp: i64 = 0, Milliseconds, Live, "Refuse sends before this time.";
    "brokerFastFailureEnable" broker_fast_failure_enable: bool = true, None, Live, "Answer requests that waited too long that the broker is busy.";
    "waitTimeMillsInSendQueue" wait_time_mills_in_send_queue: i64 = 200, Milliseconds, Live, "Longest wait of a send for the append thread, and of one whose topic is to be made.";
    "waitTimeMillsInPullQueue" wait_time_mills_in_pull_queue: i64 = 5000, Milliseconds, Live, "Longest wait of a pull for a thread that may read files.";
    "waitTimeMillsInHeartbeatQueue" wait_time_mills_in_heartbeat_queue: i64 = 31000, Milliseconds, Live, "Longest wait of a heartbeat for a thread.";
    "waitTimeMillsInTransactionQueue" wait_time_mills_in_transaction_queue: i64 = 3000, Milliseconds, Live, "Longest wait of the end of a transaction, for a thread and for the append thread.";
    "storeReplyMessageEnable" store_reply_message_enable: bool = true, None, Live, "Store replies that are passed on to a requester.";
    "transactionTimeOut" transaction_time_out: i64 = 6000, Milliseconds, Live, "Age at which an undecided transaction is checked.";
    "transactionCheckMax" transaction_check_max: i32 = 15, Count, Live, "Checks before a transaction is given up.";
    "transactionCheckInterval" transaction_check_interval: i64 = 60000, Milliseconds, Live, "Between rounds of transaction checks.";
    "aclEnable" acl_enable: bool = false, None, Start, "Check signatures and permissions.";
    // Thread pools and queues of Apache's broker: kept and reported
    "sendMessageThreadPoolNums" send_message_thread_pool_nums: i32 = cores().min(4), Count, Start, "Threads for sends (Apache only).";
    "putMessageFutureThreadPoolNums" put_message_future_thread_pool_nums: i32 = cores().min(4), Count, Start, "Threads that answer sends (Apache only).";
    "pullMessageThreadPoolNums" pull_message_thread_pool_nums: i32 = 16 + cores() * 2, Count, Start, "Threads for pulls (Apache only).";
    "processReplyMessageThreadPoolNums" process_reply_message_thread_pool_nums: i32 = 16 + cores() * 2, Count, Start, "Threads for replies (Apache only).";
    "queryMessageThreadPoolNums" query_message_thread_pool_nums: i32 = 8 + cores(), Count, Start, "Threads for queries (Apache only).";
    "adminBrokerThreadPoolNums" admin_broker_thread_pool_nums: i32 = 16, Count, Start, "Threads for administration (Apache only).";
    "clientManageThreadPoolNums" client_manage_thread_pool_nums: i32 = 32, Count, Start, "Threads for clients (Apache only).";
    "consumerManageThreadPoolNums" consumer_manage_thread_pool_nums: i32 = 32, Count, Start, "Threads for consumers (Apache only).";
    "heartbeatThreadPoolNums" heartbeat_thread_pool_nums: i32 = cores().min(32), Count, Start, "Threads for heartbeats (Apache only).";
    "endTransactionThreadPoolNums" end_transaction_thread_pool_nums: i32 = (8 + cores() * 2).max(cores().min(4) * 4), Count, Start, "Threads for ends of transactions (Apache only).";
    "sendThreadPoolQueueCapacity" send_thread_pool_queue_capacity: i32 = 10000, Count, Start, "Sends that may wait for the append thread; beyond that they are refused as busy.";
    "putThreadPoolQueueCapacity" put_thread_pool_queue_capacity: i32 = 10000, Count, Start, "Send answers that may wait (Apache only).";
    "pullThreadPoolQueueCapacity" pull_thread_pool_queue_capacity: i32 = 100_000, Count, Start, "Pulls that may wait for a thread that may read files.";
    "replyThreadPoolQueueCapacity" reply_thread_pool_queue_capacity: i32 = 10000, Count, Start, "Replies that may wait (Apache only).";
    "queryThreadPoolQueueCapacity" query_thread_pool_queue_capacity: i32 = 20000, Count, Start, "Queries that may wait for a thread.";
    "clientManagerThreadPoolQueueCapacity" client_manager_thread_pool_queue_capacity: i32 = 1_000_000, Count, Start, "Client requests that may wait (Apache only).";
    "consumerManagerThreadPoolQueueCapacity" consumer_manager_thread_pool_queue_capacity: i32 = 1_000_000, Count, Start, "Consumer requests that may wait (Apache only).";
    "heartbeatThreadPoolQueueCapacity" heartbeat_thread_pool_queue_capacity: i32 = 50000, Count, Start, "Heartbeats that may wait for a thread.";
    "endTransactionPoolQueueCapacity" end_transaction_pool_queue_capacity: i32 = 100_000, Count, Start, "Ends of transactions that may wait for a thread.";
    "filterServerNums" filter_server_nums: i32 = 0, Count, Start, "Filter servers (removed from Apache's broker).";
    "messageStorePlugIn" message_store_plug_in: String = String::new(), None, Start, "Store plug-ins (Apache only).";
    "highSpeedMode" high_speed_mode: bool = false, None, Start, "Unused by Apache too.";
    "commercialEnable" commercial_enable: bool = true, None, Start, "Unused by Apache too.";
    "commercialTimerCount" commercial_timer_count: i32 = 1, Count, Start, "Unused by Apache too.";
    "commercialTransCount" commercial_trans_count: i32 = 1, Count, Start, "Unused by Apache too.";
    "commercialBigCount" commercial_big_count: i32 = 1, Count, Start, "Unused by Apache too.";
    "commercialBaseCount" commercial_base_count: i32 = 1, Count, Start, "Unused by Apache too.";
    "transferMsgByHeap" transfer_msg_by_heap: bool = true, None, Start, "How pulled messages are copied (Apache only).";
    "maxDelayTime" max_delay_time: i32 = 40, Milliseconds, Start, "Unused by Apache too.";
    "isolateLogEnable" isolate_log_enable: bool = false, None, Start, "Log files for each broker of a container (Apache only).";
    // The network side
    "serverChannelMaxIdleTimeSeconds" server_channel_max_idle_time_seconds: i32 = 120, Seconds, Start, "A client's connection is closed after so long without traffic.";
    "serverWorkerThreads" server_worker_threads: i32 = 8, Count, Start, "Network threads (Apache only).";
    "serverCallbackExecutorThreads" server_callback_executor_threads: i32 = 0, Count, Start, "Network threads (Apache only).";
    "serverSelectorThreads" server_selector_threads: i32 = 3, Count, Start, "Network threads (Apache only).";
    "serverOnewaySemaphoreValue" server_oneway_semaphore_value: i32 = 256, Count, Start, "One-way requests under way (Apache only).";
    "serverAsyncSemaphoreValue" server_async_semaphore_value: i32 = 64, Count, Start, "Requests to clients under way (Apache only).";
    "serverSocketSndBufSize" server_socket_snd_buf_size: i32 = 0, Bytes, Start, "Send buffer, 0 leaves it to the system (Apache only).";
    "serverSocketRcvBufSize" server_socket_rcv_buf_size: i32 = 0, Bytes, Start, "Receive buffer, 0 leaves it to the system (Apache only).";
    "writeBufferHighWaterMark" write_buffer_high_water_mark: i32 = 0, Bytes, Start, "Netty's water mark (Apache only).";
    "writeBufferLowWaterMark" write_buffer_low_water_mark: i32 = 0, Bytes, Start, "Netty's water mark (Apache only).";
    "serverSocketBacklog" server_socket_backlog: i32 = 1024, Count, Start, "Connections the system may queue (Apache only).";
    "serverPooledByteBufAllocatorEnable" server_pooled_byte_buf_allocator_enable: bool = true, None, Start, "Netty's allocator (Apache only).";
    "useEpollNativeSelector" use_epoll_native_selector: bool = false, None, Start, "Netty's selector (Apache only).";
    "clientWorkerThreads" client_worker_threads: i32 = 4, Count, Start, "Network threads (Apache only).";
    "clientCallbackExecutorThreads" client_callback_executor_threads: i32 = cores(), Count, Start, "Network threads; tools read it as the number of cores.";
    "clientOnewaySemaphoreValue" client_oneway_semaphore_value: i32 = 65535, Count, Start, "One-way requests under way (Apache only).";
    "clientAsyncSemaphoreValue" client_async_semaphore_value: i32 = 65535, Count, Start, "Requests under way (Apache only).";
    "connectTimeoutMillis" connect_timeout_millis: i32 = 3000, Milliseconds, Start, "Patience with a connection attempt (Apache only).";
    "channelNotActiveInterval" channel_not_active_interval: i64 = 60000, Milliseconds, Start, "Netty's interval (Apache only).";
    "clientChannelMaxIdleTimeSeconds" client_channel_max_idle_time_seconds: i32 = 120, Seconds, Start, "Own connections are closed after so long without traffic (Apache only).";
    "clientSocketSndBufSize" client_socket_snd_buf_size: i32 = 0, Bytes, Start, "Send buffer (Apache only).";
    "clientSocketRcvBufSize" client_socket_rcv_buf_size: i32 = 0, Bytes, Start, "Receive buffer (Apache only).";
    "clientPooledByteBufAllocatorEnable" client_pooled_byte_buf_allocator_enable: bool = false, None, Start, "Netty's allocator (Apache only).";
    "clientCloseSocketIfTimeout" client_close_socket_if_timeout: bool = true, None, Start, "Close a connection whose answer is late (Apache only).";
    "useTLS" use_tls: bool = false, None, Start, "Use TLS towards name servers; true by itself with tls.enable or tls.server.mode=enforcing.";
    // The store: files
    "storePathRootDir" store_path_root_dir: String = default_store(), None, Start, "Directory of everything the broker keeps.";
    "storePathCommitLog" store_path_commit_log: Option<String> = None, None, Start, "Commit log; `commitlog` below the root when absent. New files go in turn to several paths, which `,` separates.";
    "storePathDLedgerCommitLog" store_path_dledger_commit_log: Option<String> = None, None, Start, "Replicated commit log.";
    "readOnlyCommitLogStorePaths" read_only_commit_log_store_paths: Option<String> = None, None, Start, "Further commit log directories that are only read.";
    "mappedFileSizeCommitLog" mapped_file_size_commit_log: i32 = 1_073_741_824, Bytes, Start, "Size of a commit log file.";
    "mappedFileSizeConsumeQueue" mapped_file_size_consume_queue: i32 = 6_000_000, Bytes, Start, "Size of a consume queue file, rounded up to whole entries.";
    "enableConsumeQueueExt" enable_consume_queue_ext: bool = false, None, Start, "Keep extended queue entries.";
    "mappedFileSizeConsumeQueueExt" mapped_file_size_consume_queue_ext: i32 = 50_331_648, Bytes, Start, "Size of an extended queue file.";
    "bitMapLengthConsumeQueueExt" bit_map_length_consume_queue_ext: i32 = 64, Bits, Start, "Bits of a filter bit map.";
    "messageIndexEnable" message_index_enable: bool = true, None, Start, "Index messages by their keys.";
    "messageIndexSafe" message_index_safe: bool = false, None, Start, "Check index files against the checkpoint.";
    "maxHashSlotNum" max_hash_slot_num: i32 = 5_000_000, Count, Start, "Slots of an index file.";
    "maxIndexNum" max_index_num: i32 = 20_000_000, Count, Start, "Entries of an index file.";
    "maxMessageSize" max_message_size: i32 = 4_194_304, Bytes, Start, "Longest message body.";
    "messageDelayLevel" message_delay_level: String = DEFAULT_DELAY_LEVELS.to_owned(), None, Start, "Delays of the delay levels.";
    // The store: writing to disk
    "flushDiskType" flush_disk_type: FlushDiskType = FlushDiskType::AsyncFlush, None, Start, "SYNC_FLUSH answers after the message is on disk.";
    "syncFlushTimeout" sync_flush_timeout: i32 = 5000, Milliseconds, Live, "Patience of a send with SYNC_FLUSH.";
    "slaveTimeout" slave_timeout: i32 = 3000, Milliseconds, Live, "Patience of a send with SYNC_MASTER.";
    "flushIntervalCommitLog" flush_interval_commit_log: i32 = 500, Milliseconds, Live, "Between flushes of the commit log.";
    "commitIntervalCommitLog" commit_interval_commit_log: i32 = 200, Milliseconds, Live, "Between commits of the write buffer (Apache only).";
    "useReentrantLockWhenPutMessage" use_reentrant_lock_when_put_message: bool = true, None, Start, "Kind of the append lock (Apache only).";
    "flushCommitLogTimed" flush_commit_log_timed: bool = true, None, Live, "Flush by time, not by demand.";
    "flushIntervalConsumeQueue" flush_interval_consume_queue: i32 = 1000, Milliseconds, Live, "Between flushes of the consume queues.";
    "flushCommitLogLeastPages" flush_commit_log_least_pages: i32 = 4, Count, Live, "Least pages worth a flush.";
    "commitCommitLogLeastPages" commit_commit_log_least_pages: i32 = 4, Count, Live, "Least pages worth a commit (Apache only).";
    "flushLeastPagesWhenWarmMapedFile" flush_least_pages_when_warm_maped_file: i32 = 4096, Count, Live, "Pages between flushes while warming (Apache only).";
    "flushConsumeQueueLeastPages" flush_consume_queue_least_pages: i32 = 2, Count, Live, "Least pages worth a flush.";
    "flushCommitLogThoroughInterval" flush_commit_log_thorough_interval: i32 = 10000, Milliseconds, Live, "Flush the commit log at least so often.";
    "commitCommitLogThoroughInterval" commit_commit_log_thorough_interval: i32 = 200, Milliseconds, Live, "Commit at least so often (Apache only).";
    "flushConsumeQueueThoroughInterval" flush_consume_queue_thorough_interval: i32 = 60000, Milliseconds, Live, "Flush the consume queues at least so often.";
    "flushDelayOffsetInterval" flush_delay_offset_interval: i64 = 10000, Milliseconds, Start, "Between saves of the progress of delayed messages.";
    "checkCRCOnRecover" check_crc_on_recover: bool = true, None, Start, "Check bodies when recovering.";
    "warmMapedFileEnable" warm_maped_file_enable: bool = false, None, Start, "Touch new files ahead (Apache only).";
    "transientStorePoolEnable" transient_store_pool_enable: bool = false, None, Start, "Write through a pool of buffers (Apache only).";
    "transientStorePoolSize" transient_store_pool_size: i32 = 5, Count, Start, "Buffers of that pool (Apache only).";
    "fastFailIfNoBufferInStorePool" fast_fail_if_no_buffer_in_store_pool: bool = false, None, Start, "Refuse when that pool is empty (Apache only).";
    "osPageCacheBusyTimeOutMills" os_page_cache_busy_time_out_mills: i64 = 1000, Milliseconds, Live, "An append that takes longer means: busy; sends are refused.";
    "debugLockEnable" debug_lock_enable: bool = false, None, Start, "Log long appends.";
    "duplicationEnable" duplication_enable: bool = false, None, Start, "Allow duplicates in the log (Apache only).";
    "isEnableBatchPush" enable_batch_push: bool = false, None, Start, "Replicate in batches (DLedger).";
    // The store: cleaning
    "deleteWhen" delete_when: HourList = HourList(vec![4]), Hours, Live, "Hours of the day at which old files go, separated by `;`.";
    "fileReservedTime" file_reserved_time: i32 = 72, Hours, Live, "How long files are kept.";
    "diskMaxUsedSpaceRatio" disk_max_used_space_ratio: i32 = 75, Percent, Live, "Disk use above which old files go at once.";
    "diskSpaceCleanForciblyRatio" disk_space_clean_forcibly_ratio: i32 = 85, Percent, Live, "Disk use above which files go before their time (a key of Apache 5; a system property in 4.9).";
    "diskSpaceWarningLevelRatio" disk_space_warning_level_ratio: i32 = 90, Percent, Start, "Disk use from which messages are refused (a key of Apache 5; a system property in 4.9).";
    "cleanFileForciblyEnable" clean_file_forcibly_enable: bool = true, None, Live, "Delete files early when the disk is nearly full.";
    "cleanResourceInterval" clean_resource_interval: i32 = 10000, Milliseconds, Live, "From one round of cleaning to the next.";
    "deleteCommitLogFilesInterval" delete_commit_log_files_interval: i32 = 100, Milliseconds, Live, "Pause between two deleted commit log files.";
    "deleteConsumeQueueFilesInterval" delete_consume_queue_files_interval: i32 = 100, Milliseconds, Live, "Pause between two deleted queue files.";
    "destroyMapedFileIntervalForcibly" destroy_maped_file_interval_forcibly: i32 = 120_000, Milliseconds, Live, "How long room that readers of a deleted file hold is waited for.";
    "redeleteHangedFileInterval" redelete_hanged_file_interval: i32 = 120_000, Milliseconds, Live, "Between reminders of readers that hold deleted files.";
    // The store: reading
    "maxTransferBytesOnMessageInMemory" max_transfer_bytes_on_message_in_memory: i32 = 262_144, Bytes, Live, "Bytes of a pull served from memory.";
    "maxTransferCountOnMessageInMemory" max_transfer_count_on_message_in_memory: i32 = 32, Count, Live, "Messages of a pull served from memory.";
    "maxTransferBytesOnMessageInDisk" max_transfer_bytes_on_message_in_disk: i32 = 65536, Bytes, Live, "Bytes of a pull served from disk.";
    "maxTransferCountOnMessageInDisk" max_transfer_count_on_message_in_disk: i32 = 8, Count, Live, "Messages of a pull served from disk.";
    "accessMessageInMemoryMaxRatio" access_message_in_memory_max_ratio: i32 = 40, Percent, Live, "Share of the memory that holds the newest messages.";
    "defaultQueryMaxNum" default_query_max_num: i32 = 32, Count, Live, "Messages of a query by unique key.";
    "maxMsgsNumBatch" max_msgs_num_batch: i32 = 64, Count, Live, "Most messages of a query by key.";
    "diskFallRecorded" disk_fall_recorded: bool = true, None, Live, "Record how far reading falls behind.";
    "putMsgIndexHightWater" put_msg_index_hight_water: i32 = 600_000, Count, Live, "Index backlog that slows sends (Apache only).";
    // Replication
    "haSendHeartbeatInterval" ha_send_heartbeat_interval: i32 = 5000, Milliseconds, Start, "Between signs of life of a master.";
    "haHousekeepingInterval" ha_housekeeping_interval: i32 = 20000, Milliseconds, Start, "A replication connection is dropped after so long without traffic.";
    "haTransferBatchSize" ha_transfer_batch_size: i32 = 32768, Bytes, Live, "Most bytes of one transfer to a slave.";
    "haMasterAddress" ha_master_address: Option<String> = None, None, Start, "Address of the master, for a slave.";
    "haSlaveFallbehindMax" ha_slave_fallbehind_max: i32 = 268_435_456, Bytes, Live, "A slave further behind does not count.";
    "offsetCheckInSlave" offset_check_in_slave: bool = false, None, Live, "A slave corrects offsets too.";
    "enableDLegerCommitLog" enable_dleger_commit_log: bool = false, None, Start, "Replicate by quorum.";
    "dLegerGroup" dleger_group: Option<String> = None, None, Start, "Quorum: name of the group.";
    "dLegerPeers" dleger_peers: Option<String> = None, None, Start, "Quorum: its members.";
    "dLegerSelfId" dleger_self_id: Option<String> = None, None, Start, "Quorum: which member this is.";
    "preferredLeaderId" preferred_leader_id: Option<String> = None, None, Start, "Quorum: member that should lead.";
    // Delayed messages and light queues
    "enableScheduleMessageStats" enable_schedule_message_stats: bool = true, None, Live, "Count delayed messages.";
    "enableScheduleAsyncDeliver" enable_schedule_async_deliver: bool = false, None, Start, "Deliver delayed messages in parallel (Apache only).";
    "scheduleAsyncDeliverMaxPendingLimit" schedule_async_deliver_max_pending_limit: i32 = 2000, Count, Live, "Deliveries under way (Apache only).";
    "scheduleAsyncDeliverMaxResendNum2Blocked" schedule_async_deliver_max_resend_num_to_blocked: i32 = 3, Count, Live, "Attempts before a delivery blocks (Apache only).";
    "enableLmq" enable_lmq: bool = false, None, Start, "Light message queues.";
    "enableMultiDispatch" enable_multi_dispatch: bool = false, None, Start, "A message goes to several queues.";
    "maxLmqConsumeQueueNum" max_lmq_consume_queue_num: i32 = 20000, Count, Live, "Most light queues.";
}

impl BrokerConfig {
    /// Text of GET_BROKER_CONFIG (26): `key=value` lines of every key that has a value.
    pub fn to_text(&self) -> String {
        self.entries().map(|(key, value)| format!("{key}={value}\n")).collect()
    }

    /// Whether this broker only copies a master.
    pub fn is_slave(&self) -> bool {
        self.broker_role == BrokerRole::Slave
    }

    /// `brokerIP1:listenPort`: what name servers and clients call this broker.
    pub fn broker_address(&self) -> String {
        format!("{}:{}", self.broker_ip1, self.listen_port)
    }

    /// `listenPort - 2`: the second port for clients (`remoting.md` 1.4).
    pub fn vip_port(&self) -> i32 {
        self.listen_port.saturating_sub(2)
    }

    /// `brokerIP2:(listenPort + 1)`: where slaves replicate from.
    pub fn ha_address(&self) -> String {
        format!("{}:{}", self.broker_ip2, self.ha_listen_port)
    }

    /// The directory of everything the broker keeps.
    pub fn root(&self) -> &Path {
        Path::new(&self.store_path_root_dir)
    }

    /// The directories of the commit log.
    pub fn commit_log_paths(&self) -> Vec<PathBuf> {
        match paths(self.store_path_commit_log.as_deref()) {
            none if none.is_empty() => vec![self.root().join("commitlog")],
            some => some,
        }
    }

    /// Directories of the commit log that are only read.
    pub fn read_only_commit_log_paths(&self) -> Vec<PathBuf> {
        paths(self.read_only_commit_log_store_paths.as_deref())
    }

    /// The path of a file of the `config` directory.
    pub fn config_file(&self, name: &str) -> PathBuf {
        self.root().join("config").join(name)
    }
}

/// The addresses in a list that `;` or `,` separate.
pub fn addresses(list: &str) -> Vec<String> {
    list.split([';', ',']).map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned).collect()
}

/// The paths in a list that `,` separates.
fn paths(list: Option<&str>) -> Vec<PathBuf> {
    let parts = list.unwrap_or_default().split(',').map(str::trim);
    parts.filter(|part| !part.is_empty()).map(PathBuf::from).collect()
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn cores() -> i32 {
    std::thread::available_parallelism().ok().and_then(|n| i32::try_from(n.get()).ok()).unwrap_or(1)
}

fn host_name() -> String {
    let name = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "DEFAULT_BROKER".to_owned())
}

fn default_store() -> String {
    env("HOME").map_or_else(|| "store".to_owned(), |home| format!("{home}/store"))
}

/// The address of this machine that others can reach, as Apache's
/// `RemotingUtil.getLocalAddress` picks it: no loopback, no bridge, rather not `192.168.x.y`.
fn local_address() -> String {
    let Ok(interfaces) = nix::ifaddrs::getifaddrs() else { return Ipv4Addr::LOCALHOST.to_string() };
    let addresses: Vec<Ipv4Addr> = interfaces
        .filter(|i| !Path::new("/sys/class/net").join(&i.interface_name).join("bridge").exists())
        .filter_map(|i| i.address.and_then(|a| a.as_sockaddr_in().map(|a| a.ip())))
        .filter(|ip| !ip.is_loopback())
        .collect();
    let wide = addresses.iter().find(|ip| !matches!(ip.octets(), [192, 168, ..] | [127, 0, ..]));
    wide.or(addresses.last()).copied().unwrap_or(Ipv4Addr::LOCALHOST).to_string()
}
