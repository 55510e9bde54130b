//! How the C library's allocator is set for a node.
//!
//! As it comes, it keeps a heap for every few threads and in each of them the room of the largest
//! pieces it ever gave: a broker that answers some large questions on many threads then holds
//! hundreds of MiB for the next time. It reads its settings from the environment when a program
//! begins, and only then.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// A few heaps; pieces from 1 MiB on have a mapping of their own, which goes with them; and what is
/// free at a heap's end goes back beyond 8 MiB (`mallopt(3)`).
const SETTINGS: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "4"),
    ("MALLOC_MMAP_THRESHOLD_", "1048576"),
    ("MALLOC_TRIM_THRESHOLD_", "8388608"),
];
/// The other way to say the same.
const TUNABLES: &str = "GLIBC_TUNABLES";

/// Begins this program anew, in the same process and with the same words, with the allocator set
/// for a node; returns when that was done or somebody has set it already. To be called before
/// anything is said or opened.
pub fn settle() {
    let mut names = SETTINGS.iter().map(|(name, _)| *name).chain([TUNABLES]);
    if !cfg!(target_env = "gnu") || names.any(|name| std::env::var_os(name).is_some()) {
        return;
    }
    let mut words = std::env::args_os();
    if let (Ok(program), Some(name)) = (std::env::current_exe(), words.next()) {
        // It returns only where that is not possible; then the node runs as it is.
        drop(Command::new(program).arg0(name).args(words).envs(SETTINGS).exec());
    }
}
