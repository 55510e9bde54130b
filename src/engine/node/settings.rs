//! The `-c` file and `--set` options of a node, with a word on every key that means nothing.

use std::fmt;
use std::fs;
use std::path::Path;

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
    /// `broker.conf line 7`, or `--set`.
    pub origin: String,
}

/// Something a user should know about the settings; the node starts all the same.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
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
    },
    /// A setting that has no effect, in words.
    Other(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { origin, key, meant: Some(meant) } => {
                write!(f, "unknown key `{key}` ({origin}): did you mean `{meant}`?")
            }
            Self::UnknownKey { origin, key, meant: None } => {
                write!(f, "unknown key `{key}` ({origin}) is ignored")
            }
            Self::BadValue { origin, key, expected, found } => {
                write!(f, "`{key}` must be {expected}, found `{found}` ({origin}); it is ignored")
            }
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// A value that does not fit is an error where it was just typed, or where the default would put
/// something at risk (`strict`), and a warning in a file that Apache would start with.
pub fn bad_value(given: Given, expected: &str, strict: bool) -> Result<Warning, StartError> {
    let Given { key, value: found, origin } = given;
    let expected = expected.to_owned();
    if strict || origin.starts_with('-') {
        return Err(StartError::Setting { origin, key, expected, found });
    }
    Ok(Warning::BadValue { origin, key, expected, found })
}

/// With `strict`, whatever there is to warn of is an error.
pub fn refuse_warnings(strict: bool, warnings: &[Warning]) -> Result<(), StartError> {
    if !strict || warnings.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    Err(StartError::UnknownKeys(list.join("; ")))
}

/// What a file and options say, in the order in which they apply: later ones win.
pub fn gather(file: Option<&Path>, options: &[(String, String)]) -> Result<Vec<Given>, StartError> {
    let mut given = Vec::new();
    if let Some(path) = file {
        let bytes = fs::read(path)
            .map_err(|source| StartError::ConfigFile { path: path.to_owned(), source })?;
        let name = path.display();
        for Property { key, value, line } in properties::parse(&String::from_utf8_lossy(&bytes)) {
            given.push(Given { key, value, origin: format!("{name} line {line}") });
        }
    }
    for (key, value) in options {
        let origin = "--set".to_owned();
        given.push(Given { key: key.clone(), value: value.trim().to_owned(), origin });
    }
    Ok(given)
}

/// The warning about an unknown key, with the nearest of `known`.
pub fn unknown<'k>(given: &Given, known: impl IntoIterator<Item = &'k str>) -> Warning {
    Warning::UnknownKey {
        origin: given.origin.clone(),
        key: given.key.clone(),
        meant: nearest(&given.key, known).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, unknown};

    #[test]
    fn names_the_key_that_was_meant() {
        let given = |key: &str| Given {
            key: key.to_owned(),
            value: String::new(),
            origin: "broker.conf line 7".to_owned(),
        };
        let known = ["brokerIP1", "brokerIP2", "listenPort"];
        let warning = unknown(&given("brokerIp1"), known);
        assert_eq!(
            warning.to_string(),
            "unknown key `brokerIp1` (broker.conf line 7): did you mean `brokerIP1`?"
        );
        assert_eq!(
            unknown(&given("storeCheckpoint"), known).to_string(),
            "unknown key `storeCheckpoint` (broker.conf line 7) is ignored"
        );
    }
}
