//! rmq: Apache RocketMQ 4.9 as one small, fast binary.
//!
//! The engine is layered; a module uses only what stands before it in
//! `engine` (see `ARCHITECTURE.md`). `commands` is the command line on top.

pub mod commands;
pub mod engine;
