//! The wire against frames and files that Apache RocketMQ 4.9.7 wrote.
//!
//! `frames/*.jsonl` hold requests with their answers as captured on the wire, `config/` what a
//! broker saved. Each is decoded into typed values and encoded again; the result must be what
//! Apache wrote, but for the order of Java's hash maps.

mod bodies;
mod config_files;
mod golden;
mod headers;
mod hostile;
mod java_order;
mod table;
