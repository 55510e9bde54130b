//! `rmq namesrv-config`: the settings of running name servers.

pub mod get;
pub mod set;

use crate::commands::changes::ChangeRow;
use crate::engine::admin::Admin;

/// A row for each name server, where all of them have and get the same.
pub fn plan(admin: &Admin, before: Option<&str>, after: Option<&str>) -> Vec<ChangeRow> {
    let row = |address: &str| {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        ChangeRow::planned("namesrv", address, before, after)
    };
    admin.session().namesrv.addresses().iter().map(row).collect()
}
