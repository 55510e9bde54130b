//! Who listens on a port, and who holds a lock on a file: answers for error messages.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use procfs::net::TcpState;
use procfs::process::FDTarget;

use super::process::command_line;

/// A process that has what a node wants.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// Its command line, shortened.
    pub command: String,
}

/// Longest command line that is shown.
const SHOWN_COMMAND: usize = 100;

impl Holder {
    /// The live process with `pid`.
    pub fn of(pid: u32) -> Option<Self> {
        let mut command = command_line(pid)?;
        if let Some((end, _)) = command.char_indices().nth(SHOWN_COMMAND) {
            command.truncate(end);
            command.push('…');
        }
        Some(Self { pid, command })
    }
}

/// ` by pid 7 (command)`, or a word on why that is not known.
pub fn held_by(holder: Option<&Holder>) -> String {
    match holder {
        Some(holder) => format!(" by pid {} ({})", holder.pid, holder.command),
        None => " by a process this user cannot see".to_owned(),
    }
}

/// Whether a server could listen on `address` now; nothing stays bound.
pub fn try_listen(address: SocketAddr) -> io::Result<()> {
    // As the servers do it: std sets SO_REUSEADDR, so that old connections do not count.
    std::net::TcpListener::bind(address).map(drop)
}

/// The process that listens on the TCP port of `address`, also on a wildcard address. `None`
/// when nobody does or the process belongs to another user.
pub fn listener(address: SocketAddr) -> Option<Holder> {
    let same = |local: SocketAddr| {
        local.port() == address.port()
            && (local.ip().is_unspecified()
                || address.ip().is_unspecified()
                || local.ip().to_canonical() == address.ip().to_canonical())
    };
    let four = procfs::net::tcp().unwrap_or_default();
    let six = procfs::net::tcp6().unwrap_or_default();
    let entry = four
        .into_iter()
        .chain(six)
        .find(|entry| entry.state == TcpState::Listen && same(entry.local_address))?;
    holder_of_socket(entry.inode)
}

fn holder_of_socket(inode: u64) -> Option<Holder> {
    for process in procfs::process::all_processes().ok()?.flatten() {
        // Other users' processes do not show their descriptors.
        let Ok(descriptors) = process.fd() else { continue };
        let holds = |target| matches!(target, FDTarget::Socket(found) if found == inode);
        if descriptors.flatten().any(|descriptor| holds(descriptor.target)) {
            return Holder::of(u32::try_from(process.pid()).ok()?);
        }
    }
    None
}

/// The process that holds a lock (`flock` or `fcntl`) on the file at `path`.
pub fn lock_holder(path: &Path) -> Option<Holder> {
    let inode = fs::metadata(path).ok()?.ino();
    let lock = procfs::locks().ok()?.into_iter().find(|lock| lock.inode == inode)?;
    Holder::of(u32::try_from(lock.pid?).ok()?)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::{Holder, listener};

    #[test]
    fn names_the_process_that_listens() -> std::io::Result<()> {
        let socket = TcpListener::bind("127.0.0.1:0")?;
        let address = socket.local_addr()?;
        let holder = listener(address);
        assert_eq!(holder.as_ref().map(|holder| holder.pid), Some(std::process::id()));
        assert_eq!(holder, Holder::of(std::process::id()));
        drop(socket);
        assert_eq!(listener(address), None);
        Ok(())
    }
}
