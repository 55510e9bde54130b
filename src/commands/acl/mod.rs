//! `rmq acl`: the accounts of access control, and who needs none. No secret is ever shown.

pub mod delete;
pub mod list;
pub mod set;
pub mod show;
pub mod versions;
pub mod white_list;

use crate::commands::changes::conclude;
use crate::commands::error::CommandResult;
use crate::engine::admin::view::AclConfigRow;
use crate::engine::protocol::bodies::acl::PlainAccessConfig;

/// The rights there are (`Permission.parsePermFromString`).
const RIGHTS: [&str; 6] = ["DENY", "PUB", "SUB", "PUB|SUB", "SUB|PUB", "ANY"];

/// A right as brokers spell it.
fn right(text: &str) -> Result<String, String> {
    let right = text.to_ascii_uppercase();
    match RIGHTS.contains(&right.as_str()) {
        true => Ok(right),
        false => Err(format!("`{text}` is no right; write DENY, PUB, SUB or PUB|SUB")),
    }
}

/// `NAME=RIGHT`, as brokers spell it.
fn named_right(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok(format!("{name}={}", right(value)?)),
        _ => Err(format!("`{text}` is no right; write NAME=PUB|SUB")),
    }
}

/// The right of an account for which none is written down.
fn or_deny(right: Option<&str>) -> &str {
    right.unwrap_or("DENY")
}

/// The accounts of a broker.
fn accounts(row: &AclConfigRow) -> impl Iterator<Item = &PlainAccessConfig> {
    row.config.iter().flat_map(|config| config.plain_access_configs.iter().flatten())
}

/// The account called `name` on a broker.
fn account<'r>(row: &'r AclConfigRow, name: &str) -> Option<&'r PlainAccessConfig> {
    accounts(row).find(|account| account.access_key.as_deref() == Some(name))
}

/// What an account may do, in a few words without its secret.
fn summary(account: &PlainAccessConfig) -> String {
    let mut words = Vec::new();
    if account.admin {
        words.push("admin".to_owned());
    }
    words.push(format!("topics={}", or_deny(account.default_topic_perm.as_deref())));
    words.push(format!("groups={}", or_deny(account.default_group_perm.as_deref())));
    let rights = |what: &str, rights: &Option<Vec<String>>| {
        let named = rights.iter().flatten().map(|right| format!("{what}:{right}"));
        named.collect::<Vec<_>>()
    };
    words.extend(rights("topic", &account.topic_perms));
    words.extend(rights("group", &account.group_perms));
    let from = account.white_remote_address.as_deref().filter(|from| !from.is_empty());
    words.extend(from.map(|from| format!("from={from}")));
    words.join(" ")
}

/// The error that brokers make which did not tell their accounts.
fn conclude_asked(rows: &[AclConfigRow]) -> CommandResult {
    let asked = rows.iter().map(|row| (row.broker.address.as_str(), row.error.as_ref()));
    conclude("brokers did not tell their accounts", asked)
}

#[cfg(test)]
mod tests {
    use super::{named_right, right, summary};
    use crate::engine::protocol::bodies::acl::PlainAccessConfig;

    #[test]
    fn rights_are_checked_before_they_are_sent() {
        assert_eq!(right("pub|sub"), Ok("PUB|SUB".to_owned()));
        assert_eq!(named_right("Orders=deny"), Ok("Orders=DENY".to_owned()));
        for wrong in ["", "Orders", "=PUB", "Orders=", "Orders=READ", "Orders=PUB|"] {
            assert!(named_right(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_summary_has_no_secret() {
        let account = PlainAccessConfig {
            access_key: Some("reader".into()),
            secret_key: Some("well-kept".into()),
            topic_perms: Some(vec!["Orders=SUB".into()]),
            ..PlainAccessConfig::default()
        };
        assert_eq!(summary(&account), "topics=DENY groups=DENY topic:Orders=SUB");
    }
}
