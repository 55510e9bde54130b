//! `rmq acl white-list`: addresses that need no account.

pub mod get;
pub mod set;

use crate::engine::admin::view::AclConfigRow;

/// The addresses on the white list of a broker.
fn addresses(row: &AclConfigRow) -> impl Iterator<Item = &str> {
    let lists = row.config.iter().flat_map(|config| &config.global_white_addrs);
    lists.flatten().map(String::as_str)
}
