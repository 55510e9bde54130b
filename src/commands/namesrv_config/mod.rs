//! `rmq namesrv-config`: the settings of running name servers.

pub mod get;
pub mod set;

use crate::commands::changes::ChangeRow;
use crate::engine::admin::Admin;
use crate::engine::client::error::ClientError;

/// A row for each name server, where all of them have and get the same.
pub async fn plan(
    admin: &Admin,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<Vec<ChangeRow>, ClientError> {
    let row = |address: &String| {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        ChangeRow::planned("namesrv", address, before, after)
    };
    Ok(admin.session().namesrv.addresses().await?.iter().map(row).collect())
}
