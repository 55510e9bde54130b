//! A broker as a process of its own.

use std::ffi::OsStr;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

#[path = "isolated.rs"]
mod isolated;

/// A broker process; it ends with this value.
pub struct BrokerProcess(pub Child);

impl BrokerProcess {
    /// Starts what `command` says.
    pub fn spawn(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    /// Waits until it listens on `port`.
    pub fn listening(mut self, port: u16, patience: Duration) -> Self {
        let deadline = Instant::now() + patience;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            self.assert_runs();
            assert!(Instant::now() < deadline, "the broker does not listen");
            std::thread::yield_now();
        }
        self
    }

    pub fn assert_runs(&mut self) {
        assert_eq!(self.0.try_wait().unwrap(), None, "the broker ended by itself");
    }
}

impl Drop for BrokerProcess {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// The command that runs `binary` as a broker on `port` of 127.0.0.1, with files of its own in `home`,
/// its store and what `settings` say.
pub fn command(
    binary: impl AsRef<OsStr>,
    home: &Path,
    port: u16,
    store: &Path,
    settings: &[impl AsRef<str>],
) -> Command {
    let mut command = isolated::command(binary, home);
    let address = "127.0.0.1";
    command.args(["broker", "--bind", address, "--advertise", address]);
    command.args(["--port", &port.to_string()]);
    command.args(["--set", &format!("storePathRootDir={}", store.display())]);
    for setting in settings {
        command.args(["--set", setting.as_ref()]);
    }
    command
}

/// A port that is free, and the second before it and the one behind it too. Not one of those that
/// systems give to outgoing connections: it stays free while its broker is down.
pub fn free_port() -> u16 {
    loop {
        let port = rand::random_range(12_000..30_000);
        let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if [port - 2, port, port + 1].into_iter().all(is_free) {
            return port;
        }
    }
}
