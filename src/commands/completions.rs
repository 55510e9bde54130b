//! `rmq completions`: scripts for shells.

use clap_complete::{Generator, Shell};

use super::common_args::Cli;
use super::error::{CommandError, CommandResult, Kind};
use super::table::{self, Command};

/// Print a completion script for a shell
///
/// The same scripts lie in `completions/` of the source tree.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// The shells whose scripts lie in `completions/`.
pub const SHELLS: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];

/// The name and the text of the script for `shell`.
pub fn script(shell: Shell) -> std::io::Result<(String, Vec<u8>)> {
    let mut text = Vec::new();
    let mut parser = table::parser();
    parser.set_bin_name("rmq");
    parser.build();
    shell.try_generate(&parser, &mut text)?;
    Ok((shell.file_name("rmq"), text))
}

impl Command for Completions {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq completions bash > ~/.local/share/bash-completion/completions/rmq",
        "rmq completions fish > ~/.config/fish/completions/rmq.fish",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed];

    fn run(self, cli: &Cli) -> CommandResult {
        let (_, text) =
            script(self.shell).map_err(|error| CommandError::io("writing the script", &error))?;
        cli.out.bytes(&[&text])
    }
}
