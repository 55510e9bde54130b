//! Replication from a master to its slaves: raw bytes of the commit log over a port of their own,
//! as Apache's `HAService` sends and takes them (`store.md` 4).

pub mod acknowledged;

pub mod master;

pub mod slave;

mod wire;
