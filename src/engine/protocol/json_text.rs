//! How fastjson spells scalars: string escapes and doubles. Checked against fastjson 1.2.69.

/// Which characters a JSON string escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// fastjson's default: control characters and line separators.
    Few,
    /// fastjson's `BrowserCompatible`: also `/` and everything that is not ASCII.
    Browser,
}

/// Appends `text` as a JSON string.
pub fn push_string(out: &mut Vec<u8>, text: &str, escapes: Escapes) {
    out.push(b'"');
    if is_plain(text, escapes) {
        out.extend_from_slice(text.as_bytes());
    } else {
        push_escaped(out, text, escapes);
    }
    out.push(b'"');
}

/// Whether no character needs an escape; looks at many bytes at a time.
fn is_plain(text: &str, escapes: Escapes) -> bool {
    let slash = if escapes == Escapes::Browser { b'/' } else { b'"' };
    text.bytes().fold(true, |plain, byte| {
        plain & (0x20..0x7f).contains(&byte) & (byte != b'"') & (byte != b'\\') & (byte != slash)
    })
}

fn push_escaped(out: &mut Vec<u8>, text: &str, escapes: Escapes) {
    for ch in text.chars() {
        match ch {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '/' if escapes == Escapes::Browser => out.extend_from_slice(b"\\/"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                push_unicode(out, ch);
            }
            '\u{80}'.. if escapes == Escapes::Browser => push_unicode(out, ch),
            _ => out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

fn push_unicode(out: &mut Vec<u8>, ch: char) {
    for unit in ch.encode_utf16(&mut [0; 2]) {
        out.extend_from_slice(format!("\\u{unit:04X}").as_bytes());
    }
}

/// Appends a double as Java's `Double.toString` spells it; what JSON cannot say becomes null.
pub fn push_double(out: &mut Vec<u8>, value: f64) {
    let size = value.abs();
    let text = if !value.is_finite() {
        "null".to_owned()
    } else if size == 0.0 || (1e-3..1e7).contains(&size) {
        format!("{value:?}")
    } else {
        let text = format!("{value:E}");
        match text.split_once('E') {
            Some((digits, power)) if !digits.contains('.') => format!("{digits}.0E{power}"),
            _ => text,
        }
    };
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{Escapes, push_double, push_string};

    fn string(text: &str, escapes: Escapes) -> String {
        let mut out = Vec::new();
        push_string(&mut out, text, escapes);
        String::from_utf8(out).unwrap()
    }

    /// The expected texts were printed by fastjson 1.2.69.
    #[test]
    fn strings_are_escaped_as_fastjson_does() {
        let text = "a/b\"\\\u{1}\u{1f}\u{7f}\u{85}é\u{2028}消\t\n\u{8}\u{c}\r\u{b}😀'<>";
        assert_eq!(
            string(text, Escapes::Few),
            r#""a/b\"\\\u0001\u001F\u007F\u0085é\u2028消\t\n\b\f\r\u000B😀'<>""#
        );
        assert_eq!(
            string(text, Escapes::Browser),
            r#""a\/b\"\\\u0001\u001F\u007F\u0085\u00E9\u2028\u6D88\t\n\b\f\r\u000B\uD83D\uDE00'<>""#
        );
    }

    /// The expected texts were printed by a JVM.
    #[test]
    fn doubles_are_spelled_as_java_does() {
        for (value, expected) in [
            (0.0, "0.0"),
            (1.0, "1.0"),
            (0.08, "0.08"),
            (1e7, "1.0E7"),
            (1.5e10, "1.5E10"),
            (1e-3, "0.001"),
            (1e-4, "1.0E-4"),
            (123_456_789.125, "1.23456789125E8"),
            (9_999_999.0, "9999999.0"),
            (-2.5e-7, "-2.5E-7"),
            (f64::NAN, "null"),
            (f64::INFINITY, "null"),
        ] {
            let mut out = Vec::new();
            push_double(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
