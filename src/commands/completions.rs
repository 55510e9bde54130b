//! `rmq completions`: scripts for shells.

use clap_complete::env::Shells;
use clap_complete::{Generator, Shell};

use super::cli::Cli;
use super::command::Command;
use super::error::{CommandError, CommandResult, Kind};
use super::live::VARIABLE;
use super::table;

/// Print a completion script for a shell
///
/// It asks rmq at the press of the key, and so completes names of topics, groups, brokers, clusters and
/// contexts too, as the cluster has them; within 200 ms, and silently not when the cluster is away. With
/// --static it knows commands and options only; these scripts lie in `completions/` of the source tree.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
    /// A script that does not ask rmq
    #[arg(long = "static")]
    is_static: bool,
}

/// The shells whose scripts lie in `completions/`.
pub const SHELLS: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];

/// The text of the script for `shell` that asks rmq.
fn live_script(shell: Shell) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let shells = Shells::builtins();
    let name = shell.to_string();
    let unknown = || std::io::Error::other(format!("there is no live completion for {name}"));
    let completer = shells.completer(&name).ok_or_else(unknown)?;
    completer.write_registration(VARIABLE, "rmq", "rmq", "rmq", &mut text)?;
    Ok(text)
}

/// The name and the text of the static script for `shell`.
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
        let text = match self.is_static {
            true => script(self.shell).map(|(_, text)| text),
            false => live_script(self.shell),
        };
        let text = text.map_err(|error| CommandError::io("writing the script", &error))?;
        cli.out.bytes(&[&text])
    }
}
