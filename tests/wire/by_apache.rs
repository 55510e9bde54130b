//! Bodies that no captured frame has, as Apache's own classes encode them: `by_apache/`.

use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::acl::AclConfig;
use rmq::engine::protocol::bodies::connections::ProducerTable;
use rmq::engine::protocol::bodies::consume_queue::ConsumeQueueBody;
use rmq::engine::protocol::bodies::fastjson::Form;
use rmq::engine::protocol::bodies::heartbeat::{ConsumeFromWhere, HeartbeatData, MessageModel};
use rmq::engine::protocol::bodies::lists::KvTable;
use rmq::engine::protocol::bodies::offsets::{
    ConsumerStatusBody, CorrectionOffsetBody, OffsetMovedEvent, ResetOffsetBody,
};
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::bodies::route::TopicRouteData;
use rmq::engine::protocol::bodies::running_info::{
    ConsumerRunningInfo, DirectConsumeOutcome, DirectConsumeResult,
};
use rmq::engine::protocol::bodies::stats::{ConsumeStats, ConsumeStatsList};

use crate::bodies::assert_same_json;
use crate::golden::data;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(data("by_apache").join(name)).unwrap()
}

macro_rules! come_out_the_same {
    ($($test:ident: $body:ident;)*) => {$(
        #[test]
        fn $test() {
            let name = concat!(stringify!($body), ".json");
            let theirs = file(name);
            let body = $body::decode(&theirs).unwrap();
            assert_same_json(name, &body.encode(), &theirs);
        }
    )*};
}

come_out_the_same! {
    acl_config: AclConfig;
    consume_queue: ConsumeQueueBody;
    consume_stats: ConsumeStats;
    consume_stats_list: ConsumeStatsList;
    consumer_status: ConsumerStatusBody;
    correction_offsets: CorrectionOffsetBody;
    direct_consume: DirectConsumeResult;
    heartbeat: HeartbeatData;
    kv_table: KvTable;
    offset_moved: OffsetMovedEvent;
    producers: ProducerTable;
    register_broker: RegisterBrokerBody;
    reset_offset: ResetOffsetBody;
    route: TopicRouteData;
    running_info: ConsumerRunningInfo;
}

/// Java sorts everything in it but the properties, of which this one has two.
#[test]
fn running_info_is_sorted_as_java_sorts_it() {
    let theirs = file("ConsumerRunningInfo.json");
    let ours = ConsumerRunningInfo::decode(&theirs).unwrap().encode();
    let queues = |text: &[u8]| {
        let text = String::from_utf8(text.to_vec()).unwrap();
        text.split("\"properties\"").next().unwrap().to_owned()
    };
    assert_eq!(queues(&ours), queues(&theirs));
}

#[test]
fn strict_route() {
    let theirs = file("TopicRouteData-strict.json");
    let route = TopicRouteData::decode(&theirs).unwrap();
    let ours = String::from_utf8(route.encode_as(Form::Strict)).unwrap();
    assert_eq!(ours, String::from_utf8(theirs).unwrap());
    assert_eq!(route, TopicRouteData::decode(&file("TopicRouteData.json")).unwrap());
}

#[test]
fn the_list_form_of_reset_offsets_says_the_same_as_the_map() {
    let theirs = file("ResetOffsetBody-list.json");
    let body = ResetOffsetBody::decode(&theirs).unwrap();
    assert_eq!(body.encode_list(), theirs);
    assert_eq!(body, ResetOffsetBody::decode(&file("ResetOffsetBody.json")).unwrap());
}

#[test]
fn a_reference_to_another_part_is_read_as_nothing() {
    for name in ["ConsumerStatusBody-ref.json", "ConsumerStatusBody-ref-keys.json"] {
        let body = ConsumerStatusBody::decode(&file(name)).unwrap();
        assert_eq!(body.consumer_table.len(), 1, "{name}");
        assert!(body.message_queue_table.is_empty(), "{name}");
    }
}

#[test]
fn the_compressed_registration_says_the_same_as_the_plain_one() {
    let plain = RegisterBrokerBody::decode(&file("RegisterBrokerBody.json")).unwrap();
    let compressed = file("RegisterBrokerBody.zlib");
    assert_eq!(RegisterBrokerBody::decode_compressed(&compressed).unwrap(), plain);
    let ours = plain.encode_compressed();
    assert_eq!(RegisterBrokerBody::decode_compressed(&ours).unwrap(), plain);
    for cut in 0..compressed.len() - 8 {
        assert!(RegisterBrokerBody::decode_compressed(&compressed[..cut]).is_err(), "{cut}");
    }
}

/// The heartbeat of rocketmq-client-go 2.1.2: hash codes in quotes, a model in capitals, a start
/// that Java does not know.
#[test]
fn a_heartbeat_of_the_go_client_is_understood() {
    let text = br#"{"clientID":"10.0.0.1@7","producerDataSet":[{"groupName":"PG"}],"consumerDataSet":[
        {"groupName":"CG","consumeType":"CONSUME_PASSIVELY","messageModel":"BROADCASTING",
        "consumeFromWhere":"UNKNOWN","subscriptionDataSet":[{"classFilterMode":false,
        "topic":"T","subString":"TagA || TagB","tagsSet":["TagA","TagB"],
        "codeSet":["2598919","2598920"],"subVersion":1,"expressionType":"TAG"}],"unitMode":false}]}"#;
    let heartbeat = HeartbeatData::decode(text).unwrap();
    let group = &heartbeat.consumer_data_set[0];
    assert_eq!(group.message_model, MessageModel::Broadcasting);
    assert_eq!(group.consume_from_where, ConsumeFromWhere::LastOffset);
    assert_eq!(group.subscription_data_set[0].code_set, [2_598_919, 2_598_920]);
}

/// The Go client answers 309 with a number.
#[test]
fn outcomes_are_read_by_number_too() {
    let text =
        br#"{"order":false,"autoCommit":true,"consumeResult":1,"remark":"","spentTimeMills":3}"#;
    let result = DirectConsumeResult::decode(text).unwrap();
    assert_eq!(result.consume_result, Some(DirectConsumeOutcome::Later));
}
