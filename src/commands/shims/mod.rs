//! `rmq shims`: the names of Apache's scripts, for this binary to be called by.
//!
//! `program` lists the scripts and the Java classes that are known; `called` finds out by which name
//! this process was called, and `java` what was meant for a JVM.

mod benchmark;
mod called;
mod command_line;
mod java;
mod nodes;
mod program;
mod quickstart;

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::cli::Cli;
use super::command::Command;
use super::error::{CommandError, CommandResult, Kind};
use super::view::{Column, View};
pub use called::Called;
use program::{SCRIPTS, Script};

/// Make files with the names of Apache's scripts that run this binary, without Java
///
/// They take the arguments of the scripts they are named after: mqnamesrv, mqbroker, mqshutdown,
/// mqadmin, tools.sh with the quickstart classes, and others. JAVA_OPT, JAVA_OPT_EXT and options of a
/// JVM have no effect, which is said once; system properties that mean something, such as
/// -Drocketmq.namesrv.addr, count. A link to rmq that has the name of such a script does the same.
#[derive(Debug, clap::Args)]
pub struct Shims {
    /// Folder to make them in, such as bin
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Command for Shims {
    const EXAMPLES: &'static [&'static str] =
        &["rmq shims bin", "rmq shims /opt/rocketmq/bin --yes", "rmq shims bin -o name"];
    const EXITS: &'static [Kind] = &[Kind::Failed];

    fn run(self, cli: &Cli) -> CommandResult {
        let failed = |what: &Path, error: &io::Error| {
            CommandError::io(format!("writing {}", what.display()), error)
        };
        let program = std::env::current_exe().map_err(|error| failed(&self.dir, &error))?;
        fs::create_dir_all(&self.dir).map_err(|error| failed(&self.dir, &error))?;
        let dir = fs::canonicalize(&self.dir).map_err(|error| failed(&self.dir, &error))?;
        let others: Vec<&str> = SCRIPTS
            .iter()
            .map(|script| script.path)
            .filter(|path| is_not_ours(&dir.join(path)))
            .collect();
        if !others.is_empty() {
            cli.confirm(&format!("Replace {} in {}?", others.join(", "), dir.display()))?;
        }
        let mut rows = Vec::new();
        for script in SCRIPTS {
            let path = dir.join(script.path);
            write(&path, &text(script, &program, &dir)).map_err(|error| failed(&path, &error))?;
            rows.push(ShimRow { name: script.name(), path, about: script.about });
        }
        cli.out.list(&rows)
    }
}

/// The first comment of a file that is made here.
const MARK: &str = "# Made by `rmq shims`";

/// Whether something else lies at `path`.
fn is_not_ours(path: &Path) -> bool {
    match fs::read(path) {
        Ok(bytes) => !String::from_utf8_lossy(&bytes).contains(MARK),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// The script: it can be run by itself and with `sh`, from anywhere.
fn text(script: &Script, program: &Path, dir: &Path) -> String {
    let mut text = format!("#!/bin/sh\n{MARK}: {}, without Java.\n", script.name());
    // As Apache's scripts do: what lies beside bin is the home, with conf/plain_acl.yml.
    if let Some(home) = dir.parent().filter(|home| home.join("conf").is_dir()) {
        let home = quoted(home);
        text.push_str(&format!(
            "[ -n \"$ROCKETMQ_HOME\" ] || ROCKETMQ_HOME={home}\nexport ROCKETMQ_HOME\n"
        ));
    }
    text.push_str(&format!(
        "exec {} {} {} \"$@\"\n",
        quoted(program),
        called::OPTION,
        script.name()
    ));
    text
}

/// `path` as one word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // A link is replaced, not what it points at.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

/// A file that was made.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShimRow {
    name: &'static str,
    path: PathBuf,
    about: &'static str,
}

impl View for ShimRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("NAME", |r: &Self| r.name.to_owned()),
            Column::text("RUNS", |r| r.about.to_owned()),
            Column::text("PATH", |r| r.path.display().to_string()),
        ]
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}
