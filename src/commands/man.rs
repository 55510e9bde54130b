//! `rmq man`: the manual pages.

use std::collections::HashSet;
use std::path::PathBuf;

use super::cli::Cli;
use super::command::Command;
use super::error::{CommandError, CommandResult, Kind};
use super::table;

/// Print the manual page, or write all pages into a directory
///
/// The same pages lie in `man/` of the source tree.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// Where to write one page for each command; without it the main page is printed
    directory: Option<PathBuf>,
    /// Print what the JSON of every command holds instead, as it stands in docs/json.md
    #[arg(long, conflicts_with = "directory")]
    json_keys: bool,
}

/// The name and the text of every page.
pub fn pages() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    // The page of `cluster list` is that of `cluster-list` too.
    let mut named = HashSet::new();
    table::all_parsers()
        .into_iter()
        .filter(|(words, _)| named.insert(words.join("-")))
        .map(|(words, parser)| {
            let mut name = String::from("rmq");
            words.iter().for_each(|word| {
                name.push('-');
                name.push_str(word);
            });
            let typed = name.replace('-', " ");
            let page = parser.name(name.clone()).bin_name(typed);
            let mut text = Vec::new();
            clap_mangen::Man::new(page).source("rmq").manual("rmq").render(&mut text)?;
            Ok((format!("{name}.1"), text))
        })
        .collect()
}

impl Command for Man {
    const EXAMPLES: &'static [&'static str] =
        &["rmq man | man -l -", "rmq man ~/.local/share/man/man1"];
    const EXITS: &'static [Kind] = &[Kind::Failed];

    fn run(self, cli: &Cli) -> CommandResult {
        if self.json_keys {
            return cli.out.text(super::json_keys::page().trim_end());
        }
        let pages = pages().map_err(|error| CommandError::io("writing a page", &error))?;
        let Some(directory) = self.directory else {
            return pages.first().map_or(Ok(()), |(_, text)| cli.out.bytes(&[text]));
        };
        let failed =
            |error| CommandError::io(format!("writing to {}", directory.display()), &error);
        std::fs::create_dir_all(&directory).map_err(failed)?;
        for (name, text) in &pages {
            std::fs::write(directory.join(name), text).map_err(failed)?;
        }
        cli.out.note(&format!("{} pages in {}", pages.len(), directory.display()));
        Ok(())
    }
}
