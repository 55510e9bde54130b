//! Every captured exchange with a real broker, and every captured push: replayed on a broker
//! brought to a like state, or listed in `replay/left-out.txt` with the reason.
//!
//! Codes, remarks, the names of header fields and their values must be the same, but for ids, times
//! and addresses; bodies must have the same shape, messages in them the same content.

mod arrange;
mod compare;

use std::collections::BTreeSet;
use std::path::Path;

use rmq::engine::protocol::requests::RequestCode;
use rmq::engine::remoting::frame::{Frame, Request};

use crate::golden::{Row, frame, rows};
use crate::support::{Raw, TestBroker};

const FILES: [&str; 5] = [
    "frames.jsonl",
    "frames-more.jsonl",
    "frames-binary.jsonl",
    "frames-slave.jsonl",
    "frames-acl.jsonl",
];

/// A line of the list: exchanges of a file with a code and a response code (`-`: no answer, `*`: any).
struct LeftOut {
    file: String,
    code: String,
    response: String,
}

fn left_out() -> Vec<LeftOut> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broker/replay/left-out.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let parsed = lines.map(|line| {
        let mut columns = line.splitn(4, ' ').map(str::to_owned);
        let mut next = || columns.next().unwrap_or_else(|| panic!("{line}"));
        let left_out = LeftOut { file: next(), code: next(), response: next() };
        assert!(!next().is_empty(), "no reason: {line}");
        left_out
    });
    parsed.collect()
}

impl LeftOut {
    fn holds(&self, file: &str, row: &Row) -> bool {
        let code = self.code == "*" || self.code == row.code.to_string();
        let answer = row.response.as_deref().map(|bytes| frame(bytes).code.to_string());
        let response =
            self.response == "*" || self.response == answer.unwrap_or_else(|| "-".to_owned());
        self.file == file && code && response
    }
}

/// The rows of a file that are replayed on a broker.
fn replayed(file: &str) -> Vec<Row> {
    let left_out = left_out();
    let to_broker = |row: &Row| row.to == "broker" || row.to == "broker-vip";
    let wanted = |row: &Row| to_broker(row) && !left_out.iter().any(|line| line.holds(file, row));
    rows(file).into_iter().filter(wanted).collect()
}

/// Replays a row on a broker of its own.
async fn replay_row(row: &Row) {
    let root = tempfile::tempdir().unwrap();
    let broker = TestBroker::start(root.path(), "").await;
    let theirs = row.response.as_deref().map(frame);
    let request = frame(&row.request);
    let arranged = arrange::arrange(&broker, &request, theirs.as_ref()).await;
    let mut raw = Raw::connect(&broker.address).await;
    raw.write(&with_field(&row.request, arranged.field.as_ref())).await;
    match theirs {
        Some(theirs) => {
            let ours = answer(&mut raw).await;
            compare::assert_same(&row.place, &request, &ours, &theirs);
        }
        // One-way: the next answer is that to what follows.
        None => {
            raw.ask(&Request::bare(RequestCode::GetSystemTopicListFromBroker), 305).await;
            if request.request_code() == RequestCode::UpdateConsumerOffset {
                compare::assert_committed(&broker, &row.place, &request);
            }
        }
    }
    broker.broker.stop().await;
}

/// The next answer; a push may come before it, as it may from Apache's broker.
async fn answer(raw: &mut Raw) -> Frame {
    loop {
        let frame = raw.frame().await;
        if frame.is_response() {
            return frame;
        }
    }
}

/// The request with another value of one of its fields.
fn with_field(request: &[u8], field: Option<&(&'static str, String)>) -> Vec<u8> {
    let Some((name, value)) = field else { return request.to_vec() };
    let length = u32::from_be_bytes([0, request[5], request[6], request[7]]) as usize;
    let (header, body) = request[8..].split_at(length);
    let mut header: serde_json::Value = serde_json::from_slice(header).unwrap();
    let field = &mut header["extFields"][name];
    assert!(field.is_string(), "{header}");
    *field = value.as_str().into();
    let header = header.to_string();
    let total = (4 + header.len() + body.len()) as u32;
    let mut out = total.to_be_bytes().to_vec();
    out.extend((header.len() as u32).to_be_bytes());
    out.extend(header.as_bytes());
    out.extend(body);
    out
}

async fn replay_file(file: &str, at_least: usize) {
    let rows = replayed(file);
    assert!(rows.len() >= at_least, "only {} of {file} are replayed", rows.len());
    let mut failed = Vec::new();
    for row in rows {
        let place = row.place.clone();
        if tokio::spawn(async move { replay_row(&row).await }).await.is_err() {
            failed.push(place);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everyday_exchanges_are_answered_as_by_apache() {
    replay_file("frames.jsonl", 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rare_exchanges_are_answered_as_by_apache() {
    replay_file("frames-more.jsonl", 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_exchanges_and_those_of_a_slave_are_answered_as_by_apache() {
    replay_file("frames-binary.jsonl", 12).await;
    replay_file("frames-slave.jsonl", 8).await;
}

/// A line that leaves out nothing is a mistake in the list.
#[test]
fn every_line_of_the_list_leaves_something_out() {
    for line in left_out() {
        assert!(FILES.contains(&&*line.file), "{}", line.file);
        let rows = rows(&line.file);
        let found = rows.iter().filter(|row| row.to != "namesrv" && line.holds(&line.file, row));
        assert!(found.count() > 0, "{} {} {}", line.file, line.code, line.response);
    }
}

/// Pushes are answered by clients: what the client of rmq does not serve is on the list, too.
#[test]
fn every_push_is_served_or_listed() {
    let left_out = left_out();
    let mut served = BTreeSet::new();
    for file in FILES {
        for row in rows(file).iter().filter(|row| row.to == "client") {
            if !left_out.iter().any(|line| line.holds(file, row)) {
                served.insert(row.code);
            }
        }
    }
    // tests/client/push.rs pushes it.
    assert_eq!(served, BTreeSet::from([40]));
}
