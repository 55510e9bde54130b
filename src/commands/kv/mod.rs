//! `rmq kv`: the key-value configuration of the name servers.

pub mod delete;
pub mod get;
pub mod list;
pub mod put;

use serde::Serialize;

use crate::commands::output::{Column, View};

/// A key and its value.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KvRow {
    namespace: String,
    key: String,
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
