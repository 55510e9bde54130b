//! Processes of this machine, told apart from later ones that got the same pid.

use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// How often a process that was asked to end is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(3);

/// One process: a pid alone would name its successor too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessId {
    /// The pid.
    pub pid: u32,
    /// Clock ticks from boot to its start (`/proc/PID/stat`, field 22).
    pub start_ticks: u64,
}

impl ProcessId {
    /// This process.
    pub fn own() -> Option<Self> {
        Self::of(std::process::id())
    }

    /// The live process that has `pid` now; a zombie is not alive.
    pub fn of(pid: u32) -> Option<Self> {
        let stat = procfs::process::Process::new(i32::try_from(pid).ok()?).ok()?.stat().ok()?;
        // The state is that of the first thread. When that has ended before the others, they still
        // hold the process's ports and locks.
        let dead = matches!(stat.state, 'Z' | 'X' | 'x') && stat.num_threads <= 1;
        (!dead).then_some(Self { pid, start_ticks: stat.starttime })
    }

    /// Whether it still runs.
    pub fn is_alive(self) -> bool {
        Self::of(self.pid) == Some(self)
    }

    /// Sends `signal`; false when the process is gone.
    pub fn signal(self, signal: Signal) -> std::io::Result<bool> {
        if !self.is_alive() {
            return Ok(false);
        }
        let pid = i32::try_from(self.pid).map_err(std::io::Error::other)?;
        match kill(Pid::from_raw(pid), signal) {
            Ok(()) => Ok(true),
            Err(Errno::ESRCH) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Waits until it has ended; false when it still runs after `patience`.
    pub async fn ended(self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while self.is_alive() {
            if Instant::now() >= deadline {
                return false;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::ProcessId;

    #[test]
    fn a_successor_with_the_same_pid_is_another_process() {
        let own = ProcessId::own().expect("this process runs");
        assert!(own.is_alive());
        assert!(!ProcessId { start_ticks: own.start_ticks + 1, ..own }.is_alive());
    }

    #[tokio::test]
    async fn a_zombie_counts_as_ended() -> std::io::Result<()> {
        let mut child = std::process::Command::new("sleep").arg("60").spawn()?;
        let process = ProcessId::of(child.id()).expect("the child runs");
        assert!(process.signal(nix::sys::signal::Signal::SIGKILL)?);
        assert!(process.ended(Duration::from_secs(10)).await, "not waited for, yet ended");
        child.wait()?;
        assert!(!process.signal(nix::sys::signal::Signal::SIGKILL)?);
        Ok(())
    }
}
