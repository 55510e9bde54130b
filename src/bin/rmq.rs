//! The `rmq` binary.

fn main() {}
