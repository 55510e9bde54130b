//! `rmq message get`: one message with all there is to know about it.

use std::fmt::Write;

use serde::Serialize;

use super::find::{Finder, Named};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::message_view::MessageView;
use crate::commands::values::{local_time, or_dash};
use crate::commands::view::{Column, View};
use crate::engine::admin::view::MessageTrack;
use crate::engine::protocol::names::MessageQueue;
use crate::engine::protocol::received::ReceivedMessage;

/// Show a message, and what became of it in each consumer group
///
/// An id that `rmq produce` or a producer's log shows needs --topic; the id of a place
/// (offsetMsgId) does not. What became of it is known of groups whose members are online.
#[derive(Debug, clap::Args)]
pub struct MessageGet {
    #[command(flatten)]
    message: Named,
    /// Do not ask what became of it
    #[arg(long)]
    no_track: bool,
}

impl Command for MessageGet {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq message get C0A800010000137C036125E68AE60570 --topic TopicTest",
        "rmq message get 7F00000100002A9F0000000000000000 -o json",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::one::<Told>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let (message, queue, tracks) = cli.with_admin(async |admin| {
            let finder = Finder::new(&admin).await?;
            let message = finder.find(&self.message).await?;
            let tracks = match self.no_track {
                true => Vec::new(),
                false => admin.message_tracks(&message).await?,
            };
            let queue = finder.queue_of(&message);
            Ok((message, queue, tracks))
        })?;
        if !cli.out.is_table() {
            let view = MessageView::new(&message, &queue);
            return cli.out.item(&Told { message: view, tracks }, String::new);
        }
        cli.out.text(&text(&message, &queue))?;
        if !tracks.is_empty() {
            cli.out.text("\n")?;
            return cli.out.list(&tracks);
        }
        if !self.no_track {
            cli.out.note("no group consumes this topic");
        }
        Ok(())
    }
}

/// A message and what became of it.
#[derive(Serialize, schemars::JsonSchema)]
struct Told {
    #[serde(flatten)]
    message: MessageView,
    /// What became of it in each group.
    tracks: Vec<MessageTrack>,
}

impl View for Told {
    fn columns() -> Vec<Column<Self>> {
        vec![Column::text("ID", |told: &Self| told.message.name())]
    }

    fn name(&self) -> String {
        self.message.name()
    }
}

impl View for MessageTrack {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("GROUP", |t: &Self| t.group.to_string()),
            Column::text("STATE", |t| t.track.name().to_owned()),
            Column::text("REMARK", |t| or_dash(t.remark.as_ref())),
        ]
    }

    fn name(&self) -> String {
        self.group.to_string()
    }
}

fn text(message: &ReceivedMessage, queue: &MessageQueue) -> String {
    let keys: Vec<&str> = message.keys().collect();
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:<12} {value}", format!("{name}:"));
    };
    line("Id", &message.message_id());
    line("Offset id", &message.offset_message_id());
    line("Topic", &message.topic);
    line("Queue", &format!("{}:{}@{}", queue.broker_name, queue.queue_id, message.queue_offset));
    line("Tag", &or_dash(message.tags()));
    line("Keys", &if keys.is_empty() { "-".to_owned() } else { keys.join(" ") });
    line("Born", &format!("{} at {}", local_time(message.born_timestamp), message.born_host));
    line("Stored", &format!("{} at {}", local_time(message.store_timestamp), message.store_host));
    line("Attempts", &message.reconsume_times);
    for (name, value) in message.properties() {
        line("Property", &format!("{name}={value}"));
    }
    line("Body", &format!("{} bytes", message.body.len()));
    match std::str::from_utf8(&message.body) {
        Ok(body) => text.push_str(body),
        Err(_) => text.push_str(&crate::engine::protocol::record::upper_hex(&message.body)),
    }
    text
}
