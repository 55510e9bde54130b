//! Small text files that are replaced as a whole and survive a crash in between.
//!
//! As Apache's `MixAll.string2File`: the text goes to `X.tmp`, the old `X` stays as `X.bak`, then
//! `X.tmp` becomes `X`. Unlike Apache, the new file is on the disk before it gets its name, and
//! the name before the replacement is done.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// `path` with `suffix` behind its whole name.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The place of the previous version of `path`.
pub fn backup_path(path: &Path) -> PathBuf {
    with_suffix(path, ".bak")
}

/// Replaces the text of `path`, which keeps its permissions; makes its directory if there is none.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    if let Some(directory) = directory {
        fs::create_dir_all(directory)?;
    }
    let temporary = with_suffix(path, ".tmp");
    let replaced = write_synced(&temporary, text, path).and_then(|()| {
        if path.exists() {
            keep_as_backup(path)?;
        }
        fs::rename(&temporary, path)
    });
    if replaced.is_err() {
        // On a full disk half a file would only hold room.
        let _ = fs::remove_file(&temporary);
    }
    replaced?;
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

fn write_synced(temporary: &Path, text: &str, path: &Path) -> io::Result<()> {
    let mut file = File::create(temporary)?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// Gives the text of `path` its backup's name too: a link, which needs no room; a copy where there
/// are no links.
fn keep_as_backup(path: &Path) -> io::Result<()> {
    let new = with_suffix(path, ".bak.tmp");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if fs::hard_link(path, &new).is_err() {
        fs::copy(path, &new)?;
    }
    fs::rename(&new, backup_path(path))
}

/// Reads and decodes `path`; when it is missing, empty or does not decode, its backup. `None`
/// when neither exists. The error names the file that was there but could not be used.
pub fn load<T, E: std::fmt::Display>(
    path: &Path,
    decode: impl Fn(&str) -> Result<T, E>,
) -> io::Result<Option<T>> {
    let mut problem = None;
    for candidate in [path.to_owned(), backup_path(path)] {
        let text = match fs::read_to_string(&candidate) {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            // Not UTF-8: as damaged as text that does not decode.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                problem = problem.or(Some(named(&candidate, &error)));
                continue;
            }
            Err(error) => return Err(named(&candidate, &error)),
        };
        match decode(&text) {
            Ok(value) => {
                if let Some(problem) = problem {
                    tracing::warn!(%problem, backup = %candidate.display(), "the backup is used");
                }
                return Ok(Some(value));
            }
            Err(error) => problem = problem.or(Some(named(&candidate, &error))),
        }
    }
    problem.map_or(Ok(None), Err)
}

fn named(path: &Path, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{backup_path, load, replace};

    #[test]
    fn falls_back_to_the_backup() -> Result<(), Box<dyn std::error::Error>> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("config/x.json");
        let decode = |text: &str| text.parse::<i32>();
        assert_eq!(load(&path, decode)?, None);
        replace(&path, "1")?;
        replace(&path, "2")?;
        assert_eq!(load(&path, decode)?, Some(2));
        assert_eq!(std::fs::read_to_string(backup_path(&path))?, "1");
        std::fs::write(&path, "torn{")?;
        assert_eq!(load(&path, decode)?, Some(1));
        std::fs::write(backup_path(&path), "torn too")?;
        let error = load(&path, decode).expect_err("neither decodes").to_string();
        assert!(error.contains("x.json:"), "{error}");
        Ok(())
    }
}
