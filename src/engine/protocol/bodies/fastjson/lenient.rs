//! Turns fastjson text into standard JSON text.

use crate::engine::protocol::json_text::{Escapes, push_string};

/// How deep objects and arrays may be nested.
const MAX_DEPTH: usize = 64;

/// Why a text is not even fastjson's JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LenientError {
    /// Something else stands where a part of the text is due.
    #[error("expected {expected} at byte {at}, found {found}")]
    Unexpected {
        /// Where.
        at: usize,
        /// What is due there.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// Nested deeper than any body is.
    #[error("nested too deeply at byte {at}")]
    TooDeep {
        /// Where.
        at: usize,
    },
    /// The text is not UTF-8.
    #[error("not UTF-8 from byte {at} on")]
    NotUtf8 {
        /// Where.
        at: usize,
    },
}

/// Rewrites `text` as standard JSON. A key that is not a string becomes a string with the key's
/// JSON text, and an entry whose value is null goes, as fastjson leaves its field unset.
pub fn to_standard(text: &[u8]) -> Result<Vec<u8>, LenientError> {
    let text = std::str::from_utf8(text)
        .map_err(|error| LenientError::NotUtf8 { at: error.valid_up_to() })?;
    let mut reader = Reader { text, at: 0, inside_key: false };
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    reader.value(&mut out, 0)?;
    reader.skip_blanks();
    match reader.peek() {
        None => Ok(out),
        Some(_) => Err(reader.unexpected("the end")),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// An object that is a key may not have such keys itself: each level would double the escapes.
    inside_key: bool,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn skip_commas(&mut self) {
        self.skip_blanks();
        while self.peek() == Some(b',') {
            self.at += 1;
            self.skip_blanks();
        }
    }

    fn unexpected(&self, expected: &'static str) -> LenientError {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found: String = rest.chars().take(16).collect();
        let found = if found.is_empty() { "the end".to_owned() } else { format!("`{found}`") };
        LenientError::Unexpected { at: self.at, expected, found }
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), LenientError> {
        self.skip_blanks();
        if self.peek() != Some(byte) {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<(), LenientError> {
        if depth > MAX_DEPTH {
            return Err(LenientError::TooDeep { at: self.at });
        }
        self.skip_blanks();
        match self.peek() {
            Some(b'{') => self.object(out, depth),
            Some(b'[') => self.array(out, depth),
            Some(quote @ (b'"' | b'\'')) => self.string(out, quote),
            Some(_) => {
                out.extend_from_slice(self.word("a value")?.as_bytes());
                Ok(())
            }
            None => Err(self.unexpected("a value")),
        }
    }

    fn object(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<(), LenientError> {
        self.expect(b'{', "`{`")?;
        out.push(b'{');
        let mut first = true;
        loop {
            self.skip_commas();
            if self.peek() == Some(b'}') {
                self.at += 1;
                out.push(b'}');
                return Ok(());
            }
            let entry = out.len();
            if !first {
                out.push(b',');
            }
            self.key(out, depth)?;
            self.expect(b':', "`:`")?;
            out.push(b':');
            let value = out.len();
            self.value(out, depth + 1)?;
            if out.get(value..) == Some(b"null".as_slice()) {
                out.truncate(entry);
            } else {
                first = false;
            }
            self.skip_blanks();
            if !matches!(self.peek(), Some(b',' | b'}')) {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<(), LenientError> {
        self.expect(b'[', "`[`")?;
        out.push(b'[');
        let mut first = true;
        loop {
            self.skip_commas();
            if self.peek() == Some(b']') {
                self.at += 1;
                out.push(b']');
                return Ok(());
            }
            if !first {
                out.push(b',');
            }
            first = false;
            self.value(out, depth + 1)?;
            self.skip_blanks();
            if !matches!(self.peek(), Some(b',' | b']')) {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn key(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<(), LenientError> {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => self.string(out, quote),
            Some(b'{') if self.inside_key => Err(LenientError::TooDeep { at: self.at }),
            Some(b'{') => {
                let mut key = Vec::new();
                self.inside_key = true;
                self.value(&mut key, depth + 1)?;
                self.inside_key = false;
                push_string(out, &String::from_utf8_lossy(&key), Escapes::Few);
                Ok(())
            }
            _ => {
                let word = self.word("a key")?;
                push_string(out, word, Escapes::Few);
                Ok(())
            }
        }
    }

    /// A number, a literal, or a bare word.
    fn word(&mut self, expected: &'static str) -> Result<&'t str, LenientError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || ",:{}[]\"'".contains(c);
        let word = rest.split(ends).next().unwrap_or_default();
        if word.is_empty() {
            return Err(self.unexpected(expected));
        }
        self.at += word.len();
        Ok(word)
    }

    fn string(&mut self, out: &mut Vec<u8>, quote: u8) -> Result<(), LenientError> {
        self.at += 1;
        out.push(b'"');
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut chars = rest.char_indices();
        while let Some((at, ch)) = chars.next() {
            match ch {
                _ if ch == char::from(quote) => {
                    self.at += at + 1;
                    out.push(b'"');
                    return Ok(());
                }
                '\\' => match chars.next() {
                    Some((_, '\'')) => out.push(b'\''),
                    Some((_, escaped)) => {
                        out.push(b'\\');
                        push_char(out, escaped);
                    }
                    None => break,
                },
                '"' => out.extend_from_slice(b"\\\""),
                '\0'..='\u{1f}' => {
                    out.extend_from_slice(format!("\\u{:04x}", u32::from(ch)).as_bytes());
                }
                _ => push_char(out, ch),
            }
        }
        self.at = self.text.len();
        Err(self.unexpected("the end of a string"))
    }
}

fn push_char(out: &mut Vec<u8>, ch: char) {
    out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{LenientError, to_standard};

    fn standard(text: &str) -> String {
        String::from_utf8(to_standard(text.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn keys_of_any_kind_become_strings() {
        assert_eq!(standard(r#"{0:"a", 1 : 'b'}"#), r#"{"0":"a","1":"b"}"#);
        assert_eq!(standard(r#"{-1:1,"2":2,word:[1,]}"#), r#"{"-1":1,"2":2,"word":[1]}"#);
        assert_eq!(
            standard("{{\n\t\"queueId\":1,\n\t\"topic\":\"a\\\"b\"\n}:5}"),
            r#"{"{\"queueId\":1,\"topic\":\"a\\\"b\"}":5}"#
        );
    }

    #[test]
    fn null_entries_go_and_null_elements_stay() {
        assert_eq!(standard(r#"{"a":null,"b":1,"c":null}"#), r#"{"b":1}"#);
        assert_eq!(standard("[null,1]"), "[null,1]");
    }

    #[test]
    fn quotes_of_either_kind_are_understood() {
        assert_eq!(standard(r#"['a"b\'c\n',"it's"]"#), r#"["a\"b'c\n","it's"]"#);
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "[".repeat(100_000);
        assert!(matches!(to_standard(deep.as_bytes()), Err(LenientError::TooDeep { .. })));
        let keys = "{".repeat(100_000);
        assert!(matches!(to_standard(keys.as_bytes()), Err(LenientError::TooDeep { .. })));
    }

    #[test]
    fn an_error_says_where_and_what() {
        let error = to_standard(br#"{"a" 1}"#).unwrap_err();
        assert_eq!(error.to_string(), "expected `:` at byte 5, found `1}`");
        assert!(to_standard(b"").is_err());
        assert!(to_standard(b"{").is_err());
        assert!(to_standard(b"\"abc").is_err());
        assert!(to_standard(b"{}x").is_err());
        assert!(to_standard(b"\xff").is_err());
    }
}
