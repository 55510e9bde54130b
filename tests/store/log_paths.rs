//! A commit log in several folders, as `MultiPathMappedFileQueue` places its files.

use std::path::Path;
use std::sync::Arc;

use rmq::engine::store::{Store, StoreConfig, StoreError};

use crate::own::{check, files, fill};
use crate::support::{Deaf, open, small_config};

fn name(number: u64) -> String {
    format!("{:020}", number * 131_072)
}

fn config(root: &Path, paths: &[&str], read_only: &[&str]) -> StoreConfig {
    StoreConfig {
        commit_log_dirs: paths.iter().map(|path| root.join(path)).collect(),
        read_only_commit_log_dirs: read_only.iter().map(|path| root.join(path)).collect(),
        ..small_config(root)
    }
}

fn refusal(config: StoreConfig) -> StoreError {
    match Store::open(config, Arc::new(Deaf)) {
        Ok(_) => panic!("the store opens"),
        Err(error) => error,
    }
}

#[test]
fn new_files_take_turns_among_the_folders_that_may_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    // The order of Java's strings: '-' stands before '/'.
    let two = config(root, &["log/b", "log-a/x"], &[]);
    let store = open(two.clone());
    let expected = fill(&store, &two, 1200);
    check(&store, &expected);
    store.close().unwrap();
    let (first, second) = (files(&root.join("log-a/x")), files(&root.join("log/b")));
    assert!(first.len() >= 2 && second.len() >= 2, "{first:?} {second:?}");
    assert!(first.iter().enumerate().all(|(at, file)| *file == name(2 * at as u64)), "{first:?}");
    assert!(second.iter().enumerate().all(|(at, file)| *file == name(2 * at as u64 + 1)));

    // Read only from now on; the log goes on in two others.
    let next = (first.len() + second.len()) as u64;
    let more = config(root, &["log/b", "log-a/x", "c", "d"], &["log-a/x", "log/b"]);
    let store = open(more.clone());
    check(&store, &expected);
    for at in 0..600 {
        let message = crate::support::Message::new("More", 0, vec![b'x'; 400 + at % 7]);
        crate::waiting::append(&store, &more, &[message]);
    }
    store.close().unwrap();
    assert_eq!(files(&root.join("log-a/x")), first);
    assert_eq!(files(&root.join("log/b")), second);
    let place = |number: u64| if number.is_multiple_of(2) { "c" } else { "d" };
    assert!(root.join(place(next)).join(name(next)).exists());
    assert!(root.join(place(next + 1)).join(name(next + 1)).exists());
    check(&open(more), &expected);
}

#[test]
fn a_folder_that_is_missing_or_repeats_a_file_keeps_the_store_closed() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let unmounted = refusal(config(root, &["a"], &["unmounted"])).to_string();
    assert!(unmounted.contains("unmounted"), "{unmounted}");
    let none = refusal(config(root, &["a"], &["a"])).to_string();
    assert!(none.contains("readOnlyCommitLogStorePaths"), "{none}");

    let two = config(root, &["a", "b"], &[]);
    let store = open(two.clone());
    fill(&store, &two, 1200);
    store.close().unwrap();
    std::fs::copy(root.join("a").join(name(0)), root.join("b").join(name(0))).unwrap();
    assert!(
        matches!(refusal(two.clone()), StoreError::Stray { path, .. } if path.ends_with(name(0)))
    );
    std::fs::remove_file(root.join("b").join(name(0))).unwrap();
    std::fs::remove_file(root.join("b").join(name(1))).unwrap();
    let error = refusal(two);
    assert!(
        matches!(&error, StoreError::Gap { expected, .. } if expected.ends_with(name(1))),
        "{error}"
    );
}
