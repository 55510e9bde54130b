//! Where this user's run records and local clusters are kept.

use std::env;
use std::path::PathBuf;

/// Environment variable that names the run directory.
pub const RUN_DIR_VARIABLE: &str = "RMQ_RUN_DIR";

/// `$XDG_STATE_HOME/rmq`, by default `~/.local/state/rmq`; under the system's temporary
/// directory where there is no home.
pub fn state_dir() -> PathBuf {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    if let Some(state) = absolute("XDG_STATE_HOME") {
        return state.join("rmq");
    }
    match absolute("HOME") {
        Some(home) => home.join(".local/state/rmq"),
        None => env::temp_dir().join(format!("rmq-{}", nix::unistd::Uid::current())),
    }
}

/// `$RMQ_RUN_DIR`, by default `run` in the state directory.
pub fn run_dir() -> PathBuf {
    match env::var_os(RUN_DIR_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => state_dir().join("run"),
    }
}
