//! What a command of mqadmin is to the table of them.

use super::call::Call;
use super::options::Opt;
use crate::commands::error::CommandResult;

/// One command.
pub struct Spec {
    /// Its name; upper and lower case are the same.
    pub name: &'static str,
    /// Another name, or nothing.
    pub alias: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Its own options.
    pub options: &'static [Opt],
    /// Does it.
    pub run: fn(&Call<'_>) -> CommandResult,
}
