//! Where the messages to produce come from: the command line, a file, or lines of standard input.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use super::error::{CommandError, CommandResult};
use super::message_format::{MessageFormat, ReadError, Record};

/// Messages one after another.
pub enum Payload {
    /// The same text so many times, `%i` replaced by the running number.
    Text {
        /// The text.
        body: String,
        /// Length to fill the body up to, in bytes.
        size: Option<usize>,
        /// How many.
        count: u64,
    },
    /// Lines, or what a format says, of some input.
    Records {
        /// What is read.
        input: Box<dyn BufRead + Send>,
        /// How messages are told apart; without one a line is a body.
        format: Option<MessageFormat>,
        /// What the input is called in messages.
        name: String,
    },
    /// One body.
    Whole(Option<Vec<u8>>),
}

impl Payload {
    /// Standard input.
    pub fn stdin(format: Option<MessageFormat>) -> Self {
        let input = Box::new(BufReader::new(std::io::stdin()));
        Self::Records { input, format, name: "standard input".to_owned() }
    }

    /// Whether standard input is a person's terminal.
    pub fn stdin_is_terminal() -> bool {
        std::io::stdin().is_terminal()
    }

    /// A file: one body, or messages by `format`.
    pub fn file(path: &Path, format: Option<MessageFormat>) -> CommandResult<Self> {
        let shown = PathBuf::from(path);
        let failed = |error| CommandError::io(format!("reading {}", shown.display()), &error);
        let mut file = File::open(path).map_err(failed)?;
        if format.is_some() {
            let input = Box::new(BufReader::new(file));
            return Ok(Self::Records { input, format, name: path.display().to_string() });
        }
        let mut body = Vec::new();
        file.read_to_end(&mut body).map_err(failed)?;
        Ok(Self::Whole(Some(body)))
    }

    /// How many messages there are, if that is known.
    pub fn total(&self) -> Option<u64> {
        match self {
            Self::Text { count, .. } => Some(*count),
            Self::Records { .. } => None,
            Self::Whole(_) => Some(1),
        }
    }

    /// The message with the running number `number`, from 1; `None` behind the last.
    pub fn next(&mut self, number: u64) -> CommandResult<Option<Record>> {
        let body = match self {
            Self::Text { count, .. } if number > *count => return Ok(None),
            Self::Text { body, size, .. } => filled(numbered(body, number).into_bytes(), *size),
            Self::Whole(body) => match body.take() {
                Some(body) => body,
                None => return Ok(None),
            },
            Self::Records { input, format, name } => {
                let unreadable = |error: &ReadError| {
                    CommandError::failed(format!("message {number} of {name} cannot be read"))
                        .because(error)
                };
                return match format {
                    Some(format) => format.read(input).map_err(|e| unreadable(&e)),
                    None => line(input).map_err(|e| unreadable(&e.into())),
                };
            }
        };
        Ok(Some(Record { body, ..Record::default() }))
    }
}

/// The next line that is not empty, as a body: a message cannot be empty.
fn line(input: &mut impl BufRead) -> std::io::Result<Option<Record>> {
    loop {
        let mut body = Vec::new();
        if input.read_until(b'\n', &mut body)? == 0 {
            return Ok(None);
        }
        while body.ends_with(b"\n") || body.ends_with(b"\r") {
            body.pop();
        }
        if !body.is_empty() {
            return Ok(Some(Record { body, ..Record::default() }));
        }
    }
}

/// `text` with `%i` replaced by `number` and `%%` by a per cent sign.
pub fn numbered(text: &str, number: u64) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        rest = if let Some(after) = from.strip_prefix("%i") {
            result.push_str(&number.to_string());
            after
        } else {
            result.push('%');
            from.strip_prefix("%%").unwrap_or(&from[1..])
        };
    }
    result.push_str(rest);
    result
}

/// `body` cut or filled up to `size` bytes with letters.
fn filled(mut body: Vec<u8>, size: Option<usize>) -> Vec<u8> {
    if let Some(size) = size {
        body.truncate(size);
        let letters = (b'a'..=b'z').cycle().take(size - body.len());
        body.extend(letters);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::{Payload, filled, numbered};

    #[test]
    fn numbers_replace_their_mark() {
        assert_eq!(numbered("a %i, %%i and %x 100%", 7), "a 7, %i and %x 100%");
    }

    #[test]
    fn bodies_are_cut_and_filled() {
        assert_eq!(filled(b"hello".to_vec(), Some(8)), b"helloabc");
        assert_eq!(filled(b"hello".to_vec(), Some(2)), b"he");
        assert_eq!(filled(b"hello".to_vec(), None), b"hello");
    }

    #[test]
    fn lines_are_bodies_and_empty_ones_are_not() {
        let input = Box::new("one\r\n\n\ntwo".as_bytes());
        let mut payload = Payload::Records { input, format: None, name: "x".into() };
        let mut bodies = Vec::new();
        while let Some(record) = payload.next(1).expect("readable") {
            bodies.push(record.body);
        }
        assert_eq!(bodies, [b"one", b"two"]);
    }
}
