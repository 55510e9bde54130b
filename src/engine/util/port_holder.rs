//! Who listens on a port, so that "address in use" can say by whom.

use std::collections::HashSet;

use procfs::net::TcpState;
use procfs::process::FDTarget;

/// `name (pid n)` of a process that listens on the local TCP port `port`, when this user may see it.
pub fn port_holder(port: u16) -> Option<String> {
    let tables = [procfs::net::tcp(), procfs::net::tcp6()];
    let inodes: HashSet<u64> = tables
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.state == TcpState::Listen && entry.local_address.port() == port)
        .map(|entry| entry.inode)
        .collect();
    if inodes.is_empty() {
        return None;
    }
    procfs::process::all_processes().ok()?.flatten().find_map(|process| {
        let mut descriptors = process.fd().ok()?.flatten();
        descriptors
            .find(|fd| matches!(fd.target, FDTarget::Socket(inode) if inodes.contains(&inode)))?;
        let name = process.stat().ok()?.comm;
        Some(format!("{name} (pid {})", process.pid()))
    })
}

#[cfg(test)]
mod tests {
    use super::port_holder;

    #[test]
    fn finds_this_process() -> std::io::Result<()> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let holder = port_holder(port).unwrap_or_default();
        assert!(holder.contains(&format!("(pid {})", std::process::id())), "{holder}");
        drop(listener);
        assert_eq!(port_holder(port), None);
        Ok(())
    }
}
