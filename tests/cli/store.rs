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

#[test]
fn dump_shows_messages_and_damage() {
    let world = World::without_cluster();
    let store = java_store(&world, "java-4.9.7-clean");
    flip(&store.join("commitlog/00000000000000000000"), 5);
    let found = run(&world, &["store", "dump", "store", "--limit", "2"]);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 4, "{found}");
    assert!(lines[1].contains("AT") && lines[1].ends_with("DAMAGE"), "{found}");
    assert!(lines[2].contains("magic"), "{found}");
    let json = world.rmq(&["store", "dump", "store", "--body", "-o", "jsonl"]);
    let text = String::from_utf8(json.stdout).expect("text");
    assert_eq!(text.lines().count(), 875);
    assert!(text.lines().all(|line| line.starts_with("{\"physicalOffset\":")), "{text}");
    for part in ["units", "index", "checkpoint"] {
        let rows = run(&world, &["store", "dump", "store", "--part", part, "-o", "name"]);
        assert!(rows.starts_with("0\n") && rows.lines().count() > 3, "{part}: {rows}");
    }
}

#[test]
fn repair_asks_first_and_rebuild_says_what_it_made() {
    let world = World::without_cluster();
    let store = java_store(&world, "java-4.9.7-clean");
    fs::write(store.join("checkpoint"), [0x7f; 4096]).expect("a written file");
    let would = run(&world, &["store", "repair", "store", "--dry-run"]);
    assert!(would.contains("would be done"), "{would}");
    let refused = run(&world, &["store", "repair", "store"]);
    assert!(refused.starts_with("2\nerror: ") && refused.contains("--yes"), "{refused}");
    let done = run(&world, &["store", "repair", "store", "--yes", "-o", "name"]);
    assert_eq!(done, "0\nstore/checkpoint\n");
    let again = run(&world, &["store", "repair", "store", "--yes"]);
    assert_eq!(again, "0\nthere is nothing to repair\n");
    fs::remove_dir_all(store.join("consumequeue")).expect("a removed folder");
    let made = run(&world, &["store", "rebuild", "store"]);
    assert_eq!(made, "0\n875 messages in 18 queues, from 875 records up to offset 201664\n");
}

#[test]
fn a_store_in_use_is_left_alone() {
    let world = World::without_cluster();
    let store = java_store(&world, "java-4.9.7-clean");
    // The lock of a broker: the first byte, for itself alone.
    let lock = fs::OpenOptions::new().write(true).open(store.join("lock")).expect("a lock file");
    let range = nix::libc::flock {
        l_type: nix::libc::F_WRLCK as nix::libc::c_short,
        l_whence: nix::libc::SEEK_SET as nix::libc::c_short,
        l_start: 0,
        l_len: 1,
        l_pid: 0,
    };
    nix::fcntl::fcntl(&lock, nix::fcntl::FcntlArg::F_OFD_SETLK(&range)).expect("a free lock");
    for command in ["verify", "dump", "rebuild"] {
        let refused = run(&world, &["store", command, "store"]);
        assert!(refused.starts_with("1\nerror: the store store is in use by "), "{refused}");
        let pid = format!("(pid {})", std::process::id());
        assert!(refused.contains(&pid) && refused.contains("\nhint: "), "{refused}");
    }
}
