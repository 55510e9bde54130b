//! A table of named settings in one JSON file: topics, or consumer groups.
//!
//! Ground state: the file is its only other copy. Invariants: every change raises the data
//! version and is in the file before anybody can see it, so that no message is acknowledged for a
//! topic that a crash would forget; files are written in the order of the changes; readers see
//! whole entries and never wait for the disk.

use std::collections::HashMap;
use std::hash::Hash;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};

use crate::engine::protocol::bodies::Body;
use crate::engine::protocol::bodies::data_version::DataVersion;
use crate::engine::protocol::bodies::fastjson::Form;
use crate::engine::util::text_file;

/// What such a table holds: settings with a name, and the shape of their file.
pub trait Settings: Clone + PartialEq {
    /// Type of the name.
    type Name: Clone + Eq + Hash + std::borrow::Borrow<str>;
    /// The whole table as a body, which is also the file.
    type File: Body;

    /// The table as a body.
    fn to_file(table: &Snapshot<Self>) -> Self::File;
    /// Version and entries of a body.
    fn from_file(file: Self::File) -> (DataVersion, Vec<(Self::Name, Self)>);
}

/// What the table holds, at one moment.
#[derive(Clone)]
pub struct Snapshot<V: Settings> {
    /// Version of the whole table.
    pub version: DataVersion,
    /// The entries.
    pub entries: Entries<V>,
}

/// Settings by name.
pub type Entries<V> = HashMap<<V as Settings>::Name, Arc<V>>;

/// A table of named settings and its file.
pub struct VersionedTable<V: Settings> {
    path: PathBuf,
    state: RwLock<Snapshot<V>>,
    /// Whether the file is behind the table: writing it failed.
    unsaved: AtomicBool,
    /// Held by whoever changes the table, from looking at it until all see the change.
    writing: Mutex<()>,
}

impl<V: Settings> VersionedTable<V> {
    /// The entries of `built_in` and, over them, those of the file.
    pub fn open(
        path: PathBuf,
        built_in: impl IntoIterator<Item = (V::Name, V)>,
    ) -> io::Result<Self> {
        let mut entries: Entries<V> = shared(built_in).collect();
        let mut version = DataVersion::start();
        if let Some(file) = text_file::load(&path, |text| V::File::decode(text.as_bytes()))? {
            let loaded;
            (version, loaded) = V::from_file(file);
            entries.extend(shared(loaded));
        }
        let state = RwLock::new(Snapshot { version, entries });
        Ok(Self { path, state, unsaved: AtomicBool::new(false), writing: Mutex::default() })
    }

    /// The entry called `name`.
    pub fn get(&self, name: &str) -> Option<Arc<V>> {
        self.state.read().entries.get(name).cloned()
    }

    /// Everything, at this moment.
    pub fn snapshot(&self) -> Snapshot<V> {
        self.state.read().clone()
    }

    /// Version of the whole table.
    pub fn version(&self) -> DataVersion {
        self.state.read().version
    }

    /// Stores `value` under `name`.
    pub fn put(&self, name: V::Name, value: V) {
        self.change(|entries| {
            entries.insert(name, Arc::new(value));
            true
        });
    }

    /// Forgets `name`; false when there was none.
    pub fn remove(&self, name: &str) -> bool {
        self.change(|entries| entries.remove(name).is_some())
    }

    /// Stores what `make` gives, unless there is an entry called `name` already. Returns the
    /// entry, and whether it is new.
    pub fn get_or_create(
        &self,
        name: &str,
        make: impl FnOnce(&Entries<V>) -> Option<(V::Name, V)>,
    ) -> Option<(Arc<V>, bool)> {
        let mut result = None;
        self.change(|entries| {
            if let Some(found) = entries.get(name) {
                result = Some((found.clone(), false));
                return false;
            }
            let Some((name, value)) = make(entries) else { return false };
            let value = Arc::new(value);
            entries.insert(name, value.clone());
            result = Some((value, true));
            true
        });
        result
    }

    /// Lets `edit` change entries; true when it says that it did.
    pub fn change(&self, edit: impl FnOnce(&mut Entries<V>) -> bool) -> bool {
        let _writing = self.writing.lock();
        let mut after = self.snapshot();
        if !edit(&mut after.entries) {
            return false;
        }
        after.version = after.version.next();
        self.save(&after);
        *self.state.write() = after;
        true
    }

    /// Becomes a copy of another broker's table, with its version, unless it is one already;
    /// answers whether it was not.
    pub fn adopt(&self, (version, entries): (DataVersion, Vec<(V::Name, V)>)) -> bool {
        let _writing = self.writing.lock();
        if self.version() == version {
            return false;
        }
        let after = Snapshot { version, entries: shared(entries).collect() };
        self.save(&after);
        *self.state.write() = after;
        true
    }

    /// Writes the file if that failed the last time.
    pub fn save_if_behind(&self) {
        if self.unsaved.load(Ordering::Acquire) {
            let _writing = self.writing.lock();
            self.save(&self.snapshot());
        }
    }

    /// Writes the file. A failure is logged: the broker goes on with what is in memory, the old
    /// file stays, and [`VersionedTable::save_if_behind`] tries again.
    fn save(&self, table: &Snapshot<V>) {
        let text = V::to_file(table).encode_as(Form::Pretty);
        let saved = text_file::replace(&self.path, &String::from_utf8_lossy(&text));
        self.unsaved.store(saved.is_err(), Ordering::Release);
        if let Err(error) = saved {
            tracing::error!(path = %self.path.display(), %error, "settings are not saved");
        }
    }
}

fn shared<N, V>(entries: impl IntoIterator<Item = (N, V)>) -> impl Iterator<Item = (N, Arc<V>)> {
    entries.into_iter().map(|(name, value)| (name, Arc::new(value)))
}
