//! Response codes (`remoting.md` 1.5).

/// The remark of answers that Apache makes without one of their own, success included.
pub const NO_REMARK: &str = "not set any response code";

macro_rules! response_codes {
    ($($code:literal $name:ident $text:literal;)*) => {
        /// The `code` of an answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ResponseCode {
            $( #[doc = $text] $name, )*
            /// A code this version does not name.
            Unknown(i32),
        }

        impl ResponseCode {
            /// The number on the wire.
            pub fn code(self) -> i32 {
                match self { $( Self::$name => $code, )* Self::Unknown(code) => code }
            }

            /// The name Apache's `ResponseCode` gives it.
            pub fn name(self) -> &'static str {
                match self { $( Self::$name => $text, )* Self::Unknown(_) => "UNKNOWN" }
            }
        }

        impl From<i32> for ResponseCode {
            fn from(code: i32) -> Self {
                match code { $( $code => Self::$name, )* other => Self::Unknown(other) }
            }
        }
    };
}

response_codes! {
    0 Success "SUCCESS";
    1 SystemError "SYSTEM_ERROR";
    2 SystemBusy "SYSTEM_BUSY";
    3 RequestCodeNotSupported "REQUEST_CODE_NOT_SUPPORTED";
    4 TransactionFailed "TRANSACTION_FAILED";
    10 FlushDiskTimeout "FLUSH_DISK_TIMEOUT";
    11 SlaveNotAvailable "SLAVE_NOT_AVAILABLE";
    12 FlushSlaveTimeout "FLUSH_SLAVE_TIMEOUT";
    13 MessageIllegal "MESSAGE_ILLEGAL";
    14 ServiceNotAvailable "SERVICE_NOT_AVAILABLE";
    15 VersionNotSupported "VERSION_NOT_SUPPORTED";
    16 NoPermission "NO_PERMISSION";
    17 TopicNotExist "TOPIC_NOT_EXIST";
    18 TopicExistAlready "TOPIC_EXIST_ALREADY";
    19 PullNotFound "PULL_NOT_FOUND";
    20 PullRetryImmediately "PULL_RETRY_IMMEDIATELY";
    21 PullOffsetMoved "PULL_OFFSET_MOVED";
    22 QueryNotFound "QUERY_NOT_FOUND";
    23 SubscriptionParseFailed "SUBSCRIPTION_PARSE_FAILED";
    24 SubscriptionNotExist "SUBSCRIPTION_NOT_EXIST";
    25 SubscriptionNotLatest "SUBSCRIPTION_NOT_LATEST";
    26 SubscriptionGroupNotExist "SUBSCRIPTION_GROUP_NOT_EXIST";
    27 FilterDataNotExist "FILTER_DATA_NOT_EXIST";
    28 FilterDataNotLatest "FILTER_DATA_NOT_LATEST";
    200 TransactionShouldCommit "TRANSACTION_SHOULD_COMMIT";
    201 TransactionShouldRollback "TRANSACTION_SHOULD_ROLLBACK";
    202 TransactionStateUnknown "TRANSACTION_STATE_UNKNOW";
    203 TransactionStateGroupWrong "TRANSACTION_STATE_GROUP_WRONG";
    204 NoBuyerId "NO_BUYER_ID";
    205 NotInCurrentUnit "NOT_IN_CURRENT_UNIT";
    206 ConsumerNotOnline "CONSUMER_NOT_ONLINE";
    207 ConsumeMsgTimeout "CONSUME_MSG_TIMEOUT";
    208 NoMessage "NO_MESSAGE";
    209 UpdateAclConfigFailed "UPDATE_AND_CREATE_ACL_CONFIG_FAILED";
    210 DeleteAclConfigFailed "DELETE_ACL_CONFIG_FAILED";
    211 UpdateGlobalWhiteAddrsFailed "UPDATE_GLOBAL_WHITE_ADDRS_CONFIG_FAILED";
    215 FlowControl "FLOW_CONTROL";
}

impl std::fmt::Display for ResponseCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code(), self.name())
    }
}
