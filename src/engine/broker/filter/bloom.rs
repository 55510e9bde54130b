//! The bits that stand for a group in the bit maps of a topic (`store.md` 5.3, Apache's
//! `BloomFilter`): a function of names and of two configuration keys.

use super::super::config::BrokerConfig;
use crate::engine::protocol::bodies::consumer_filter::BloomFilterData;

/// Size of the bit maps and number of bits a group has in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bloom {
    pub(super) bits: i32,
    hashes: i32,
}

impl Bloom {
    /// As `maxErrorRateOfBloomFilter` and `expectConsumerNumUseFilter` say; values that make no
    /// sense count as the nearest that do.
    pub(super) fn new(config: &BrokerConfig) -> Self {
        let error_rate = f64::from(config.max_error_rate_of_bloom_filter.clamp(1, 99)) / 100.0;
        let groups = f64::from(config.expect_consumer_num_use_filter.max(1));
        let hashes = (error_rate.ln() / 0.5_f64.ln()).ceil() as i32;
        let ln2 = std::f64::consts::LN_2;
        let bits = (groups * ((1.0 / error_rate).ln() / ln2) * (1.0 / ln2)).ceil();
        Self { bits: ((bits / 8.0).ceil() * 8.0) as i32, hashes: hashes.max(1) }
    }

    /// The bits of `group` for `topic`.
    pub(super) fn of(self, group: &str, topic: &str) -> BloomFilterData {
        let hash = murmur3(format!("{group}#{topic}").as_bytes());
        let (low, high) = (hash as i32, (hash >> 32) as i32);
        let position = |i: i32| {
            let mixed = low.wrapping_add(i.wrapping_mul(high));
            (if mixed < 0 { !mixed } else { mixed }) % self.bits.max(1)
        };
        BloomFilterData { bit_num: self.bits, bit_pos: (1..=self.hashes).map(position).collect() }
    }

    /// Whether `data` was made with the same sizes.
    pub(super) fn fits(self, data: Option<&BloomFilterData>) -> bool {
        data.is_some_and(|data| {
            data.bit_num == self.bits && Ok(self.hashes) == i32::try_from(data.bit_pos.len())
        })
    }
}

const C1: u64 = 0x87c3_7b91_1142_53d5;
const C2: u64 = 0x4cf5_ad43_2745_937f;

/// The first half of MurmurHash3 x64 128 with seed 0, as guava's `murmur3_128().asLong()`.
fn murmur3(bytes: &[u8]) -> u64 {
    let (mut h1, mut h2) = (0_u64, 0_u64);
    let mix1 = |k: u64| k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
    let mix2 = |k: u64| k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
    let mut blocks = bytes.chunks_exact(16);
    for block in &mut blocks {
        h1 ^= mix1(little_endian(&block[..8]));
        h1 = h1.rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52dc_e729);
        h2 ^= mix2(little_endian(&block[8..]));
        h2 = h2.rotate_left(31).wrapping_add(h1).wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    let tail = blocks.remainder();
    let (low, high) = tail.split_at(tail.len().min(8));
    h2 ^= mix2(little_endian(high));
    h1 ^= mix1(little_endian(low));
    h1 ^= bytes.len() as u64;
    h2 ^= bytes.len() as u64;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    finish(h1).wrapping_add(finish(h2))
}

/// At most eight bytes, the lowest first.
fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn finish(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}
