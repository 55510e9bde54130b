//! Format strings for messages, the same for `consume -f` (writing) and `produce -f` (reading).
//!
//! What one writes the other reads: `rmq consume A -f F | rmq produce B -f F` copies messages.

use std::io::{self, BufRead};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::engine::util::clock::TimestampMs;

use super::values::utc_time;

/// The letters, as help texts show them.
pub const FORMAT_HELP: &str = "\
Format strings (-f), the same for produce and consume:
  %v  body            %t  topic           %g  tag             %k  keys, separated by blanks
  %p{NAME}  property  %h  properties of the sender, as a JSON object
  %m  message id      %b  broker          %q  queue           %o  offset in the queue
  %d  time of storing in milliseconds; %d{iso} as text        %i  running number, from 1
  %v{hex}, %v{base64}  body so written    %%  per cent        \\n \\t \\\\ \\xHH  bytes
A message ends with a newline unless the format itself ends with \\n. When produce reads, a field
goes up to the text that follows it, and %t %m %b %q %o %d %i are skipped.";

/// One thing a format can name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    Body(BodyText),
    Topic,
    Tag,
    Keys,
    Property(String),
    Properties,
    MessageId,
    Broker,
    QueueId,
    QueueOffset,
    StoreTime { iso: bool },
    Number,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyText {
    Plain,
    Hex,
    Base64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(Vec<u8>),
    Field(Field),
}

/// A parsed format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFormat {
    parts: Vec<Part>,
}

/// A message as a format sees it.
pub struct Fields<'a> {
    /// The topic.
    pub topic: &'a str,
    /// The tag, or nothing.
    pub tag: &'a str,
    /// The keys, separated by blanks.
    pub keys: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// What the sender set besides tag and keys.
    pub properties: Vec<(&'a str, &'a str)>,
    /// The id its sender gave it.
    pub message_id: &'a str,
    /// The broker that holds it.
    pub broker: &'a str,
    /// Its queue.
    pub queue_id: i32,
    /// Its offset in the queue.
    pub queue_offset: i64,
    /// When it was stored.
    pub stored: TimestampMs,
    /// The how manieth it is, from 1.
    pub number: u64,
}

/// A message read by a format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The body.
    pub body: Vec<u8>,
    /// The tag.
    pub tag: Option<String>,
    /// The keys, separated by blanks.
    pub keys: Option<String>,
    /// Other properties.
    pub properties: Vec<(String, String)>,
}

impl std::str::FromStr for MessageFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut literal = Vec::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => literal.push(escape(&mut rest)?),
                '%' if rest.as_str().starts_with('%') => {
                    rest.next();
                    literal.push(b'%');
                }
                '%' => {
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::Field(field(&mut rest)?));
                }
                other => literal.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        if !literal.ends_with(b"\n") {
            literal.push(b'\n');
        }
        parts.push(Part::Literal(literal));
        Ok(Self { parts })
    }
}

impl MessageFormat {
    /// Appends `message` to `out`.
    pub fn write(&self, message: &Fields<'_>, out: &mut Vec<u8>) {
        for part in &self.parts {
            match part {
                Part::Literal(bytes) => out.extend_from_slice(bytes),
                Part::Field(field) => write_field(field, message, out),
            }
        }
    }

    /// Why messages cannot be read by this format, if they cannot.
    pub fn check_readable(&self) -> Result<(), String> {
        let adjacent =
            self.parts.windows(2).any(|pair| matches!(pair, [Part::Field(_), Part::Field(_)]));
        if adjacent {
            return Err("two fields without text between them cannot be told apart".to_owned());
        }
        if !self.parts.iter().any(|part| matches!(part, Part::Field(Field::Body(_)))) {
            return Err("the format has no body: %v".to_owned());
        }
        Ok(())
    }

    /// Reads the next message; `None` at the end of `input`.
    pub fn read(&self, input: &mut impl BufRead) -> Result<Option<Record>, ReadError> {
        let mut record = Record::default();
        let mut waiting: Option<&Field> = None;
        for (at, part) in self.parts.iter().enumerate() {
            let literal = match part {
                Part::Field(field) => {
                    waiting = Some(field);
                    continue;
                }
                Part::Literal(literal) => literal,
            };
            let last = at + 1 == self.parts.len();
            let (bytes, found) = read_until(input, literal)?;
            if !found && at <= 1 && bytes.is_empty() {
                return Ok(None);
            }
            if !found && !last {
                return Err(ReadError::Truncated);
            }
            match waiting.take() {
                Some(field) => take_field(field, bytes, &mut record)?,
                None if bytes.is_empty() => {}
                None => return Err(ReadError::NoMatch),
            }
        }
        Ok(Some(record))
    }
}

/// Why the input does not hold messages of this format.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The end came inside a message.
    #[error("the input ends inside a message")]
    Truncated,
    /// Text stands where the format has none.
    #[error("the input does not match the format")]
    NoMatch,
    /// A field does not hold what it should.
    #[error("{0}")]
    Field(String),
}

fn escape(rest: &mut std::str::Chars<'_>) -> Result<u8, String> {
    match rest.next() {
        Some('n') => Ok(b'\n'),
        Some('t') => Ok(b'\t'),
        Some('r') => Ok(b'\r'),
        Some('\\') => Ok(b'\\'),
        Some('x') => {
            let digits: String = rest.by_ref().take(2).collect();
            let byte = (digits.len() == 2).then(|| u8::from_str_radix(&digits, 16).ok()).flatten();
            byte.ok_or_else(|| format!("`\\x{digits}` is no byte; write \\x and two hex digits"))
        }
        other => Err(format!("unknown escape `\\{}`", other.map(String::from).unwrap_or_default())),
    }
}

fn field(rest: &mut std::str::Chars<'_>) -> Result<Field, String> {
    let letter = rest.next().ok_or("the format ends with a single %; write %% for a per cent")?;
    let option = match rest.as_str().strip_prefix('{') {
        None => None,
        Some(inner) => {
            let end = inner.find('}').ok_or_else(|| format!("%{letter}{{ has no closing brace"))?;
            *rest = inner[end + 1..].chars();
            Some(&inner[..end])
        }
    };
    let field = match (letter, option) {
        ('v', None) => Field::Body(BodyText::Plain),
        ('v', Some("hex")) => Field::Body(BodyText::Hex),
        ('v', Some("base64")) => Field::Body(BodyText::Base64),
        ('d', None) => Field::StoreTime { iso: false },
        ('d', Some("iso")) => Field::StoreTime { iso: true },
        ('p', Some(name)) if !name.is_empty() => Field::Property(name.to_owned()),
        ('p', _) => return Err("%p needs a name: %p{NAME}".to_owned()),
        (_, Some(option)) => return Err(format!("%{letter} knows no {{{option}}}")),
        ('t', None) => Field::Topic,
        ('g', None) => Field::Tag,
        ('k', None) => Field::Keys,
        ('h', None) => Field::Properties,
        ('m', None) => Field::MessageId,
        ('b', None) => Field::Broker,
        ('q', None) => Field::QueueId,
        ('o', None) => Field::QueueOffset,
        ('i', None) => Field::Number,
        (other, None) => return Err(format!("unknown field `%{other}`")),
    };
    Ok(field)
}

fn write_field(field: &Field, message: &Fields<'_>, out: &mut Vec<u8>) {
    let mut text = |text: &str| out.extend_from_slice(text.as_bytes());
    match field {
        Field::Body(BodyText::Plain) => out.extend_from_slice(message.body),
        Field::Body(BodyText::Hex) => {
            message.body.iter().for_each(|b| text(&format!("{b:02x}")));
        }
        Field::Body(BodyText::Base64) => text(&BASE64.encode(message.body)),
        Field::Topic => text(message.topic),
        Field::Tag => text(message.tag),
        Field::Keys => text(message.keys),
        Field::Property(name) => {
            let found = message.properties.iter().find(|(n, _)| n == name);
            text(found.map_or("", |(_, value)| value));
        }
        Field::Properties => {
            let map: serde_json::Map<String, serde_json::Value> =
                message.properties.iter().map(|(n, v)| ((*n).to_owned(), (*v).into())).collect();
            text(&serde_json::Value::Object(map).to_string());
        }
        Field::MessageId => text(message.message_id),
        Field::Broker => text(message.broker),
        Field::QueueId => text(&message.queue_id.to_string()),
        Field::QueueOffset => text(&message.queue_offset.to_string()),
        Field::StoreTime { iso: false } => text(&message.stored.to_string()),
        Field::StoreTime { iso: true } => text(&utc_time(message.stored)),
        Field::Number => text(&message.number.to_string()),
    }
}

fn take_field(field: &Field, bytes: Vec<u8>, record: &mut Record) -> Result<(), ReadError> {
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes).map_err(|_| ReadError::Field("a field is not UTF-8".to_owned()))
    };
    match field {
        Field::Body(BodyText::Plain) => record.body = bytes,
        Field::Body(BodyText::Hex) => record.body = unhex(&bytes)?,
        Field::Body(BodyText::Base64) => {
            record.body = BASE64
                .decode(&bytes)
                .map_err(|e| ReadError::Field(format!("%v{{base64}} is not base64: {e}")))?;
        }
        Field::Tag => record.tag = Some(text(bytes)?).filter(|t| !t.is_empty()),
        Field::Keys => record.keys = Some(text(bytes)?).filter(|k| !k.is_empty()),
        Field::Property(name) => {
            let value = text(bytes)?;
            if !value.is_empty() {
                record.properties.push((name.clone(), value));
            }
        }
        Field::Properties => {
            let map: std::collections::BTreeMap<String, String> = serde_json::from_slice(&bytes)
                .map_err(|e| ReadError::Field(format!("%h is no JSON object of texts: {e}")))?;
            record.properties.extend(map);
        }
        Field::Topic
        | Field::MessageId
        | Field::Broker
        | Field::QueueId
        | Field::QueueOffset
        | Field::StoreTime { .. }
        | Field::Number => {}
    }
    Ok(())
}

fn unhex(digits: &[u8]) -> Result<Vec<u8>, ReadError> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = digits.chunks(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| match pair {
            [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
            _ => None,
        })
        .collect();
    bytes.ok_or_else(|| ReadError::Field("%v{hex} is not hexadecimal".to_owned()))
}

/// What stands before `end`, and whether `end` was found before the input ended.
fn read_until(input: &mut impl BufRead, end: &[u8]) -> io::Result<(Vec<u8>, bool)> {
    let Some(&last) = end.last() else { return Ok((Vec::new(), true)) };
    let mut bytes = Vec::new();
    while input.read_until(last, &mut bytes)? > 0 {
        if bytes.ends_with(end) {
            bytes.truncate(bytes.len() - end.len());
            return Ok((bytes, true));
        }
    }
    Ok((bytes, false))
}

#[cfg(test)]
mod tests {
    use super::{Fields, MessageFormat, Record};
    use crate::engine::util::clock::TimestampMs;

    fn format(text: &str) -> MessageFormat {
        text.parse().expect("a valid format")
    }

    fn sample(body: &[u8]) -> Fields<'_> {
        Fields {
            topic: "T",
            tag: "red",
            keys: "k1 k2",
            body,
            properties: vec![("a", "1"), ("b", "x y")],
            message_id: "0A",
            broker: "broker-a",
            queue_id: 3,
            queue_offset: 17,
            stored: TimestampMs(1_763_685_294_765),
            number: 5,
        }
    }

    fn written(text: &str, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        format(text).write(&sample(body), &mut out);
        out
    }

    #[test]
    fn writes_every_field() {
        let all =
            "%t|%g|%k|%v|%v{hex}|%v{base64}|%p{b}|%p{none}|%h|%m|%b|%q|%o|%d|%d{iso}|%i|%%\\t\\x41";
        let expected = "T|red|k1 k2|hi|6869|aGk=|x y||{\"a\":\"1\",\"b\":\"x y\"}|0A|broker-a|3|17|\
                        1763685294765|2025-11-21T00:34:54.765Z|5|%\tA\n";
        assert_eq!(String::from_utf8_lossy(&written(all, b"hi")), expected);
        assert_eq!(written("%v\\n", b"x"), b"x\n");
    }

    #[test]
    fn reads_what_it_wrote() {
        for text in [
            "%g %k|%v{hex} %h",
            "[%g]%h\\n%v{hex}\\n--\\n",
            "%i;%v{hex};%h;%g;%k",
            "%k|%v{base64}|%g|%h",
        ] {
            let body = [0, b'\n', 0xff, b'|'];
            let mut out = written(text, &body);
            out.extend(written(text, &body));
            let mut input = out.as_slice();
            for _ in 0..2 {
                let record = format(text).read(&mut input).expect("readable").expect("a message");
                assert_eq!(record.body, body, "{text}");
                assert_eq!(record.tag.as_deref(), Some("red"), "{text}");
                assert_eq!(record.properties.len(), 2, "{text}");
            }
            assert_eq!(format(text).read(&mut input).expect("the end"), None, "{text}");
        }
    }

    #[test]
    fn the_last_newline_may_be_missing() {
        let mut input = "a\nb".as_bytes();
        let format = format("%v");
        let mut bodies = Vec::new();
        while let Some(Record { body, .. }) = format.read(&mut input).expect("readable") {
            bodies.push(body);
        }
        assert_eq!(bodies, [b"a", b"b"]);
    }

    #[test]
    fn wrong_formats_and_wrong_input_say_so() {
        for wrong in ["%", "%z", "%v{", "%v{x}", "%p", "%t{hex}", "\\q", "\\x4"] {
            assert!(wrong.parse::<MessageFormat>().is_err(), "{wrong}");
        }
        assert!(format("%k%v").check_readable().is_err());
        assert!(format("%k").check_readable().is_err());
        assert!(format("%k %v").check_readable().is_ok());
        for (text, input) in [
            ("%k %v", "nokey"),
            ("<%v>", "x<a>\n"),
            ("%v{hex}", "abc\n"),
            ("%v{base64}", "?\n"),
            ("%h %v", "{ b\n"),
        ] {
            assert!(format(text).read(&mut input.as_bytes()).is_err(), "{text}");
        }
    }
}
