//! Names of files and folders, live and durable, and the changes in between.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use rand::{RngExt, rngs::StdRng};

/// All names of a disk: the file that each stands for, or `None` for a folder.
pub type Tree<F> = BTreeMap<PathBuf, Option<F>>;

/// A change that is live and not durable yet.
#[derive(Clone)]
pub enum Change<F> {
    MakeDir(PathBuf),
    Link(PathBuf, F),
    Rename(PathBuf, PathBuf, F),
    Unlink(PathBuf),
}

impl<F: Clone + PartialEq> Change<F> {
    /// The folder whose flush makes it durable. A rename is one with its new name.
    fn dir(&self) -> &Path {
        let path = match self {
            Self::MakeDir(path) | Self::Link(path, _) | Self::Unlink(path) => path,
            Self::Rename(_, to, _) => to,
        };
        path.parent().unwrap_or(path)
    }

    fn apply(&self, tree: &mut Tree<F>) {
        match self {
            Self::MakeDir(path) => {
                tree.insert(path.clone(), None);
            }
            Self::Link(path, file) => {
                tree.insert(path.clone(), Some(file.clone()));
            }
            Self::Rename(from, to, file) => {
                // Another file may have the old name by now, if changes come in any order.
                if matches!(tree.get(from), Some(Some(there)) if there == file) {
                    tree.remove(from);
                }
                tree.insert(to.clone(), Some(file.clone()));
            }
            Self::Unlink(path) => {
                tree.remove(path);
            }
        }
    }

    fn map<G>(&self, file: &mut impl FnMut(&F) -> G) -> Change<G> {
        match self {
            Self::MakeDir(path) => Change::MakeDir(path.clone()),
            Self::Link(path, linked) => Change::Link(path.clone(), file(linked)),
            Self::Rename(from, to, moved) => Change::Rename(from.clone(), to.clone(), file(moved)),
            Self::Unlink(path) => Change::Unlink(path.clone()),
        }
    }
}

/// Names as they are, and as they surely are after a power cut.
#[derive(Clone)]
pub struct Names<F> {
    /// What a process sees.
    pub live: Tree<F>,
    /// What is on the device.
    pub durable: Tree<F>,
    pending: Vec<Change<F>>,
    /// Whether folders become durable one by one, in any order.
    strict: bool,
}

impl<F: Clone + PartialEq> Names<F> {
    /// Only the root folder.
    pub fn new(strict: bool) -> Self {
        let root = Tree::from([(PathBuf::from("/"), None)]);
        Self { live: root.clone(), durable: root, pending: Vec::new(), strict }
    }

    /// The same names for other files.
    pub fn map<G>(&self, file: &mut impl FnMut(&F) -> G) -> Names<G> {
        let mut tree = |tree: &Tree<F>| {
            tree.iter().map(|(path, of)| (path.clone(), of.as_ref().map(&mut *file))).collect()
        };
        let (live, durable) = (tree(&self.live), tree(&self.durable));
        let pending = self.pending.iter().map(|change| change.map(file)).collect();
        Names { live, durable, pending, strict: self.strict }
    }

    /// Changes the live names.
    pub fn change(&mut self, change: Change<F>) -> io::Result<()> {
        if !matches!(self.live.get(change.dir()), Some(None)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        change.apply(&mut self.live);
        self.pending.push(change);
        Ok(())
    }

    /// Makes `path` and the folders above it.
    pub fn make_dirs(&mut self, path: &Path) -> io::Result<()> {
        let mut missing: Vec<&Path> =
            path.ancestors().take_while(|at| !self.live.contains_key(*at)).collect();
        while let Some(next) = missing.pop() {
            self.change(Change::MakeDir(next.to_owned()))?;
        }
        Ok(())
    }

    /// Removes `path` and what is in it, one by one.
    pub fn remove_below(&mut self, path: &Path) -> io::Result<()> {
        let below: Vec<PathBuf> =
            self.live.keys().filter(|at| at.starts_with(path)).cloned().collect();
        below.into_iter().rev().try_for_each(|at| self.change(Change::Unlink(at)))
    }

    /// Makes the names in `dir` durable.
    pub fn sync_dir(&mut self, dir: &Path) -> io::Result<()> {
        if !matches!(self.live.get(dir), Some(None)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let pending = std::mem::take(&mut self.pending);
        let last = pending.iter().rposition(|change| change.dir() == dir);
        for (at, change) in pending.into_iter().enumerate() {
            let now = match self.strict {
                true => change.dir() == dir,
                false => last.is_some_and(|last| at <= last),
            };
            match now {
                true => change.apply(&mut self.durable),
                false => self.pending.push(change),
            }
        }
        Ok(())
    }

    /// The names that a power cut could leave.
    pub fn after_power_cut(&self, random: &mut StdRng) -> Self {
        let mut tree = self.durable.clone();
        let first = random.random_range(0..=self.pending.len());
        let mut left: HashMap<&Path, usize> = HashMap::new();
        for (at, change) in self.pending.iter().enumerate() {
            let now = if self.strict {
                let all = self.pending.iter().filter(|other| other.dir() == change.dir()).count();
                let left = left.entry(change.dir());
                let left = left.or_insert_with(|| random.random_range(0..=all));
                let now = *left > 0;
                *left = left.saturating_sub(1);
                now
            } else {
                at < first
            };
            if now {
                change.apply(&mut tree);
            }
        }
        // What lies in a folder that is not there cannot be reached.
        let whole = tree.clone();
        tree.retain(|path, _| {
            path.ancestors().skip(1).all(|above| matches!(whole.get(above), Some(None)))
        });
        Self { live: tree.clone(), durable: tree, pending: Vec::new(), strict: self.strict }
    }
}
