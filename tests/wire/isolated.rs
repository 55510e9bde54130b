//! The binary under test, run without anything of the user's own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The variables that say where a command's own files are, which is in `home`.
pub fn environment(home: &Path) -> [(&'static str, PathBuf); 4] {
    [
        ("RMQ_RUN_DIR", home.join("run")),
        ("RMQ_CONFIG_DIR", home.join("config")),
        ("XDG_STATE_HOME", home.join("state")),
        ("HOME", home.join("home")),
    ]
}

/// A command of `binary` whose own files are in `home`.
pub fn command(binary: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(binary);
    command.envs(environment(home)).env_remove("NAMESRV_ADDR").stdin(Stdio::null());
    command
}
