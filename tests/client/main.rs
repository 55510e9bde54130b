//! Clients and admin operations against servers that answer by script: what is refused, lost,
//! late or doubled. What a script answers is what Apache RocketMQ 4.9.7 answers in that case.

mod admin;
mod assign;
mod fake;
mod orderly;
mod producer;
mod push;
mod request_reply;
mod slaves;
mod traces;
mod transaction;
