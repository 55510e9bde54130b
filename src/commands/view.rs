//! What a result is to the printer: rows of named columns.

use serde::Serialize;

/// One column of a table.
pub struct Column<T> {
    header: &'static str,
    cell: fn(&T) -> String,
    right: bool,
    wide: bool,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self { header: self.header, cell: self.cell, right: self.right, wide: self.wide }
    }
}

impl<T> Column<T> {
    /// Text, aligned to the left.
    pub const fn text(header: &'static str, cell: fn(&T) -> String) -> Self {
        Self { header, cell, right: false, wide: false }
    }

    /// A number, aligned to the right.
    pub const fn number(header: &'static str, cell: fn(&T) -> String) -> Self {
        Self { header, cell, right: true, wide: false }
    }

    /// Its heading.
    pub fn header(&self) -> &'static str {
        self.header
    }

    /// Whether its cells are numbers, aligned to the right.
    pub fn is_number(&self) -> bool {
        self.right
    }

    /// Whether it is shown with `-o wide` only.
    pub fn is_wide(&self) -> bool {
        self.wide
    }

    /// Its cell in `row`.
    pub fn cell(&self, row: &T) -> String {
        (self.cell)(row)
    }

    /// The same column, shown with `-o wide` only.
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

/// A view that can be a row of a table.
pub trait View: Serialize + Sized {
    /// The columns, from left to right.
    fn columns() -> Vec<Column<Self>>;

    /// What `-o name` prints.
    fn name(&self) -> String;
}
