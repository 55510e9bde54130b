//! The captured frames.

use std::path::{Path, PathBuf};

use bytes::BytesMut;
use rmq::engine::remoting::frame::Frame;

/// Where the test data is.
pub fn data(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire").join(part)
}

/// One captured exchange.
pub struct Exchange {
    /// File and line, for messages.
    pub place: String,
    /// The request, whole.
    pub request: Vec<u8>,
    /// The answer, whole; a one-way request has none.
    pub response: Option<Vec<u8>>,
}

/// Every captured exchange.
pub fn exchanges() -> Vec<Exchange> {
    let mut all = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(data("frames")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            all.push(Exchange {
                place: format!("{}:{}", file.file_name().unwrap().display(), number + 1),
                request: unhex(value["request"].as_str().unwrap()),
                response: value["response"].as_str().map(unhex),
            });
        }
    }
    assert!(all.len() > 200, "the captured frames are incomplete");
    all
}

/// Decodes one whole frame.
pub fn frame(bytes: &[u8]) -> Frame {
    let mut buffer = BytesMut::from(bytes);
    let frame = Frame::take(&mut buffer).unwrap().unwrap();
    assert!(buffer.is_empty());
    frame
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}
