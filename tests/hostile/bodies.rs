//! What strangers' bytes go through. Each function takes any bytes at all and must neither panic,
//! hang, nor take memory on their word. Shared by `tests/hostile` and the targets in `fuzz/`.

use std::net::Ipv4Addr;

use bytes::{Bytes, BytesMut};
use rmq::engine::broker::acl::Acl;
use rmq::engine::broker::filter::Expression;
use rmq::engine::protocol::batch::decode_batch;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::consumer_filter::ConsumerFilterFile;
use rmq::engine::protocol::bodies::fastjson::to_standard;
use rmq::engine::protocol::bodies::heartbeat::{HeartbeatData, SubscriptionData};
use rmq::engine::protocol::bodies::lists::KvConfigFile;
use rmq::engine::protocol::bodies::offsets::{
    ConsumerOffsetTable, DelayOffsetTable, ResetOffsetBody,
};
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::bodies::route::TopicRouteData;
use rmq::engine::protocol::bodies::running_info::ConsumerRunningInfo;
use rmq::engine::protocol::bodies::stats::{ConsumeStatsList, TopicStatsTable};
use rmq::engine::protocol::bodies::subscription_group::SubscriptionGroupTable;
use rmq::engine::protocol::bodies::topic_config::TopicConfigTable;
use rmq::engine::protocol::compression::Compression;
use rmq::engine::protocol::message;
use rmq::engine::protocol::received::decode_records;
use rmq::engine::protocol::record::{Record, parse_offset_message_id};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};
use rmq::engine::util::properties as properties_text;

use self::table::{Again, Retold, retell_request, retell_response};

#[path = "../wire/table.rs"]
mod table;

/// Bytes from a socket: frames with either header form, every typed header and every body.
pub fn frame(bytes: &[u8]) {
    let mut buffer = BytesMut::from(bytes);
    while let Ok(Some(frame)) = Frame::take(&mut buffer) {
        retell(&frame);
    }
    if let Ok(frame) = Frame::decode(Bytes::copy_from_slice(bytes)) {
        retell(&frame);
    }
}

fn retell(frame: &Frame) {
    let code = frame.request_code();
    if RequestCode::ALL.contains(&code) {
        weigh(&retell_request(frame));
    }
    for code in RequestCode::ALL {
        // Without a body this is quick; a body that is not JSON fails at its first byte.
        weigh(&retell_response(*code, frame));
    }
    batch(frame.body());
    records(frame.body());
}

/// Fails when a few bytes became very many.
fn weigh(retold: &Retold) {
    let len = match &retold.body {
        Ok(Again::Bytes(bytes) | Again::Json(bytes)) => bytes.len(),
        Err(reason) => reason.len(),
    };
    assert!(len < 64 << 20 && retold.fields.as_ref().map_or(0, |list| list.0.len()) < 1 << 20);
}

/// Stored records, one and many, from a disk or a pull answer.
pub fn records(bytes: &[u8]) {
    if let Ok(record) = Record::decode(bytes) {
        let _ = record.check_body();
        let mut again = Vec::new();
        let _ = record.encode(&mut again);
        properties(record.properties.as_bytes());
    }
    let (messages, _) = decode_records(Bytes::copy_from_slice(bytes));
    for message in &messages {
        let _ = (message.tags(), message.keys().count(), message.properties().count());
        let _ = (message.message_id(), message.offset_message_id());
    }
}

/// The properties of a message.
pub fn properties(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for (name, _) in message::properties(&text) {
        assert!(message::property_value(&text, name).is_some(), "{name:?} of {text:?}");
    }
    let _ = parse_offset_message_id(&text);
}

/// The body of a batch.
pub fn batch(bytes: &[u8]) {
    for message in decode_batch(bytes).flatten() {
        assert!(message.body.len() + message.properties.len() <= bytes.len());
        properties(message.properties.as_bytes());
    }
}

/// JSON bodies and files, fastjson's dialect of it among them.
pub fn json(bytes: &[u8]) {
    let _ = to_standard(bytes);
    let _ = RegisterBrokerBody::decode_compressed(bytes);
    again::<HeartbeatData>(bytes);
    again::<SubscriptionData>(bytes);
    again::<TopicRouteData>(bytes);
    again::<ResetOffsetBody>(bytes);
    again::<RegisterBrokerBody>(bytes);
    again::<ConsumerRunningInfo>(bytes);
    again::<ConsumeStatsList>(bytes);
    again::<TopicStatsTable>(bytes);
    again::<ConsumerOffsetTable>(bytes);
    again::<DelayOffsetTable>(bytes);
    again::<TopicConfigTable>(bytes);
    again::<SubscriptionGroupTable>(bytes);
    again::<ConsumerFilterFile>(bytes);
    again::<KvConfigFile>(bytes);
}

/// What was decoded can be encoded, and that be decoded again.
fn again<T: Body>(bytes: &[u8]) {
    if let Ok(body) = T::decode(bytes) {
        let encoded = body.encode();
        let decoded = T::decode(&encoded).map(|body| body.encode());
        assert!(decoded.is_ok(), "{}", String::from_utf8_lossy(&encoded));
    }
}

/// A `.properties` file.
pub fn properties_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parsed = properties_text::parse(&text);
    let _ = properties_text::value(&parsed, "brokerName");
    let changed = properties_text::with_values(&text, &[("a".to_owned(), "ä = \n#".to_owned())]);
    let reparsed = properties_text::parse(&changed);
    assert_eq!(properties_text::value(&reparsed, "a"), Some("ä = \n#"), "{changed:?}");
}

/// An SQL92 expression.
pub fn expression(bytes: &[u8]) {
    if let Ok(expression) = Expression::compile(&String::from_utf8_lossy(bytes)) {
        expression.selects("a\u{1}6\u{2}b\u{1}x\u{2}d\u{1}\u{2}");
    }
}

/// A file of accounts, as the broker finds it.
pub fn accounts(bytes: &[u8]) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("conf");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("plain_acl.yml"), bytes).unwrap();
    if let Ok(acl) = Acl::open(home.path()) {
        let question = Request::bare(RequestCode::GetBrokerConfig).encode(1, false);
        let question = Frame::decode(Bytes::copy_from_slice(&question[4..])).unwrap();
        let _ = acl.check(&question, Ipv4Addr::LOCALHOST.into());
        let _ = acl.config();
    }
}

/// A compressed message body: its first byte chooses how.
pub fn compressed(bytes: &[u8]) {
    let Some((kind, body)) = bytes.split_first() else { return };
    let kinds = [Compression::Zlib, Compression::Lz4, Compression::Zstd];
    let _ = kinds[usize::from(*kind) % kinds.len()].inflate(body);
}
