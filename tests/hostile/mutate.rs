//! Changes of the kinds that find something: flipped bits, lengths that lie, missing and repeated
//! parts, parts of something else; and how many inputs a run tries.

use rand::{RngExt, rngs::StdRng};

/// How many inputs a run tries, which is `usual` unless the environment has `name`, and its seed, which
/// `name` with `_SEED` behind it repeats. Prints both.
pub fn asked(name: &str, usual: u64) -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let wanted = number(name).unwrap_or(usual);
    let seed = number(&format!("{name}_SEED")).unwrap_or_else(|| rand::random::<u32>().into());
    println!("{name}_SEED={seed} {name}={wanted}");
    (wanted, seed)
}

/// Between one and five changes to `bytes`, with parts of what `other` gives.
pub fn mutate<'o>(
    bytes: &mut Vec<u8>,
    random: &mut StdRng,
    mut other: impl FnMut(&mut StdRng) -> &'o [u8],
) {
    for _ in 0..random.random_range(1..6) {
        let other = other(random);
        change(bytes, other, random);
    }
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut StdRng) {
    const WORDS: [i32; 10] = [0, 1, -1, 127, 128, 255, 32_767, 65_536, i32::MAX, i32::MIN];
    let at = random.random_range(0..=bytes.len());
    let span = random.random_range(0..=(bytes.len() - at).min(40));
    match random.random_range(0..9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
        1 if at < bytes.len() => bytes[at] = random.random(),
        2 => bytes.truncate(at),
        3 => _ = bytes.drain(at..at + span),
        4 => {
            let part = bytes[at..at + span].to_vec();
            let times = random.random_range(1..20);
            bytes.splice(at..at, part.repeat(times));
        }
        5 if at + 4 <= bytes.len() => {
            let word = WORDS[random.random_range(0..WORDS.len())];
            bytes[at..at + 4].copy_from_slice(&word.to_be_bytes());
        }
        6 if at + 2 <= bytes.len() => {
            let word = WORDS[random.random_range(0..WORDS.len())] as i16;
            bytes[at..at + 2].copy_from_slice(&word.to_be_bytes());
        }
        7 if !other.is_empty() => {
            let from = random.random_range(0..other.len());
            let len = random.random_range(0..=(other.len() - from).min(100));
            bytes.splice(at..at, other[from..from + len].iter().copied());
        }
        _ => {
            let texts = ["{", "[", "\"", "}", "]", ":", ",", "1e999", "\\u", "-", "\u{1}", "\u{2}"];
            let text = texts[random.random_range(0..texts.len())].as_bytes();
            let times = [1, 1, 1, 3, 3000][random.random_range(0..5)];
            bytes.splice(at..at, text.repeat(times));
        }
    }
}
