//! What travels and what is stored, as values: sans-IO, bytes in, values out.

pub mod names;

pub mod sys_flag;

pub mod version;

pub mod responses;

pub mod json_text;

pub mod ext;

mod header_macro;

pub mod headers;

pub mod bodies;

pub mod message;

pub mod record;

pub mod compression;

pub mod received;

pub mod batch;

pub mod unique_id;

pub mod delay_level;

pub mod name_rules;

pub mod requests;

pub mod acl_rule;

pub mod signature;
