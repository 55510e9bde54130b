//! THE table of `tls.` keys, and what was set of them.
//!
//! Apache takes them as system properties and from the file that `tls.config.file` names. Here they
//! stand among the other keys of a node (its `-c` file, `--set`), which win over that file.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::TlsError;
use crate::engine::util::properties::{self, Property};

/// The file that is read when `tls.config.file` is not set; it may be missing.
const DEFAULT_FILE: &str = "/etc/rocketmq/tls.properties";
/// The key that names another one.
const FILE_KEY: &str = "tls.config.file";

/// What a server does with the two kinds of connections (Apache's `TlsMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Refuses TLS.
    Disabled,
    /// Takes both.
    Permissive,
    /// Refuses what is not TLS.
    Enforcing,
}

/// Whether a server asks clients for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// It does not.
    None,
    /// It does, and goes on without.
    Optional,
    /// It does, and refuses clients without.
    Require,
}

/// What the value of a key is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mode,
    Bool,
    Auth,
    Path,
    Secret,
}

/// Every key.
const KEYS: &[(&str, Kind)] = &[
    ("tls.server.mode", Kind::Mode),
    ("tls.enable", Kind::Bool),
    ("tls.test.mode.enable", Kind::Bool),
    (FILE_KEY, Kind::Path),
    ("tls.server.need.client.auth", Kind::Auth),
    ("tls.server.keyPath", Kind::Path),
    ("tls.server.keyPassword", Kind::Secret),
    ("tls.server.certPath", Kind::Path),
    ("tls.server.authClient", Kind::Bool),
    ("tls.server.trustCertPath", Kind::Path),
    ("tls.client.keyPath", Kind::Path),
    ("tls.client.keyPassword", Kind::Secret),
    ("tls.client.certPath", Kind::Path),
    ("tls.client.authServer", Kind::Bool),
    ("tls.client.trustCertPath", Kind::Path),
];

/// One end's key, certificates and trust, with the keys that name the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Private key.
    pub key: Option<Named>,
    /// Its password.
    pub password: Option<Secret>,
    /// Certificate and those that lead to its authority.
    pub certificates: Option<Named>,
    /// Certificates of authorities.
    pub trust: Option<Named>,
}

/// A file and the key that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The key.
    pub key: &'static str,
    /// The file.
    pub path: PathBuf,
}

/// A password, which is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// The `tls.` keys that were set; the others have Apache's defaults.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TlsSettings(BTreeMap<&'static str, String>);

impl fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl TlsSettings {
    /// The names of all keys.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        KEYS.iter().map(|(key, _)| *key)
    }

    /// The key named `key` and what its value must be; `None` when it is none of these.
    pub fn known(key: &str) -> Option<(&'static str, &'static str)> {
        KEYS.iter().find(|(known, _)| *known == key).map(|(known, kind)| (*known, kind.expected()))
    }

    /// The value of a key that was set, for people: passwords are not shown.
    pub fn shown(&self, key: &str) -> Option<String> {
        let (key, kind) = KEYS.iter().find(|(known, _)| *known == key)?;
        let text = self.0.get(key)?;
        Some(if *kind == Kind::Secret { "(secret)".to_owned() } else { text.clone() })
    }

    /// Sets `key`. False when the text is not what the key expects; `None` for a key that is none
    /// of these.
    pub fn set(&mut self, key: &str, text: &str) -> Option<bool> {
        let (key, kind) = KEYS.iter().find(|(known, _)| *known == key)?;
        let text = text.trim();
        if text.is_empty() {
            self.0.remove(key);
            return Some(true);
        }
        let fits = kind.takes(text);
        if fits {
            self.0.insert(key, text.to_owned());
        }
        Some(fits)
    }

    /// These settings, and beneath them those of the file that `tls.config.file` names. The file
    /// of that name's default may be missing.
    pub fn with_file(mut self) -> Result<Self, TlsError> {
        let named = self.0.get(FILE_KEY).map(PathBuf::from);
        let path = named.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
        let text = match std::fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => {
                return Ok(self);
            }
            Err(source) => {
                return Err(TlsError::Read { key: FILE_KEY, path: path.to_owned(), source });
            }
        };
        let mut file = Self::default();
        for Property { key, value, line } in properties::parse(&text) {
            match file.set(&key, &value) {
                Some(true) => {}
                Some(false) => {
                    let expected = Self::known(&key).map_or("", |(_, expected)| expected);
                    let path = path.to_owned();
                    return Err(TlsError::Setting { path, line, key, expected });
                }
                None => tracing::warn!(path = %path.display(), line, key, "unknown key is ignored"),
            }
        }
        file.0.append(&mut self.0);
        Ok(file)
    }

    /// `tls.server.mode`.
    pub fn mode(&self) -> Mode {
        match self.0.get("tls.server.mode") {
            Some(text) if text.eq_ignore_ascii_case("disabled") => Mode::Disabled,
            Some(text) if text.eq_ignore_ascii_case("enforcing") => Mode::Enforcing,
            _ => Mode::Permissive,
        }
    }

    /// `tls.enable`: whether this process calls others over TLS. By default where the server
    /// insists on it (`BrokerStartup`).
    pub fn is_client(&self) -> bool {
        self.is("tls.enable", self.mode() == Mode::Enforcing)
    }

    /// `tls.test.mode.enable`.
    pub fn is_test_mode(&self) -> bool {
        self.is("tls.test.mode.enable", true)
    }

    /// `tls.server.need.client.auth`.
    pub fn client_auth(&self) -> ClientAuth {
        match self.0.get("tls.server.need.client.auth") {
            Some(text) if text.eq_ignore_ascii_case("require") => ClientAuth::Require,
            Some(text) if text.eq_ignore_ascii_case("optional") => ClientAuth::Optional,
            _ => ClientAuth::None,
        }
    }

    /// `tls.server.authClient`: whether a client's certificate is checked.
    pub fn checks_clients(&self) -> bool {
        self.is("tls.server.authClient", false)
    }

    /// `tls.client.authServer`: whether a server's certificate is checked.
    pub fn checks_servers(&self) -> bool {
        self.is("tls.client.authServer", false)
    }

    /// The files of the server's side.
    pub fn server_files(&self) -> Files {
        Files {
            key: self.file("tls.server.keyPath"),
            password: self.secret("tls.server.keyPassword"),
            certificates: self.file("tls.server.certPath"),
            trust: self.file("tls.server.trustCertPath"),
        }
    }

    /// The files of the client's side.
    pub fn client_files(&self) -> Files {
        Files {
            key: self.file("tls.client.keyPath"),
            password: self.secret("tls.client.keyPassword"),
            certificates: self.file("tls.client.certPath"),
            trust: self.file("tls.client.trustCertPath"),
        }
    }

    fn is(&self, key: &str, default: bool) -> bool {
        self.0.get(key).map_or(default, |text| text.eq_ignore_ascii_case("true"))
    }

    fn file(&self, key: &'static str) -> Option<Named> {
        self.0.get(key).map(|path| Named { key, path: path.into() })
    }

    fn secret(&self, key: &str) -> Option<Secret> {
        self.0.get(key).cloned().map(Secret)
    }
}

impl Kind {
    fn expected(self) -> &'static str {
        match self {
            Self::Mode => "disabled, permissive or enforcing",
            Self::Bool => "true or false",
            Self::Auth => "none, optional or require",
            Self::Path => "a file",
            Self::Secret => "a password",
        }
    }

    fn takes(self, text: &str) -> bool {
        let one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        match self {
            Self::Mode => one_of(&["disabled", "permissive", "enforcing"]),
            Self::Bool => one_of(&["true", "false"]),
            Self::Auth => one_of(&["none", "optional", "require"]),
            Self::Path | Self::Secret => true,
        }
    }
}
