//! A great many mutated golden bytes: no panic, no hang, no memory on a stranger's word.
//!
//! `RMQ_HOSTILE=1000000` tries that many. A run prints its seed; `RMQ_HOSTILE_SEED` repeats it.
//! The process may have 2 GiB of addresses, so that a length which is believed ends it.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

use std::path::{Path, PathBuf};

use nix::sys::resource::{Resource, setrlimit};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::golden::{data, exchanges};
use crate::mutate::{asked, mutate};

mod bodies;
#[path = "../wire/golden.rs"]
mod golden;
mod mutate;

type Taker = fn(&[u8]);

/// Good bytes, where they are from, and what takes them.
struct Seed {
    place: String,
    bytes: Vec<u8>,
    take: Taker,
}

fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let mut add = |place: &str, bytes: Vec<u8>, take: Taker| {
        seeds.push(Seed { place: place.to_owned(), bytes, take });
    };
    for exchange in exchanges() {
        for bytes in [Some(exchange.request), exchange.response].into_iter().flatten() {
            let body = golden::frame(&bytes).body().to_vec();
            match body.first() {
                Some(b'{' | b'[') => add(&exchange.place, body, bodies::json),
                Some(_) => {
                    add(&exchange.place, body.clone(), bodies::batch);
                    add(&exchange.place, body, bodies::records);
                }
                None => {}
            }
            add(&exchange.place, bytes, bodies::frame);
        }
    }
    add("records.bin", std::fs::read(data("messages/records.bin")).unwrap(), bodies::records);
    for folder in ["by_apache", "config/clean", "config/made"] {
        for path in files(&data(folder)) {
            add(&path.display().to_string(), std::fs::read(&path).unwrap(), bodies::json);
        }
    }
    let properties = "KEYS\u{1}a b\u{2}TAGS\u{1}TagA\u{2}UNIQ_KEY\u{1}FD00\u{2}WAIT\u{1}true\u{2}";
    add("properties", properties.into(), bodies::properties);
    let file = "# rocketmq\nbrokerName = broker-a\r\n! x\nkey\\ a : b\\\n  c\\u00e4\nempty\n";
    add(".properties", file.into(), bodies::properties_file);
    let zlib = rmq::engine::protocol::compression::deflate(&[7; 5000]);
    let expression =
        "a > 5.5 AND (b IN ('x', 'y''s') OR NOT c BETWEEN -1 AND 0xFL) AND d IS NOT NULL";
    add("sql", expression.into(), bodies::expression);
    let accounts = "globalWhiteRemoteAddresses:\n- 10.0.{1-3,7}.*\n- 2001:db8::1\naccounts:\n- accessKey: RocketMQ\n  \
                    secretKey: '12345678'\n  whiteRemoteAddress: 192.168.0.*\n  admin: false\n  defaultTopicPerm: DENY\n  \
                    defaultGroupPerm: SUB\n  topicPerms:\n  - topicA=DENY\n  - topicB=PUB|SUB\n  groupPerms:\n  - \
                    groupA=DENY\n";
    add("plain_acl.yml", accounts.into(), bodies::accounts);
    add("zlib", [&[0], &zlib[..]].concat(), bodies::compressed);
    let zstd = [2, 0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x08, 0x41, 0, 0, 0x68, 0x65, 0x6c, 0x6c, 0x6f];
    add("zstd", zstd.into(), bodies::compressed);
    add("lz4", vec![1, 4, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0, 0, 0, 0], bodies::compressed);
    seeds
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn mutated_bytes_are_errors_at_worst() {
    let (wanted, seed) = asked("RMQ_HOSTILE", 20_000);
    setrlimit(Resource::RLIMIT_AS, 2 << 30, 2 << 30).unwrap();
    let seeds = seeds();
    for seed in &seeds {
        (seed.take)(&seed.bytes);
    }
    let mut random = StdRng::seed_from_u64(seed);
    for number in 0..wanted {
        let Seed { place, bytes, take } = &seeds[random.random_range(0..seeds.len())];
        let mut bytes = bytes.clone();
        mutate(&mut bytes, &mut random, |random| &seeds[random.random_range(0..seeds.len())].bytes);
        if let Err(panic) = std::panic::catch_unwind(|| take(&bytes)) {
            eprintln!(
                "input {number} of RMQ_HOSTILE_SEED={seed}, {place}: {}",
                bytes.escape_ascii()
            );
            std::panic::resume_unwind(panic);
        }
    }
}
