//! `java.lang.String.hashCode`, which 4.9 writes into files and compares over the wire.

/// Java's `String.hashCode`: over UTF-16 units, wrapping 32-bit arithmetic.
pub fn string_hash(text: &str) -> i32 {
    if text.is_ascii() {
        return text.bytes().fold(0i32, |h, b| h.wrapping_mul(31).wrapping_add(i32::from(b)));
    }
    text.encode_utf16().fold(0i32, |h, unit| h.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// `items` in the order in which a `java.util.HashMap` filled with them in the given order walks
/// through them. Buckets Java turns into trees (eight keys in one) are not told apart.
pub fn hash_map_order<T>(mut items: Vec<T>, key: impl Fn(&T) -> &str) -> Vec<T> {
    let mut buckets = 16;
    // The map doubles when it is three quarters full.
    while items.len() > buckets / 4 * 3 {
        buckets *= 2;
    }
    items.sort_by_key(|item| {
        let hash = string_hash(key(item)) as u32;
        ((hash ^ (hash >> 16)) as usize) & (buckets - 1)
    });
    items
}

#[cfg(test)]
mod tests {
    use super::{hash_map_order, string_hash};

    #[test]
    fn properties_come_in_the_order_a_jvm_printed() {
        let put = vec!["TAGS", "KEYS", "UNIQ_KEY", "CLUSTER", "MAX_OFFSET", "MIN_OFFSET"];
        let walked = ["MIN_OFFSET", "MAX_OFFSET", "KEYS", "UNIQ_KEY", "CLUSTER", "TAGS"];
        assert_eq!(hash_map_order(put, |key| key), walked);
    }

    #[test]
    fn agrees_with_values_printed_by_a_jvm() {
        assert_eq!(string_hash(""), 0);
        assert_eq!(string_hash("TagA"), 2598919);
        assert_eq!(string_hash("polygenelubricants"), i32::MIN);
        assert_eq!(string_hash("消息"), 893927);
    }
}
