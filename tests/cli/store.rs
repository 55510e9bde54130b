//! `rmq store` on stores that Java wrote.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::world::World;

/// Unpacks a Java store into `world`; answers its root.
fn java_store(world: &World, name: &str) -> PathBuf {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/{name}.tar.gz"));
    let bytes = flate2::read::GzDecoder::new(fs::File::open(archive).expect("an archive"));
    tar::Archive::new(bytes).unpack(world.path()).expect("room for a store");
    world.path().join("store")
}

/// Exit code, standard output and standard error, with `[DIR]` for the world's directory.
fn shown(world: &World, output: &Output) -> String {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.replace(&world.path().display().to_string(), "[DIR]")
    };
    let code = output.status.code().expect("an exit code");
    format!("{code}\n{}{}", text(&output.stdout), text(&output.stderr))
}

fn run(world: &World, arguments: &[&str]) -> String {
    shown(world, &world.rmq(arguments))
}

const READ: &str = "read: 875 messages from offset 0 to 201664, 875 units of 18 queues, \
                    1739 entries of 1 index files, 9 tables\n";

fn flip(path: &Path, at: u64) {
    let mut bytes = fs::read(path).expect("a file");
    bytes[at as usize] ^= 1;
    fs::File::create(path).and_then(|mut file| file.write_all(&bytes)).expect("a written file");
}

#[test]
fn verify_says_what_is_wrong_and_where() {
    let world = World::without_cluster();
    let store = java_store(&world, "java-4.9.7-clean");
    assert_eq!(run(&world, &["store", "verify", "store"]), format!("0\n{READ}"));
    assert_eq!(run(&world, &["store", "verify", "store", "-q", "-o", "json"]), "0\n[]\n");
    // The first record has its body at byte 88.
    flip(&store.join("commitlog/00000000000000000000"), 88);
    let found = run(&world, &["store", "verify", "store"]);
    let lines: Vec<&str> = found.lines().collect();
    let [code, header, line, read, error, hint] = lines[..] else { panic!("{found}") };
    assert_eq!((code, read), ("1", READ.replace("875 m", "874 m").trim_end()));
    assert!(header.starts_with("SEVERITY  FILE"), "{found}");
    assert_eq!(error, "error: 1 error and 0 warnings");
    assert!(hint.starts_with("hint: the message is lost"), "{hint}");
    let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect();
    let [severity, file, byte, problem, message] = cells[..] else { panic!("{found}") };
    assert_eq!((severity, byte), ("error", "0"));
    assert_eq!(file, "store/commitlog/00000000000000000000");
    assert!(problem.ends_with("is damaged") && message.contains(" 0:0 "), "{found}");
}
