//! Which types stand for which request. The match knows every code, so a new row of the request
//! table does not compile here before it has its types.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::acl::AclConfig;
use rmq::engine::protocol::bodies::connections::{
    ConsumerConnection, ProducerConnection, ProducerTable,
};
use rmq::engine::protocol::bodies::consume_queue::ConsumeQueueBody;
use rmq::engine::protocol::bodies::data_version::DataVersion;
use rmq::engine::protocol::bodies::heartbeat::{CheckClientBody, HeartbeatData};
use rmq::engine::protocol::bodies::lists::{ConsumerList, GroupList, KvTable, TopicList};
use rmq::engine::protocol::bodies::lock_batch::{LockBatchBody, LockBatchReply};
use rmq::engine::protocol::bodies::offsets::{
    ConsumerOffsetTable, ConsumerStatusBody, CorrectionOffsetBody, DelayOffsetTable,
    ResetOffsetBody,
};
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::bodies::route::{ClusterInfo, TopicRouteData};
use rmq::engine::protocol::bodies::running_info::{ConsumerRunningInfo, DirectConsumeResult};
use rmq::engine::protocol::bodies::stats::{
    BrokerStatsData, ConsumeStats, ConsumeStatsList, TopicStatsTable,
};
use rmq::engine::protocol::bodies::subscription_group::{
    SubscriptionGroupConfig, SubscriptionGroupTable,
};
use rmq::engine::protocol::bodies::time_span::ConsumeTimeSpanBody;
use rmq::engine::protocol::bodies::topic_config::TopicConfigTable;
use rmq::engine::protocol::ext::{FieldError, FieldList, Header, NoFields, Spelling};
use rmq::engine::protocol::headers::{
    acl::*, admin::*, clients::*, groups::*, kv::*, offsets::*, pull::*, query::*, register::*,
    reply_message::*, route::*, send::*, send_back::*, topics::*, transaction::*,
};
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Frame;

/// A body after decoding and encoding.
pub enum Again {
    /// Opaque bytes, or bytes with only one spelling: must be equal.
    Bytes(Vec<u8>),
    /// JSON: must be equal but for the order of hash maps.
    Json(Vec<u8>),
}

/// What a frame says, decoded and encoded again.
pub struct Retold {
    /// Header fields.
    pub fields: Result<FieldList, FieldError>,
    /// Body; not asked for when it is empty.
    pub body: Result<Again, String>,
}

trait Retell {
    fn retell(bytes: &[u8]) -> Result<Again, String>;
}

impl<T: Body> Retell for T {
    fn retell(bytes: &[u8]) -> Result<Again, String> {
        T::decode(bytes).map(|body| Again::Json(body.encode())).map_err(|e| e.to_string())
    }
}

/// There is no body.
struct Nothing;

impl Retell for Nothing {
    fn retell(bytes: &[u8]) -> Result<Again, String> {
        Err(format!("no body expected, found {} bytes", bytes.len()))
    }
}

/// A message body, or properties text.
struct Opaque;

impl Retell for Opaque {
    fn retell(bytes: &[u8]) -> Result<Again, String> {
        Ok(Again::Bytes(bytes.to_vec()))
    }
}

/// Stored records back to back.
struct Records;

impl Retell for Records {
    fn retell(mut bytes: &[u8]) -> Result<Again, String> {
        let mut again = Vec::new();
        while !bytes.is_empty() {
            let record = Record::decode(bytes).map_err(|e| e.to_string())?;
            record.check_body().map_err(|e| e.to_string())?;
            record.encode(&mut again).map_err(|e| e.to_string())?;
            bytes = &bytes[record.encoded_len()..];
        }
        Ok(Again::Bytes(again))
    }
}

fn fields<'a, H: Header<'a>>(
    frame: &'a Frame,
    spelling: Spelling,
) -> Result<FieldList, FieldError> {
    let header: H = frame.header()?;
    let mut list = FieldList::default();
    header.write(spelling, &mut list);
    Ok(list)
}

macro_rules! retell {
    ($($code:ident $spelling:ident $request:ty [$request_body:ty] => $reply:ty [$reply_body:ty];)*) => {
        /// Decodes a request and encodes it again.
        pub fn retell_request(frame: &Frame) -> Retold {
            match frame.request_code() {
                $( RequestCode::$code => Retold {
                    fields: fields::<$request>(frame, Spelling::$spelling),
                    body: <$request_body>::retell(frame.body()),
                }, )*
                RequestCode::Unknown(code) => panic!("the request table has no row for {code}"),
            }
        }

        /// Decodes the answer to a request and encodes it again.
        pub fn retell_response(code: RequestCode, frame: &Frame) -> Retold {
            match code {
                $( RequestCode::$code => Retold {
                    fields: fields::<$reply>(frame, Spelling::Long),
                    body: <$reply_body>::retell(frame.body()),
                }, )*
                RequestCode::Unknown(code) => panic!("the request table has no row for {code}"),
            }
        }
    };
}

retell! {
    SendMessage Long SendMessageHeader<'_> [Opaque] => SendMessageReply [Nothing];
    PullMessage Long PullMessageHeader<'_> [Nothing] => PullMessageReply [Records];
    QueryMessage Long QueryMessageHeader [Nothing] => QueryMessageReply [Records];
    QueryConsumerOffset Long QueryConsumerOffsetHeader [Nothing] => OffsetReply [Nothing];
    UpdateConsumerOffset Long UpdateConsumerOffsetHeader [Nothing] => NoFields [Nothing];
    UpdateAndCreateTopic Long UpdateTopicHeader [Nothing] => NoFields [Nothing];
    GetAllTopicConfig Long NoFields [Nothing] => NoFields [TopicConfigTable];
    UpdateBrokerConfig Long NoFields [Opaque] => NoFields [Nothing];
    GetBrokerConfig Long NoFields [Nothing] => GetBrokerConfigReply [Opaque];
    GetBrokerRuntimeInfo Long NoFields [Nothing] => NoFields [KvTable];
    SearchOffsetByTimestamp Long SearchOffsetHeader [Nothing] => OffsetReply [Nothing];
    GetMaxOffset Long TopicQueueHeader [Nothing] => OffsetReply [Nothing];
    GetMinOffset Long TopicQueueHeader [Nothing] => OffsetReply [Nothing];
    GetEarliestMsgStoreTime Long TopicQueueHeader [Nothing] => EarliestStoreTimeReply [Nothing];
    ViewMessageById Long ViewMessageHeader [Nothing] => NoFields [Records];
    HeartBeat Long NoFields [HeartbeatData] => NoFields [Nothing];
    UnregisterClient Long UnregisterClientHeader [Nothing] => NoFields [Nothing];
    ConsumerSendMsgBack Long SendMessageBackHeader [Nothing] => NoFields [Nothing];
    EndTransaction Long EndTransactionHeader [Nothing] => NoFields [Nothing];
    GetConsumerListByGroup Long ConsumerGroupHeader [Nothing] => NoFields [ConsumerList];
    CheckTransactionState Long CheckTransactionStateHeader [Records] => NoFields [Nothing];
    NotifyConsumerIdsChanged Long ConsumerGroupHeader [Nothing] => NoFields [Nothing];
    LockBatchMq Long NoFields [LockBatchBody] => NoFields [LockBatchReply];
    UnlockBatchMq Long NoFields [LockBatchBody] => NoFields [Nothing];
    GetAllConsumerOffset Long NoFields [Nothing] => NoFields [ConsumerOffsetTable];
    GetAllDelayOffset Long NoFields [Nothing] => NoFields [DelayOffsetTable];
    CheckClientConfig Long NoFields [CheckClientBody] => NoFields [Nothing];
    UpdateAndCreateAclConfig Long UpdateAclConfigHeader [Nothing] => NoFields [Nothing];
    DeleteAclConfig Long DeleteAclConfigHeader [Nothing] => NoFields [Nothing];
    GetBrokerClusterAclInfo Long NoFields [Nothing] => AclInfoReply [Nothing];
    UpdateGlobalWhiteAddrsConfig Long UpdateGlobalWhiteAddrsHeader [Nothing] => NoFields [Nothing];
    GetBrokerClusterAclConfig Long NoFields [Nothing] => NoFields [AclConfig];
    PutKvConfig Long PutKvConfigHeader [Nothing] => NoFields [Nothing];
    GetKvConfig Long KvConfigKeyHeader [Nothing] => GetKvConfigReply [Nothing];
    DeleteKvConfig Long KvConfigKeyHeader [Nothing] => NoFields [Nothing];
    RegisterBroker Long RegisterBrokerHeader [RegisterBrokerBody] => RegisterBrokerReply [KvTable];
    UnregisterBroker Long BrokerIdentityHeader [Nothing] => NoFields [Nothing];
    GetRouteInfoByTopic Long GetRouteInfoHeader [Nothing] => NoFields [TopicRouteData];
    GetBrokerClusterInfo Long NoFields [Nothing] => NoFields [ClusterInfo];
    UpdateAndCreateSubscriptionGroup Long NoFields [SubscriptionGroupConfig] => NoFields [Nothing];
    GetAllSubscriptionGroupConfig Long NoFields [Nothing] => NoFields [SubscriptionGroupTable];
    GetTopicStatsInfo Long TopicHeader [Nothing] => NoFields [TopicStatsTable];
    GetConsumerConnectionList Long ConsumerGroupHeader [Nothing] => NoFields [ConsumerConnection];
    GetProducerConnectionList Long ProducerGroupHeader [Nothing] => NoFields [ProducerConnection];
    WipeWritePermOfBroker Long BrokerNameHeader [Nothing] => WipeWritePermReply [Nothing];
    GetAllTopicListFromNameserver Long NoFields [Nothing] => NoFields [TopicList];
    DeleteSubscriptionGroup Long DeleteSubscriptionGroupHeader [Nothing] => NoFields [Nothing];
    GetConsumeStats Long GetConsumeStatsHeader [Nothing] => NoFields [ConsumeStats];
    DeleteTopicInBroker Long TopicHeader [Nothing] => NoFields [Nothing];
    DeleteTopicInNamesrv Long DeleteTopicInNamesrvHeader [Nothing] => NoFields [Nothing];
    GetKvListByNamespace Long KvNamespaceHeader [Nothing] => NoFields [KvTable];
    ResetConsumerClientOffset Long ResetOffsetHeader [ResetOffsetBody] => NoFields [Nothing];
    GetConsumerStatusFromClient Long ConsumerStatusHeader [Nothing] => NoFields [ConsumerStatusBody];
    InvokeBrokerToResetOffset Long ResetOffsetHeader [Nothing] => NoFields [ResetOffsetBody];
    InvokeBrokerToGetConsumerStatus Long ConsumerStatusHeader [Nothing] => NoFields [ConsumerStatusBody];
    GetTopicsByCluster Long GetTopicsByClusterHeader [Nothing] => NoFields [TopicList];
    QueryTopicConsumeByWho Long TopicHeader [Nothing] => NoFields [GroupList];
    QueryConsumeTimeSpan Long QueryConsumeTimeSpanHeader [Nothing] => NoFields [ConsumeTimeSpanBody];
    GetSystemTopicListFromNs Long NoFields [Nothing] => NoFields [TopicList];
    GetSystemTopicListFromBroker Long NoFields [Nothing] => NoFields [TopicList];
    CleanExpiredConsumeQueue Long NoFields [Nothing] => NoFields [Nothing];
    GetConsumerRunningInfo Long ConsumerRunningInfoHeader [Nothing] => NoFields [ConsumerRunningInfo];
    QueryCorrectionOffset Long QueryCorrectionOffsetHeader [Nothing] => NoFields [CorrectionOffsetBody];
    ConsumeMessageDirectly Long ConsumeMessageDirectlyHeader [Records] => NoFields [DirectConsumeResult];
    SendMessageV2 Short SendMessageHeader<'_> [Opaque] => SendMessageReply [Nothing];
    GetUnitTopicList Long NoFields [Nothing] => NoFields [TopicList];
    GetHasUnitSubTopicList Long NoFields [Nothing] => NoFields [TopicList];
    GetHasUnitSubUnUnitTopicList Long NoFields [Nothing] => NoFields [TopicList];
    CloneGroupOffset Long CloneGroupOffsetHeader [Nothing] => NoFields [Nothing];
    ViewBrokerStatsData Long ViewBrokerStatsHeader [Nothing] => NoFields [BrokerStatsData];
    CleanUnusedTopic Long NoFields [Nothing] => NoFields [Nothing];
    GetBrokerConsumeStats Long GetBrokerConsumeStatsHeader [Nothing] => NoFields [ConsumeStatsList];
    UpdateNamesrvConfig Long NoFields [Opaque] => NoFields [Nothing];
    GetNamesrvConfig Long NoFields [Nothing] => NoFields [Opaque];
    SendBatchMessage Short SendMessageHeader<'_> [Opaque] => SendMessageReply [Nothing];
    QueryConsumeQueue Long QueryConsumeQueueHeader [Nothing] => NoFields [ConsumeQueueBody];
    QueryDataVersion Long BrokerIdentityHeader [DataVersion] => QueryDataVersionReply [DataVersion];
    ResumeCheckHalfMessage Long ResumeCheckHalfMessageHeader [Nothing] => NoFields [Nothing];
    SendReplyMessage Long SendMessageHeader<'_> [Opaque] => SendMessageReply [Nothing];
    SendReplyMessageV2 Short SendMessageHeader<'_> [Opaque] => SendMessageReply [Nothing];
    PushReplyMessageToClient Long ReplyMessageHeader [Opaque] => NoFields [Nothing];
    AddWritePermOfBroker Long BrokerNameHeader [Nothing] => AddWritePermReply [Nothing];
    GetAllProducerInfo Long NoFields [Nothing] => NoFields [ProducerTable];
    DeleteExpiredCommitLog Long NoFields [Nothing] => NoFields [Nothing];
}
