//! Store directories, written by Apache RocketMQ 4.9.7 and by this store.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod cleaning;
mod crashes;
mod disk;
mod ext;
mod failing;
mod faults;
mod flips;
mod golden;
mod inspect;
mod ledger;
mod log_paths;
mod mend;
mod model;
mod own;
mod queue_ends;
mod reading;
mod replica;
mod rot;
mod support;
mod turn;
mod waiting;
