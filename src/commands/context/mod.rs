//! `rmq context`, and the named clusters themselves in `contexts.toml`: `rmq up` writes them, `-n` falls back to the current one.
//!
//! The file is ground state. It lies in `$RMQ_CONFIG_DIR`, else in `rmq` under the user's
//! configuration directory.

pub mod add;
pub mod list;
pub mod remove;
pub mod show;
pub mod switch;

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::{CommandError, CommandResult};
use crate::engine::util::text_file;

/// One named cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct Context {
    /// Its name servers.
    pub namesrv: String,
    /// Account that signs, where brokers have access control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key: Option<String>,
    /// Its secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    /// Whether connections are encrypted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tls: bool,
    /// PEM file of the authorities that sign servers' certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
    /// Whether servers' certificates are taken unchecked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub insecure: bool,
    /// PEM file of the certificate to show to servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cert: Option<PathBuf>,
    /// PEM file of its private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cert_key: Option<PathBuf>,
    /// Whether whatever cannot be undone asks for the context's name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
}

/// All named clusters of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema, Deserialize)]
pub struct Contexts {
    /// Name of the cluster that is used when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// The clusters by name.
    #[serde(default)]
    pub contexts: BTreeMap<String, Context>,
}

impl Contexts {
    /// What the file says; nothing when there is none.
    pub fn load() -> CommandResult<Self> {
        let Some(path) = path() else { return Ok(Self::default()) };
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                CommandError::failed(format!("{} cannot be read", path.display()))
                    .because(error.message())
                    .hint("correct the file or remove it")
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(CommandError::io(format!("reading {}", path.display()), &error)),
        }
    }

    /// Replaces the file.
    pub fn save(&self) -> CommandResult {
        let path = path().ok_or_else(|| {
            CommandError::failed("there is no configuration directory").hint("set RMQ_CONFIG_DIR")
        })?;
        let text = toml::to_string(self).map_err(|error| {
            CommandError::failed("the contexts cannot be written as TOML").because(error)
        })?;
        let failed =
            |error: std::io::Error| CommandError::io(format!("writing {}", path.display()), &error);
        // It holds secrets.
        if let Some(directory) = path.parent().filter(|directory| !directory.exists()) {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(directory)
                .map_err(failed)?;
        }
        text_file::replace(&path, &text).map_err(failed)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(failed)
    }

    /// The current cluster.
    pub fn current(&self) -> Option<(&str, &Context)> {
        let name = self.current.as_deref()?;
        Some((name, self.contexts.get(name)?))
    }

    /// The cluster called `name`.
    pub fn named(&self, name: &str) -> CommandResult<&Context> {
        self.contexts.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.contexts.keys().map(String::as_str).collect();
            let hint = match known.as_slice() {
                [] => "`rmq up` makes one".to_owned(),
                known => format!("there are: {}", known.join(", ")),
            };
            CommandError::not_found(format!("there is no context `{name}`")).hint(hint)
        })
    }

    /// Adds or replaces `name` and makes it the current one.
    pub fn set_current(&mut self, name: &str, context: Context) {
        self.contexts.insert(name.to_owned(), context);
        self.current = Some(name.to_owned());
    }

    /// Forgets `name`.
    pub fn remove(&mut self, name: &str) {
        self.contexts.remove(name);
        if self.current.as_deref() == Some(name) {
            self.current = None;
        }
    }
}

fn path() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let directory = from("RMQ_CONFIG_DIR")
        .or_else(|| from("XDG_CONFIG_HOME").map(|d| d.join("rmq")))
        .or_else(|| from("HOME").map(|d| d.join(".config/rmq")))?;
    Some(directory.join("contexts.toml"))
}

#[cfg(test)]
mod tests {
    use super::{Context, Contexts};

    #[test]
    fn a_removed_context_is_not_the_current_one() {
        let mut contexts = Contexts::default();
        contexts.set_current("a", Context { namesrv: "x:1".into(), ..Context::default() });
        contexts.set_current("b", Context { namesrv: "y:2".into(), ..Context::default() });
        assert_eq!(contexts.current().map(|(_, c)| c.namesrv.as_str()), Some("y:2"));
        contexts.remove("b");
        assert_eq!(contexts.current(), None);
        assert_eq!(contexts.named("a").map(|c| c.namesrv.clone()).ok().as_deref(), Some("x:1"));
        assert!(contexts.named("b").is_err());
    }

    #[test]
    fn text_is_plain_toml() {
        let text = "current = \"a\"\n[contexts.a]\nnamesrv = \"x:1\"\n";
        let contexts: Contexts = toml::from_str(text).expect("valid");
        assert_eq!(
            contexts.current(),
            Some(("a", &Context { namesrv: "x:1".into(), ..Context::default() }))
        );
    }
}
