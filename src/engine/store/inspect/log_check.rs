//! The commit log under the eye of `verify`: every record, and what stands between and behind
//! them.

use std::sync::Arc;

use super::finding::{Finding, Findings, MessagePlace, Severity};
use super::folder::PlacedFile;
use super::log_walk::{FileEnd, files_in_use, walk_file};
use crate::engine::protocol::names::PhysicalOffset;
use crate::engine::protocol::record::body_crc;
use crate::engine::store::disk::Disk;
use crate::engine::store::error::StoreError;
use crate::engine::store::replay::{Damage, Seen, Sight};
use crate::engine::util::clock::TimestampMs;

/// Damaged stretches that are remembered by their places.
const REMEMBERED: usize = 100_000;

/// What reading the whole log told.
#[derive(Debug, Default)]
pub(super) struct LogCheck {
    /// First offset that the log holds.
    pub min: PhysicalOffset,
    /// Where it goes on.
    pub end: PhysicalOffset,
    /// Good records.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The latest store time of a record.
    pub newest: TimestampMs,
    /// Places of what is damaged, in order.
    pub damaged: Vec<(PhysicalOffset, PhysicalOffset)>,
    /// Whether it was read to its end.
    pub is_read: bool,
}

impl LogCheck {
    /// Whether `at` lies in something damaged.
    pub fn is_damaged(&self, at: PhysicalOffset) -> bool {
        let behind = self.damaged.partition_point(|(start, _)| *start <= at);
        self.damaged[..behind].last().is_some_and(|(_, end)| at < *end)
    }

    /// Reads `files`. Every record is shown to `visit`, good or with a bad body alone.
    pub fn read(
        &mut self,
        disk: &Arc<dyn Disk>,
        files: &[PlacedFile],
        findings: &mut Findings,
        visit: &mut dyn FnMut(&LogCheck, &mut Findings, &Seen<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let in_use = files_in_use(&**disk, files)?;
        self.min = files.first().map_or(PhysicalOffset(0), PlacedFile::log_base);
        self.end = self.min;
        for (at, file) in files[..in_use].iter().enumerate() {
            let is_last = at + 1 == in_use;
            let walked = walk_file(disk, file, file.log_base(), true, &mut |sight| {
                match sight {
                    Sight::Record(seen) => {
                        self.count(&seen);
                        visit(self, findings, &seen)?;
                    }
                    Sight::Damage(damage) => {
                        self.damage(file, &damage, findings);
                        if let Some(record) = damage.record {
                            let len = damage.end.since(damage.at) as u32;
                            let seen = Seen { offset: damage.at, len, record };
                            visit(self, findings, &seen)?;
                        }
                    }
                }
                Ok(true)
            });
            match walked {
                Ok(Some(end)) => self.file_end(file, &end, is_last, findings),
                Ok(None) => {}
                Err(error) => {
                    let finding = Finding::new(Severity::Error, &file.path, error.to_string());
                    findings.add(finding.help("copy what can be read to another disk"));
                    self.remember(file.log_base(), file.log_base().plus(file.len as i64));
                }
            }
        }
        self.is_read = true;
        Ok(())
    }

    fn count(&mut self, seen: &Seen<'_>) {
        self.records += 1;
        self.bytes += u64::from(seen.len);
        self.newest = self.newest.max(seen.record.store_timestamp);
        self.end = seen.offset.plus(i64::from(seen.len));
    }

    fn remember(&mut self, start: PhysicalOffset, end: PhysicalOffset) {
        if self.damaged.len() < REMEMBERED {
            self.damaged.push((start, end));
        }
    }

    fn damage(&mut self, file: &PlacedFile, damage: &Damage<'_>, findings: &mut Findings) {
        self.remember(damage.at, damage.end);
        self.end = damage.end;
        let position = damage.at.since(file.log_base()) as u64;
        let len = damage.end.since(damage.at);
        let finding = match &damage.record {
            Some(record) if record.check_body().is_err() => {
                let problem = format!("the body of a message of {len} bytes is damaged");
                let crc = |crc: i32| format!("CRC {crc:#010x}");
                Finding::new(Severity::Error, &file.path, problem)
                    .expected(crc(record.body_crc), crc(body_crc(record.body)))
            }
            _ => {
                let problem = format!("{len} bytes are damaged: {}", damage.problem);
                Finding::new(Severity::Error, &file.path, problem)
            }
        };
        let message = damage.record.as_ref().map(|record| MessagePlace::of(record, damage.at));
        let help =
            "the message is lost, unless a slave or a copy has it; brokers of rmq pass it over";
        findings.add(finding.at(position).message(message).help(help));
    }

    fn file_end(
        &mut self,
        file: &PlacedFile,
        end: &FileEnd,
        is_last: bool,
        findings: &mut Findings,
    ) {
        self.end = self.end.max(end.at);
        let Some(problem) = &end.problem else { return };
        let position = end.at.since(file.log_base()) as u64;
        if !is_last {
            self.remember(end.at, file.log_base().plus(file.len as i64));
            let problem = format!("the file ends early: {problem}");
            let expected = "records, then a blank to the file's end";
            let finding = Finding::new(Severity::Error, &file.path, problem).at(position);
            let found = end.leftover.map_or("zeros", |_| "bytes that are no record");
            findings.add(
                finding
                    .expected(expected, found)
                    .help("`rmq store repair` closes the file with a blank"),
            );
            return;
        }
        let Some(leftover) = end.leftover else { return };
        let finding = if leftover == position || leftover < position + 8 {
            Finding::new(Severity::Warning, &file.path, format!("a torn end: {problem}"))
                .help("the next start cuts it off, or `rmq store repair`; both keep it aside")
        } else {
            let problem = "stale bytes behind the end of the log";
            Finding::new(Severity::Info, &file.path, problem)
                .help("they do no harm; `rmq store repair` takes them away and keeps them aside")
        };
        findings.add(finding.at(leftover));
    }
}
