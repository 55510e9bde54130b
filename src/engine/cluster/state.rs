//! Where local clusters are kept, and the file that says what one was asked to be.
//!
//! `DIR/cluster.json` holds the spec and is ground: the plan follows from it. Beside it are
//! `conf/`, `store/`, `logs/` and `run/`. A cluster in a directory of its own choice leaves a
//! pointer under its name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::spec::ConfFile;
use super::spec::{Spec, Topology};
use super::{ClusterError, Clusters};
use crate::engine::util::text_file;

/// Name of a cluster where none is given.
pub const DEFAULT_NAME: &str = "default";
/// What a cluster keeps in its directory, besides `cluster.json`.
const DIRECTORIES: &[&str] = &["conf", "store", "logs", "run"];

/// Which local cluster is meant: by its directory, by its name, or the only one there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// `--name`.
    pub name: Option<String>,
    /// `--dir`, wins over the name.
    pub dir: Option<PathBuf>,
}

/// What `rmq up` was told; what it was not told stays as it is or takes its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpRequest {
    /// Which cluster.
    pub place: Place,
    /// `--topology`.
    pub topology: Option<Topology>,
    /// `--conf`: the files of the folder.
    pub conf: Option<Vec<ConfFile>>,
    /// `--base-port`.
    pub base_port: Option<u16>,
    /// `--namesrv-port`.
    pub namesrv_port: Option<u16>,
    /// `--namesrvs`.
    pub namesrvs: Option<usize>,
    /// `--set key=value`.
    pub settings: Vec<(String, String)>,
}

impl UpRequest {
    /// `spec` with everything that was asked for.
    pub fn applied_to(&self, mut spec: Spec) -> Spec {
        if let Some(conf) = &self.conf {
            (spec.topology, spec.conf) = (Topology::Folder, conf.clone());
        } else if let Some(topology) = self.topology {
            (spec.topology, spec.conf) = (topology, Vec::new());
        }
        spec.base_port = self.base_port.unwrap_or(spec.base_port);
        spec.namesrv_port = self.namesrv_port.unwrap_or(spec.namesrv_port);
        spec.namesrvs = self.namesrvs.unwrap_or(spec.namesrvs);
        for (key, value) in &self.settings {
            match spec.settings.iter_mut().find(|(known, _)| known == key) {
                Some(setting) => setting.1.clone_from(value),
                None => spec.settings.push((key.clone(), value.clone())),
            }
        }
        spec
    }
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    dir: PathBuf,
}

fn state_file(dir: &Path) -> PathBuf {
    dir.join("cluster.json")
}

impl Clusters {
    /// The spec of the cluster that is meant.
    pub fn find(&self, place: &Place) -> Result<Spec, ClusterError> {
        if let Some(dir) = &place.dir {
            let dir = absolute(dir)?;
            let name = dir.display().to_string();
            return match load(&dir)? {
                Some(spec) => Ok(spec),
                None => Err(ClusterError::NoCluster { name, known: self.names()? }),
            };
        }
        let known = self.names()?;
        let name = match (&place.name, known.as_slice()) {
            (Some(name), _) => name.clone(),
            (None, [only]) => only.clone(),
            (None, known) if known.is_empty() || known.iter().any(|n| n == DEFAULT_NAME) => {
                DEFAULT_NAME.to_owned()
            }
            (None, _) => return Err(ClusterError::WhichCluster { known }),
        };
        match self.find_named(&name)? {
            Some(spec) => Ok(spec),
            None => Err(ClusterError::NoCluster { name, known }),
        }
    }

    /// The spec of the cluster that `up` means: as it was made, or a new one.
    pub(super) fn find_or_new(&self, place: &Place) -> Result<(Spec, bool), ClusterError> {
        if let Some(dir) = &place.dir {
            let dir = absolute(dir)?;
            if let Some(spec) = load(&dir)? {
                return Ok((spec, true));
            }
            let name = place.name.clone().unwrap_or_else(|| name_of(&dir));
            return Ok((Spec::new(name, dir), false));
        }
        let name = place.name.clone().unwrap_or_else(|| DEFAULT_NAME.to_owned());
        match self.find_named(&name)? {
            Some(spec) => Ok((spec, true)),
            None => Ok((Spec::new(name.clone(), self.home.join(name)), false)),
        }
    }

    fn find_named(&self, name: &str) -> Result<Option<Spec>, ClusterError> {
        if let Some(spec) = load(&self.home.join(name))? {
            return Ok(Some(spec));
        }
        match self.pointed_to(name)? {
            Some(dir) => load(&dir),
            None => Ok(None),
        }
    }

    /// Names of the clusters there are, sorted.
    pub fn names(&self) -> Result<Vec<String>, ClusterError> {
        let entries = match fs::read_dir(&self.home) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(system("list", &self.home, error)),
        };
        let mut names = Vec::new();
        for entry in entries.flatten() {
            let Ok(file_name) = entry.file_name().into_string() else { continue };
            let name = file_name.strip_suffix(".json").unwrap_or(&file_name);
            if self.find_named(name)?.is_some() {
                names.push(name.to_owned());
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Keeps `spec` in its directory, and a pointer to it where that is not the default one.
    pub(super) fn save(&self, spec: &Spec) -> Result<(), ClusterError> {
        write_json(&state_file(&spec.dir), spec)?;
        if spec.dir != self.home.join(&spec.name) {
            write_json(&self.pointer_file(&spec.name), &Pointer { dir: spec.dir.clone() })?;
        }
        Ok(())
    }

    /// Forgets the cluster and removes what it made. Anything else in its directory stays.
    pub(super) fn purge(&self, spec: &Spec) -> Result<(), ClusterError> {
        for name in DIRECTORIES {
            let directory = spec.dir.join(name);
            gone(fs::remove_dir_all(&directory))
                .map_err(|error| system("remove", &directory, error))?;
        }
        let mut files = vec![state_file(&spec.dir)];
        if self.pointed_to(&spec.name)?.as_deref() == Some(spec.dir.as_path()) {
            files.push(self.pointer_file(&spec.name));
        }
        for file in files {
            for path in [text_file::backup_path(&file), file] {
                gone(fs::remove_file(&path)).map_err(|error| system("remove", &path, error))?;
            }
        }
        // It stays where it holds something else.
        drop(fs::remove_dir(&spec.dir));
        Ok(())
    }

    fn pointer_file(&self, name: &str) -> PathBuf {
        self.home.join(format!("{name}.json"))
    }

    fn pointed_to(&self, name: &str) -> Result<Option<PathBuf>, ClusterError> {
        let path = self.pointer_file(name);
        let pointer = text_file::load(&path, |text| serde_json::from_str::<Pointer>(text))
            .map_err(|error| system("read", &path, error))?;
        Ok(pointer.map(|pointer| pointer.dir))
    }
}

fn load(dir: &Path) -> Result<Option<Spec>, ClusterError> {
    let path = state_file(dir);
    text_file::load(&path, |text| serde_json::from_str::<Spec>(text))
        .map_err(|error| system("read", &path, error))
}

fn absolute(dir: &Path) -> Result<PathBuf, ClusterError> {
    std::path::absolute(dir).map_err(|error| system("find", dir, error))
}

/// The name of a cluster that was given a directory only.
fn name_of(dir: &Path) -> String {
    dir.file_name().map_or(DEFAULT_NAME.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// That something is not there is what removing it wants.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

pub(super) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), ClusterError> {
    serde_json::to_string_pretty(value)
        .map_err(io::Error::from)
        .and_then(|text| text_file::replace(path, &text))
        .map_err(|error| system("write", path, error))
}

/// `what` could not be done to `path`.
pub(super) fn system(what: &str, path: &Path, source: io::Error) -> ClusterError {
    ClusterError::System { what: format!("cannot {what} {}", path.display()), source }
}
