//! A name server over its sockets: captured exchanges with Apache 4.9.7 replayed, and behaviour
//! that takes more than one exchange.

mod behaviour;
mod routes;
mod server;
mod wire;
