//! The body of SEND_BATCH_MESSAGE (320): messages back to back (`remoting.md` 3.5).
//!
//! | bytes | field |
//! |---|---|
//! | 4 | length of all |
//! | 4 | 0 |
//! | 4 | 0 |
//! | 4 | the user's flag |
//! | 4 + n | body |
//! | 2 + n | properties text |

use super::record::{MAX_PROPERTIES_LEN, RecordLimit};
use crate::engine::util::cursor::{Cursor, OutOfBytes};

/// Bytes of a message with empty body and properties.
const FIXED_LEN: usize = 4 + 4 + 4 + 4 + 4 + 2;

/// One message of a batch, inside the batch's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchMessage<'a> {
    /// The user's flag.
    pub flag: i32,
    /// Body, never compressed.
    pub body: &'a [u8],
    /// Properties text (`remoting.md` 3.3).
    pub properties: &'a str,
}

/// What is wrong with the bytes of a batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// The bytes end inside a message.
    #[error("the batch is cut short: {0}")]
    Short(#[from] OutOfBytes),
    /// A length field is negative.
    #[error("negative length {found} of the {field} before byte {at}")]
    NegativeLength {
        /// Which field.
        field: &'static str,
        /// What stands there.
        found: i32,
        /// Where the field ends.
        at: usize,
    },
    /// Properties that are not UTF-8.
    #[error("properties before byte {at} are not UTF-8")]
    Text {
        /// Where they end.
        at: usize,
    },
}

impl BatchMessage<'_> {
    /// Appends the message to the body of a batch.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), RecordLimit> {
        let too_long = RecordLimit::Properties(self.properties.len());
        if self.properties.len() > MAX_PROPERTIES_LEN {
            return Err(too_long);
        }
        let properties_len = i16::try_from(self.properties.len()).map_err(|_| too_long)?;
        let total = FIXED_LEN + self.body.len() + self.properties.len();
        let total = i32::try_from(total).map_err(|_| RecordLimit::Body(self.body.len()))?;
        out.extend_from_slice(&total.to_be_bytes());
        out.extend_from_slice(&[0; 8]);
        out.extend_from_slice(&self.flag.to_be_bytes());
        out.extend_from_slice(&(self.body.len() as i32).to_be_bytes());
        out.extend_from_slice(self.body);
        out.extend_from_slice(&properties_len.to_be_bytes());
        out.extend_from_slice(self.properties.as_bytes());
        Ok(())
    }
}

/// The messages of a batch body. After an error there are no more.
pub fn decode_batch(body: &[u8]) -> impl Iterator<Item = Result<BatchMessage<'_>, BatchError>> {
    let mut cursor = Cursor::new(body);
    let mut failed = false;
    std::iter::from_fn(move || {
        if failed || cursor.remaining() == 0 {
            return None;
        }
        let message = decode_one(&mut cursor);
        failed = message.is_err();
        Some(message)
    })
}

/// The message at the cursor. The first three words say nothing that the lengths do not; Apache
/// reads past them, so senders may have them wrong.
fn decode_one<'a>(cursor: &mut Cursor<'a>) -> Result<BatchMessage<'a>, BatchError> {
    cursor.take(12)?;
    let flag = cursor.i32()?;
    let body = cursor.i32()?;
    let body = cursor.take(length(cursor, "body", body)?)?;
    let properties = i32::from(cursor.i16()?);
    let properties = cursor.take(length(cursor, "properties", properties)?)?;
    let properties =
        std::str::from_utf8(properties).map_err(|_| BatchError::Text { at: cursor.position() })?;
    Ok(BatchMessage { flag, body, properties })
}

fn length(cursor: &Cursor<'_>, field: &'static str, found: i32) -> Result<usize, BatchError> {
    let at = cursor.position();
    usize::try_from(found).map_err(|_| BatchError::NegativeLength { field, found, at })
}

#[cfg(test)]
mod tests {
    use super::{BatchError, BatchMessage, decode_batch};

    /// `MessageDecoder.encodeMessages` of 4.9.7 wrote this, as hex.
    const BY_APACHE: &str = "0000003c00000000000000000000000700000008626f6479206f6e65001e4b455953016b31206b3202\
                             574149540174727565025441475301546167410000002000000000000000000000000000000001010009\
                             574149540174727565";

    fn by_apache() -> Vec<u8> {
        (0..BY_APACHE.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&BY_APACHE[i..i + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn a_batch_of_a_java_client_decodes_and_encodes() {
        let bytes = by_apache();
        let messages: Vec<_> = decode_batch(&bytes).collect::<Result<_, _>>().unwrap();
        let first = BatchMessage {
            flag: 7,
            body: b"body one",
            properties: "KEYS\u{1}k1 k2\u{2}WAIT\u{1}true\u{2}TAGS\u{1}TagA",
        };
        let second = BatchMessage { flag: 0, body: &[1], properties: "WAIT\u{1}true" };
        assert_eq!(messages, [first, second]);
        let mut again = Vec::new();
        for message in messages {
            message.encode(&mut again).unwrap();
        }
        assert_eq!(again, bytes);
    }

    #[test]
    fn a_batch_cut_anywhere_ends_with_an_error() {
        let bytes = by_apache();
        for cut in (1..bytes.len()).filter(|cut| *cut != 60) {
            let last = decode_batch(&bytes[..cut]).last().unwrap();
            assert!(matches!(last, Err(BatchError::Short(_))), "{cut}");
        }
    }

    #[test]
    fn a_negative_length_ends_the_batch() {
        let mut bytes = by_apache();
        bytes[16] = 0xff;
        let all: Vec<_> = decode_batch(&bytes).collect();
        assert!(matches!(all.as_slice(), [Err(BatchError::NegativeLength { field: "body", .. })]));
    }
}
