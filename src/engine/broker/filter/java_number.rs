//! `Double.valueOf`, which knows forms that Rust does not and the other way round.

/// The number written as `text`, as Java reads it. Java's hexadecimal form (`0x1p3`) is not known.
pub(super) fn java_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c| c <= ' ');
    let (negative, number) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let value = match number {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        _ => {
            let number = number.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(number);
            // Rust also takes a second sign's place for one, and words for infinity.
            let is_part =
                |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
            if number.starts_with(['+', '-']) || !number.bytes().all(is_part) {
                return None;
            }
            number.parse().ok()?
        }
    };
    Some(if negative { -value } else { value })
}
