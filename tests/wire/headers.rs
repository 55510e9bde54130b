//! Headers: every captured frame decodes into its typed header and comes out the same.

use std::collections::BTreeMap;

use rmq::engine::protocol::ext::{FieldList, FieldSink, Fields};
use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Head, HeaderForm, WriteFields};

use crate::golden::{exchanges, frame};
use crate::java_order::{bucket, buckets_for};
use crate::table::{Retold, retell_request, retell_response};

/// Fields that clients add to any request and that no typed header has (`remoting.md` 1.1).
const ADDED_BY_CLIENTS: [&str; 5] = ["bname", "ReqT", "AccessKey", "Signature", "SecurityToken"];

/// The only captured request that 4.9 does not know.
const UNKNOWN_CODE: i32 = 29999;

fn by_name(list: &FieldList) -> BTreeMap<String, String> {
    list.0.iter().map(|(key, value)| (key.to_string(), value.clone())).collect()
}

/// What the typed header must say: all that was sent, and nothing but defaults besides.
fn check_fields(place: &str, frame: &Frame, retold: &Retold) {
    let mut sent = by_name(&frame.fields().to_list().unwrap());
    let typed = by_name(retold.fields.as_ref().unwrap_or_else(|e| panic!("{place}: {e}")));
    sent.retain(|key, _| typed.contains_key(key) || !ADDED_BY_CLIENTS.contains(&key.as_str()));
    for (key, value) in &sent {
        assert_eq!(typed.get(key), Some(value), "{place}: field `{key}`");
    }
    let added: Vec<_> = typed.iter().filter(|(key, _)| !sent.contains_key(*key)).collect();
    let defaults = added.iter().all(|(_, value)| ["", "0", "false"].contains(&value.as_str()));
    assert!(defaults, "{place}: {added:?} was not sent");
}

#[test]
fn every_request_has_a_typed_header() {
    for exchange in exchanges() {
        let request = frame(&exchange.request);
        if request.code != UNKNOWN_CODE {
            check_fields(&exchange.place, &request, &retell_request(&request));
        }
    }
}

#[test]
fn every_answer_has_a_typed_header() {
    for exchange in exchanges() {
        let request = frame(&exchange.request);
        let Some(response) = exchange.response.as_deref().map(frame) else { continue };
        if request.code == UNKNOWN_CODE {
            continue;
        }
        // A refusal may have no fields, or only those that do not depend on success.
        if response.code == 0 || !response.fields().to_list().unwrap().0.is_empty() {
            let retold = retell_response(RequestCode::from(request.code), &response);
            check_fields(&exchange.place, &response, &retold);
        }
    }
}

/// `frame` as our encoder writes it, with the fields in Java's order: a hash map's in JSON; in
/// the binary form some header classes write their fields themselves, in an order of their own.
fn written_again(frame: &Frame) -> Vec<u8> {
    let mut list = frame.fields().to_list().unwrap();
    if frame.form == HeaderForm::Json {
        let buckets = buckets_for(list.0.len());
        list.0.sort_by_key(|(key, _)| bucket(key, buckets));
    }
    let write = |sink: &mut dyn FieldSink| list.write(sink);
    let fields: WriteFields<'_> = match frame.fields() {
        Fields::None => None,
        _ => Some(&write),
    };
    let head = Head {
        form: frame.form,
        code: frame.code,
        opaque: frame.opaque,
        flag: frame.flag,
        remark: frame.remark.as_deref(),
        language: frame.language,
    };
    let mut out = Vec::new();
    head.write(&mut out, fields, frame.body().len());
    out.extend_from_slice(frame.body());
    out
}

/// The captured bytes with the version our encoder always writes; `None` when another program
/// than Apache's wrote them, which shows in the order of the header's keys.
fn with_our_version(bytes: &[u8], frame: &Frame) -> Option<Vec<u8>> {
    let mut bytes = bytes.to_vec();
    match frame.form {
        HeaderForm::Binary => bytes[11..13].copy_from_slice(&407i16.to_be_bytes()),
        HeaderForm::Json => {
            let body = bytes.split_off(bytes.len() - frame.body().len());
            let header = String::from_utf8(bytes.split_off(8)).unwrap();
            let theirs = format!("\"version\":{}}}", frame.version);
            if !header.ends_with(&theirs) {
                return None;
            }
            let header = header.replace(&theirs, "\"version\":407}");
            bytes = ((4 + header.len() + body.len()) as u32).to_be_bytes().to_vec();
            bytes.extend_from_slice(&(header.len() as u32).to_be_bytes());
            bytes.extend_from_slice(header.as_bytes());
            bytes.extend_from_slice(&body);
        }
    }
    Some(bytes)
}

#[test]
fn every_frame_is_written_byte_for_byte_as_apache_does() {
    let mut seen = 0;
    for exchange in exchanges() {
        for bytes in [Some(&exchange.request), exchange.response.as_ref()].into_iter().flatten() {
            let frame = frame(bytes);
            let Some(expected) = with_our_version(bytes, &frame) else { continue };
            seen += 1;
            let ours = written_again(&frame);
            assert_eq!(
                String::from_utf8_lossy(&ours),
                String::from_utf8_lossy(&expected),
                "{}",
                exchange.place
            );
            assert_eq!(ours, expected, "{}", exchange.place);
        }
    }
    assert!(seen > 400, "only {seen} frames");
}
