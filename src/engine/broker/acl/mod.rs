//! Access control: who may do what (`broker.md` 5.11, Apache's `PlainPermissionManager`).
//!
//! Derived state: `conf/plain_acl.yml` and the files under `conf/acl` in the home directory say
//! everything; they are read at the start, when they change, and after a change made here.
//! Invariants: what is in force comes from one reading of all files; files that cannot be used
//! leave in force what was, and at the start they end the start; no secret is logged.

mod account;

mod addresses;

pub mod edit;

mod needs;

mod permission;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::watch;

use self::account::{Account, AclFile};
use self::addresses::Addresses;
use self::needs::{Fields, Needs};
use self::permission::Permission;
use crate::engine::protocol::bodies::acl::AclConfig;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::names::RETRY_TOPIC_PREFIX;
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::signature::{ACCESS_KEY, Credentials, SIGNATURE};
use crate::engine::remoting::frame::Frame;

/// How often the files are looked at (`FileWatchService`).
const WATCH_PERIOD: Duration = Duration::from_millis(500);
/// How deep folders under `conf/acl` are looked into.
const MAX_DEPTH: usize = 16;
/// Name of the trace topic, to which every account may publish.
const TRACE_TOPIC: &str = "RMQ_SYS_TRACE_TOPIC";
/// Field of a query by unique key.
const UNIQUE_KEY_QUERY: &str = "_UNIQUE_KEY_QUERY";

/// Access control files that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AclError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file does not say what it should.
    #[error("cannot use {path}: {problem}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What is wrong; holds no secret.
        problem: String,
    },
}

/// What is in force.
struct Rules {
    files: Vec<AclFile>,
    accounts: HashMap<String, Account>,
    white_list: Vec<Addresses>,
}

/// Access control of a broker.
pub struct Acl {
    home: PathBuf,
    rules: RwLock<Arc<Rules>>,
    /// Held while files are changed.
    editing: Mutex<()>,
}

impl Acl {
    /// Reads the files in `home`. Missing files are no accounts.
    pub fn open(home: &Path) -> Result<Self, AclError> {
        let rules = Rules::new(read_files(home)?)?;
        if rules.accounts.is_empty() {
            let path = default_file(home);
            tracing::warn!(path = %path.display(), "access control is on, and there is no account");
        }
        let rules = RwLock::new(Arc::new(rules));
        Ok(Self { home: home.to_owned(), rules, editing: Mutex::default() })
    }

    /// Whether `request` from `peer` is allowed; the error is the reason as Apache words it.
    pub fn check(&self, request: &Frame, peer: IpAddr) -> Result<(), String> {
        let rules = self.rules.read().clone();
        if rules.white_list.iter().any(|addresses| addresses.contains(peer)) {
            return Ok(());
        }
        let mut fields = Fields::new();
        let read = request.fields().for_each(&mut |name, value| {
            fields.insert(name.to_owned(), value);
            Ok(())
        });
        read.map_err(|error| error.to_string())?;
        let needs = Needs::of(request, &fields)?;
        let name = fields.get(ACCESS_KEY).ok_or("No accessKey is configured")?;
        let account =
            rules.accounts.get(&**name).ok_or_else(|| format!("No acl config for {name}"))?;
        if account.white_list.contains(peer) {
            return Ok(());
        }
        if !is_signed(account, request, &fields) {
            return Err(format!("Check signature failed for accessKey={name}"));
        }
        let code = request.code;
        if needs.admin && !account.admin {
            return Err(format!(
                "Need admin permission for request code={code}, but accessKey={name} is not"
            ));
        }
        needs.resources.iter().try_for_each(|(resource, right)| holds(account, resource, *right))
    }

    /// The account as which this broker asks others that have the same files: one that may do
    /// everything, the first by name; where there is none, the first of all.
    pub fn own_credentials(&self) -> Option<Credentials> {
        let rules = self.rules.read().clone();
        let accounts = rules.accounts.iter();
        let first = accounts.min_by_key(|(name, account)| (!account.admin, name.as_str()))?;
        Some(first.1.credentials.clone())
    }

    /// Reads the files again if one of them is another than before. Files that cannot be used are
    /// logged, and what was in force stays.
    pub fn refresh(&self) {
        let _editing = self.editing.lock();
        let outcome = read_files(&self.home).and_then(|files| {
            let is_same = {
                let rules = self.rules.read();
                let known = rules.files.iter().map(|file| (&file.path, &file.text));
                known.eq(files.iter().map(|(path, text)| (path, text)))
            };
            if !is_same {
                *self.rules.write() = Arc::new(Rules::new(files)?);
                tracing::info!("access control files were read again");
            }
            Ok(())
        });
        if let Err(error) = outcome {
            tracing::error!(%error, "access control stays as it was");
        }
    }

    /// Version of the default file, and of every file by its path.
    pub fn versions(&self) -> (DataVersion, Vec<(PathBuf, DataVersion)>) {
        let rules = self.rules.read();
        let all: Vec<_> = rules.files.iter().map(|f| (f.path.clone(), f.version)).collect();
        let default = default_file(&self.home);
        let own = all.iter().find(|(path, _)| *path == default).map(|(_, version)| *version);
        (own.unwrap_or_default(), all)
    }

    /// Everything the files say, secrets too; of an account in two files the first.
    pub fn config(&self) -> AclConfig {
        let rules = self.rules.read();
        let mut seen = std::collections::HashSet::new();
        let accounts = rules.files.iter().flat_map(|file| &file.accounts);
        AclConfig {
            global_white_addrs: Some(
                rules.files.iter().flat_map(|file| file.white_list.iter().cloned()).collect(),
            ),
            plain_access_configs: Some(
                accounts.filter(|account| seen.insert(&account.access_key)).cloned().collect(),
            ),
        }
    }
}

/// Looks at the files until `stop` says so.
pub async fn run(acl: Arc<Acl>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(WATCH_PERIOD) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let acl = acl.clone();
        // A panic in it has been reported already; the next round tries again.
        drop(tokio::task::spawn_blocking(move || acl.refresh()).await);
    }
}

/// Whether the signature is the account's. Apache's brokers leave one field out, which its newer
/// clients sign with a query: such a query may be signed with it or without.
fn is_signed(account: &Account, request: &Frame, fields: &Fields<'_>) -> bool {
    let Some(signature) = fields.get(SIGNATURE) else { return false };
    let verify = |without: Option<&str>| {
        let signed = fields.iter().map(|(name, value)| (name.as_str(), &**value));
        let signed = signed.filter(|(name, _)| Some(*name) != without);
        account.credentials.verify(signed, request.body(), signature)
    };
    let is_query = request.request_code() == RequestCode::QueryMessage;
    verify(None) || (is_query && verify(Some(UNIQUE_KEY_QUERY)))
}

fn holds(account: &Account, resource: &str, right: Permission) -> Result<(), String> {
    if resource == TRACE_TOPIC && right == Permission::PUB {
        return Ok(());
    }
    let group = resource.strip_prefix(RETRY_TOPIC_PREFIX);
    if account.allows(resource, group.is_some(), right) {
        return Ok(());
    }
    let (kind, name) = group.map_or(("topic", resource), |group| ("group", group));
    Err(format!("No default permission for {kind}:{name}"))
}

impl Rules {
    fn new(files: Vec<(PathBuf, String)>) -> Result<Self, AclError> {
        let mut rules =
            Self { files: Vec::new(), accounts: HashMap::new(), white_list: Vec::new() };
        for (path, text) in files {
            let problem = |problem| AclError::File { path: path.clone(), problem };
            let file = AclFile::parse(path.clone(), text).map_err(problem)?;
            for text in &file.white_list {
                rules.white_list.push(Addresses::parse(text).map_err(problem)?);
            }
            for config in &file.accounts {
                let account = Account::new(config).map_err(problem)?;
                let name = account.credentials.access_key.clone();
                if rules.accounts.contains_key(&name) {
                    tracing::warn!(path = %path.display(), account = name, "an account is repeated");
                    continue;
                }
                rules.accounts.insert(name, account);
            }
            rules.files.push(file);
        }
        Ok(rules)
    }
}

fn default_file(home: &Path) -> PathBuf {
    home.join("conf").join("plain_acl.yml")
}

/// Path and text of every file, in the order in which they count: those under `conf/acl` sorted by
/// their paths, then `conf/plain_acl.yml`.
fn read_files(home: &Path) -> Result<Vec<(PathBuf, String)>, AclError> {
    let mut paths = Vec::new();
    collect(&home.join("conf").join("acl"), MAX_DEPTH, &mut paths)?;
    paths.sort();
    paths.push(default_file(home));
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        match fs::read_to_string(&path) {
            Ok(text) => files.push((path, text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(AclError::Read { path, source }),
        }
    }
    Ok(files)
}

fn collect(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), AclError> {
    let unreadable = |source| AclError::Read { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(unreadable(source)),
    };
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml") {
            paths.push(path);
        } else if depth > 0 && path.is_dir() {
            collect(&path, depth - 1, paths)?;
        }
    }
    Ok(())
}
