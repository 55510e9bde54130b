//! `rmq export`: what a cluster has, in a document that can be kept.

pub mod configs;
pub mod metadata;
pub mod metrics;

use std::path::PathBuf;

use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::commands::view::{Column, View};
use crate::engine::admin::export::configs::Configs;
use crate::engine::admin::export::metadata::Metadata;
use crate::engine::admin::export::metrics::Metrics;

/// Where a document goes.
#[derive(Debug, clap::Args)]
pub struct PlaceArgs {
    /// Write it into this file, instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl PlaceArgs {
    /// Writes `document`: as JSON where no other format of machines is asked for.
    fn write<T: View>(&self, cli: &Cli, document: &T) -> CommandResult {
        let json = serde_json::to_string_pretty(document)
            .map_err(|error| CommandError::failed("it cannot be written as JSON").because(error))?;
        let Some(path) = &self.file else { return cli.out.item(document, || json) };
        std::fs::write(path, json + "\n")
            .map_err(|error| CommandError::io(format!("writing {}", path.display()), &error))?;
        cli.out.note(&format!("{} is written", path.display()));
        Ok(())
    }
}

/// A document is no row; by its name it is its kind.
macro_rules! document {
    ($($view:ty => $name:literal,)*) => {$(
        impl View for $view {
            fn columns() -> Vec<Column<Self>> {
                vec![Column::text("DOCUMENT", |_: &Self| $name.to_owned())]
            }

            fn name(&self) -> String {
                $name.to_owned()
            }
        }
    )*};
}

document! {
    Metadata => "metadata",
    Configs => "configs",
    Metrics => "metrics",
}
