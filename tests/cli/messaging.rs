//! Transactions, requests, order, traces and ranges by `rmq produce` and `rmq consume`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Output, Stdio};

use crate::world::World;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn assert_code(output: &Output, code: i32) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
}

/// A command that runs on, and its lines.
struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Running {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut command = world.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("rmq starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, lines }
    }

    /// The next line that it prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("readable");
        line.trim_end().to_owned()
    }

    fn say(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().expect("a pipe");
        input.write_all(line.as_bytes()).expect("rmq reads");
    }

    /// Sends a signal and waits for the end; gives the exit code.
    fn end(mut self, signal: nix::sys::signal::Signal) -> Option<i32> {
        let pid = i32::try_from(self.child.id()).expect("a process id");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), signal).expect("it runs");
        // Waiting would close the input: an end of its own.
        let _input = self.child.stdin.take();
        self.child.wait().expect("it ends").code()
    }
}

/// The bodies of a topic.
fn bodies(world: &World, topic: &str) -> Vec<String> {
    let read = world.rmq(&["consume", topic, "--exit-at-end", "-q"]);
    assert_code(&read, 0);
    text(&read.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn a_transaction_shows_what_it_commits() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["topic", "create", "Tx", "--queues", "1"]), 0);
    for (end, state) in [("commit", "COMMIT"), ("rollback", "ROLLBACK"), ("unknown", "UNKNOW")] {
        let arguments = ["produce", "Tx", end, "--transaction", end, "-o", "jsonl"];
        let sent = world.rmq(&arguments);
        assert_code(&sent, 0);
        assert!(text(&sent.stdout).contains(state), "{}", text(&sent.stdout));
    }
    let together = ["produce", "Tx", "x", "--transaction", "commit", "--batch", "2"];
    assert_code(&world.rmq(&together), 2);
    assert_eq!(bodies(&world, "Tx"), ["commit"]);
}

#[test]
fn a_request_gets_its_reply() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["topic", "create", "Ask", "--queues", "1"]), 0);
    let nobody = world.rmq(&["produce", "Ask", "first", "--request", "--timeout", "200ms"]);
    assert_code(&nobody, 1);
    assert!(text(&nobody.stderr).contains("reply"), "{}", text(&nobody.stderr));
    let group = ["consume", "Ask", "--group", "G", "--from", "first", "--reply", "got %v (%g)"];
    let mut replier = Running::start(&world, &group);
    assert_eq!(replier.line(), "first", "it is a member of the group by now");
    let asked = world.rmq(&["produce", "Ask", "%i?", "--tag", "T", "--count", "2", "--request"]);
    assert_code(&asked, 0);
    assert_eq!(text(&asked.stdout), "got 1? (T)\ngot 2? (T)\n");
    assert_eq!([replier.line(), replier.line()], ["1?", "2?"]);
    assert_eq!(replier.end(nix::sys::signal::Signal::SIGTERM), Some(0));
}

#[test]
fn members_in_order_share_queues_and_lose_nothing() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["topic", "create", "Order", "--queues", "2"]), 0);
    let keyed = ["produce", "Order", "%i", "--count", "40", "--hash-key", "k"];
    assert_code(&world.rmq(&keyed), 0);
    let member = ["consume", "Order", "--group", "O", "--from", "first", "--orderly"];
    let first = world.rmq(&[&member[..], &["--count", "15"]].concat());
    assert_code(&first, 0);
    let second = world.rmq(&[&member[..], &["--count", "25"]].concat());
    assert_code(&second, 0);
    let both = text(&first.stdout) + &text(&second.stdout);
    let expected: String = (1..=40).map(|n| format!("{n}\n")).collect();
    assert_eq!(both, expected, "the first gives its locks back, the second goes on");
}

#[test]
fn traces_tell_of_both_sides() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["produce", "Traced", "x", "--key", "k", "--trace"]), 0);
    let group = ["consume", "Traced", "--group", "G", "--from", "first", "--count", "1"];
    assert_code(&world.rmq(&[&group[..], &["--trace"]].concat()), 0);
    let told = bodies(&world, "RMQ_SYS_TRACE_TOPIC").concat();
    for event in ["Pub\u{1}", "SubBefore\u{1}", "SubAfter\u{1}", "\u{1}Traced\u{1}"] {
        assert!(told.contains(event), "{event:?} in {told:?}");
    }
}

#[test]
fn a_range_of_offsets_is_read() {
    let world = World::with_cluster();
    assert_code(&world.rmq(&["topic", "create", "Range", "--queues", "1"]), 0);
    assert_code(&world.rmq(&["produce", "Range", "%i", "--count", "9"]), 0);
    let read = |from: &str, to: &str| {
        let read = world.rmq(&["consume", "Range", "--from", from, "--to", to, "-f", "%o"]);
        assert_code(&read, 0);
        text(&read.stdout).lines().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(read("@2", "@5"), "2 3 4");
    assert_eq!(read("first", "last"), "0 1 2 3 4 5 6 7 8");
    assert_eq!(read("-2", "last"), "7 8");
    assert_eq!(read("1h", "1h"), "");
    let arguments = ["consume", "Range", "--from", "@8", "--to", "@10", "-f", "%o"];
    let mut waiting = Running::start(&world, &arguments);
    assert_eq!(waiting.line(), "8");
    assert_code(&world.rmq(&["produce", "Range", "more", "--count", "2"]), 0);
    assert_eq!(waiting.line(), "9");
    assert_eq!(waiting.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn lines_are_sent_as_they_come() {
    let world = World::with_cluster();
    let mut typing = Running::start(&world, &["produce", "Typed"]);
    for line in ["one\n", "two\n"] {
        typing.say(line);
        assert!(typing.line().contains("SEND_OK"), "{line} waits for no other");
    }
    assert_eq!(typing.end(nix::sys::signal::Signal::SIGINT), Some(130));
    assert_eq!(bodies(&world, "Typed").len(), 2);
}

#[test]
fn namespaces_keep_names_apart() {
    let world = World::with_cluster();
    let other = ["--namespace", "NS"];
    assert_code(&world.rmq(&["produce", "Name", "outside"]), 0);
    let inside = world.rmq(&[&["produce", "Name", "inside"][..], &other].concat());
    assert_code(&inside, 0);
    assert!(text(&inside.stdout).contains("topic=Name,"), "{}", text(&inside.stdout));
    assert_eq!(bodies(&world, "Name"), ["outside"]);
    assert_eq!(bodies(&world, "NS%Name"), ["inside"]);
    let group = ["consume", "Name", "--group", "G", "--from", "first", "--count", "1"];
    let read = world.rmq(&[&group[..], &["-f", "%t %v"], &other].concat());
    assert_code(&read, 0);
    assert_eq!(text(&read.stdout), "Name inside\n");
}
