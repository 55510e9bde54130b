//! Reads a folder of brokers' configuration files, such as Apache's `conf/2m-2s-sync`.

use std::fs;
use std::path::Path;

use super::ClusterError;
use super::spec::ConfFile;
use super::state::system;
use crate::engine::util::properties;

/// Endings of the files that count.
const ENDINGS: &[&str] = &["properties", "conf"];

/// The files of `dir`, by their names; whatever ends otherwise is passed over.
pub fn read(dir: &Path) -> Result<Vec<ConfFile>, ClusterError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(|error| system("read", dir, error))? {
        let path = entry.map_err(|error| system("read", dir, error))?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let name = path.file_name().and_then(|name| name.to_str());
        let (Some(ending), Some(name)) = (ending, name) else { continue };
        if !ENDINGS.contains(&ending) || !path.is_file() {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| system("read", &path, error))?;
        let keys = properties::parse(&text);
        let keys = keys.into_iter().map(|property| (property.key, property.value)).collect();
        files.push(ConfFile { file: name.to_owned(), keys });
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(files)
}
