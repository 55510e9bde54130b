//! What the doctor finds in clusters with something wrong.

use std::process::Output;

use serde_json::Value;

use crate::world::{World, eventually};

fn assert_code(output: &Output, code: i32) {
    let (out, err) = (&output.stdout, &output.stderr);
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(output.status.code(), Some(code), "{}{}", text(out), text(err));
}

/// Code, severity and place of each finding.
fn findings(output: &Output) -> Vec<(String, String, String)> {
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a JSON array");
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(row, "code"), text(row, "severity"), text(row, "where"))).collect()
}

#[track_caller]
fn has(findings: &[(String, String, String)], code: &str, severity: &str, place: &str) {
    assert!(
        findings.iter().any(|(c, s, p)| c == code && s == severity && p == place),
        "{code} {severity} {place} is not in {findings:?}"
    );
}

/// Examines until `is_there` likes the exit code and the findings.
fn examine_until(
    world: &World,
    is_there: impl Fn(Option<i32>, &[(String, String, String)]) -> bool,
) -> Vec<(String, String, String)> {
    eventually(|| {
        let output = world.rmq(&["doctor", "-o", "json", "--timeout", "2s"]);
        let found = findings(&output);
        match is_there(output.status.code(), &found) {
            true => Ok(found),
            false => Err(format!("{found:?}")),
        }
    })
}

#[test]
fn a_cluster_that_gets_ill() {
    let world = World::without_cluster();
    assert_code(&world.rmq(&["up", "--topology", "2m-2s-sync"]), 0);
    assert_code(&world.rmq(&["topic", "create", "Shared"]), 0);
    // How full the disk of the test is, is no matter of the test.
    examine_until(&world, |_, found| {
        found.iter().all(|(code, severity, _)| severity != "error" || code == "disk")
    });

    assert_code(&world.rmq(&["topic", "create", "Alone", "--broker", "broker-a"]), 0);
    assert_code(&world.rmq(&["topic", "update", "Shared", "--read-queues", "2"]), 0);
    assert_code(&world.rmq(&["topic", "create", "%DLQ%tired", "--queues", "1"]), 0);
    assert_code(&world.rmq(&["produce", "%DLQ%tired", "given up"]), 0);
    assert_code(&world.rmq(&["group", "create", "idle"]), 0);
    let read = ["consume", "Shared", "--group", "idle", "--from", "first", "--exit-at-end"];
    assert_code(&world.rmq(&["produce", "Shared", "x", "--queue", "0"]), 0);
    assert_code(&world.rmq(&read), 0);
    assert_code(&world.rmq(&["produce", "Shared", "x", "--queue", "0", "--count", "4"]), 0);
    assert_code(&world.rmq(&["broker", "wipe-write", "broker-b", "--yes"]), 0);
    let found = examine_until(&world, |code, _| code == Some(1));
    has(&found, "topic-one-broker", "note", "broker-a");
    has(&found, "topic-queues-differ", "error", "Shared");
    has(&found, "dead-letters", "warning", "%DLQ%tired");
    has(&found, "group-offline", "warning", "idle");
    has(&found, "broker-not-writable", "error", "broker-b");
    let route = world.rmq(&["doctor", "route", "Shared", "-o", "json"]);
    assert_code(&route, 1);
    let steps: Vec<Value> = serde_json::from_slice(&route.stdout).expect("a JSON array");
    let verdicts: Vec<&str> = steps.iter().filter_map(|step| step["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["ok", "ok", "ok", "cause", "ok"]);

    // Stopped, so that its name server still believes in it.
    assert_code(&world.rmq(&["kill", "broker-a-s", "--signal", "STOP"]), 0);
    let found = findings(&world.rmq(&["doctor", "-o", "json", "--timeout", "2s"]));
    let route = world.rmq(&["doctor", "route", "Shared", "-o", "json", "--timeout", "2s"]);
    assert_code(&world.rmq(&["kill", "broker-a-s", "--signal", "CONT"]), 0);
    has(&found, "broker-silent", "error", "broker-a:1");
    has(&found, "slave-missing", "error", "broker-a");
    let steps: Vec<Value> = serde_json::from_slice(&route.stdout).expect("a JSON array");
    assert_eq!(steps[4]["verdict"], "cause", "{}", steps[4]);

    assert_code(&world.rmq(&["kill", "broker-b"]), 0);
    examine_until(&world, |_, found| {
        found.iter().any(|(code, _, place)| code == "broker-no-master" && place == "broker-b")
    });
}

#[test]
fn a_name_server_that_knows_less() {
    let world = World::without_cluster();
    assert_code(&world.rmq(&["up"]), 0);
    let other = World::without_cluster();
    assert_code(&other.rmq(&["up"]), 0);
    let both = format!("{},{}", world.namesrv(), other.namesrv());
    let output = world.rmq(&["doctor", "-o", "json", "-n", &both]);
    assert_code(&output, 1);
    let found = findings(&output);
    has(&found, "namesrv-brokers-differ", "error", &world.namesrv());
    has(&found, "namesrv-brokers-differ", "error", &other.namesrv());
    let nobody = format!("{},127.0.0.1:1", world.namesrv());
    let output = world.rmq(&["doctor", "-o", "json", "-n", &nobody]);
    assert_code(&output, 1);
    has(&findings(&output), "namesrv-silent", "error", "127.0.0.1:1");
}

#[test]
fn a_file_is_corrected_unless_its_store_would_not_open() {
    let world = World::without_cluster();
    let (file, store) = (world.path().join("broker.conf"), world.path().join("store"));
    let text = |root: &std::path::Path| {
        format!(
            "# mine\nbrokerNames=b\nmapedFileSizeCommitLog=8192\nstorePathRootDir={}\n",
            root.display()
        )
    };
    let read = |name: &str| std::fs::read_to_string(world.path().join(name)).expect("a file");
    std::fs::create_dir_all(store.join("commitlog")).expect("a directory");
    let log = store.join("commitlog").join("00000000000000000000");
    std::fs::write(log, vec![0; 4096]).expect("a file");
    std::fs::write(&file, text(&store)).expect("a file");

    let fix = ["doctor", "config", "broker.conf", "--fix", "-o", "json"];
    assert_code(&world.rmq(&[&fix[..], &["--dry-run"]].concat()), 4);
    assert_eq!(read("broker.conf"), text(&store));
    let left_out = world.rmq(&fix);
    assert_code(&left_out, 4);
    let told = String::from_utf8_lossy(&left_out.stderr).into_owned();
    assert!(told.contains("mappedFileSizeCommitLog=4096"), "{told}");
    assert_eq!(read("broker.conf"), text(&store).replace("brokerNames", "brokerName"));
    assert_eq!(read("broker.conf.bak"), text(&store));

    let empty = world.path().join("empty");
    std::fs::write(&file, text(&empty)).expect("a file");
    assert_code(&world.rmq(&fix), 0);
    let right = text(&empty).replace("brokerNames", "brokerName").replace("maped", "mapped");
    assert_eq!(read("broker.conf"), right);
    assert_code(&world.rmq(&["doctor", "config", "broker.conf"]), 0);
}

#[test]
fn members_that_disagree_are_found() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["topic", "create", "Tagged"]), 0);
    let consume = |tag| {
        let line = ["consume", "Tagged", "--group", "split", "--follow", "--tag", tag];
        world.command(&line).spawn().expect("rmq starts")
    };
    let mut members = [consume("a"), consume("b")];
    let found = examine_until(&world, |_, found| {
        found.iter().any(|(code, _, _)| code == "group-subscriptions-differ")
    });
    for member in &mut members {
        member.kill().expect("it runs");
        member.wait().expect("it ends");
    }
    has(&found, "group-subscriptions-differ", "error", "split");
}
