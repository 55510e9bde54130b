//! Every command has a snapshot of each way it can end. What those ways are follows from the exit
//! codes that its help names; what a snapshot cannot show stands in a table with the reason.

use std::path::Path;

use rmq::commands::error::Kind;
use rmq::commands::table::{COMMANDS, Row};

use Ending::{Empty, Help, NotFound, Refused, Success, Unreachable};

/// A way to end, as a snapshot shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// `--help`.
    Help,
    /// Exit code 0.
    Success,
    /// A name server without brokers, whatever that comes to.
    Empty,
    /// Exit code 5.
    Unreachable,
    /// Exit code 3.
    NotFound,
    /// Exit code 6.
    Refused,
}

/// Ways to end without a snapshot, each with the reason.
const WITHOUT: &[(&str, Ending, &str)] = &[
    ("up", Empty, "it brings its own brokers"),
    ("up", Unreachable, "its nodes would have to live and not answer"),
    ("start", Empty, "it starts a node of a cluster of its own"),
    ("start", Unreachable, "its node would have to live and not answer"),
    ("doctor", Refused, "what a broker refuses is a finding: exit code 1"),
    ("doctor route", Refused, "what a broker refuses is a finding: exit code 1"),
    ("bench produce", Success, "every run has other figures: bench.rs"),
    ("bench consume", Success, "every run has other figures: bench.rs"),
    ("bench latency", Success, "every run has other figures: bench.rs"),
    ("shims", Success, "it writes files: shims.rs"),
    ("group running-info", Success, "a member has to be online: members.rs"),
    ("message consume-directly", Success, "a member has to be online: members.rs"),
    ("message get", Success, "every run has other ids: messages.rs"),
    ("message resend", Success, "every run has other ids: messages.rs"),
    ("dlq resend", Success, "a message has to be given up first: messages.rs"),
    ("dlq export", Success, "a message has to be given up first: messages.rs"),
    ("store verify", Success, "it needs a store: store.rs"),
    ("store dump", Success, "it needs a store: store.rs"),
    ("store repair", Success, "it needs a store: store.rs"),
    ("store rebuild", Success, "it needs a store: store.rs"),
];

/// One call in a snapshot.
struct Call {
    path: &'static str,
    is_help: bool,
    folder: String,
    code: u8,
}

/// Every call in the snapshots.
fn calls() -> Vec<Call> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut calls = Vec::new();
    for folder in std::fs::read_dir(root).expect("the tests") {
        let folder = folder.expect("an entry").path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let file = file.expect("an entry").path();
            if file.extension().is_some_and(|extension| extension == "trycmd") {
                let text = std::fs::read_to_string(&file).expect("a readable file");
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                calls.extend(calls_in(&text, &name));
            }
        }
    }
    calls
}

fn calls_in(text: &str, folder: &str) -> Vec<Call> {
    let mut lines = text.lines().peekable();
    let mut calls = Vec::new();
    while let Some(line) = lines.next() {
        let Some(typed) = line.strip_prefix("$ rmq ") else { continue };
        let code = lines.peek().and_then(|next| next.strip_prefix("? "));
        let begins = |row: &&Row| {
            let rest = typed.strip_prefix(row.path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let rows = COMMANDS.iter().filter(begins);
        calls.extend(rows.max_by_key(|row| row.path.len()).map(|row| Call {
            path: row.path,
            is_help: typed.ends_with(" --help"),
            folder: folder.to_owned(),
            code: code.map_or(0, |code| code.trim().parse().expect("an exit code")),
        }));
    }
    calls
}

impl Ending {
    const ALL: [Self; 6] = [Help, Success, Empty, Unreachable, NotFound, Refused];

    /// Whether `row` can end so, as its help says. A command that can fail to reach a server asks a
    /// cluster, which can be empty.
    fn is_possible(self, row: &Row) -> bool {
        match self {
            Help | Success => true,
            Empty | Unreachable => row.exits().contains(&Kind::Unreachable),
            NotFound => row.exits().contains(&Kind::NotFound),
            Refused => row.exits().contains(&Kind::Refused),
        }
    }

    fn is_shown_by(self, call: &Call) -> bool {
        match self {
            Help => call.is_help,
            Success => !call.is_help && call.code == Kind::OutputClosed.exit_code(),
            Empty => call.folder == "empty",
            Unreachable => call.code == Kind::Unreachable.exit_code(),
            NotFound => call.code == Kind::NotFound.exit_code(),
            Refused => call.code == Kind::Refused.exit_code(),
        }
    }
}

#[test]
fn every_command_has_a_snapshot_of_each_way_it_ends() {
    let calls = calls();
    let mut missing = Vec::new();
    for row in COMMANDS {
        for ending in Ending::ALL {
            let is_possible = ending.is_possible(row);
            let is_left_out =
                WITHOUT.iter().any(|(path, what, _)| *path == row.path && *what == ending);
            let is_shown =
                calls.iter().any(|call| call.path == row.path && ending.is_shown_by(call));
            match (is_possible && !is_left_out, is_shown) {
                (true, false) => missing.push(format!("rmq {}: no {ending:?}", row.path)),
                (false, true) if !is_possible && ending != Empty => missing
                    .push(format!("rmq {}: {ending:?}, which its help does not name", row.path)),
                (false, true) if is_left_out => {
                    missing.push(format!("rmq {}: {ending:?} is said to be left out", row.path));
                }
                _ => {}
            }
        }
    }
    assert!(missing.is_empty(), "in tests/cli:\n{}", missing.join("\n"));
}

#[test]
fn what_is_left_out_can_happen() {
    for (path, ending, _) in WITHOUT {
        let row = COMMANDS.iter().find(|row| row.path == *path).expect("a command");
        assert!(ending.is_possible(row), "{path}: {ending:?} cannot happen");
    }
}
