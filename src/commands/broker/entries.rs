//! Keys and values of brokers, a row each.

use serde::Serialize;

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::view::{Column, View};
use crate::engine::protocol::names::BrokerName;
use crate::engine::util::nearest::nearest;

/// A key and its value on one broker.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryRow {
    /// The broker's name; empty when the name server does not know it.
    pub broker_name: BrokerName,
    /// 0 is the master.
    pub broker_id: i64,
    /// Its address.
    pub address: String,
    /// The key.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl View for EntryRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("BROKER", |r: &Self| r.broker_name.to_string()),
            Column::number("ID", |r| r.broker_id.to_string()),
            Column::text("KEY", |r| r.key.clone()),
            Column::text("VALUE", |r| r.value.clone()),
            Column::text("ADDRESS", |r: &Self| r.address.clone()).wide(),
        ]
    }

    fn name(&self) -> String {
        self.key.clone()
    }
}

/// Leaves the rows whose key is in `wanted`, or all when nothing is wanted in particular.
///
/// # Errors
/// A key that no row has, though there are rows.
pub fn keep(rows: &mut Vec<EntryRow>, wanted: &[String]) -> CommandResult {
    if wanted.is_empty() || rows.is_empty() {
        return Ok(());
    }
    for key in wanted {
        if !rows.iter().any(|row| row.key == *key) {
            let known = rows.iter().map(|row| row.key.as_str());
            let error = CommandError::not_found(format!("brokers have no key `{key}`"));
            return Err(match nearest(key, known) {
                Some(meant) => error.hint(format!("did you mean `{meant}`?")),
                None => error,
            });
        }
    }
    rows.retain(|row| wanted.contains(&row.key));
    Ok(())
}
