//! Which rows and columns of a view are shown, in which order, and how often.

use std::cmp::Ordering;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use super::error::{CommandError, CommandResult};
use super::values::duration;
use super::view::{Column, View};

/// Options of commands that show a view.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Output options")]
pub struct ViewArgs {
    /// Only these columns, by their headings or, for json, jsonl, yaml and csv, by their keys
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Sort by this column; with a `-` before it the largest come first
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub sort_by: Option<String>,
    /// Show it again and again in place, every 2s or as often as this says; Ctrl-C ends it
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "2s", value_parser = duration)]
    pub watch: Option<Duration>,
}

impl ViewArgs {
    /// The rows in the order asked for.
    ///
    /// # Errors
    /// The view has no such column.
    pub fn sorted<'r, T: View>(&self, rows: &'r [T]) -> CommandResult<Vec<&'r T>> {
        let mut sorted: Vec<&T> = rows.iter().collect();
        let Some(wanted) = &self.sort_by else { return Ok(sorted) };
        let (name, falling) = match wanted.strip_prefix('-') {
            Some(name) => (name, true),
            None => (wanted.as_str(), false),
        };
        let columns = T::columns();
        let column = find(&columns, name)?;
        let mut keyed: Vec<(String, &T)> =
            sorted.drain(..).map(|row| (column.cell(row), row)).collect();
        // Rows that are equal there keep their order either way.
        keyed.sort_by(|(a, _), (b, _)| if falling { compare(b, a) } else { compare(a, b) });
        Ok(keyed.into_iter().map(|(_, row)| row).collect())
    }

    /// The columns of a table: those asked for, else all, or all that are not for `wide` only.
    ///
    /// # Errors
    /// The view has no such column.
    pub fn chosen<T: View>(&self, wide: bool) -> CommandResult<Vec<Column<T>>> {
        let mut all = T::columns();
        if self.columns.is_empty() {
            all.retain(|column| wide || !column.is_wide());
            return Ok(all);
        }
        self.columns.iter().map(|name| find(&all, name).cloned()).collect()
    }

    /// `row` as a machine reads it, with the keys asked for.
    ///
    /// # Errors
    /// It has no such key.
    pub fn picked<T: Serialize>(&self, row: &T) -> CommandResult<Value> {
        let value = serde_json::to_value(row).map_err(|error| {
            CommandError::failed("the result cannot be written as JSON").because(error)
        })?;
        let Value::Object(fields) = value else { return Ok(value) };
        if self.columns.is_empty() {
            return Ok(Value::Object(fields));
        }
        let mut picked = Map::new();
        for name in &self.columns {
            let found = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            let (key, value) =
                found.ok_or_else(|| unknown(name, fields.keys().map(String::as_str)))?;
            picked.insert(key.clone(), value.clone());
        }
        Ok(Value::Object(picked))
    }
}

fn find<'c, T>(columns: &'c [Column<T>], name: &str) -> CommandResult<&'c Column<T>> {
    let found = columns.iter().find(|column| column.header().eq_ignore_ascii_case(name));
    found.ok_or_else(|| unknown(name, columns.iter().map(Column::header)))
}

fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> CommandError {
    CommandError::usage(format!("there is no column `{name}`"))
        .hint(format!("there are: {}", known.collect::<Vec<_>>().join(", ")))
}

/// Numbers by size, other texts by their letters; what is not known stands behind what is.
fn compare(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.parse::<f64>().ok();
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering;

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert_eq!(compare("9", "10"), Ordering::Less);
        assert_eq!(compare("+2", "-3"), Ordering::Greater);
        assert_eq!(compare("-", "10"), Ordering::Greater);
        assert_eq!(compare("b", "a"), Ordering::Greater);
    }
}
