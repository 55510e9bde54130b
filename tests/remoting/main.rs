//! Servers, clients and connections over real sockets on the loopback interface.

mod bad_frames;
mod calls;
mod closing;
mod peer;
mod tls;
mod traffic;
mod unread;
