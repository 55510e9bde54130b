//! `cargo fuzz run accounts`
#![no_main]
#![allow(dead_code)]

#[path = "../../tests/hostile/bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::accounts(bytes));
