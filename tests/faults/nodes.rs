//! One node of the cluster: a process of the real binary, started, killed, frozen and let go on.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::isolated;

/// How long a process that was asked to end may take.
const END_PATIENCE: Duration = Duration::from_secs(30);

/// A node and the process it is now, if it is one. The process ends with this value.
pub struct Node {
    pub name: String,
    arguments: Vec<OsString>,
    home: PathBuf,
    process: Option<Child>,
}

/// The binary that is tested.
pub fn binary() -> OsString {
    std::env::var_os("RMQ_FAULTS_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_rmq").into())
}

/// A command of the binary that sees nothing of the user's own.
pub fn command(home: &Path) -> Command {
    let mut command = isolated::command(binary(), home);
    command.env("RMQ_LOG", "info");
    command
}

impl Node {
    /// A node that does not run yet; its files are in `home`.
    pub fn new(name: &str, home: PathBuf, arguments: &[String]) -> Self {
        std::fs::create_dir_all(&home).unwrap();
        let arguments = arguments.iter().map(OsString::from).collect();
        Self { name: name.to_owned(), arguments, home, process: None }
    }

    pub fn start(&mut self) {
        assert!(self.process.is_none(), "{} runs already", self.name);
        let log = File::options().create(true).append(true).open(self.home.join("log")).unwrap();
        let mut command = command(&self.home);
        command.args(&self.arguments).stdout(log.try_clone().unwrap()).stderr(log);
        self.process = Some(command.spawn().unwrap());
    }

    pub fn signal(&mut self, signal: Signal) {
        let process = self.process.as_mut().unwrap();
        // As long as nobody has waited for it, the pid is its own.
        assert_eq!(process.try_wait().unwrap(), None, "{} ended by itself", self.name);
        nix::sys::signal::kill(Pid::from_raw(process.id().try_into().unwrap()), signal).unwrap();
    }

    /// Ends the process as `kill -9` does.
    pub fn kill(&mut self) {
        self.signal(Signal::SIGKILL);
        self.process.take().unwrap().wait().unwrap();
    }

    /// Asks the process to end, and waits until it has.
    pub async fn stop(&mut self) {
        self.signal(Signal::SIGTERM);
        let mut process = self.process.take().unwrap();
        let deadline = Instant::now() + END_PATIENCE;
        let status = loop {
            if let Some(status) = process.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > deadline {
                process.kill().and_then(|()| process.wait()).unwrap();
                panic!("{} does not end", self.name);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        // One that has hardly begun does not know yet that it is to end cleanly.
        let is_fine = status.success() || status.signal() == Some(Signal::SIGTERM as i32);
        assert!(is_fine, "{} ended with {status}", self.name);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended already.
            let _ = process.kill().and_then(|()| process.wait());
        }
    }
}
