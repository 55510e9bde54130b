//! `rmq offset` beside members that are online.

use std::io::{BufRead, BufReader};
use std::process::Output;

use crate::world::World;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn assert_code(output: &Output, code: i32) {
    let said = || format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{}", said());
}

#[test]
fn members_that_are_online_are_told_or_have_to_go() {
    let world = World::with_cluster();
    let produced = ["produce", "Moves", "m%i", "--count", "3", "--queue", "0"];
    assert_code(&world.rmq(&produced), 0);
    let mut member = world
        .command(&["consume", "Moves", "--group", "online", "--from", "first"])
        .spawn()
        .expect("rmq starts");
    let mut line = String::new();
    let mut out = BufReader::new(member.stdout.take().expect("a pipe"));
    out.read_line(&mut line).expect("a message");

    let listed = text(&world.rmq(&["group", "clients", "online", "-o", "json"]).stdout);
    let members: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(members[0]["subscriptions"]["Moves"], "*", "{listed}");
    assert_eq!(members[0]["messageModel"], "CLUSTERING");

    let shifted = world.rmq(&["offset", "reset", "online", "Moves", "--shift-by", "1", "--yes"]);
    assert_code(&shifted, 1);
    assert!(text(&shifted.stderr).contains("online has 1 member online"));
    let warned = world.rmq(&["group", "delete", "online", "--dry-run"]);
    assert!(text(&warned.stderr).contains("online has 1 member online"));

    let pid = nix::unistd::Pid::from_raw(i32::try_from(member.id()).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("a live process");
    assert_code(&member.wait_with_output().expect("rmq ends"), 0);
    let shifted = ["offset", "reset", "online", "Moves", "--shift-by", "-9", "--yes", "-o", "json"];
    let moved = world.rmq(&shifted);
    assert_code(&moved, 0);
    let rows: serde_json::Value = serde_json::from_str(&text(&moved.stdout)).expect("JSON");
    let first = rows.as_array().and_then(|rows| rows.iter().find(|r| r["queueId"] == 0));
    assert_eq!(first.map(|row| row["after"].clone()), Some(0.into()), "{rows}");
    let again = world.rmq(&["consume", "Moves", "--group", "online", "--exit-at-end"]);
    assert_eq!(text(&again.stdout), "m1\nm2\nm3\n");
}
