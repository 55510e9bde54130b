//! `rmq dlq`: messages that consumer groups have given up.

pub mod export;
pub mod list;
pub mod resend;

use crate::commands::error::CommandError;
use crate::engine::protocol::names::GroupName;

/// The error for a group that has given up nothing; any other stays as it is.
fn nothing_given_up(group: &GroupName, error: CommandError) -> CommandError {
    match error.kind {
        crate::commands::error::Kind::NotFound => {
            CommandError::not_found(format!("group {group} has no dead letters"))
                .hint("rmq dlq list shows the groups that have")
        }
        _ => error,
    }
}
