//! Files of brokers read without starting one: what means nothing, contradicts itself, or collides.

mod across;
pub mod fix;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::broker_options::FIXED_PLACES;
use super::{StartError, settings};
use crate::engine::broker::config::{self, BrokerConfig};
use crate::engine::doctor::rule::Severity;
use crate::engine::util::nearest::nearest;
use crate::engine::util::properties::{self, Property};

/// Something odd in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oddity {
    /// How bad it is: with an error a broker does not start, or does what nobody wants.
    pub severity: Severity,
    /// What kind it is, as `unknown-key`.
    pub code: &'static str,
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; null for what concerns several.
    pub line: Option<usize>,
    /// The key.
    pub key: String,
    /// What was found, and what counts instead.
    pub found: String,
    /// What to do.
    pub fix: String,
}

/// A file that was read.
pub struct Linted {
    path: PathBuf,
    text: String,
    properties: Vec<Property>,
    /// What it makes, with the rules between keys applied as far as they can be.
    config: BrokerConfig,
    /// What is odd about it alone.
    oddities: Vec<Oddity>,
}

/// What is odd about `files`: each alone, and all together when they are to run side by side.
///
/// # Errors
/// A file cannot be read.
pub fn lint(files: &[PathBuf]) -> Result<Vec<Oddity>, StartError> {
    let linted: Vec<Linted> = files.iter().map(|file| read(file)).collect::<Result<_, _>>()?;
    let mut oddities: Vec<Oddity> = linted.iter().flat_map(|file| file.oddities.clone()).collect();
    oddities.extend(across::oddities(&linted));
    Ok(oddities)
}

/// Reads one file, and what is odd about it.
fn read(path: &Path) -> Result<Linted, StartError> {
    Ok(Linted::new(path, settings::read(path)?))
}

impl Linted {
    fn new(path: &Path, text: String) -> Self {
        let properties = properties::parse(&text);
        let config = BrokerConfig::default();
        let mut file =
            Self { path: path.to_owned(), text, properties, config, oddities: Vec::new() };
        file.look();
        file
    }

    /// The value of `key` as the file says it.
    fn given(&self, key: &str) -> Option<&str> {
        properties::value(&self.properties, key)
    }

    /// The line of `key` that counts.
    fn line_of(&self, key: &str) -> Option<usize> {
        self.properties.iter().rev().find(|property| property.key == key).map(|p| p.line)
    }

    fn note(
        &mut self,
        (severity, code): (Severity, &'static str),
        (line, key): (Option<usize>, &str),
        found: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.oddities.push(Oddity {
            severity,
            code,
            file: self.path.clone(),
            line,
            key: key.to_owned(),
            found: found.into(),
            fix: fix.into(),
        });
    }

    fn look(&mut self) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for Property { key, value, line } in self.properties.clone() {
            let place = (Some(line), key.as_str());
            if let Some(earlier) = seen.insert(key.clone(), line) {
                let found = format!("line {earlier} has it too, and does not count");
                self.note((Severity::Warning, "repeated-key"), place, found, "keep one of them");
            }
            match self.config.set(&key, &value) {
                Some(true) => self.look_at_effect(place),
                Some(false) => self.look_at_value(place, &value),
                None => self.look_at_stranger(place),
            }
        }
        self.look_at_paths();
        self.settle();
    }

    /// A key with a value that fits may change nothing all the same.
    fn look_at_effect(&mut self, place: (Option<usize>, &str)) {
        let row = config::key(place.1);
        if let Some(row) = row.filter(|row| !row.has_effect()) {
            let found = format!("it is kept and shown, and changes nothing here: {}", row.doc);
            self.note((Severity::Note, "no-effect"), place, found, "it can stay");
        }
    }

    fn look_at_value(&mut self, place: (Option<usize>, &str), value: &str) {
        let (expected, strict) = config::expected(place.1).unwrap_or_default();
        let in_force = self.in_force(place.1);
        let (severity, so) = match strict {
            true => (Severity::Error, "a broker does not start with it".to_owned()),
            false => (Severity::Error, format!("{in_force} counts")),
        };
        let found = format!("`{value}` is not {expected}; {so}");
        self.note((severity, "bad-value"), place, found, format!("write {expected}"));
    }

    fn look_at_stranger(&mut self, place: (Option<usize>, &str)) {
        let key = place.1;
        if let Some((_, name)) = FIXED_PLACES.iter().find(|(known, _)| *known == key) {
            let found =
                format!("no version has had this key: the place is {name} in storePathRootDir");
            let fix = "remove the line, or set storePathRootDir";
            return self.note((Severity::Warning, "unknown-key"), place, found, fix);
        }
        let (found, fix) = match meant(key) {
            Some(meant) => {
                let in_force = self.in_force(meant);
                let found =
                    format!("it means nothing; {meant} was probably meant: {in_force} counts");
                (found, format!("write {meant}, or run with --fix"))
            }
            None => ("it means nothing".to_owned(), "remove the line".to_owned()),
        };
        self.note((Severity::Error, "unknown-key"), place, found, fix);
    }

    fn look_at_paths(&mut self) {
        for key in [
            "storePathRootDir",
            "storePathCommitLog",
            "readOnlyCommitLogStorePaths",
            "rocketmqHome",
        ] {
            let value = self.given(key).unwrap_or_default().to_owned();
            let mut parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
            if let Some(part) = parts.find(|part| Path::new(part).is_relative()) {
                let found = format!("`{part}` is another place wherever the broker is started");
                let place = (self.line_of(key), key);
                let fix = "write the whole path, from / on";
                self.note((Severity::Warning, "relative-path"), place, found, fix);
            }
        }
    }

    /// The rules between keys.
    fn settle(&mut self) {
        match self.config.settle() {
            Ok(findings) => {
                for finding in findings {
                    let place = (self.line_of(finding.key), finding.key);
                    let fix = "remove the line, or say what was meant";
                    self.note((Severity::Warning, "overruled"), place, finding.to_string(), fix);
                }
            }
            Err(error) => {
                let key = error.key();
                let place = (self.line_of(key), key);
                let found = format!("a broker does not start: {error}");
                self.note(
                    (Severity::Error, "contradiction"),
                    place,
                    found,
                    "change one of the two",
                );
            }
        }
    }

    /// `key=value` as it counts after the lines so far.
    fn in_force(&self, key: &str) -> String {
        let value = self.config.value_of(key);
        value.map_or_else(|| format!("no {key}"), |value| format!("{key}={value}"))
    }
}

/// The key that was probably meant by `key`.
fn meant(key: &str) -> Option<&'static str> {
    nearest(key, config::key_names())
}
