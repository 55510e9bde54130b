//! The index files under the eye of `verify`, compared with the log while that is read.
//!
//! Entries stand in the order of the log, so one place in the row of files is enough. The chains
//! of a file are followed with one number for each of its slots.

use super::finding::{Finding, Findings, Severity};
use super::index_entries::{IndexEntries, Numbered};
use super::log_check::LogCheck;
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::store::append::Kind;
use crate::engine::store::deleted_topics::DeletedTopics;
use crate::engine::store::disk::Disk;
use crate::engine::store::layout;
use crate::engine::store::replay::Seen;
use crate::engine::util::clock::TimestampMs;

const REBUILD: &str = "`rmq store rebuild` makes the index anew from the commit log";

/// The whole index.
pub(super) struct IndexCheck<'a> {
    entries: IndexEntries,
    deleted: &'a DeletedTopics,
    /// Records in a row whose keys are not there.
    missing: Option<Missing>,
    /// Store time of the last record with entries.
    last_stored: Option<(PhysicalOffset, TimestampMs)>,
}

struct Missing {
    first: PhysicalOffset,
    last: PhysicalOffset,
    count: u64,
}

impl<'a> IndexCheck<'a> {
    /// A check of what `entries` reads.
    pub fn new(entries: IndexEntries, deleted: &'a DeletedTopics) -> Self {
        Self { entries, deleted, missing: None, last_stored: None }
    }

    /// Files and entries that were looked at.
    pub fn counts(&self) -> (u64, u64) {
        self.entries.counts()
    }

    /// Compares the next record of the log.
    pub fn record(
        &mut self,
        disk: &dyn Disk,
        log: &LogCheck,
        seen: &Seen<'_>,
        findings: &mut Findings,
    ) {
        let record = &seen.record;
        if !self.entries.has_files() || !Kind::of_sys_flag(record.sys_flag).is_indexed() {
            return;
        }
        let hashes = layout::key_hashes(record.topic, record.properties);
        if hashes.as_slice().is_empty() {
            return;
        }
        let mut found = Vec::new();
        while let Some(entry) = self.entries.peek(disk, findings) {
            let place = entry.entry.physical_offset;
            let is_out_of_order = place > seen.offset
                && self.entries.peek_second(disk, findings).is_some_and(|next| next < place);
            if place > seen.offset && !is_out_of_order {
                break;
            }
            if place == seen.offset {
                self.compare(&entry, hashes.as_slice(), record.store_timestamp, findings);
                found.push(entry.entry.key_hash);
                self.last_stored = Some((place, record.store_timestamp));
            } else {
                self.unclaimed(&entry, log, findings);
            }
            self.entries.advance(disk, findings);
        }
        let is_whole = hashes.as_slice().iter().all(|hash| found.contains(hash));
        if is_whole {
            self.tell_missing(findings);
        } else if !self.deleted.covers(record.topic, seen.offset) {
            self.missed(seen.offset);
        }
    }

    /// Looks at what the log said nothing about, once it was read to its end.
    pub fn finish(&mut self, disk: &dyn Disk, log: &LogCheck, findings: &mut Findings) {
        self.tell_missing(findings);
        while let Some(entry) = self.entries.peek(disk, findings) {
            self.unclaimed(&entry, log, findings);
            self.entries.advance(disk, findings);
        }
        self.entries.finish(disk, findings);
    }

    fn compare(
        &self,
        entry: &Numbered,
        hashes: &[i32],
        stored: TimestampMs,
        findings: &mut Findings,
    ) {
        let wrong = |expected: String, found: String, problem| {
            let finding = Finding::new(Severity::Error, &entry.path, problem).at(entry.position);
            finding.expected(expected, found).help(REBUILD)
        };
        if !hashes.contains(&entry.entry.key_hash) {
            let found = format!("hash {}", entry.entry.key_hash);
            let problem = format!("entry {} has no key of its message", entry.number);
            findings.add(wrong(format!("one of the hashes {hashes:?}"), found, problem));
        }
        let seconds = (stored.since(entry.begin) / 1000).clamp(0, i64::from(i32::MAX));
        if i64::from(entry.entry.seconds) != seconds {
            let found = format!("{} s", entry.entry.seconds);
            let problem = format!("entry {} has a wrong time", entry.number);
            findings.add(wrong(format!("{seconds} s"), found, problem));
        }
    }

    /// Looks at an entry that no record of the log has claimed.
    fn unclaimed(&self, entry: &Numbered, log: &LogCheck, findings: &mut Findings) {
        let place = entry.entry.physical_offset;
        if place < log.min || log.is_damaged(place) {
            // Cleaned away, or told of already.
            return;
        }
        let problem = format!("entry {} leads to no message with keys", entry.number);
        let finding = Finding::new(Severity::Error, &entry.path, problem).at(entry.position);
        let expected = "the place of a message with keys";
        findings.add(finding.expected(expected, format!("offset {place}")).help(REBUILD));
    }

    fn missed(&mut self, at: PhysicalOffset) {
        match &mut self.missing {
            Some(missing) => {
                missing.last = at;
                missing.count += 1;
            }
            None => self.missing = Some(Missing { first: at, last: at, count: 1 }),
        }
    }

    fn tell_missing(&mut self, findings: &mut Findings) {
        let Some(Missing { first, last, count }) = self.missing.take() else { return };
        let problem = format!(
            "keys of {count} messages are missing, from commit log offset {first} to {last}"
        );
        let finding = Finding::new(Severity::Warning, self.entries.dir(), problem);
        findings.add(finding.help(REBUILD));
    }
}
