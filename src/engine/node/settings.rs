//! The `-c` file and `--set` options of a node, with a word on every key that means nothing.

use std::fmt;
use std::fs;
use std::path::Path;

use super::StartError;
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
pub struct Warning {
    /// Where it was given.
    pub origin: String,
    /// The key.
    pub key: String,
    /// The key that was probably meant.
    pub meant: Option<String>,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown key `{}` ({})", self.key, self.origin)?;
        match &self.meant {
            Some(meant) => write!(f, ": did you mean `{meant}`?"),
            None => f.write_str(" is ignored"),
        }
    }
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
    let limit = 1 + given.key.len() / 5;
    let near = known
        .into_iter()
        .map(|key| (distance(&given.key, key), key))
        .filter(|(far, _)| *far <= limit)
        .min_by_key(|(far, _)| *far);
    Warning {
        origin: given.origin.clone(),
        key: given.key.clone(),
        meant: near.map(|(_, key)| key.to_owned()),
    }
}

/// Edits from `a` to `b` (Levenshtein), case not counted.
fn distance(a: &str, b: &str) -> usize {
    let fold = |text: &str| text.chars().map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>();
    let (a, b) = (fold(a), fold(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (to, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let change = corner + usize::from(from != to);
            corner = *above;
            left = change.min(left + 1).min(*above + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Given, distance, unknown};

    #[test]
    fn counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("brokerIp1", "brokerIP1"), 0);
    }

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
        assert_eq!(unknown(&given("storeCheckpoint"), known).meant, None);
    }
}
