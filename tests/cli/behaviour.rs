//! What snapshots cannot show: pipes, signals, exit codes of a process that is interrupted.

use std::io::{BufRead, BufReader, Write};
use std::process::{Output, Stdio};

use crate::world::{World, free_ports};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn assert_code(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

/// Runs `rmq` with `input` on standard input.
fn fed(world: &World, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = world.command(arguments).stdin(Stdio::piped()).spawn().expect("rmq starts");
    child.stdin.take().expect("a pipe").write_all(input).expect("rmq reads");
    child.wait_with_output().expect("rmq ends")
}

#[test]
fn nothing_is_destroyed_without_a_terminal_or_yes() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["topic", "create", "Kept"]), 0);
    let refused = world.rmq(&["topic", "delete", "Kept"]);
    assert_code(&refused, 2);
    assert!(text(&refused.stderr).contains("--yes"), "{}", text(&refused.stderr));
    assert_code(&world.rmq(&["topic", "route", "Kept"]), 0);
    assert_code(&world.rmq(&["down", "--purge"]), 2);
    assert_code(&world.rmq(&["topic", "delete", "Kept", "--yes"]), 0);
    assert_code(&world.rmq(&["topic", "route", "Kept"]), 3);
}

#[test]
fn a_broker_names_the_file_that_keeps_it_from_starting() {
    let world = World::without_cluster();
    let log = world.path().join("store/commitlog");
    std::fs::create_dir_all(&log).expect("a folder");
    let name = "00000000000000000000";
    let root = format!("storePathRootDir={}", world.path().join("store").display());
    let start = ["broker", "--set", &root, "--set", "mappedFileSizeCommitLog=2048"];
    for (file, len, told) in
        [("backup.tar", 0, "20 digits"), (name, 1024, "has 1024 bytes, expected 2048")]
    {
        std::fs::write(log.join(file), vec![0; len]).expect("a file");
        let refused = world.rmq(&start);
        assert_code(&refused, 1);
        let stderr = text(&refused.stderr);
        for part in [file, told, "rmq store verify"] {
            assert!(stderr.contains(part), "{stderr}");
        }
        std::fs::remove_file(log.join(file)).expect("it is there");
    }
}

#[test]
fn what_consume_writes_produce_reads() {
    let world = World::with_cluster();
    let body = b"a\nb\0\xff|c";
    let sent = fed(&world, &["produce", "Bytes", "--file", "body", "--tag", "T"], b"");
    assert_code(&sent, 3);
    std::fs::write(world.path().join("body"), body).expect("a file");
    let file = ["produce", "Bytes", "--file", "body", "--tag", "T", "--key", "k1", "--key", "k2"];
    assert_code(&world.rmq(&[&file[..], &["--property", "a=b"]].concat()), 0);
    let format = "%g|%k|%h|%v{hex}";
    let copied = world.rmq(&["consume", "Bytes", "--exit-at-end", "-f", format]);
    assert_code(&copied, 0);
    assert_code(&fed(&world, &["produce", "Copy", "-f", format], &copied.stdout), 0);
    let again = world.rmq(&["consume", "Copy", "--exit-at-end", "-f", format]);
    assert_eq!(text(&again.stdout), text(&copied.stdout));
    assert_eq!(text(&copied.stdout), "T|k1 k2|{\"a\":\"b\"}|610a6200ff7c63\n");
}

#[test]
fn order_is_kept_within_each_queue() {
    let world = World::with_cluster();
    let numbers: String = (1..=1000).map(|n| format!("{n}\n")).collect();
    assert_code(&fed(&world, &["produce", "Many"], numbers.as_bytes()), 0);
    let read = world.rmq(&["consume", "Many", "--exit-at-end", "-f", "%q %o %v"]);
    assert_code(&read, 0);
    let mut last = std::collections::HashMap::new();
    let mut seen = 0;
    for line in text(&read.stdout).lines() {
        let numbers: Vec<i64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
        let [queue, offset, number] = numbers[..] else { panic!("{line}") };
        let before = last.insert(queue, (offset, number));
        assert!(before.is_none_or(|(o, n)| o + 1 == offset && n < number), "{line}: {before:?}");
        seen += 1;
    }
    assert_eq!(seen, 1000);
    assert!(last.len() > 1, "one queue only");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["produce", "Pipe", "x", "--count", "500"]), 0);
    let mut child = world.command(&["consume", "Pipe"]).spawn().expect("rmq starts");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    out.read_line(&mut line).expect("a message");
    drop(out);
    // It notices with the next message it writes.
    assert_code(&world.rmq(&["produce", "Pipe", "y", "--count", "8"]), 0);
    let ended = child.wait_with_output().expect("rmq ends");
    assert_code(&ended, 0);
    assert_eq!(text(&ended.stderr), "");
}

#[test]
fn ctrl_c_ends_well_unless_more_was_asked_for() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["produce", "Live", "x"]), 0);
    for (more, code) in [(&[][..], 0), (&["--count", "9"][..], 130)] {
        let arguments = [&["consume", "Live"], more].concat();
        let mut child = world.command(&arguments).spawn().expect("rmq starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut line).expect("a message");
        assert_eq!(line, "x\n");
        let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("a live process");
        assert_code(&child.wait_with_output().expect("rmq ends"), code);
    }
}

#[test]
fn an_expression_selects_what_is_shown() {
    let world = World::with_cluster();
    for (body, size) in [("small", "size=1"), ("large", "size=9"), ("none", "colour=red")] {
        assert_code(&world.rmq(&["produce", "Sized", body, "--property", size]), 0);
    }
    let read = |sql: &str| world.rmq(&["consume", "Sized", "--exit-at-end", "--sql", sql]);
    assert_eq!(text(&read("size > 5").stdout), "large\n");
    assert_eq!(text(&read("size IS NULL").stdout), "none\n");
    let group = ["consume", "Sized", "--group", "g", "--from", "first", "--count", "1"];
    let joined = world.rmq(&[&group[..], &["--sql", "size < 5"]].concat());
    assert_eq!(text(&joined.stdout), "small\n");
    for broken in [&["--exit-at-end"][..], &["--group", "h"]] {
        let output = world.rmq(&[&["consume", "Sized", "--sql", "size >"], broken].concat());
        assert_code(&output, 2);
        let error = text(&output.stderr);
        assert!(error.contains("Invalid MessageSelector") && error.contains("hint:"), "{error}");
    }
}

#[test]
fn accounts_are_asked_for_and_found() {
    let world = World::without_cluster();
    let home = world.path().join("home");
    let conf = home.join("conf");
    std::fs::create_dir_all(&conf).expect("a directory");
    let accounts = "accounts:\n- {accessKey: one-user, secretKey: one-secret, \
                    defaultTopicPerm: PUB|SUB, defaultGroupPerm: SUB}\n";
    std::fs::write(conf.join("plain_acl.yml"), accounts).expect("a file");
    let place = format!("rocketmqHome={}", home.display());
    assert_code(&world.rmq(&["up", "--set", "aclEnable=true", "--set", &place]), 0);
    let produce = ["produce", "Signed", "x"];
    let refused = world.rmq(&produce);
    assert_code(&refused, 6);
    assert!(text(&refused.stderr).contains("No accessKey is configured"));
    assert_code(&world.rmq(&[&produce[..], &["--access-key", "one-user"]].concat()), 2);
    let keys = ["--access-key", "one-user", "--secret-key", "one-secret"];
    assert_code(&world.rmq(&[&produce[..], &keys].concat()), 0);
    let wrong = ["--access-key", "one-user", "--secret-key", "another"];
    let refused = world.rmq(&[&produce[..], &wrong].concat());
    assert_code(&refused, 6);
    assert!(text(&refused.stderr).contains("Check signature failed for accessKey=one-user"));
    let mut by_environment = world.command(&["consume", "Signed", "--exit-at-end"]);
    by_environment.env("RMQ_ACCESS_KEY", "one-user").env("RMQ_SECRET_KEY", "one-secret");
    assert_eq!(text(&by_environment.output().expect("rmq starts").stdout), "x\n");
    let tools = "accessKey: one-user\nsecretKey: one-secret\n";
    std::fs::write(conf.join("tools.yml"), tools).expect("a file");
    let mut by_file = world.command(&["consume", "Signed", "--exit-at-end"]);
    by_file.env("ROCKETMQ_HOME", &home);
    assert_eq!(text(&by_file.output().expect("rmq starts").stdout), "x\n");
    let logs = text(&world.rmq(&["logs"]).stdout);
    assert!(!logs.contains("one-secret"), "{logs}");
}

#[test]
fn a_group_goes_on_where_it_stopped() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["produce", "Group", "m%i", "--count", "10", "--queue", "0"]), 0);
    let consume = |count: &str| {
        let group = ["consume", "Group", "--group", "g", "--from", "first", "--count", count];
        let output = world.rmq(&group);
        assert_code(&output, 0);
        text(&output.stdout)
    };
    assert_eq!(consume("4"), "m1\nm2\nm3\nm4\n");
    assert_eq!(consume("3"), "m5\nm6\nm7\n");
    let rest = world.rmq(&["consume", "Group", "--group", "g", "--exit-at-end"]);
    assert_eq!(text(&rest.stdout), "m8\nm9\nm10\n");
    let looked = world.rmq(&["consume", "Group", "--exit-at-end", "-o", "name"]);
    assert_eq!(text(&looked.stdout).lines().count(), 10);
}

#[test]
fn a_taken_port_and_a_store_in_use_name_their_holder() {
    let world = World::with_cluster();
    let port = world.base_port().to_string();
    let broker = world.rmq(&["broker", "--port", &port, "--set", "storePathRootDir=other"]);
    assert_code(&broker, 1);
    let error = text(&broker.stderr);
    assert!(error.contains(&port) && error.contains("pid "), "{error}");
    let nodes = text(&world.rmq(&["ps", "-o", "json"]).stdout);
    let nodes: serde_json::Value = serde_json::from_str(&nodes).expect("JSON");
    let store = nodes.as_array().and_then(|n| n.iter().find_map(|n| n["store"].as_str()));
    let free = free_ports().0.to_string();
    let setting = format!("storePathRootDir={}", store.expect("a broker"));
    let broker = world.rmq(&["broker", "--port", &free, "--set", &setting]);
    assert_code(&broker, 1);
    assert!(text(&broker.stderr).contains("in use"), "{}", text(&broker.stderr));
}

#[test]
fn brokers_start_with_files_as_people_write_them() {
    let world = World::without_cluster();
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conf/2m-2s-sync");
    for (at, name) in (0..).zip(["broker-a", "broker-b", "broker-a-s", "broker-b-s"]) {
        let file = format!("{files}/{name}.properties");
        let root = format!("storePathRootDir={}", world.path().join(name).display());
        let log = format!("storePathCommitLog={}", world.path().join(name).join("log").display());
        let port = (world.base_port() + 4 * at).to_string();
        let mut line = vec!["broker", "-c", &file, "--bind", "127.0.0.1", "--port", &port];
        line.extend(["--set", &root, "--set", &log]);
        let refused = world.rmq(&[&line[..], &["--strict-config"]].concat());
        assert_code(&refused, 2);
        assert!(text(&refused.stderr).contains("fileReserveredTime"), "{}", text(&refused.stderr));
        let mut broker = world.command(&line).spawn().expect("rmq starts");
        let mut banner = String::new();
        let mut stdout = BufReader::new(broker.stdout.take().expect("a pipe"));
        stdout.read_line(&mut banner).expect("a banner");
        assert!(banner.starts_with(&format!("The broker[{}, ", &name[..8])), "{banner}");
        let pid = nix::unistd::Pid::from_raw(i32::try_from(broker.id()).expect("a pid"));
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).expect("it runs");
        let output = broker.wait_with_output().expect("it ends");
        assert_code(&output, 0);
        let told = text(&output.stderr);
        let told = told.lines().filter(|line| line.contains("unknown key")).count();
        assert_eq!(told, 8, "{}", text(&output.stderr));
    }
}

/// Starts a broker, stops it when it is up, and gives what it said.
fn started_and_stopped(world: &World, arguments: &[&str]) -> String {
    let mut broker = world.command(arguments).spawn().expect("rmq starts");
    let mut banner = String::new();
    let mut stdout = BufReader::new(broker.stdout.take().expect("a pipe"));
    stdout.read_line(&mut banner).expect("a banner");
    let mut stderr = BufReader::new(broker.stderr.take().expect("a pipe"));
    let mut told = String::new();
    // The memory comes last.
    while !told.contains("memory:") {
        assert_ne!(stderr.read_line(&mut told).expect("text"), 0, "{banner}{told}");
    }
    let pid = nix::unistd::Pid::from_raw(i32::try_from(broker.id()).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).expect("it runs");
    assert_eq!(broker.wait().expect("it ends").code(), Some(0), "{told}");
    told
}

#[test]
fn a_broker_tells_its_address_ports_and_memory() {
    let world = World::without_cluster();
    let (port, root) = (world.base_port(), world.path().join("store"));
    let root = format!("storePathRootDir={}", root.display());
    let file = world.path().join("broker.conf");
    std::fs::write(&file, "\nbrokerIP1=10.20.30.40\n").expect("a file");
    let (number, file) = (port.to_string(), file.display().to_string());
    let line = ["broker", "--port", &number, "--bind", "127.0.0.1", "--set", &root];
    let told = started_and_stopped(&world, &[&line[..], &["-c", &file]].concat());
    for part in [
        format!("clients are told 10.20.30.40:{port}: brokerIP1 in {file}:2"),
        format!("port {port} for clients: listenPort, on 127.0.0.1 (bindAddress)"),
        format!("port {} for clients with VIP channels: listenPort - 2", port - 2),
        format!("port {} for slaves: listenPort + 1", port + 1),
        "brokerIP2 is not set".to_owned(),
        "MiB of its own now".to_owned(),
    ] {
        assert!(told.contains(&part), "`{part}` is not in\n{told}");
    }
    assert!(!told.contains("warning: clients are told"), "{told}");
    let told = started_and_stopped(&world, &[&line[..], &["--advertise", "172.17.0.2"]].concat());
    assert!(
        told.contains(&format!("clients are told 172.17.0.2:{port}: brokerIP1 by --advertise"))
    );
    assert!(
        told.contains("warning: clients are told 172.17.0.2, an address of Docker's"),
        "{told}"
    );
}

/// Nobody has to choose a heap, and a first message does not take a gigabyte of disk.
#[test]
fn nodes_start_small() {
    const MOST_KIB: u64 = 64 << 10;
    const MOST_DISK_KIB: u64 = 256 << 10;
    let world = World::with_cluster();
    assert_code(&world.rmq(&["produce", "Small", "x"]), 0);
    let nodes: serde_json::Value =
        serde_json::from_slice(&world.rmq(&["ps", "-o", "json"]).stdout).expect("JSON");
    let nodes = nodes.as_array().expect("an array");
    assert_eq!(nodes.len(), 2);
    for node in nodes {
        let status = std::fs::read_to_string(format!("/proc/{}/status", node["pid"]));
        let status = status.expect("it runs");
        let own = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("a line");
        let own: u64 = own.trim().trim_end_matches(" kB").parse().expect("a number");
        assert!(own < MOST_KIB, "{node}: {own} KiB");
        let environment = std::fs::read(format!("/proc/{}/environ", node["pid"])).expect("it");
        let has_set =
            environment.split(|byte| *byte == 0).any(|word| word == b"MALLOC_ARENA_MAX=4");
        assert!(has_set || !cfg!(target_env = "gnu"), "{node}: the allocator is as it comes");
    }
    let store = nodes.iter().find_map(|node| node["store"].as_str()).expect("a broker");
    let used = std::process::Command::new("du").args(["-sk", store]).output().expect("du");
    let used = text(&used.stdout);
    let used: u64 = used.split_whitespace().next().expect("a number").parse().expect("a number");
    assert!(used < MOST_DISK_KIB, "{used} KiB on the disk");
}
