//! What brokers take from each other when their files are used on one machine.

use std::path::PathBuf;

use super::{Linted, Oddity};
use crate::engine::doctor::rule::Severity;

/// A port with what it is for.
type Port = (i32, &'static str);

/// What two of `files` cannot both have.
pub(super) fn oddities(files: &[Linted]) -> Vec<Oddity> {
    let mut found = Vec::new();
    for (at, later) in files.iter().enumerate() {
        for earlier in files.iter().take(at) {
            found.extend(identity(earlier, later));
            if let Some(same_machine) = same_machine(earlier, later) {
                found.extend(stores(earlier, later, same_machine));
                found.extend(ports(earlier, later, same_machine));
            }
        }
    }
    found
}

/// How bad it is when two brokers take the same, if they can be on one machine at all: only who
/// says so with `brokerIP1` is certain.
fn same_machine(one: &Linted, other: &Linted) -> Option<(Severity, &'static str)> {
    match (one.given("brokerIP1"), other.given("brokerIP1")) {
        (Some(a), Some(b)) if a == b => Some((Severity::Error, "")),
        (Some(_), Some(_)) => None,
        _ => Some((Severity::Warning, ", if both run on one machine")),
    }
}

fn oddity(
    file: &Linted,
    (severity, code): (Severity, &'static str),
    key: &str,
    found: String,
    fix: &str,
) -> Oddity {
    Oddity {
        severity,
        code,
        file: file.path.clone(),
        line: file.line_of(key),
        key: key.to_owned(),
        found,
        fix: fix.to_owned(),
    }
}

fn identity(one: &Linted, other: &Linted) -> Option<Oddity> {
    let who = |file: &Linted| {
        let config = &file.config;
        let (cluster, name) = (&config.broker_cluster_name, &config.broker_name);
        (cluster.clone(), name.clone(), config.broker_id)
    };
    let (cluster, name, id) = who(one);
    if who(other) != (cluster.clone(), name.clone(), id) {
        return None;
    }
    let found =
        format!("{} is broker {name} with id {id} of cluster {cluster} too", one.path.display());
    let fix = "give it a brokerName of its own, or brokerRole=SLAVE with a brokerId above 0";
    Some(oddity(other, (Severity::Error, "same-broker"), "brokerName", found, fix))
}

fn stores(
    one: &Linted,
    other: &Linted,
    (severity, when): (Severity, &'static str),
) -> Option<Oddity> {
    let places = |file: &Linted| -> Vec<(&'static str, PathBuf)> {
        let root = ("storePathRootDir", file.config.root().to_owned());
        let logs = file.config.commit_log_paths().into_iter();
        std::iter::once(root).chain(logs.map(|log| ("storePathCommitLog", log))).collect()
    };
    let taken = places(one);
    let (key, place) = places(other)
        .into_iter()
        .find(|(_, place)| taken.iter().any(|(_, other)| same_place(place, other)))?;
    let found = format!(
        "{} is the store of {} too: the second broker does not start{when}",
        place.display(),
        one.path.display()
    );
    let fix = "give each broker a store of its own";
    Some(oddity(other, (severity, "same-store"), key, found, fix))
}

/// Whether two paths are one place, links and `..` followed where it is there.
fn same_place(a: &PathBuf, b: &PathBuf) -> bool {
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.components().collect());
    real(a) == real(b)
}

fn ports(
    one: &Linted,
    other: &Linted,
    (severity, when): (Severity, &'static str),
) -> Option<Oddity> {
    let (a, b) = (&one.config.bind_address, &other.config.bind_address);
    let is_any = |address: &str| address == "0.0.0.0" || address == "::";
    if a != b && !is_any(a) && !is_any(b) {
        return None;
    }
    let taken = ports_of(one);
    for (port, purpose) in ports_of(other) {
        let Some((_, theirs)) = taken.iter().find(|(taken, _)| *taken == port) else { continue };
        let found =
            format!("port {port} ({purpose}) is {theirs} of {} too{when}", one.path.display());
        let fix =
            "a broker takes listenPort, the one above and the second below: leave ten between";
        return Some(oddity(other, (severity, "same-port"), "listenPort", found, fix));
    }
    None
}

/// The ports a broker takes (`remoting.md` 1.4).
fn ports_of(file: &Linted) -> [Port; 3] {
    let port = file.config.listen_port;
    [
        (port, "listenPort"),
        (file.config.vip_port(), "listenPort - 2"),
        (port.saturating_add(1), "listenPort + 1"),
    ]
}
