//! Corrects misspelt keys in a file, unless the store that is there would not be opened any more.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Linted, meant, read};
use crate::engine::broker::config::{self, BrokerConfig, When};
use crate::engine::node::StartError;
use crate::engine::store::inspect::StoreSizes;
use crate::engine::store::{OsDisk, StoreConfig, UNIT_LEN};
use crate::engine::util::text_file;

/// One line that is to be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// As it is.
    pub before: String,
    /// As it is to be.
    pub after: String,
    /// What that changes.
    pub effect: String,
    /// Why it must not be; null when it may.
    pub refused: Option<String>,
}

/// What can be corrected in a file, and its text with that.
pub struct Plan {
    file: PathBuf,
    text: String,
    /// Every line that could be corrected, refused ones among them.
    pub corrections: Vec<Correction>,
}

impl Plan {
    /// The plan for `file`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(file: &Path) -> Result<Self, StartError> {
        Ok(Self::for_file(&read(file)?))
    }

    fn for_file(file: &Linted) -> Self {
        // Split so that joining gives the same bytes: ends of lines are the author's.
        let mut lines: Vec<String> = file.text.split('\n').map(str::to_owned).collect();
        let mut corrections = Vec::new();
        for property in &file.properties {
            let key = property.key.as_str();
            let mut probe = BrokerConfig::default();
            let is_unknown = probe.set(key, &property.value).is_none();
            // A key that is there already, spelt well, says what is wanted.
            let right = meant(key).filter(|right| is_unknown && file.given(right).is_none());
            let at = property.line.saturating_sub(1);
            let (Some(right), Some(line)) = (right, lines.get(at).cloned()) else { continue };
            // A key written with escapes is left to its author.
            let Some(rest) = line.trim_start().strip_prefix(key) else { continue };
            let indent = line.len() - line.trim_start().len();
            let after = format!("{}{right}{rest}", line.get(..indent).unwrap_or_default());
            let refused = refusal(file, right, &property.value);
            if refused.is_none()
                && let Some(slot) = lines.get_mut(at)
            {
                slot.clone_from(&after);
            }
            corrections.push(Correction {
                file: file.path.clone(),
                line: property.line,
                before: line.trim_end().to_owned(),
                after: after.trim_end().to_owned(),
                effect: effect(file, right, &property.value),
                refused,
            });
        }
        Self { file: file.path.clone(), text: lines.join("\n"), corrections }
    }

    /// Whether there is a line to be written.
    pub fn changes_something(&self) -> bool {
        self.corrections.iter().any(|correction| correction.refused.is_none())
    }

    /// Writes the file; its previous version stays beside it, with `.bak` behind its name.
    ///
    /// # Errors
    /// The system's.
    pub fn write(&self) -> Result<(), StartError> {
        text_file::replace(&self.file, &self.text)
            .map_err(|source| StartError::File { path: self.file.clone(), source })
    }
}

/// `key` before and after, and when that counts.
fn effect(file: &Linted, key: &str, value: &str) -> String {
    let before = file.in_force(key);
    let mut after = file.config.clone();
    if after.set(key, value) != Some(true) {
        return format!("none: `{value}` is not what {key} takes");
    }
    let now = after.value_of(key).unwrap_or_default();
    if before == format!("{key}={now}") {
        return format!("none: {before} anyway");
    }
    let when = match config::key(key).map(|row| row.when) {
        Some(When::Live) | None => "",
        Some(When::Start) => " from the next start on",
    };
    format!("{before} becomes {now}{when}")
}

/// Why a store that is there does not go with `key` at `value`.
fn refusal(file: &Linted, key: &str, value: &str) -> Option<String> {
    let mut config = file.config.clone();
    if config.set(key, value) != Some(true) {
        return Some(format!("`{value}` is not what {key} takes"));
    }
    let store = config.store_config();
    if !store.root_dir.exists() {
        return None;
    }
    let Ok(sizes) = StoreSizes::look(&OsDisk, &store) else { return None };
    let (found, wanted) = sizes_of(key, &sizes, &store)?;
    (found != wanted).then(|| {
        format!(
            "the files of the store in {} have {found}, and one with {wanted} does not open them; \
             write {key}={found}, or begin with an empty store",
            store.root_dir.display()
        )
    })
}

/// What the store's files have and what `config` wants, of a key that decides their size.
fn sizes_of(key: &str, sizes: &StoreSizes, config: &StoreConfig) -> Option<(u64, u64)> {
    match key {
        "mappedFileSizeCommitLog" => Some((sizes.commit_log_file?, config.commit_log_file_size)),
        "mappedFileSizeConsumeQueue" => {
            let wanted = config.consume_queue_file_size.next_multiple_of(UNIT_LEN as u64);
            Some((sizes.consume_queue_file?, wanted))
        }
        "maxHashSlotNum" => Some((sizes.index?.0.into(), config.max_hash_slot_num.into())),
        "maxIndexNum" => Some((sizes.index?.1.into(), config.max_index_num.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Linted, Plan};
    use crate::engine::util::properties::{parse, value};
    use std::path::Path;

    fn plan(text: &str) -> Plan {
        Plan::for_file(&Linted::new(Path::new("broker.conf"), text.to_owned()))
    }

    #[test]
    fn only_the_key_changes() {
        let text = "# kept: brokerIp1\n  brokerIp1 = 10.0.0.5 \n\nlistenPort:20911\nfileReserveredTime=120\nnonsense=1\n";
        let plan = plan(text);
        assert_eq!(
            plan.text,
            "# kept: brokerIp1\n  brokerIP1 = 10.0.0.5 \n\nlistenPort:20911\nfileReservedTime=120\nnonsense=1\n"
        );
        assert_eq!(value(&parse(&plan.text), "brokerIP1"), Some("10.0.0.5"));
        let effects: Vec<&str> = plan.corrections.iter().map(|c| c.effect.as_str()).collect();
        assert_eq!(effects[1], "fileReservedTime=72 becomes 120");
        assert!(plan.changes_something());
    }

    #[test]
    fn what_is_said_well_already_stays() {
        let text = "brokerIP1=10.0.0.5\nbrokerIp1=10.0.0.6\n";
        let plan = plan(text);
        assert_eq!((plan.text.as_str(), plan.corrections.len()), (text, 0));
        assert!(!plan.changes_something());
    }

    #[test]
    fn a_store_with_other_files_refuses() {
        let dir = tempfile::tempdir().expect("a directory");
        let log = dir.path().join("commitlog");
        std::fs::create_dir(&log).expect("a directory");
        for name in ["00000000000000000000", "00000000000000004096"] {
            std::fs::write(log.join(name), vec![0; 4096]).expect("a file");
        }
        let root = format!("storePathRootDir={}\n", dir.path().display());
        let other = plan(&format!("{root}mapedFileSizeCommitLog=8192\nbrokerNames=b\n"));
        let refused: Vec<bool> = other.corrections.iter().map(|c| c.refused.is_some()).collect();
        assert_eq!(refused, [true, false]);
        assert_eq!(other.text, format!("{root}mapedFileSizeCommitLog=8192\nbrokerName=b\n"));
        let same = plan(&format!("{root}mapedFileSizeCommitLog=4096\n"));
        assert_eq!(same.text, format!("{root}mappedFileSizeCommitLog=4096\n"));
    }
}
