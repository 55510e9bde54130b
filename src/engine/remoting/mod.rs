//! Frames over TCP: server, client, and the connection both share.

pub mod frame;

pub mod socket;

pub mod unread;

pub mod outbox;

pub mod connection;

pub mod server;

pub mod client;

pub mod address_server;

pub mod tls;
