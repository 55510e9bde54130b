//! Style and direction as a test: what reviews would have to say twice is said here once.
//!
//! Every rule is a function from a source file to its violations. `each_rule_can_fail` feeds each
//! of them a file that breaks it.

use std::fs;
use std::path::{Path, PathBuf};

use rmq::commands::{completions, json_keys, man};

/// Most lines of code in a file.
const MAX_FILE_LINES: usize = 600;
/// Most lines of a function.
const MAX_FUNCTION_LINES: usize = 70;
/// Files that are one long table and may be longer.
const TABLE_FILES: &[&str] =
    &["src/engine/protocol/requests.rs", "src/engine/broker/config_keys.rs"];
/// The only file with `unsafe`.
const UNSAFE_FILE: &str = "src/engine/store/mmap.rs";
/// The only file that writes to standard output and standard error.
const PRINTING_FILE: &str = "src/commands/output.rs";

/// Each module of the engine with the modules it may use. `commands` is the last.
const DIRECTION: &[(&str, &[&str])] = &[
    ("util", &[]),
    ("protocol", &["util"]),
    ("store", &["util", "protocol"]),
    ("remoting", &["util", "protocol"]),
    ("replication", &["util", "protocol", "store"]),
    ("namesrv", &["util", "protocol", "remoting"]),
    ("broker", &["util", "protocol", "store", "remoting", "replication"]),
    ("client", &["util", "protocol", "remoting"]),
    ("admin", &["util", "protocol", "remoting", "client"]),
    ("bench", &["util", "protocol", "client"]),
    ("doctor", &["util", "protocol", "remoting", "client", "admin"]),
    (
        "node",
        &[
            "util", "protocol", "store", "remoting", "namesrv", "broker", "client", "admin",
            "doctor",
        ],
    ),
    (
        "cluster",
        &["util", "protocol", "remoting", "namesrv", "broker", "client", "admin", "doctor", "node"],
    ),
    ("commands", &["util", "protocol", "client", "admin", "bench", "doctor", "node", "cluster"]),
];

struct Source {
    /// Path from the root of the repository, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn is_product(&self) -> bool {
        self.is_rust() && self.path.starts_with("src/")
    }

    /// Lines of code with their numbers, without comments and without the tests at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod ").unwrap_or(self.text.len());
        let lines = self.text[..end].lines().enumerate();
        lines.filter_map(|(at, line)| {
            let code = line.split("//").next().unwrap_or_default();
            (!code.trim().is_empty()).then_some((at + 1, code))
        })
    }

    /// The module of the engine the file belongs to, or `commands`.
    fn module(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        match inner.strip_prefix("engine/") {
            Some(inner) => inner.split(['/', '.']).next().filter(|m| *m != "mod"),
            None => inner.starts_with("commands").then_some("commands"),
        }
    }

    /// Names of the modules that enclose the file's items, from the crate's root on.
    fn module_path(&self) -> Vec<&str> {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        inner.split('/').filter(|part| *part != "mod").collect()
    }

    fn at(&self, line: usize, what: impl std::fmt::Display) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the repository.
fn sources() -> Vec<Source> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        let entries = fs::read_dir(directory).expect("a readable directory");
        for entry in entries.map(|entry| entry.expect("a readable entry")) {
            let name = entry.file_name();
            let skipped = ["target", ".git", "node_modules", "dump"].iter().any(|s| name == *s);
            let kind = entry.file_type().expect("a file type");
            if kind.is_dir() && !skipped {
                walk(&entry.path(), found);
            } else if kind.is_file() && !skipped {
                found.push(entry.path());
            }
        }
    }
    let mut paths = Vec::new();
    walk(root(), &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let text = String::from_utf8(fs::read(path).ok()?).ok()?;
        let relative = path.strip_prefix(root()).ok()?.to_str()?.to_owned();
        Some(Source { path: relative, text })
    };
    paths.iter().filter_map(read).collect()
}

type Rule = fn(&Source) -> Vec<String>;

fn check(rule: Rule) {
    let violations: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

/// Modules use only what stands before them (ARCHITECTURE.md, "Direction").
fn direction(source: &Source) -> Vec<String> {
    let Some(module) = source.module().filter(|_| source.is_product()) else { return Vec::new() };
    let Some((_, allowed)) = DIRECTION.iter().find(|(name, _)| *name == module) else {
        return vec![source.at(1, format!("module `{module}` has no place in the direction"))];
    };
    let mut violations = Vec::new();
    for (line, code) in source.code() {
        for used in used_modules(source, code) {
            if used != module && !allowed.contains(&used.as_str()) {
                violations.push(source.at(line, format!("`{module}` must not use `{used}`")));
            }
        }
    }
    violations
}

/// Modules of the engine, or `commands`, named by paths on one line.
fn used_modules(source: &Source, code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let path = &code[at + "crate::".len()..];
        match path.strip_prefix("engine::") {
            Some(inner) => used.extend(first_names(inner)),
            None => used.extend(first_names(path).into_iter().filter(|name| name == "commands")),
        }
    }
    let own = source.module_path();
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        let chain = &rest[at..];
        let steps = chain.split("::").take_while(|part| *part == "super").count();
        let after = &chain[steps * "super::".len()..];
        if own.first() == Some(&"engine") && own.len().saturating_sub(steps) <= 1 {
            used.extend(first_names(after));
        }
        rest = after;
    }
    used
}

/// The first name of a path, or those of a group: `a::b` gives a, `{a::b, c}` gives a and c.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    match path.strip_prefix('{') {
        None => vec![name(path)],
        Some(group) => {
            let mut depth = 0_usize;
            let parts = group.split(|c| {
                depth = match c {
                    '{' => depth + 1,
                    '}' => depth.saturating_sub(1),
                    _ => depth,
                };
                c == ',' && depth == 0
            });
            parts.map(name).filter(|name| !name.is_empty()).collect()
        }
    }
}

/// One file is one concept, and a concept fits on a few screens.
fn file_size(source: &Source) -> Vec<String> {
    if !source.is_product() || TABLE_FILES.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let lines = source.code().count();
    let long = lines > MAX_FILE_LINES;
    long.then(|| source.at(1, format!("{lines} lines of code, {MAX_FILE_LINES} are allowed")))
        .into_iter()
        .collect()
}

/// A function fits on a screen.
fn function_size(source: &Source) -> Vec<String> {
    if !source.is_product() {
        return Vec::new();
    }
    let mut violations = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (at, line) in source.text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        match &open {
            None if is_function(line.trim_start()) && !line.ends_with(['}', ';']) => {
                open = Some((at, format!("{}}}", " ".repeat(indent))));
            }
            Some((start, end)) if line == end => {
                let lines = at - start + 1;
                if lines > MAX_FUNCTION_LINES {
                    let what =
                        format!("a function of {lines} lines; {MAX_FUNCTION_LINES} are allowed");
                    violations.push(source.at(start + 1, what));
                }
                open = None;
            }
            _ => {}
        }
    }
    violations
}

fn is_function(line: &str) -> bool {
    let words = line
        .split(' ')
        .take_while(|w| matches!(*w, "const" | "async" | "unsafe" | "fn") || w.starts_with("pub"));
    words.last() == Some("fn")
}

/// `unsafe` stands in one file.
fn unsafe_code(source: &Source) -> Vec<String> {
    if !source.is_product() || source.path == UNSAFE_FILE {
        return Vec::new();
    }
    let has_word = |code: &str| {
        code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe")
    };
    let found = source.code().filter(|(_, code)| has_word(code));
    found.map(|(line, _)| source.at(line, format!("unsafe outside {UNSAFE_FILE}"))).collect()
}

/// Only the printer writes to the standard streams.
fn printing(source: &Source) -> Vec<String> {
    if !source.is_product() || source.path == PRINTING_FILE {
        return Vec::new();
    }
    const BANNED: [&str; 6] =
        ["println!", "print!", "io::stdout", "io::stderr", "Stdout", "Stderr"];
    let found = source.code().filter(|(_, code)| BANNED.iter().any(|banned| code.contains(banned)));
    found.map(|(line, _)| source.at(line, format!("prints; use {PRINTING_FILE}"))).collect()
}

/// Nothing unfinished is called.
fn unfinished(source: &Source) -> Vec<String> {
    if !source.is_product() {
        return Vec::new();
    }
    const BANNED: [&str; 3] = ["todo!(", "unimplemented!(", "dbg!("];
    let found = source.code().filter(|(_, code)| BANNED.iter().any(|banned| code.contains(banned)));
    found.map(|(line, _)| source.at(line, "unfinished code")).collect()
}

/// A file of Rust says in its first line what it is.
fn first_line(source: &Source) -> Vec<String> {
    let said = source.text.starts_with("//! ");
    (source.is_rust() && !said)
        .then(|| source.at(1, "the first line must be a `//!` comment"))
        .into_iter()
        .collect()
}

/// A lint that is switched off says why.
fn allowed_lints(source: &Source) -> Vec<String> {
    if !source.is_product() {
        return Vec::new();
    }
    let lines: Vec<&str> = source.text.lines().collect();
    let mut violations = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let allows = line.trim_start().starts_with("#[allow(")
            || line.trim_start().starts_with("#![allow(")
            || line.trim_start().starts_with("#[expect(");
        let reasoned = lines[at..].iter().take(4).any(|l| l.contains("reason = "))
            || at > 0 && lines[at - 1].trim_start().starts_with("// ");
        let is_its_place = source.path == UNSAFE_FILE && line.contains("allow(unsafe_code)");
        if allows && !reasoned && !is_its_place {
            violations.push(source.at(at + 1, "a lint is switched off without a reason"));
        }
    }
    violations
}

/// No path of the machine it was written on.
fn machine_paths(source: &Source) -> Vec<String> {
    let roots = ["work", "root", "home"].map(|name| format!("/{name}/"));
    let starts_path = |line: &str, root: &str| {
        let before = |at: usize| line[..at].chars().next_back();
        let found = line.match_indices(root);
        found
            .map(|(at, _)| before(at))
            .any(|c| c.is_none_or(|c| !c.is_alphanumeric() && !"._-~}]/>)".contains(c)))
    };
    let mut violations = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        if roots.iter().any(|root| starts_path(line, root)) {
            violations.push(source.at(at + 1, "an absolute path of one machine"));
        }
    }
    violations
}

#[test]
fn modules_use_only_what_stands_before_them() {
    check(direction);
}

#[test]
fn files_are_short() {
    check(file_size);
}

#[test]
fn functions_are_short() {
    check(function_size);
}

#[test]
fn unsafe_has_one_place() {
    check(unsafe_code);
}

#[test]
fn printing_has_one_place() {
    check(printing);
}

#[test]
fn nothing_is_unfinished() {
    check(unfinished);
}

#[test]
fn every_file_says_what_it_is() {
    check(first_line);
}

#[test]
fn lints_are_switched_off_with_a_reason() {
    check(allowed_lints);
}

#[test]
fn no_machine_paths() {
    check(machine_paths);
}

/// Every rule with a file that breaks it, and one that does not.
#[test]
fn each_rule_can_fail() {
    let long_file = "fn f() {}\n".repeat(MAX_FILE_LINES + 1);
    let long_function = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(MAX_FUNCTION_LINES));
    let machine_path = format!("see `{}work/x`", "/");
    let cases: &[(Rule, &str, &str, &str)] = &[
        (
            direction,
            "src/engine/store/x.rs",
            "use crate::engine::remoting::frame;",
            "use crate::engine::util::clock;",
        ),
        (
            direction,
            "src/engine/client/x.rs",
            "use crate::engine::{util::clock, store::log};",
            "use super::route;",
        ),
        (
            direction,
            "src/engine/client/x.rs",
            "use super::super::store::Store;",
            "use super::super::util::clock;",
        ),
        (
            direction,
            "src/engine/node/mod.rs",
            "use crate::commands::output;",
            "use crate::engine::broker;",
        ),
        (
            direction,
            "src/commands/x.rs",
            "let x = crate::engine::broker::start();",
            "use super::table;",
        ),
        (direction, "src/engine/oddity/x.rs", "", "// nothing"),
        (file_size, "src/x.rs", &long_file, "fn f() {}"),
        (function_size, "src/x.rs", &long_function, "fn f() {\n}\n"),
        (unsafe_code, "src/x.rs", "let x = unsafe { y };", "#![deny(unsafe_code)] // unsafe"),
        (printing, "src/x.rs", "eprintln!(\"x\");", "// println!"),
        (unfinished, "src/x.rs", "todo!()", "// todo!()"),
        (first_line, "src/x.rs", "use x;", "//! X.\n"),
        (allowed_lints, "src/x.rs", "#[allow(dead_code)]", "#[allow(dead_code, reason = \"x\")]"),
        (machine_paths, "x.md", &machine_path, "a/work/b and ~/work/c"),
    ];
    for (rule, path, bad, good) in cases {
        assert!(!rule(&Source::new(path, bad)).is_empty(), "passes: {bad}");
        let good_path = if path.contains("oddity") { "src/lib.rs" } else { path };
        assert_eq!(rule(&Source::new(good_path, good)), Vec::<String>::new(), "fails: {good}");
    }
}

/// Tests named in `text` as `path::function` between backticks, with what is wrong with them.
fn missing_tests(text: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let named = text.split('`').skip(1).step_by(2).filter_map(|word| word.split_once(".rs::"));
    let is_missing = |(path, function): &(&str, &str)| {
        let source = read(&format!("{path}.rs")).unwrap_or_default();
        let Some((before, _)) = source.split_once(&format!("fn {function}(")) else { return true };
        let attribute = before.trim_end_matches("async ").trim_end().rsplit('\n').next();
        !attribute.is_some_and(|line| line.contains("test"))
    };
    named.filter(is_missing).map(|(path, function)| format!("{path}.rs::{function}")).collect()
}

#[test]
fn every_test_that_is_named_exists() {
    let read = |path: &str| fs::read_to_string(root().join(path)).ok();
    let page = read("docs/pains.md").expect("a readable page");
    assert!(page.matches(".rs::").count() > 20, "the page names its tests");
    assert_eq!(missing_tests(&page, read), [] as [&str; 0]);
    let source = |_: &str| Some("#[tokio::test]\nasync fn a() {}\nfn b() {}\n".to_owned());
    assert_eq!(
        missing_tests("| `x.rs::a`, `x.rs::b`, `x.rs::c` |", source),
        ["x.rs::b", "x.rs::c"]
    );
    assert_eq!(missing_tests("`x.rs::a`", |_| None), ["x.rs::a"]);
}

/// Compares the files of `directory` with what they should be.
fn assert_fresh(directory: &str, expected: &[(String, Vec<u8>)]) {
    let mut there: Vec<String> = fs::read_dir(root().join(directory))
        .expect("the directory")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    there.sort();
    let mut names: Vec<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(there, names, "{directory}/ is stale: run `just gen`");
    for (name, text) in expected {
        let found = fs::read(root().join(directory).join(name)).expect("a readable file");
        assert!(found == *text, "{directory}/{name} is stale: run `just gen`");
    }
}

#[test]
fn completions_are_fresh() {
    let scripts: Result<Vec<_>, _> =
        completions::SHELLS.into_iter().map(completions::script).collect();
    assert_fresh("completions", &scripts.expect("scripts"));
}

#[test]
fn man_pages_are_fresh() {
    assert_fresh("man", &man::pages().expect("pages"));
}

#[test]
fn the_page_of_json_keys_is_fresh() {
    let found = fs::read_to_string(root().join("docs/json.md")).expect("a readable file");
    assert!(found == json_keys::page(), "docs/json.md is stale: run `just gen`");
}
