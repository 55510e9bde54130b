//! What is wrong with a running cluster, why, and what to type against it.
//!
//! Everything is asked once and in parallel ([`facts::Facts`]); the rules ([`rules::RULES`]) are pure
//! functions of that. Keeps no state.

mod checks;
pub mod facts;
pub mod finding;
mod gather;
mod gather_groups;
pub mod route;
pub mod rule;
pub mod rules;

use crate::engine::admin::Admin;
use crate::engine::client::error::Result;
use facts::Facts;
use finding::Finding;
use rule::Rule;
use rules::RULES;

/// What an examination brought.
pub struct Examination {
    /// What was found: the worst first, then in the order of the rules.
    pub findings: Vec<Finding>,
    /// Name servers, brokers, topics and groups that were looked at.
    pub counts: [usize; 4],
}

/// Asks the cluster behind `admin` and holds it against the rules that `wanted` lets through.
///
/// # Errors
/// No name server answers.
pub async fn examine(admin: &Admin, wanted: impl Fn(&Rule) -> bool) -> Result<Examination> {
    let facts = gather::gather(admin).await?;
    let findings = findings(&facts, wanted);
    Ok(Examination { findings, counts: facts.counts() })
}

/// What the rules find in `facts`.
fn findings(facts: &Facts, wanted: impl Fn(&Rule) -> bool) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for rule in RULES.iter().filter(|rule| wanted(rule)) {
        let mut hits = (rule.check)(facts);
        hits.sort_by(|a, b| (a.severity, &a.place).cmp(&(b.severity, &b.place)));
        found.extend(hits.into_iter().map(|hit| Finding::new(rule, hit)));
    }
    found.sort_by_key(|finding| finding.severity);
    found
}

#[cfg(test)]
mod tests;
