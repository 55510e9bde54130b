//! Changes of access control files (codes 50, 51, 53). A file keeps its keys, but not its
//! comments; its version counts up. What was written is in force at once.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_yaml_ng::{Mapping, Value};

use super::account::{
    ACCESS_KEY, ACCOUNTS, DATA_VERSION, SECRET_KEY, WHITE_LIST, check_keys, parse_yaml,
};
use super::addresses::Addresses;
use super::permission::check_all;
use super::{Acl, AclError, Rules, default_file, read_files};
use crate::engine::protocol::bodies::acl::PlainAccessConfig;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::util::text_file;
use crate::engine::util::yaml::scalar_text;

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// It asks for something that cannot be.
    #[error("{0}")]
    Illegal(String),
    /// There is no such account or file.
    #[error("there is no such account or file")]
    NotFound,
    /// The files cannot be read or used.
    #[error(transparent)]
    Files(#[from] AclError),
    /// The file cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Acl {
    /// Adds an account to the default file, or changes one where it stands. What `new` leaves out
    /// stays as it is.
    pub fn put_account(&self, new: &PlainAccessConfig) -> Result<(), EditError> {
        let (name, _) = check_keys(new).map_err(EditError::Illegal)?;
        for permissions in [&new.topic_perms, &new.group_perms].into_iter().flatten() {
            check_all(permissions).map_err(EditError::Illegal)?;
        }
        let white_list = new.white_remote_address.as_deref().unwrap_or_default();
        Addresses::parse(white_list).map_err(EditError::Illegal)?;
        let path = self.file_of(name).unwrap_or_else(|| default_file(&self.home));
        self.edit(&path, |file| {
            let accounts = list_in(file, ACCOUNTS)?;
            let old = position(accounts, name).map(|at| accounts.remove(at));
            let mut account = match old {
                Some(Value::Mapping(account)) => account,
                _ => Mapping::new(),
            };
            merge(&mut account, new);
            accounts.push(Value::Mapping(account));
            Ok(())
        })
    }

    /// Takes an account out of the file it stands in.
    pub fn delete_account(&self, name: &str) -> Result<(), EditError> {
        let path = self.file_of(name).ok_or(EditError::NotFound)?;
        self.edit(&path, |file| {
            let accounts = list_in(file, ACCOUNTS)?;
            let at = position(accounts, name).ok_or(EditError::NotFound)?;
            accounts.remove(at);
            Ok(())
        })
    }

    /// Replaces the white list of `file`, one of those that are read; by default of the default
    /// file.
    pub fn set_white_list(&self, list: &[String], file: Option<&str>) -> Result<(), EditError> {
        for addresses in list {
            Addresses::parse(addresses).map_err(EditError::Illegal)?;
        }
        let path = match file.filter(|file| !file.is_empty()) {
            None => default_file(&self.home),
            Some(file) => {
                let rules = self.rules.read();
                let known = rules.files.iter().find(|known| known.path == Path::new(file));
                known.ok_or(EditError::NotFound)?.path.clone()
            }
        };
        self.edit(&path, |file| {
            let list = list.iter().map(|text| Value::from(text.as_str())).collect();
            file.insert(Value::from(WHITE_LIST), Value::Sequence(list));
            Ok(())
        })
    }

    /// The file an account stands in.
    fn file_of(&self, name: &str) -> Option<PathBuf> {
        let rules = self.rules.read();
        let mut files = rules.files.iter();
        let has = |account: &PlainAccessConfig| account.access_key.as_deref() == Some(name);
        files.find(|file| file.accounts.iter().any(has)).map(|file| file.path.clone())
    }

    fn edit(
        &self,
        path: &Path,
        change: impl FnOnce(&mut Mapping) -> Result<(), EditError>,
    ) -> Result<(), EditError> {
        let _editing = self.editing.lock();
        let mut files = read_files(&self.home)?;
        let at = match files.iter().position(|(known, _)| known == path) {
            Some(at) => at,
            None => {
                files.push((path.to_owned(), String::new()));
                files.len() - 1
            }
        };
        let Some((_, text)) = files.get_mut(at) else { return Err(EditError::NotFound) };
        let unusable = |problem| AclError::File { path: path.to_owned(), problem };
        let Value::Mapping(mut file) = parse_yaml(text).map_err(unusable)? else {
            return Err(EditError::NotFound);
        };
        change(&mut file)?;
        count_up(&mut file);
        *text = serde_yaml_ng::to_string(&file).map_err(|error| unusable(error.to_string()))?;
        let text = text.clone();
        // What could not be read again is not written.
        let rules = Rules::new(files)?;
        write(path, &text).map_err(|source| EditError::Write { path: path.to_owned(), source })?;
        *self.rules.write() = rules.into();
        Ok(())
    }
}

/// A new file is for its owner alone; an old one keeps its permissions.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    text_file::replace(path, text)
}

fn list_in<'m>(file: &'m mut Mapping, key: &str) -> Result<&'m mut Vec<Value>, EditError> {
    let list = file.entry(Value::from(key)).or_insert(Value::Null);
    if list.is_null() {
        *list = Value::Sequence(Vec::new());
    }
    let problem = || EditError::Illegal(format!("{key} is no list"));
    list.as_sequence_mut().ok_or_else(problem)
}

fn position(accounts: &[Value], name: &str) -> Option<usize> {
    let name_of = |account: &Value| account.get(ACCESS_KEY).and_then(scalar_text);
    accounts.iter().position(|account| name_of(account).as_deref() == Some(name))
}

/// Writes into `account` what `new` says.
fn merge(account: &mut Mapping, new: &PlainAccessConfig) {
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            account.insert(Value::from(key), value);
        }
    };
    let text =
        |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(Value::from);
    let list = |list: &Option<Vec<String>>| {
        let list = list.as_ref()?.iter().map(|text| Value::from(text.as_str()));
        Some(Value::Sequence(list.collect()))
    };
    set(ACCESS_KEY, text(&new.access_key));
    set(SECRET_KEY, text(&new.secret_key));
    set("whiteRemoteAddress", new.white_remote_address.as_deref().map(Value::from));
    set("admin", Some(Value::from(new.admin)));
    set("defaultTopicPerm", text(&new.default_topic_perm));
    set("defaultGroupPerm", text(&new.default_group_perm));
    set("topicPerms", list(&new.topic_perms));
    set("groupPerms", list(&new.group_perms));
}

/// The version after one more change, made now.
fn count_up(file: &mut Mapping) {
    let old = file.get(DATA_VERSION).and_then(|list| list.get(0));
    let counter = old.and_then(|old| old.get("counter")).and_then(Value::as_i64);
    let old = DataVersion { counter: counter.unwrap_or_default(), ..DataVersion::default() };
    let version = old.next();
    let mut entry = Mapping::new();
    entry.insert(Value::from("counter"), Value::from(version.counter));
    entry.insert(Value::from("timestamp"), Value::from(version.timestamp.0));
    let list = Value::Sequence(vec![Value::Mapping(entry)]);
    file.insert(Value::from(DATA_VERSION), list);
}
