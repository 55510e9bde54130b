//! The checks of the rules: pure functions of what was gathered.

pub(super) mod backlogs;
pub(super) mod brokers;
pub(super) mod groups;
pub(super) mod name_servers;
pub(super) mod replication;
pub(super) mod topics;

/// Most names in one finding.
const MOST_NAMES: usize = 5;

/// `a, b, c and 4 more`.
fn listed(names: &[String]) -> String {
    match names.get(MOST_NAMES..) {
        Some(rest) if !rest.is_empty() => {
            let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
            format!("{} and {} more", shown.join(", "), rest.len())
        }
        _ => names.join(", "),
    }
}

/// `ms` as people read it: `90 s`, `15 min`, `3 h`.
fn span(ms: i64) -> String {
    const STEPS: [(i64, i64, &str); 3] =
        [(172_800_000, 86_400_000, "d"), (7_200_000, 3_600_000, "h"), (120_000, 60_000, "min")];
    match STEPS.iter().find(|(from, ..)| ms >= *from) {
        Some((_, unit_ms, unit)) => format!("{} {unit}", ms / unit_ms),
        None => format!("{} s", ms / 1000),
    }
}

/// `bytes` as people read it: `900 B`, `3.0 MiB`.
fn bytes(bytes: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.iter().find(|(size, _)| bytes >= *size) {
        Some((size, unit)) => format!("{:.1} {unit}", bytes as f64 / *size as f64),
        None => format!("{bytes} B"),
    }
}
