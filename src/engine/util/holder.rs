//! Who has a port or the lock on a file, so that "in use" can say by whom.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use procfs::net::TcpState;
use procfs::process::{FDTarget, Process, all_processes};

/// Longest command line that is shown, in characters.
const SHOWN_COMMAND: usize = 100;

/// A process that has what another wants.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// Its command line, shortened.
    pub command: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (pid {})", self.command, self.pid)
    }
}

impl Holder {
    /// The live process with `pid`.
    pub fn of(pid: u32) -> Option<Self> {
        let process = Process::new(i32::try_from(pid).ok()?).ok()?;
        let words = process.cmdline().unwrap_or_default();
        let mut command = words.join(" ");
        if command.is_empty() {
            command = process.stat().ok()?.comm;
        }
        if let Some((end, _)) = command.char_indices().nth(SHOWN_COMMAND) {
            command.truncate(end);
            command.push('…');
        }
        Some(Self { pid, command })
    }
}

/// ` by command (pid 7)`, or that it cannot be seen.
pub fn held_by(holder: Option<&Holder>) -> String {
    match holder {
        Some(holder) => format!(" by {holder}"),
        None => " by a process this user cannot see".to_owned(),
    }
}

/// The process that listens on the TCP port of `address`, there or on a wildcard address. `None`
/// when nobody does, or this user may not see who.
pub fn listener(address: SocketAddr) -> Option<Holder> {
    let same = |local: SocketAddr| {
        local.port() == address.port()
            && (local.ip().is_unspecified()
                || address.ip().is_unspecified()
                || local.ip().to_canonical() == address.ip().to_canonical())
    };
    let inodes: HashSet<u64> = [procfs::net::tcp(), procfs::net::tcp6()]
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.state == TcpState::Listen && same(entry.local_address))
        .map(|entry| entry.inode)
        .collect();
    if inodes.is_empty() {
        return None;
    }
    who_has(|target| matches!(target, FDTarget::Socket(inode) if inodes.contains(inode)))
}

/// `command (pid n)` of a process that listens on the local TCP port `port`, when this user may
/// see it.
pub fn port_holder(port: u16) -> Option<String> {
    let any = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port);
    listener(any).map(|holder| holder.to_string())
}

/// A lock somebody has on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLock {
    /// Who, when this user may see it.
    pub holder: Option<Holder>,
}

/// The `fcntl` lock on the first byte of the file at `path`, which is where Java's `FileLock` and
/// our store put theirs, if there is one.
pub fn lock_on(path: &Path) -> Option<FileLock> {
    let mut range = first_byte();
    fcntl(File::open(path).ok()?, FcntlArg::F_OFD_GETLK(&mut range)).ok()?;
    if i32::from(range.l_type) == libc::F_UNLCK {
        return None;
    }
    let owner = u32::try_from(range.l_pid).ok().and_then(Holder::of);
    // A lock of an open file description has no owner but those who have the file open.
    let opened = || {
        let path = fs::canonicalize(path).ok()?;
        who_has(|target| matches!(target, FDTarget::Path(open) if *open == path))
    };
    Some(FileLock { holder: owner.or_else(opened) })
}

fn first_byte() -> libc::flock {
    libc::flock {
        l_type: libc::F_WRLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: 1,
        l_pid: 0,
    }
}

/// A process with an open descriptor that is `wanted`.
fn who_has(wanted: impl Fn(&FDTarget) -> bool) -> Option<Holder> {
    for process in all_processes().ok()?.flatten() {
        // Other users' processes do not show their descriptors.
        let Ok(descriptors) = process.fd() else { continue };
        if descriptors.flatten().any(|descriptor| wanted(&descriptor.target)) {
            return Holder::of(u32::try_from(process.pid()).ok()?);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::net::TcpListener;

    use nix::fcntl::{FcntlArg, fcntl};

    use super::{FileLock, Holder, first_byte, listener, lock_on, port_holder};

    #[test]
    fn names_the_process_that_listens() -> std::io::Result<()> {
        let socket = TcpListener::bind("127.0.0.1:0")?;
        let address = socket.local_addr()?;
        let own = Holder::of(std::process::id()).expect("this process");
        assert_eq!(listener(address).as_ref(), Some(&own));
        assert_eq!(port_holder(address.port()), Some(own.to_string()));
        drop(socket);
        assert_eq!(listener(address), None);
        Ok(())
    }

    #[test]
    fn names_the_process_that_has_a_lock() -> Result<(), Box<dyn std::error::Error>> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("lock");
        let own = Some(FileLock { holder: Holder::of(std::process::id()) });
        assert_eq!(lock_on(&path), None);
        let file = File::create(&path)?;
        assert_eq!(lock_on(&path), None);

        fcntl(&file, FcntlArg::F_OFD_SETLK(&first_byte()))?;
        assert_eq!(lock_on(&path), own);
        drop(file);
        assert_eq!(lock_on(&path), None);
        Ok(())
    }
}
