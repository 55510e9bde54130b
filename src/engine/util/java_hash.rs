//! `java.lang.String.hashCode`, which 4.9 writes into files and compares over the wire.

/// Java's `String.hashCode`: over UTF-16 units, wrapping 32-bit arithmetic.
pub fn string_hash(text: &str) -> i32 {
    if text.is_ascii() {
        return text.bytes().fold(0i32, |h, b| h.wrapping_mul(31).wrapping_add(i32::from(b)));
    }
    text.encode_utf16().fold(0i32, |h, unit| h.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

#[cfg(test)]
mod tests {
    use super::string_hash;

    #[test]
    fn agrees_with_values_printed_by_a_jvm() {
        assert_eq!(string_hash(""), 0);
        assert_eq!(string_hash("TagA"), 2598919);
        assert_eq!(string_hash("polygenelubricants"), i32::MIN);
        assert_eq!(string_hash("消息"), 893927);
    }
}
