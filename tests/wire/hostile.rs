//! Bytes from strangers: errors, never panics.

use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use rmq::engine::protocol::bodies::Body;
use rmq::engine::protocol::bodies::fastjson::to_standard;
use rmq::engine::protocol::bodies::heartbeat::HeartbeatData;
use rmq::engine::protocol::bodies::offsets::ResetOffsetBody;
use rmq::engine::protocol::bodies::register_broker::RegisterBrokerBody;
use rmq::engine::protocol::bodies::route::TopicRouteData;
use rmq::engine::protocol::record::Record;
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::Frame;

use crate::golden::{exchanges, frame};
use crate::table::{retell_request, retell_response};

fn decode_everything(bytes: &[u8]) {
    let mut buffer = BytesMut::from(bytes);
    while let Ok(Some(frame)) = Frame::take(&mut buffer) {
        retell_any(&frame);
    }
    if let Ok(frame) = Frame::decode(Bytes::copy_from_slice(bytes)) {
        retell_any(&frame);
    }
    let _ = to_standard(bytes);
    let _ = HeartbeatData::decode(bytes);
    let _ = TopicRouteData::decode(bytes);
    let _ = ResetOffsetBody::decode(bytes);
    let _ = RegisterBrokerBody::decode_compressed(bytes);
    let _ = Record::decode(bytes);
}

fn retell_any(frame: &Frame) {
    if RequestCode::ALL.contains(&frame.request_code()) {
        retell_request(frame);
    }
    for code in RequestCode::ALL {
        retell_response(*code, frame);
    }
}

#[test]
fn a_frame_cut_anywhere_is_incomplete() {
    for exchange in exchanges() {
        for cut in 0..exchange.request.len() {
            let mut buffer = BytesMut::from(&exchange.request[..cut]);
            assert!(Frame::take(&mut buffer).unwrap().is_none(), "{} at {cut}", exchange.place);
        }
    }
}

#[test]
fn a_body_cut_anywhere_does_not_panic() {
    for exchange in exchanges() {
        for bytes in [Some(&exchange.request), exchange.response.as_ref()].into_iter().flatten() {
            let body_len = frame(bytes).body().len();
            for lost in (0..body_len).step_by(1 + body_len / 16) {
                let cut = Bytes::copy_from_slice(&bytes[4..bytes.len() - lost]);
                retell_any(&Frame::decode(cut).unwrap());
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        decode_everything(&bytes);
    }

    #[test]
    fn arbitrary_json_like_text_never_panics(text in r#"[\[\]{}:,"'0-9a-z\\ nul]{0,120}"#) {
        decode_everything(text.as_bytes());
    }

    #[test]
    fn a_frame_with_changed_bytes_never_panics(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let all = exchanges();
        let mut bytes = which.get(&all).request.clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        decode_everything(&bytes);
    }
}
