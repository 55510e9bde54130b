//! A broker over the wire: what Apache RocketMQ 4.9.7 answered to the same requests in a like
//! state, and the rules of its tables.

mod acl;
mod cleaning;
mod clients;
mod config;
mod damaged_files;
mod delays;
mod figures;
mod files;
mod filters;
mod flow_control;
mod gate;
mod golden;
mod hostile;
mod java_store;
mod messages;
mod progress_codes;
mod pulls;
mod queries;
mod registration;
mod relays;
mod replay;
mod replication;
mod send_backs;
mod sends;
mod support;
mod sync_sends;
mod topics;
mod transactions;
mod unsteady;
