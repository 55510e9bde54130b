//! `rmq message` and `rmq dlq`: what is found, sent again and tried again.

use serde_json::Value;

use crate::world::{World, eventually};

/// What `rmq` prints as JSON.
fn json(world: &World, arguments: &[&str]) -> Value {
    let output = world.rmq(&[arguments, &["-o", "json"]].concat());
    let said = || String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}", said());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The same as soon as it shows what was sent: a send is answered before its queue has the message.
fn json_with(world: &World, arguments: &[&str], is_there: impl Fn(&Value) -> bool) -> Value {
    eventually(|| {
        let found = json(world, arguments);
        if is_there(&found) { Ok(found) } else { Err(format!("{arguments:?}: {found}")) }
    })
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn a_message_is_found_by_both_its_ids_and_sent_again() {
    let world = World::with_cluster();
    let produce = ["produce", "Once", "hello", "--tag", "T", "--key", "k", "--property", "a=b"];
    let sent = json(&world, &produce);
    let (id, place) = (text(&sent[0]["msgId"]), text(&sent[0]["offsetMsgId"]));
    let by_place = json(&world, &["message", "get", place]);
    let by_id = ["message", "get", id, "--topic", "Once"];
    // The index gets it after the send was answered.
    eventually(|| match world.rmq(&by_id).status.success() {
        true => Ok(()),
        false => Err(format!("{id} is not found")),
    });
    assert_eq!(by_place, json(&world, &by_id));
    assert_eq!(by_place["body"], "hello");
    assert_eq!(by_place["tracks"], Value::Array(vec![]));
    assert_eq!(world.rmq(&["message", "get", id]).status.code(), Some(3));
    let shown = world.rmq(&["message", "get", place]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    for part in [id, place, "broker-a:", "5 bytes", "hello"] {
        assert!(shown.contains(part), "{shown}");
    }
    let again = json(&world, &["message", "resend", place, "--to", "Twice"]);
    assert_ne!(again[0]["msgId"], sent[0]["msgId"]);
    let list = ["message", "list", "Twice"];
    let copies = json_with(&world, &list, |found| *found != Value::Array(vec![]));
    for key in ["tag", "keys", "properties", "body"] {
        assert_eq!(copies[0][key], by_place[key], "{key}");
    }
}

#[test]
fn dead_letters_go_back_to_their_group() {
    let world = World::with_cluster();
    for topic in ["%DLQ%tired", "%RETRY%tired"] {
        assert!(world.rmq(&["topic", "create", topic, "--queues", "1"]).status.success());
    }
    let sent = json(&world, &["produce", "%DLQ%tired", "m%i", "--count", "2", "--tag", "T"]);
    json_with(&world, &["dlq", "list"], |found| found[0]["messages"] == 2);
    let id = text(&sent[1]["msgId"]);
    let missing = ["dlq", "resend", "tired", "--id", "nothing", "--yes"];
    assert_eq!(world.rmq(&missing).status.code(), Some(3));
    let resend = ["dlq", "resend", "tired", "--id", id];
    assert_eq!(world.rmq(&resend).status.code(), Some(2));
    assert_eq!(json(&world, &[&resend[..], &["--dry-run"]].concat())[0]["body"], "m2");
    let resent = json(&world, &[&resend[..], &["--yes"]].concat());
    assert_eq!(resent[0]["topic"], "%RETRY%tired");
    assert_eq!(text(&resent[0]["msgId"]), id, "a consumer may know it by its id");
    let list = ["message", "list", "%RETRY%tired"];
    let retried = json_with(&world, &list, |found| *found != Value::Array(vec![]));
    assert_eq!(retried.as_array().map(Vec::len), Some(1));
    assert_eq!((&retried[0]["body"], &retried[0]["tag"]), (&"m2".into(), &"T".into()));
    let exported = world.rmq(&["dlq", "export", "tired"]);
    let lines = String::from_utf8_lossy(&exported.stdout).into_owned();
    let bodies: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["body"].clone())
        .collect();
    assert_eq!(bodies, ["m1", "m2"]);
}
