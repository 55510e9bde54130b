//! The wire against frames and files that Apache RocketMQ 4.9.7 wrote.
//!
//! `frames/*.jsonl` hold requests with their answers as captured on the wire, `messages/` a part
//! of a commit log, `config/` what a broker saved (`made/` and `by_apache/` come from its classes
//! alone). Each is decoded into typed values and encoded again; the result must be what
//! Apache wrote, but for the order of Java's hash maps.

mod bodies;
mod by_apache;
mod config_files;
mod golden;
mod headers;
mod hostile;
mod java_order;
mod messages;
mod table;
