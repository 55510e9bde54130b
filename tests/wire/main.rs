//! The wire against frames and files that Apache RocketMQ 4.9.7 wrote.
//!
//! `frames/*.jsonl` hold requests with their answers as captured on the wire; in
//! `full-headers.jsonl` Apache's classes encoded every header with all its fields set.
//! `messages/` is part of a commit log with what a Java client read from it, `config/` what
//! brokers saved. `by_apache/` and `config/made/` come from Apache's classes alone.
//!
//! Each is decoded into typed values and encoded again; the result must be what Apache wrote,
//! but for the order of Java's hash maps.

mod bodies;
mod by_apache;
mod config_files;
mod golden;
mod headers;
mod hostile;
mod java_order;
mod messages;
mod table;
