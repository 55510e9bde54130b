//! `cargo fuzz run expression`
#![no_main]
#![allow(dead_code)]

#[path = "../../tests/hostile/bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::expression(bytes));
