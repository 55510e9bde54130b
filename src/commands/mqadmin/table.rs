//! THE table of mqadmin's commands, in the order in which mqadmin lists them.

use super::call::Call;
use super::options::Opt;
use super::{clusters, topics};
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

/// Every command.
pub static COMMANDS: &[&Spec] = &[&topics::route::SPEC, &clusters::list::SPEC, &topics::list::SPEC];

/// The command called `name`.
pub fn find(name: &str) -> Option<&'static Spec> {
    let is_called = |spec: &&Spec| {
        spec.name.eq_ignore_ascii_case(name)
            || (!spec.alias.is_empty() && spec.alias.eq_ignore_ascii_case(name))
    };
    COMMANDS.iter().find(|spec| is_called(spec)).copied()
}
