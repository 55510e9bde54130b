//! The order in which Java's hash maps give their entries.
//!
//! `HashMap` and `ConcurrentHashMap` walk their buckets from the first to the last. A key is in
//! bucket `(h ^ h >>> 16) & (buckets - 1)`, and the number of buckets is a power of two.

use rmq::engine::util::java_hash::string_hash;

/// Java's `hashCode` of a key as it stands in JSON text: a queue, a number, or a string.
fn hash_code(key: &str) -> i32 {
    if let Ok(queue) = serde_json::from_str::<serde_json::Value>(key) {
        if let Some(number) = queue.as_i64() {
            return (number ^ (number >> 32)) as i32;
        }
        let text = |field: &str| string_hash(queue[field].as_str().unwrap_or_default());
        if queue.is_object() {
            let id = queue["queueId"].as_i64().unwrap_or_default() as i32;
            let hash = 31i32.wrapping_add(text("brokerName"));
            let hash = hash.wrapping_mul(31).wrapping_add(id);
            return hash.wrapping_mul(31).wrapping_add(text("topic"));
        }
    }
    string_hash(key)
}

/// The bucket of `key` in a table of `buckets`.
pub fn bucket(key: &str, buckets: u32) -> u32 {
    let hash = hash_code(key) as u32;
    (hash ^ (hash >> 16)) & (buckets - 1)
}

/// The number of buckets of a `HashMap` into which `entries` were put.
pub fn buckets_for(entries: usize) -> u32 {
    let mut buckets = 16;
    while entries as u32 > buckets / 4 * 3 {
        buckets *= 2;
    }
    buckets
}

/// Whether some hash map gives `keys` in this order.
pub fn is_hash_order(keys: &[&str]) -> bool {
    (3..20).any(|power| keys.is_sorted_by_key(|key| bucket(key, 1 << power)))
}
