//! `rmq store dump`: what is in a store.

use super::WhichStore;
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandResult, Kind};
use crate::commands::output::Printer;
use crate::commands::stream::Stream;
use crate::commands::values::local_time;
use crate::commands::view::{Column, View};
use crate::engine::node::offline_store::{
    DumpFilter, DumpedEntry, DumpedMessage, DumpedRecord, DumpedTime, DumpedUnit, Inspector,
    OfflineError,
};
use crate::engine::protocol::names::{PhysicalOffset, QueueId, TopicName};

/// Rows that are drawn as one table; more of them are drawn as several.
const ROWS_OF_A_TABLE: usize = 1000;

/// Show what is in a store: messages, or units, index entries, checkpoint
///
/// Messages come in the order of the commit log. Damaged places are rows too: their DAMAGE says
/// what is wrong.
#[derive(Debug, clap::Args)]
pub struct StoreDump {
    #[command(flatten)]
    store: WhichStore,
    /// What to show: log, units, index or checkpoint
    #[arg(long, value_name = "PART", value_enum, default_value_t, hide_possible_values = true)]
    part: Part,
    /// Only this topic
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    /// Only queues with this number
    #[arg(long, value_name = "ID")]
    queue: Option<i32>,
    /// From this commit log offset on
    #[arg(long, value_name = "OFFSET")]
    from: Option<i64>,
    /// Before this commit log offset
    #[arg(long, value_name = "OFFSET")]
    to: Option<i64>,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// With bodies, as they are stored; for output that is no table
    #[arg(long)]
    body: bool,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Part {
    #[default]
    Log,
    Units,
    Index,
    Checkpoint,
}

impl Command for StoreDump {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq store dump ~/store --topic TopicTest --limit 20",
        "rmq store dump ~/store --body -o jsonl",
        "rmq store dump ~/store --part units --topic TopicTest --queue 0",
    ];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::NotFound];
    const JSON: &'static [JsonForm] = &[
        JsonForm::rows::<DumpedRecord>(""),
        JsonForm::rows::<DumpedUnit>("with --part units"),
        JsonForm::rows::<DumpedEntry>("with --part index"),
        JsonForm::rows::<DumpedTime>("with --part checkpoint"),
    ];

    fn run(self, cli: &Cli) -> CommandResult {
        let filter = DumpFilter {
            topic: self.topic.map(TopicName::from),
            queue: self.queue.map(QueueId),
            from: self.from.map(PhysicalOffset),
            to: self.to.map(PhysicalOffset),
            with_body: self.body,
        };
        let store = self.store.options().open()?;
        match self.part {
            Part::Log => show(cli, self.limit, |rows| {
                store.dump_log(&filter, rows).map_err(OfflineError::from)
            }),
            Part::Units => show(cli, self.limit, |rows| {
                store.dump_units(&filter, rows).map_err(OfflineError::from)
            }),
            Part::Index => show(cli, self.limit, |rows| {
                store.dump_index(&filter, rows).map_err(OfflineError::from)
            }),
            Part::Checkpoint => checkpoint(cli, &store),
        }
    }
}

fn checkpoint(cli: &Cli, store: &Inspector) -> CommandResult {
    cli.out.list(&store.dump_checkpoint().map_err(OfflineError::from)?)
}

/// Prints what `dump` hears, at most `limit` rows.
fn show<T: View>(
    cli: &Cli,
    limit: Option<u64>,
    dump: impl FnOnce(&mut dyn FnMut(T) -> bool) -> Result<(), OfflineError>,
) -> CommandResult {
    let mut rows = Shown::new(&cli.out);
    let mut left = limit.unwrap_or(u64::MAX);
    let mut printed = Ok(());
    if left > 0 {
        dump(&mut |row| {
            printed = rows.push(row);
            left -= 1;
            left > 0 && printed.is_ok()
        })?;
    }
    printed?;
    rows.finish()
}

/// Rows on their way out; bounded, however many they are.
struct Shown<'p, T> {
    out: &'p Printer,
    stream: Stream<'p>,
    table: Vec<T>,
}

impl<'p, T: View> Shown<'p, T> {
    fn new(out: &'p Printer) -> Self {
        Self { out, stream: Stream::new(out), table: Vec::new() }
    }

    fn push(&mut self, row: T) -> CommandResult {
        if !self.out.is_table() {
            return self.stream.push(|| row, Vec::new);
        }
        self.table.push(row);
        if self.table.len() < ROWS_OF_A_TABLE {
            return Ok(());
        }
        self.out.list(&std::mem::take(&mut self.table))
    }

    fn finish(self) -> CommandResult {
        if !self.table.is_empty() {
            self.out.list(&self.table)?;
        }
        self.stream.finish()
    }
}

/// A column of what a record says; `-` where it cannot be read.
fn said(row: &DumpedRecord, text: impl Fn(&DumpedMessage) -> String) -> String {
    let text = row.message.as_ref().map(text).filter(|text| !text.is_empty());
    text.unwrap_or_else(|| "-".to_owned())
}

impl View for DumpedRecord {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::number("AT", |r: &Self| r.physical_offset.to_string()),
            Column::number("SIZE", |r| r.size.to_string()),
            Column::text("TOPIC", |r| said(r, |m| m.topic.to_string())),
            Column::number("QUEUE", |r| said(r, |m| m.queue_id.to_string())),
            Column::number("OFFSET", |r| said(r, |m| m.queue_offset.to_string())),
            Column::text("STORED", |r| said(r, |m| local_time(m.store_timestamp))),
            Column::text("ID", |r| said(r, |m| m.message_id.clone().unwrap_or_default())),
            Column::text("DAMAGE", |r| r.damage.clone().unwrap_or_else(|| "-".to_owned())),
            Column::text("TAG", |r: &Self| said(r, |m| m.tag.clone().unwrap_or_default())).wide(),
            Column::text("KEYS", |r: &Self| said(r, |m| m.keys.clone().unwrap_or_default())).wide(),
            Column::number("BODY", |r: &Self| said(r, |m| m.body_size.to_string())).wide(),
            Column::text("FROM", |r: &Self| said(r, |m| m.born_host.clone())).wide(),
        ]
    }

    fn name(&self) -> String {
        let id = self.message.as_ref().and_then(|message| message.message_id.clone());
        id.unwrap_or_else(|| self.physical_offset.to_string())
    }
}

impl View for DumpedUnit {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("TOPIC", |r: &Self| r.topic.to_string()),
            Column::number("QUEUE", |r| r.queue_id.to_string()),
            Column::number("OFFSET", |r| r.queue_offset.to_string()),
            Column::number("AT", |r| r.physical_offset.to_string()),
            Column::number("SIZE", |r| r.size.to_string()),
            Column::number("TAGS CODE", |r| r.tags_code.to_string()),
        ]
    }

    fn name(&self) -> String {
        format!("{}:{}:{}", self.topic, self.queue_id, self.queue_offset)
    }
}

impl View for DumpedEntry {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("FILE", |r: &Self| r.file.clone()),
            Column::number("NUMBER", |r| r.number.to_string()),
            Column::number("HASH", |r| r.key_hash.to_string()),
            Column::number("AT", |r| r.physical_offset.to_string()),
            Column::text("STORED", |r| local_time(r.store_timestamp)),
            Column::number("PREVIOUS", |r| r.previous.to_string()),
        ]
    }

    fn name(&self) -> String {
        self.number.to_string()
    }
}

impl View for DumpedTime {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("WHAT", |r: &Self| r.name.to_owned()),
            Column::text("ON THE DEVICE UP TO", |r| local_time(r.time)),
        ]
    }

    fn name(&self) -> String {
        self.name.to_owned()
    }
}
