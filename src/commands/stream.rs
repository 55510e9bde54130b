//! Results that come one after another: written as they come, yet one valid document at the end.

use serde::Serialize;

use super::error::{CommandError, CommandResult};
use super::output::{Format, Printer};
use super::view::View;

/// Writes one view after another in the format of the printer.
pub struct Stream<'p> {
    out: &'p Printer,
    written: u64,
}

impl<'p> Stream<'p> {
    /// A stream to `out`.
    pub fn new(out: &'p Printer) -> Self {
        Self { out, written: 0 }
    }

    /// Writes one view. For people that is `text`, as it is.
    pub fn push<T: View>(
        &mut self,
        view: impl FnOnce() -> T,
        text: impl FnOnce() -> Vec<u8>,
    ) -> CommandResult {
        let first = self.written == 0;
        self.written += 1;
        match self.out.format() {
            Format::Table | Format::Wide => self.out.bytes(&[&text()]),
            Format::Json => {
                let json = json(&view())?;
                self.out.bytes(&[if first { b"[\n  " } else { b",\n  " }, json.as_bytes()])
            }
            Format::Csv if !first => {
                // The header stands above the first row only.
                let both = self.out.csv(&[view()])?;
                self.out.text(both.split_once('\n').map_or("", |(_, row)| row).trim_end())
            }
            _ => self.out.list(&[view()]),
        }
    }

    /// Ends the document.
    pub fn finish(self) -> CommandResult {
        match (self.out.format(), self.written) {
            (Format::Json, 0) => self.out.text("[]"),
            (Format::Json, _) => self.out.text("\n]"),
            _ => Ok(()),
        }
    }
}

fn json(view: &impl Serialize) -> CommandResult<String> {
    serde_json::to_string(view).map_err(|error| {
        CommandError::failed("the result cannot be written as JSON").because(error)
    })
}
