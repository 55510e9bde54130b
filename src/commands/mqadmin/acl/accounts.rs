//! `updateAclConfig`, `deleteAclConfig` and `getAclConfig`: the accounts.

use std::fmt::Display;

use crate::commands::changes;
use crate::commands::error::CommandResult;
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::value;
use crate::commands::mqadmin::spec::Spec;
use crate::commands::mqadmin::text::object;
use crate::commands::mqadmin::{conclude, done};
use crate::engine::protocol::bodies::acl::{AclConfig, PlainAccessConfig};

/// Makes or changes one.
pub const UPDATE: Spec = Spec {
    name: "updateAclConfig",
    alias: "",
    about: "Make or change an account",
    options: &[
        value('b', "brokerAddr", "The broker to change it on").one_of(),
        value('c', "clusterName", "The cluster to change it on, on each of its brokers").one_of(),
        value('a', "accessKey", "The account").required(),
        value('s', "secretKey", "Its secret").required(),
        value('w', "whiteRemoteAddress", "Addresses from which it needs no signature"),
        value('i', "defaultTopicPerm", "Its right in topics that are not listed"),
        value('u', "defaultGroupPerm", "Its right in groups that are not listed"),
        value('t', "topicPerms", "Its rights by topic, for example topicA=DENY,topicB=PUB|SUB"),
        value('g', "groupPerms", "Its rights by group, for example groupA=DENY,groupB=SUB"),
        value('m', "admin", "Whether it may administrate: true or false"),
    ],
    run: update,
};

/// Deletes one.
pub const DELETE: Spec = Spec {
    name: "deleteAclConfig",
    alias: "deleteAccessConfig",
    about: "Delete an account",
    options: &[
        value('b', "brokerAddr", "The broker to delete it from").one_of(),
        value('c', "clusterName", "The cluster to delete it from, from each of its brokers")
            .one_of(),
        value('a', "accessKey", "The account").required(),
    ],
    run: delete,
};

/// Shows all.
pub const GET: Spec = Spec {
    name: "getAclConfig",
    alias: "getAccessConfigSubCommand",
    about: "Show the accounts, their secrets too, and the white list",
    options: &[
        value('b', "brokerAddr", "The broker").one_of(),
        value('c', "clusterName", "A cluster: each of its masters").one_of(),
    ],
    run: get,
};

fn update(call: &Call<'_>) -> CommandResult {
    let text = |short| call.get(short).map(str::to_owned);
    let list = |short| -> Option<Vec<String>> {
        let rights = call.get(short)?.split(',');
        Some(rights.filter(|right| !right.is_empty()).map(str::to_owned).collect())
    };
    let account = PlainAccessConfig {
        access_key: Some(call.required('a')?.to_owned()),
        secret_key: Some(call.required('s')?.to_owned()),
        white_remote_address: text('w'),
        admin: call.truth('m').unwrap_or(false),
        default_topic_perm: text('i'),
        default_group_perm: text('u'),
        topic_perms: list('t'),
        group_perms: list('g'),
    };
    let target = call.target()?;
    let outcomes =
        call.with_admin(async |admin| Ok(admin.acl_account_put(&target, &account).await?))?;
    for address in done(&outcomes) {
        call.line(format_args!("create or update plain access config to {address} success."));
    }
    conclude("brokers did not take the account", &outcomes)?;
    let shown = fields(&account).into_iter().filter(|(name, _)| *name != SECRET);
    let shown: Vec<_> = shown.collect();
    let shown: Vec<(&str, &dyn Display)> =
        shown.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    call.print(format_args!("{}", object("PlainAccessConfig", &shown)));
    Ok(())
}

fn delete(call: &Call<'_>) -> CommandResult {
    let (target, account) = (call.target()?, call.required('a')?);
    let outcomes =
        call.with_admin(async |admin| Ok(admin.acl_account_delete(&target, account).await?))?;
    for address in done(&outcomes) {
        call.line(format_args!("delete plain access config account from {address} success."));
    }
    conclude("brokers did not delete the account", &outcomes)?;
    call.print(format_args!("account's accesskey is:{account}"));
    Ok(())
}

fn get(call: &Call<'_>) -> CommandResult {
    let target = call.target()?;
    let rows = call.with_admin(async |admin| Ok(admin.acl_configs(&target).await?))?;
    for config in rows.iter().filter_map(|row| row.config.as_ref()) {
        print(call, config);
    }
    changes::conclude(
        "brokers did not tell their accounts",
        rows.iter().map(|row| (row.broker.address.as_str(), row.error.as_ref())),
    )
}

fn print(call: &Call<'_>, config: &AclConfig) {
    let addresses = config.global_white_addrs.as_deref().unwrap_or_default();
    call.line(format_args!(
        "\n{:<20}: {}\n\naccounts:",
        "globalWhiteRemoteAddresses",
        java_list(addresses)
    ));
    for account in config.plain_access_configs.iter().flatten() {
        for (name, value) in fields(account) {
            call.line(format_args!("  {name:<18}: {value}"));
        }
        call.line(format_args!(""));
    }
}

/// The one field that is only shown to those who ask for it.
const SECRET: &str = "secretKey";

/// An account in the order of Apache's class.
fn fields(account: &PlainAccessConfig) -> [(&'static str, String); 8] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let list = |value: &Option<Vec<String>>| value.as_deref().map(java_list).unwrap_or_default();
    [
        ("accessKey", text(&account.access_key)),
        (SECRET, text(&account.secret_key)),
        ("whiteRemoteAddress", text(&account.white_remote_address)),
        ("admin", account.admin.to_string()),
        ("defaultTopicPerm", text(&account.default_topic_perm)),
        ("defaultGroupPerm", text(&account.default_group_perm)),
        ("topicPerms", list(&account.topic_perms)),
        ("groupPerms", list(&account.group_perms)),
    ]
}

fn java_list(parts: &[String]) -> String {
    format!("[{}]", parts.join(", "))
}
