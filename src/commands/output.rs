//! The only place that writes to standard output and standard error.
//!
//! A command hands over plain views: `Serialize` for machines, columns for people. Results go to
//! standard output; progress, hints and errors go to standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use clap::ValueEnum;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table};
use parking_lot::Mutex;
use serde::Serialize;

use super::error::{CommandError, CommandResult, Kind};
use super::frame::Frame;
use super::selection::ViewArgs;
use super::view::{Column, View};

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns.
    #[default]
    Table,
    /// Aligned columns, more of them.
    Wide,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Jsonl,
    /// YAML.
    Yaml,
    /// CSV with a header line; the columns are the JSON keys.
    Csv,
    /// Names only, one a line.
    Name,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Before the first frame: an empty screen.
const CLEAR_SCREEN: &str = "\x1b[2J";

/// Writes results and messages as the global options ask.
pub struct Printer {
    format: Format,
    colour: Colour,
    quiet: bool,
    view: ViewArgs,
    frame: Mutex<Frame>,
}

impl Printer {
    /// A printer for these options.
    pub fn new(format: Format, colour: Colour, quiet: bool) -> Self {
        let (view, frame) = (ViewArgs::default(), Mutex::new(Frame::default()));
        Self { format, colour, quiet, view, frame }
    }

    /// The same printer, of the rows and columns that `view` wants.
    pub fn with_view(mut self, view: ViewArgs) -> Self {
        self.view = view;
        self
    }

    /// Keeps results back until the frame ends.
    pub fn begin_frame(&self) {
        self.frame.lock().text = Some(Vec::new());
    }

    /// Shows what was kept back: on a terminal in place of the frame before it, else behind it.
    pub fn end_frame(&self, every: Duration) -> CommandResult {
        let mut frame = self.frame.lock();
        if self.is_piped() {
            let mut text = frame.text.take().unwrap_or_default();
            if self.is_table() {
                text.push(b'\n');
            }
            return write_out(&[&text]);
        }
        let (lines, _) = dialoguer::console::Term::stdout().size();
        if frame.is_first() {
            write_out(&[CLEAR_SCREEN.as_bytes()])?;
        }
        let drawn = frame.drawn(every, usize::from(lines), self.coloured());
        write_out(&[drawn.as_bytes()])
    }

    /// The format of results.
    pub fn format(&self) -> Format {
        self.format
    }

    /// A printer to the same place in another format.
    pub fn with_format(&self, format: Format) -> Self {
        Self::new(format, self.colour, self.quiet)
    }

    /// Whether results are for people, not for machines.
    pub fn is_table(&self) -> bool {
        matches!(self.format, Format::Table | Format::Wide)
    }

    /// Whether results go somewhere else than to a terminal.
    pub fn is_piped(&self) -> bool {
        !io::stdout().is_terminal()
    }

    /// Whether a person would rather have a summary of many results: a plain table on a terminal.
    pub fn sums_up(&self) -> bool {
        self.format == Format::Table && !self.is_piped()
    }

    /// Whether progress may be drawn: standard error is a terminal and nobody asked for quiet.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Prints many views: a table, an array, a line each.
    pub fn list<T: View>(&self, rows: &[T]) -> CommandResult {
        let rows = self.view.sorted(rows)?;
        match self.format {
            Format::Table | Format::Wide => {
                let columns = self.view.chosen(self.format == Format::Wide)?;
                return self.text(&self.aligned(&columns, &rows));
            }
            Format::Name => return rows.iter().try_for_each(|row| self.text(&row.name())),
            _ => {}
        }
        if self.view.columns.is_empty() {
            return self.machine_list(&rows);
        }
        let picked: CommandResult<Vec<_>> = rows.iter().map(|row| self.view.picked(row)).collect();
        self.machine_list(&picked?)
    }

    fn machine_list<T: Serialize>(&self, rows: &[T]) -> CommandResult {
        match self.format {
            Format::Jsonl => rows.iter().try_for_each(|row| self.text(&json(row, false)?)),
            Format::Yaml => self.text(yaml(&rows)?.trim_end()),
            Format::Csv => self.text(csv_text(rows)?.trim_end()),
            _ => self.text(&json(rows, true)?),
        }
    }

    /// Prints one view: `text` for people, the view itself for machines.
    pub fn item<T: View>(&self, item: &T, text: impl FnOnce() -> String) -> CommandResult {
        match self.format {
            Format::Table | Format::Wide => self.text(&text()),
            Format::Json if self.view.columns.is_empty() => self.text(&json(item, true)?),
            Format::Json => self.text(&json(&self.view.picked(item)?, true)?),
            Format::Yaml if self.view.columns.is_empty() => self.text(yaml(item)?.trim_end()),
            Format::Yaml => self.text(yaml(&self.view.picked(item)?)?.trim_end()),
            _ => self.list(std::slice::from_ref(item)),
        }
    }

    /// The rows as CSV, with a header line.
    pub fn csv<T: View>(&self, rows: &[T]) -> CommandResult<String> {
        csv_text(rows)
    }

    /// Prints one line, or several, of results.
    pub fn text(&self, text: &str) -> CommandResult {
        if text.is_empty() {
            return Ok(());
        }
        self.bytes(&[text.as_bytes(), b"\n"])
    }

    /// Writes results as they are.
    pub fn bytes(&self, parts: &[&[u8]]) -> CommandResult {
        match &mut self.frame.lock().text {
            Some(frame) => {
                parts.iter().for_each(|part| frame.extend_from_slice(part));
                Ok(())
            }
            None => write_out(parts),
        }
    }

    /// A line for people: on standard error, or in the frame that is drawn on the terminal.
    fn tell(&self, text: &str) {
        match &mut self.frame.lock().text {
            Some(frame) if !self.is_piped() => {
                frame.extend_from_slice(text.as_bytes());
                frame.push(b'\n');
            }
            _ => say(text),
        }
    }

    /// Tells the person something that is not a result; silent with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.tell(text);
        }
    }

    /// Tells the person that something is not as it should be.
    pub fn warn(&self, text: &str) {
        let paint = paint(self.colour, io::stderr().is_terminal());
        self.tell(&format!("{} {text}", paint("warning:", "33;1")));
    }

    /// Tells why the command failed.
    pub fn error(&self, error: &CommandError) {
        if let Some(text) = report_text(error, self.colour) {
            self.tell(&text);
        }
    }

    /// The rows as aligned columns.
    pub fn table<T: View>(&self, rows: &[T]) -> String {
        let wide = self.format == Format::Wide;
        let columns = T::columns().into_iter().filter(|column| wide || !column.is_wide());
        self.aligned(&columns.collect::<Vec<_>>(), &rows.iter().collect::<Vec<_>>())
    }

    fn aligned<T: View>(&self, columns: &[Column<T>], rows: &[&T]) -> String {
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Disabled);
        if self.coloured() {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(
            columns.iter().map(|c| Cell::new(c.header()).add_attribute(Attribute::Bold)),
        );
        for row in rows {
            table.add_row(columns.iter().map(|c| c.cell(row)));
        }
        for (at, column) in columns.iter().enumerate() {
            if let Some(drawn) = table.column_mut(at) {
                drawn.set_padding((0, 2));
                if column.is_number() {
                    drawn.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        table.trim_fmt()
    }

    fn coloured(&self) -> bool {
        uses_colour(self.colour, io::stdout().is_terminal())
    }
}

/// Writes results out.
fn write_out(parts: &[&[u8]]) -> CommandResult {
    let mut out = io::stdout().lock();
    parts
        .iter()
        .try_for_each(|part| out.write_all(part))
        .and_then(|()| out.flush())
        .map_err(|error| CommandError::io("writing to standard output", &error))
}

/// Why a command failed, as people read it; nothing when there is nothing to tell.
fn report_text(error: &CommandError, colour: Colour) -> Option<String> {
    if error.kind == Kind::OutputClosed || error.headline.is_empty() {
        return None;
    }
    let paint = paint(colour, io::stderr().is_terminal());
    let text = error.to_string();
    let (body, hint) = match &error.hint {
        Some(hint) => (text.strip_suffix(&format!("\nhint: {hint}")).unwrap_or(&text), Some(hint)),
        None => (text.as_str(), None),
    };
    let mut told = format!("{} {body}", paint("error:", "31;1"));
    if let Some(hint) = hint {
        told.push_str(&format!("\n{} {hint}", paint("hint:", "36;1")));
    }
    Some(told)
}

/// Asks a yes-or-no question on the terminal; `None` when there is no terminal to ask on.
pub fn ask(question: &str) -> Option<bool> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return None;
    }
    let asked = dialoguer::Confirm::new().with_prompt(question).default(false).interact();
    Some(asked.unwrap_or(false))
}

/// Asks for a text on the terminal; `None` when there is no terminal to ask on.
pub fn ask_for_text(question: &str) -> Option<String> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return None;
    }
    let asked = dialoguer::Input::new().with_prompt(question).allow_empty(true).interact_text();
    Some(asked.unwrap_or_default())
}

/// One line on standard error. A closed standard error has nobody to tell about it.
fn say(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.write_all(b"\n"));
}

/// Where log lines go.
pub fn log_stream() -> io::Stderr {
    io::stderr()
}

/// Whether log lines are coloured.
pub fn log_is_coloured(colour: Colour) -> bool {
    uses_colour(colour, io::stderr().is_terminal())
}

fn uses_colour(colour: Colour, terminal: bool) -> bool {
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

fn paint(colour: Colour, terminal: bool) -> impl Fn(&str, &str) -> String {
    let on = uses_colour(colour, terminal);
    move |text, code| if on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

fn json<T: Serialize + ?Sized>(value: &T, pretty: bool) -> CommandResult<String> {
    let text =
        if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    text.map_err(|error| {
        CommandError::failed("the result cannot be written as JSON").because(error)
    })
}

fn yaml<T: Serialize + ?Sized>(value: &T) -> CommandResult<String> {
    serde_yaml_ng::to_string(value).map_err(|error| {
        CommandError::failed("the result cannot be written as YAML").because(error)
    })
}

/// CSV of the JSON keys of each view; what is not a plain value is written as JSON.
fn csv_text<T: Serialize>(rows: &[T]) -> CommandResult<String> {
    let failed = |error: &dyn std::fmt::Display| {
        CommandError::failed("the result cannot be written as CSV").because(error)
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let value = serde_json::to_value(row).map_err(|e| failed(&e))?;
        let fields = value.as_object().cloned().unwrap_or_default();
        if at == 0 {
            writer.write_record(fields.keys()).map_err(|e| failed(&e))?;
        }
        let cells = fields.values().map(|value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        });
        writer.write_record(cells).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

#[cfg(test)]
mod tests {
    use super::{Colour, Column, Format, Printer, View, csv_text};
    use serde::Serialize;

    #[derive(Serialize)]
    struct Pet {
        name: &'static str,
        legs: u32,
        friends: Vec<&'static str>,
    }

    impl View for Pet {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::text("NAME", |p| p.name.to_owned()),
                Column::number("LEGS", |p| p.legs.to_string()),
                Column::text("FRIENDS", |p: &Self| p.friends.join(",")).wide(),
            ]
        }
        fn name(&self) -> String {
            self.name.to_owned()
        }
    }

    fn pets() -> Vec<Pet> {
        vec![
            Pet { name: "a long, long name 中文", legs: 4, friends: vec!["x", "y"] },
            Pet { name: "b", legs: 1000, friends: vec![] },
        ]
    }

    #[test]
    fn columns_are_aligned_and_whole() {
        let printer = Printer::new(Format::Table, Colour::Never, false);
        let expected = "NAME                    LEGS\na long, long name 中文     4\nb                       1000";
        assert_eq!(printer.table(&pets()), expected);
        let wide = Printer::new(Format::Wide, Colour::Never, false).table(&pets());
        assert!(wide.lines().next().is_some_and(|l| l.ends_with("FRIENDS")), "{wide}");
    }

    #[test]
    fn csv_has_the_json_keys() -> Result<(), Box<dyn std::error::Error>> {
        let text = csv_text(&pets())?;
        assert_eq!(
            text,
            "name,legs,friends\n\"a long, long name 中文\",4,\"[\"\"x\"\",\"\"y\"\"]\"\nb,1000,[]\n"
        );
        Ok(())
    }
}
