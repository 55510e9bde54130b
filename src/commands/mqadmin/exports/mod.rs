//! Commands that write what a cluster has into files.

pub mod configs;
pub mod metadata;
pub mod metrics;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::options::{Opt, value};
use crate::engine::protocol::bodies::fastjson::{Form, write};

/// Where files go, unless said otherwise.
const FOLDER: &str = "/tmp/rocketmq/export";
/// The option that says so.
const FILE_PATH: Opt = value('f', "filePath", "The folder of the file (/tmp/rocketmq/export)");

/// Writes `content` into file `name` of the folder of `-f`. Where it went, as it is printed.
fn export(call: &Call<'_>, name: &str, content: &impl Serialize) -> CommandResult<String> {
    let folder = call.get('f').unwrap_or(FOLDER);
    let path = format!("{folder}/{name}");
    let text = write(content, Form::Pretty)
        .map_err(|error| CommandError::failed(format!("{path}: {error}")))?;
    save(&PathBuf::from(&path), &text)
        .map_err(|error| CommandError::io(format!("writing {path}"), &error))?;
    Ok(path)
}

fn save(path: &Path, text: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
