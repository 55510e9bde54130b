//! Frames over TCP: server, client, and what they share.

pub mod frame;
