//! Damaged files of the broker's settings: the previous version is used, or the file is named.

use std::path::Path;

use rmq::engine::broker::config::BrokerConfig;
use rmq::engine::broker::groups::Groups;
use rmq::engine::broker::offsets::Offsets;
use rmq::engine::broker::register::Wake;
use rmq::engine::broker::topics::Topics;

/// Opens what a file holds; the error as text.
type Open = fn(&BrokerConfig) -> Result<(), String>;

const FILES: [(&str, Open); 3] = [
    ("topics.json", |config| text(Topics::open(config, Wake::default()).map(drop))),
    ("subscriptionGroup.json", |config| text(Groups::open(config).map(drop))),
    ("consumerOffset.json", |config| text(Offsets::open(config).map(drop))),
];

fn text(result: std::io::Result<()>) -> Result<(), String> {
    result.map_err(|error| error.to_string())
}

/// Every way in which a file may be damaged at `at`.
fn damaged(good: &[u8], at: usize) -> [Vec<u8>; 4] {
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.to_vec();
        change(&mut bytes);
        bytes
    };
    [
        with(&|bytes| bytes.truncate(at)),
        with(&|bytes| bytes[at] ^= 0x80),
        with(&|bytes| bytes[at] ^= 1),
        with(&|bytes| bytes[at..].fill(0)),
    ]
}

#[test]
fn the_previous_version_stands_in_for_a_damaged_file() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/config/clean");
    for (name, open) in FILES {
        let root = tempfile::tempdir().unwrap();
        let properties =
            format!("brokerName=broker-a\nstorePathRootDir={}\n", root.path().display());
        let config = crate::support::config(&properties);
        let path = config.config_file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let backup = path.with_file_name(format!("{name}.bak"));
        let good = std::fs::read(golden.join(name)).unwrap();
        for at in (0..good.len()).step_by(1 + good.len() / 60) {
            for bytes in damaged(&good, at) {
                std::fs::write(&path, &bytes).unwrap();
                std::fs::write(&backup, &good).unwrap();
                open(&config).unwrap_or_else(|error| panic!("{name} at {at}: {error}"));
                // Without a backup it is named, unless what is left has a meaning.
                std::fs::write(&backup, &bytes).unwrap();
                if let Err(error) = open(&config) {
                    assert!(error.contains(path.to_str().unwrap()), "{name} at {at}: {error}");
                }
            }
        }
    }
}
