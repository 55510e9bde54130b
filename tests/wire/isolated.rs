//! The binary under test, run without anything of the user's own.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command of `binary` whose own files are in `home`.
pub fn command(binary: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(binary);
    for (key, name) in [
        ("RMQ_RUN_DIR", "run"),
        ("RMQ_CONFIG_DIR", "config"),
        ("XDG_STATE_HOME", "state"),
        ("HOME", "home"),
    ] {
        command.env(key, home.join(name));
    }
    command.env_remove("NAMESRV_ADDR").stdin(Stdio::null());
    command
}
