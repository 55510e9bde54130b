//! `rmq dlq export`: dead letters for other programs.

use super::nothing_given_up;
use crate::commands::cli::Cli;
use crate::commands::command::Command;
use crate::commands::error::{CommandResult, Kind};
use crate::commands::message::scan::Scan;
use crate::commands::message_view::MessageView;
use crate::commands::output::Format;
use crate::commands::stream::Stream;
use crate::engine::protocol::names::{GroupName, dead_letter_topic};

/// Print all dead letters of a consumer group, one JSON document a line
///
/// With -o json or -o csv in that form. They stay where they are.
#[derive(Debug, clap::Args)]
pub struct DlqExport {
    /// The group
    group: String,
}

impl Command for DlqExport {
    const EXAMPLES: &'static [&'static str] =
        &["rmq dlq export my-group > dead.jsonl", "rmq dlq export my-group -o csv"];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];

    fn run(self, cli: &Cli) -> CommandResult {
        let group = GroupName::from(self.group);
        let lines = cli.out.with_format(match cli.out.format() {
            Format::Table | Format::Wide => Format::Jsonl,
            other => other,
        });
        let mut stream = Stream::new(&lines);
        let scan = Scan::all(dead_letter_topic(&group));
        let told = cli.block_on(scan.run(cli, |queue, message| {
            stream.push(|| MessageView::new(&message, &queue), Vec::new)
        }));
        told.map_err(|error| nothing_given_up(&group, error))?;
        stream.finish()
    }
}
