//! What is asked of the members of a group, with a member that is online.

use std::io::{BufRead, BufReader};
use std::process::Child;

use serde_json::Value;

use crate::world::{World, eventually};

/// A consumer in another process, ended when this is dropped.
struct Member(Child);

impl Drop for Member {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn json(world: &World, arguments: &[&str]) -> Value {
    let output = world.rmq(&[arguments, &["-o", "json"]].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_member_tells_how_it_is_and_consumes_what_it_is_told_to() {
    let world = World::with_cluster();
    let sent = json(&world, &["produce", "Asked", "hello", "--queue", "0"]);
    let id = sent[0]["msgId"].as_str().expect("an id");
    let consume = ["consume", "Asked", "--group", "asked", "--from", "first"];
    let mut member = Member(world.command(&consume).spawn().expect("rmq starts"));
    let mut lines = BufReader::new(member.0.stdout.take().expect("a pipe")).lines();
    assert_eq!(lines.next().expect("it consumes").expect("a line"), "hello");
    eventually(|| match json(&world, &["group", "clients", "asked"]).as_array() {
        Some(members) if !members.is_empty() => Ok(()),
        _ => Err("no member".to_owned()),
    });
    let told = json(&world, &["group", "running-info", "asked"]);
    let told = told.as_array().expect("rows");
    assert!(told.iter().any(|row| row["topic"] == "Asked"), "{told:?}");
    let directly = ["message", "consume-directly", id, "--topic", "Asked", "--group", "asked"];
    let outcome = world.rmq(&directly);
    assert_eq!(outcome.status.code(), Some(0), "{}", String::from_utf8_lossy(&outcome.stderr));
    assert_eq!(lines.next().expect("it consumes again").expect("a line"), "hello");
}
