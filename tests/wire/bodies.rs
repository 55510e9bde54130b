//! Bodies: every captured one decodes into its type and comes out the same.

use rmq::engine::protocol::bodies::fastjson::to_standard;
use rmq::engine::protocol::requests::RequestCode;
use serde_json::Value;

use crate::golden::{exchanges, frame};
use crate::java_order::is_hash_order;
use crate::table::{Again, retell_request, retell_response};

/// Asserts that two JSON texts differ in the order of hash maps at most.
pub fn assert_same_json(place: &str, ours: &[u8], theirs: &[u8]) {
    let shown = || (String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
    let value = |text: &[u8]| -> Value {
        serde_json::from_slice(&to_standard(text).unwrap())
            .unwrap_or_else(|e| panic!("{place}: {e}"))
    };
    assert_same_value(place, &value(ours), &value(theirs));
    // The same entries in any order have the same length, unless they are spelled differently.
    assert_eq!(ours.len(), theirs.len(), "{place}: {:?}", shown());
}

fn assert_same_value(place: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        (Value::Object(our_map), Value::Object(their_map)) => {
            let our_keys: Vec<&str> = our_map.keys().map(String::as_str).collect();
            let their_keys: Vec<&str> = their_map.keys().map(String::as_str).collect();
            let in_order =
                our_keys == their_keys || is_hash_order(&their_keys) && is_sorted_map(&our_keys);
            assert!(in_order, "{place}: {our_keys:?} should be {their_keys:?}");
            assert_eq!(our_map.len(), their_map.len(), "{place}: {our_keys:?} / {their_keys:?}");
            for (key, theirs) in their_map {
                let ours = our_map.get(key).unwrap_or_else(|| panic!("{place}: `{key}` is lost"));
                assert_same_value(&format!("{place} {key}"), ours, theirs);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{place}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert_same_value(place, ours, theirs);
            }
        }
        _ => assert_eq!(ours, theirs, "{place}"),
    }
}

/// Whether `keys` are in the order of our maps. Fields that are out of place are not.
fn is_sorted_map(keys: &[&str]) -> bool {
    let number = |key: &&str| key.parse::<i64>().ok();
    keys.is_sorted() || keys.iter().all(|key| number(key).is_some() || key.starts_with('{'))
}

fn assert_same_body(place: &str, ours: Result<Again, String>, theirs: &[u8]) {
    match ours.unwrap_or_else(|e| panic!("{place}: {e}")) {
        Again::Bytes(ours) => assert_eq!(ours, theirs, "{place}"),
        Again::Json(ours) => assert_same_json(place, &ours, theirs),
    }
}

#[test]
fn every_request_body_comes_out_the_same() {
    let mut seen = 0;
    for exchange in exchanges() {
        let request = frame(&exchange.request);
        if !request.body().is_empty() {
            assert_same_body(&exchange.place, retell_request(&request).body, request.body());
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} request bodies");
}

#[test]
fn every_answer_body_comes_out_the_same() {
    let mut seen = 0;
    for exchange in exchanges() {
        let code = RequestCode::from(frame(&exchange.request).code);
        let Some(response) = exchange.response.as_deref().map(frame) else { continue };
        if !response.body().is_empty() && !is_strict_route(code, response.body()) {
            assert_same_body(
                &exchange.place,
                retell_response(code, &response).body,
                response.body(),
            );
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} answer bodies");
}

/// Clients of 4.9.4 and later get routes as standard JSON.
fn is_strict_route(code: RequestCode, body: &[u8]) -> bool {
    code == RequestCode::GetRouteInfoByTopic && serde_json::from_slice::<Value>(body).is_ok()
}

#[test]
fn strict_routes_come_out_the_same() {
    use rmq::engine::protocol::bodies::Body;
    use rmq::engine::protocol::bodies::fastjson::Form;
    use rmq::engine::protocol::bodies::route::TopicRouteData;
    let mut seen = 0;
    for exchange in exchanges() {
        let code = RequestCode::from(frame(&exchange.request).code);
        let Some(response) = exchange.response.as_deref().map(frame) else { continue };
        if is_strict_route(code, response.body()) {
            let route = TopicRouteData::decode(response.body()).unwrap();
            let ours = String::from_utf8(route.encode_as(Form::Strict)).unwrap();
            assert_eq!(ours, String::from_utf8_lossy(response.body()), "{}", exchange.place);
            seen += 1;
        }
    }
    assert!(seen > 0);
}
