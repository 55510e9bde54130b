//! The `-c` file and `--set` options of a node, with a word on every key that means nothing.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::StartError;
use crate::engine::util::nearest::nearest;
use crate::engine::util::properties::{self, Property};

/// A key and its value, with where they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
    /// Where it was given.
    pub origin: Origin,
}

/// Where a setting was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a file.
    File {
        /// Its path, as it was named.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// With this option.
    Option(&'static str),
    /// Nowhere: it follows from the way to this name server.
    Way(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Option(option) => f.write_str(option),
            Self::Way(name_server) => write!(f, "the way to {name_server}"),
        }
    }
}

/// Something a user should know about the settings; the node starts all the same.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Warning {
    /// A key that means nothing.
    UnknownKey {
        /// Where it was given.
        origin: String,
        /// The key.
        key: String,
        /// The key that was probably meant.
        meant: Option<String>,
        /// What counts instead of it, as `fileReservedTime=72`.
        in_force: Option<String>,
    },
    /// A value its key cannot take; the default stands, as in Apache.
    BadValue {
        /// Where it was given.
        origin: String,
        /// The key.
        key: String,
        /// What the key takes.
        expected: String,
        /// What was given.
        found: String,
        /// What counts instead of it, as `fileReservedTime=72`.
        in_force: Option<String>,
    },
    /// A setting that has no effect, in words.
    Other(String),
}

impl Warning {
    /// Adds what is in force instead; `value` knows the value of each key.
    pub fn with_value_in_force(mut self, value: impl Fn(&str) -> Option<String>) -> Self {
        let pair = |key: &str| value(key).map(|value| format!("{key}={value}"));
        match &mut self {
            Self::UnknownKey { meant, in_force, .. } if in_force.is_none() => {
                *in_force = meant.as_deref().and_then(pair);
            }
            Self::BadValue { key, in_force, .. } => *in_force = pair(key),
            Self::UnknownKey { .. } | Self::Other(_) => {}
        }
        self
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_force = match self {
            Self::UnknownKey { origin, key, meant: Some(meant), in_force } => {
                write!(f, "unknown key `{key}` ({origin}): did you mean `{meant}`?")?;
                in_force
            }
            Self::UnknownKey { origin, key, meant: None, in_force } => {
                write!(f, "unknown key `{key}` ({origin}) is ignored")?;
                in_force
            }
            Self::BadValue { origin, key, expected, found, in_force } => {
                write!(f, "`{key}` must be {expected}, found `{found}` ({origin}); it is ignored")?;
                in_force
            }
            Self::Other(text) => return f.write_str(text),
        };
        match (in_force, self) {
            (None, _) => Ok(()),
            (Some(pair), Self::UnknownKey { meant: Some(_), .. }) => write!(f, " In force: {pair}"),
            (Some(pair), _) => write!(f, "; in force: {pair}"),
        }
    }
}

/// A value that does not fit is an error where it was just typed, or where the default would put
/// something at risk (`strict`), and a warning in a file that Apache would start with.
pub fn bad_value(given: Given, expected: &str, strict: bool) -> Result<Warning, StartError> {
    let Given { key, value: found, origin } = given;
    let expected = expected.to_owned();
    let (typed, origin) = (matches!(origin, Origin::Option(_)), origin.to_string());
    if strict || typed {
        return Err(StartError::Setting { origin, key, expected, found });
    }
    Ok(Warning::BadValue { origin, key, expected, found, in_force: None })
}

/// With `strict`, whatever there is to warn of is an error.
pub fn refuse_warnings(strict: bool, warnings: &[Warning]) -> Result<(), StartError> {
    if !strict || warnings.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    Err(StartError::UnknownKeys(list.join("; ")))
}

/// The text of a `.properties` file; what is not UTF-8 in it is replaced, for it may stand in comments.
pub fn read(path: &Path) -> Result<String, StartError> {
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(source) => Err(StartError::ConfigFile { path: path.to_owned(), source }),
    }
}

/// What system properties of Java, a file and options say, in the order in which they apply: later
/// ones win.
pub fn gather(
    defaults: &[(String, String)],
    file: Option<&Path>,
    options: &[(String, String)],
) -> Result<Vec<Given>, StartError> {
    let mut given = Vec::new();
    for (key, value) in defaults {
        let origin = Origin::Option("-D");
        given.push(Given { key: key.clone(), value: value.trim().to_owned(), origin });
    }
    if let Some(path) = file {
        for Property { key, value, line } in properties::parse(&read(path)?) {
            let origin = Origin::File { path: path.to_owned(), line };
            given.push(Given { key, value, origin });
        }
    }
    for (key, value) in options {
        let origin = Origin::Option("--set");
        given.push(Given { key: key.clone(), value: value.trim().to_owned(), origin });
    }
    Ok(given)
}

/// The warning about an unknown key, with the nearest of `known`.
pub fn unknown<'k>(given: &Given, known: impl IntoIterator<Item = &'k str>) -> Warning {
    Warning::UnknownKey {
        origin: given.origin.to_string(),
        key: given.key.clone(),
        meant: nearest(&given.key, known).map(str::to_owned),
        in_force: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, Origin, unknown};

    #[test]
    fn names_the_key_that_was_meant_and_what_counts() {
        let given = |key: &str| Given {
            key: key.to_owned(),
            value: String::new(),
            origin: Origin::File { path: "broker.conf".into(), line: 7 },
        };
        let known = ["brokerIP1", "brokerIP2", "listenPort"];
        let warning = unknown(&given("brokerIp1"), known);
        assert_eq!(
            warning.to_string(),
            "unknown key `brokerIp1` (broker.conf line 7): did you mean `brokerIP1`?"
        );
        let values = |key: &str| (key == "brokerIP1").then(|| "10.0.0.1".to_owned());
        assert_eq!(
            warning.with_value_in_force(values).to_string(),
            "unknown key `brokerIp1` (broker.conf line 7): did you mean `brokerIP1`? In force: brokerIP1=10.0.0.1"
        );
        assert_eq!(
            unknown(&given("storeCheckpoint"), known).to_string(),
            "unknown key `storeCheckpoint` (broker.conf line 7) is ignored"
        );
    }
}
