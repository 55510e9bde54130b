//! A setting with where it came from, as a row.

use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::node::provenance::{Setting, Source};

impl View for Setting {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("KEY", |s: &Self| s.key.to_owned()),
            Column::text("VALUE", |s| or_dash(s.value.clone())),
            Column::text("SOURCE", |s| {
                let source = match s.source {
                    Source::Default => "default",
                    Source::File => "file",
                    Source::Option => "option",
                    Source::Environment => "environment",
                    Source::Computed => "computed",
                };
                source.to_owned()
            }),
            Column::text("ORIGIN", |s| or_dash(s.origin.clone())),
            Column::text("DOES", |s: &Self| s.doc.to_owned()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.key.to_owned()
    }
}
