//! Every view prints the JSON that `docs/json.md` documents: keys and types are compared with what
//! the views print about clusters in which there is something to see.

use std::process::{Child, Stdio};

use rmq::commands::json_keys::differences;
use rmq::commands::table::COMMANDS;
use serde_json::Value;

use crate::world::{World, eventually};

/// A use of a view.
struct Use {
    /// The view.
    path: &'static str,
    /// Which kind of its JSON that is (`JsonForm::when`).
    when: &'static str,
    /// What stands behind its words.
    arguments: &'static str,
}

const fn plain(path: &'static str, arguments: &'static str) -> Use {
    Use { path, when: "", arguments }
}

const fn with(path: &'static str, when: &'static str, arguments: &'static str) -> Use {
    Use { path, when, arguments }
}

/// Views of the cluster that [`busy`] makes.
const OF_CLUSTERS: &[Use] = &[
    plain("ps", ""),
    plain("cluster list", ""),
    plain("cluster health", ""),
    plain("topic list", ""),
    with("topic list", "with --groups", "--groups"),
    plain("topic route", "Busy"),
    plain("topic status", "Busy"),
    plain("topic describe", "Busy"),
    plain("topic clusters", "Busy"),
    plain("group list", ""),
    plain("group describe", "busy"),
    plain("group progress", "busy"),
    plain("group clients", "busy"),
    plain("group running-info", "busy"),
    with("group running-info", "with --stacks", "busy --stacks"),
    plain("offset show", "busy Busy"),
    plain("broker list", ""),
    plain("broker status", ""),
    plain("broker config get", ""),
    plain("broker consume-stats", ""),
    plain("broker producers", ""),
    plain("namesrv-config get", ""),
    plain("kv list", "busy"),
    plain("kv get", "busy colour"),
    plain("message get", "ID --topic Busy"),
    plain("message by-key", "Busy k1"),
    plain("message by-offset", "Busy broker-a 0 0"),
    plain("message list", "Busy"),
    plain("message trace", "k1"),
    plain("dlq list", ""),
    with("dlq list", "with a group", "busy"),
    plain("stats", ""),
    plain("context list", ""),
    plain("context show", ""),
    plain("explain", "14"),
    plain("doctor", ""),
    with("doctor", "with --list-rules", "--list-rules"),
    plain("doctor route", "Busy"),
];

/// What no client of ours tells, so that there is nothing to look at.
const UNSEEN: &[(&str, &str)] = &[("group running-info", "with --rates")];

/// Views of a cluster that asks for accounts.
const OF_ACCOUNTS: &[Use] = &[
    plain("acl list", ""),
    plain("acl show", "snap-reader"),
    plain("acl white-list get", ""),
    plain("acl versions", ""),
];

/// A client in another process, ended when this is dropped.
struct Client(Child);

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn done(world: &World, line: &str) -> Vec<u8> {
    let arguments: Vec<&str> = line.split(' ').collect();
    let output = world.rmq(&arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {error}");
    output.stdout
}

/// A cluster with a topic, messages, a member, a producer, dead letters and traces; and the id of a
/// message.
fn busy() -> (World, [Client; 2], String) {
    let world = World::with_cluster();
    for line in ["topic create Busy --queues 1", "topic create %DLQ%busy --queues 1"] {
        done(&world, line);
    }
    done(&world, "produce %DLQ%busy lost --key k2");
    done(&world, "kv put busy colour red");
    let sent = done(&world, "produce Busy hello --key k1 --tag A --property a=b --trace -o json");
    let sent: Value = serde_json::from_slice(&sent).expect("JSON");
    let id = sent[0]["msgId"].as_str().expect("an id").to_owned();
    let member = world.command(&["consume", "Busy", "--group", "busy", "--from", "first"]).spawn();
    let producer =
        world.command(&["produce", "Busy", "--queue", "0"]).stdin(Stdio::piped()).spawn();
    let mut producer = Client(producer.expect("rmq starts"));
    let input = producer.0.stdin.as_mut().expect("a pipe");
    std::io::Write::write_all(input, b"more\n").expect("rmq reads");
    (world, [Client(member.expect("rmq starts")), producer], id)
}

/// What a view prints, as soon as there is anything: brokers index and members join behind an answer.
fn printed(world: &World, arguments: &[&str]) -> Value {
    eventually(|| {
        let output = world.rmq(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let value: Option<Value> = serde_json::from_slice(&output.stdout).ok();
        match value {
            Some(value) if output.status.success() && value != Value::Array(Vec::new()) => {
                Ok(value)
            }
            other => Err(format!("{arguments:?}: {other:?}, {error}")),
        }
    })
}

fn check(world: &World, uses: &[Use], id: &str) {
    let mut found = Vec::new();
    for Use { path, when, arguments } in uses {
        let row = COMMANDS.iter().find(|row| row.path == *path).expect("a command");
        let shown = row.json().iter().find(|shown| shown.when == *when).expect("it is documented");
        let line = format!("{path} {} -o json", arguments.replace("ID", id));
        let value = printed(world, &line.split_whitespace().collect::<Vec<_>>());
        let schema = shown.schema();
        let told = match (&value, shown.is_list) {
            (Value::Array(rows), true) => {
                rows.iter().flat_map(|row| differences(&schema, row, "")).collect()
            }
            (value @ Value::Object(_), false) => differences(&schema, value, ""),
            (value, _) => vec![format!("{value} has another form")],
        };
        found.extend(told.into_iter().map(|difference| format!("{line}: {difference}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn views_print_the_keys_that_are_documented() {
    let (world, _clients, id) = busy();
    check(&world, OF_CLUSTERS, &id);
}

#[test]
fn views_of_accounts_print_the_keys_that_are_documented() {
    check(&World::with_accounts(), OF_ACCOUNTS, "");
}

#[test]
fn every_view_is_documented_and_looked_at() {
    for row in COMMANDS.iter().filter(|row| row.is_view) {
        assert!(!row.json().is_empty(), "rmq {} says nothing of its JSON", row.path);
        for shown in row.json() {
            let looks = |one: &&Use| one.path == row.path && one.when == shown.when;
            let seen = OF_CLUSTERS.iter().chain(OF_ACCOUNTS).any(|one| looks(&one));
            let seen = seen || UNSEEN.contains(&(row.path, shown.when));
            assert!(seen, "the JSON of rmq {} {} is not looked at", row.path, shown.when);
        }
    }
}
