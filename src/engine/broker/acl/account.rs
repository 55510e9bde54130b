//! What access control files say: accounts with their rights, white lists, a version
//! (`broker.md` 5.11). Files are only read here; `edit.rs` changes them.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_yaml_ng::Value;

use super::addresses::Addresses;
use super::permission::{Permission, split};
use crate::engine::protocol::bodies::acl::PlainAccessConfig;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::names::retry_topic;
use crate::engine::protocol::signature::Credentials;
use crate::engine::util::clock::TimestampMs;
use crate::engine::util::yaml::scalar_text;

/// Names and secrets must be longer.
const SHORT: usize = 6;

/// Keys of the files.
pub(super) const ACCOUNTS: &str = "accounts";
pub(super) const ACCESS_KEY: &str = "accessKey";
pub(super) const SECRET_KEY: &str = "secretKey";
pub(super) const WHITE_LIST: &str = "globalWhiteRemoteAddresses";
pub(super) const DATA_VERSION: &str = "dataVersion";

/// One file, as it says it. Its text holds secrets.
pub(super) struct AclFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) version: DataVersion,
    pub(super) white_list: Vec<String>,
    pub(super) accounts: Vec<PlainAccessConfig>,
}

/// An account, ready for checks.
pub(super) struct Account {
    pub(super) credentials: Credentials,
    pub(super) white_list: Addresses,
    pub(super) admin: bool,
    default_topic: Permission,
    default_group: Permission,
    /// By topic, and by retry topic for groups.
    resources: HashMap<String, Permission>,
}

impl AclFile {
    /// Reads the text of a file. The error says what is wrong, without any secret.
    pub(super) fn parse(path: PathBuf, text: String) -> Result<Self, String> {
        let yaml = parse_yaml(&text)?;
        let list = |key| yaml.get(key).and_then(Value::as_sequence).into_iter().flatten();
        let version = list(DATA_VERSION).next();
        let number = |key| version.and_then(|v| v.get(key)).and_then(Value::as_i64);
        Ok(Self {
            version: DataVersion {
                counter: number("counter").unwrap_or_default(),
                timestamp: number("timestamp").map_or_else(TimestampMs::now, TimestampMs),
            },
            white_list: list(WHITE_LIST).filter_map(scalar_text).collect(),
            accounts: list(ACCOUNTS).map(account_of).collect(),
            path,
            text,
        })
    }
}

/// The file as YAML; an empty one is an empty map.
pub(super) fn parse_yaml(text: &str) -> Result<Value, String> {
    let yaml: Value = serde_yaml_ng::from_str(text).map_err(|error| {
        // The error's text may quote what stands there.
        let place = error.location();
        place.map_or_else(
            || "is not YAML".to_owned(),
            |place| format!("line {}, column {}: is not YAML", place.line(), place.column()),
        )
    })?;
    match yaml {
        Value::Null => Ok(Value::Mapping(Default::default())),
        Value::Mapping(_) => Ok(yaml),
        _ => Err("expected keys and values".to_owned()),
    }
}

fn account_of(yaml: &Value) -> PlainAccessConfig {
    let text = |key: &str| yaml.get(key).and_then(scalar_text);
    let list = |key: &str| {
        let list = yaml.get(key).and_then(Value::as_sequence);
        list.map(|list| list.iter().filter_map(scalar_text).collect::<Vec<_>>())
    };
    PlainAccessConfig {
        access_key: text(ACCESS_KEY),
        admin: text("admin").is_some_and(|text| text.eq_ignore_ascii_case("true")),
        default_group_perm: text("defaultGroupPerm"),
        default_topic_perm: text("defaultTopicPerm"),
        group_perms: list("groupPerms"),
        secret_key: text(SECRET_KEY),
        topic_perms: list("topicPerms"),
        white_remote_address: text("whiteRemoteAddress"),
    }
}

/// Name and secret of an account, if they are long enough; the error is Apache's but for the
/// secret.
pub(super) fn check_keys(config: &PlainAccessConfig) -> Result<(&str, &str), String> {
    let is_long = |key: &&str| key.encode_utf16().count() > SHORT;
    let access = config.access_key.as_deref().filter(is_long);
    let secret = config.secret_key.as_deref().filter(is_long);
    access.zip(secret).ok_or_else(|| {
        let name = config.access_key.as_deref().unwrap_or("null");
        format!("The accessKey={name} and secretKey cannot be null and length should longer than 6")
    })
}

impl Account {
    /// Makes an account of what a file says. The error says what is wrong, without the secret.
    pub(super) fn new(config: &PlainAccessConfig) -> Result<Self, String> {
        let (name, secret) = check_keys(config)?;
        let of_account = |problem: String| format!("account {name}: {problem}");
        let mut resources = HashMap::new();
        for (kind, texts) in [("group", &config.group_perms), ("topic", &config.topic_perms)] {
            for text in texts.iter().flatten() {
                let problem = || of_account(format!("expected {kind}=PERM, found `{text}`"));
                let (resource, permission) = split(text).ok_or_else(problem)?;
                let resource = if kind == "group" {
                    retry_topic(resource).to_string()
                } else {
                    resource.to_owned()
                };
                resources.insert(resource, Permission::of(Some(permission)));
            }
        }
        let white_list = config.white_remote_address.as_deref().unwrap_or_default();
        Ok(Self {
            credentials: Credentials::new(name, secret),
            white_list: Addresses::parse(white_list).map_err(of_account)?,
            admin: config.admin,
            default_topic: Permission::of(config.default_topic_perm.as_deref()),
            default_group: Permission::of(config.default_group_perm.as_deref()),
            resources,
        })
    }

    /// Whether it holds `needed` for a topic, or for a group named by its retry topic. An account
    /// that administrates holds everything, unless it has rights of its own.
    pub(super) fn allows(&self, resource: &str, is_group: bool, needed: Permission) -> bool {
        if self.admin && self.resources.is_empty() {
            return true;
        }
        let default = if is_group { self.default_group } else { self.default_topic };
        self.resources.get(resource).copied().unwrap_or(default).allows(needed)
    }
}
