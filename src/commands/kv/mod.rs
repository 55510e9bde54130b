//! `rmq kv`: the key-value configuration of the name servers.

pub mod delete;
pub mod get;
pub mod list;
pub mod put;

use serde::Serialize;

use crate::commands::view::{Column, View};

/// A key and its value.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct KvRow {
    /// The namespace.
    namespace: String,
    /// The key.
    key: String,
    /// Its value.
    value: String,
}

impl View for KvRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("NAMESPACE", |r: &Self| r.namespace.clone()),
            Column::text("KEY", |r| r.key.clone()),
            Column::text("VALUE", |r| r.value.clone()),
        ]
    }

    fn name(&self) -> String {
        self.key.clone()
    }
}
