//! Loads on a broker, and what is measured of them.
//!
//! `load` says when each request is due, `measure` runs the requests and counts, `latencies` keeps
//! how long they took, `report` is what comes out. `senders` are the requests of producers.

pub mod latencies;
pub mod load;
pub mod measure;
pub mod report;
pub mod senders;
