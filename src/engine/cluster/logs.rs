//! The logs of a cluster's nodes, read as they grow.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::plan::Plan;
use super::{ClusterError, Clusters, Place};

/// How often the end of a log is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Longest line that is kept whole.
const LONGEST_LINE: u64 = 1024 * 1024;

/// One line of one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LogLine {
    /// The node.
    pub node: String,
    /// The line, without its end.
    pub line: String,
}

/// Where reading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TailFrom {
    /// At the first line.
    Start,
    /// At the last so many lines of each node.
    Last(usize),
}

struct Source {
    node: String,
    path: PathBuf,
    at: u64,
    /// A line whose end has not been written yet.
    partial: Vec<u8>,
}

/// Reads the logs of one or all nodes.
pub struct LogTail {
    sources: Vec<Source>,
}

impl Clusters {
    /// The logs of `node`, or of every node.
    pub fn logs(
        &self,
        place: &Place,
        node: Option<&str>,
        from: TailFrom,
    ) -> Result<LogTail, ClusterError> {
        let plan = Plan::new(&self.find(place)?)?;
        let mut sources = Vec::new();
        for planned in &plan.nodes {
            if node.is_none_or(|wanted| wanted == planned.node) {
                let (node, path) = (planned.node.clone(), planned.log.clone());
                let at = start_of(&path, from)
                    .map_err(|error| super::state::system("read", &path, error))?;
                sources.push(Source { node, path, at, partial: Vec::new() });
            }
        }
        match node {
            Some(node) if sources.is_empty() => Err(plan.no_such_node(node)),
            _ => Ok(LogTail { sources }),
        }
    }
}

impl LogTail {
    /// The lines that were added since the last call, node by node; none yet is no error.
    pub fn read_new(&mut self) -> io::Result<Vec<LogLine>> {
        let mut lines = Vec::new();
        for source in &mut self.sources {
            source.read_new(&mut lines)?;
        }
        Ok(lines)
    }

    /// Waits until there are new lines. Safe to drop in the middle.
    pub async fn next(&mut self) -> io::Result<Vec<LogLine>> {
        loop {
            let lines = self.read_new()?;
            if !lines.is_empty() {
                return Ok(lines);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

impl Source {
    fn read_new(&mut self, lines: &mut Vec<LogLine>) -> io::Result<()> {
        let Some(mut file) = open(&self.path)? else { return Ok(()) };
        // A log that got shorter was made anew.
        if file.metadata()?.len() < self.at {
            self.at = 0;
            self.partial.clear();
        }
        file.seek(SeekFrom::Start(self.at))?;
        let mut reader = BufReader::new(file);
        loop {
            let room = LONGEST_LINE.saturating_sub(self.partial.len() as u64).max(1);
            let read = reader.by_ref().take(room).read_until(b'\n', &mut self.partial)?;
            self.at += read as u64;
            if read == 0 {
                return Ok(());
            }
            let whole = self.partial.last() == Some(&b'\n');
            if whole || self.partial.len() as u64 >= LONGEST_LINE {
                let line = String::from_utf8_lossy(&self.partial);
                let line = line.trim_end_matches(['\n', '\r']).to_owned();
                lines.push(LogLine { node: self.node.clone(), line });
                self.partial.clear();
            }
        }
    }
}

fn open(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Offset of the first line wanted.
fn start_of(path: &Path, from: TailFrom) -> io::Result<u64> {
    let TailFrom::Last(wanted) = from else { return Ok(0) };
    let Some(file) = open(path)? else { return Ok(0) };
    let mut starts = std::collections::VecDeque::new();
    let mut at = 0u64;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        starts.push_back(at);
        at += read as u64;
        if starts.len() > wanted {
            starts.pop_front();
        }
    }
    Ok(starts.front().copied().unwrap_or(at))
}

/// The last `count` lines of the file at `path`, for an error message.
pub(super) fn last_lines(path: &Path, count: usize) -> String {
    let read = || -> io::Result<String> {
        let Some(mut file) = open(path)? else { return Ok(String::new()) };
        file.seek(SeekFrom::Start(start_of(path, TailFrom::Last(count))?))?;
        let mut bytes = Vec::new();
        file.take(LONGEST_LINE).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    };
    read().unwrap_or_else(|error| format!("(cannot be read: {error})"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::{LogTail, Source, TailFrom, last_lines, start_of};

    #[test]
    fn lines_come_once_and_whole() -> std::io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("x.log");
        fs::write(&path, "one\ntwo\nthree\nfo")?;
        let at = start_of(&path, TailFrom::Last(2))?;
        let source = Source { node: "n".to_owned(), path: path.clone(), at, partial: Vec::new() };
        let mut tail = LogTail { sources: vec![source] };
        let texts = |tail: &mut LogTail| -> std::io::Result<Vec<String>> {
            Ok(tail.read_new()?.into_iter().map(|line| line.line).collect())
        };
        assert_eq!(texts(&mut tail)?, ["three"]);
        assert_eq!(texts(&mut tail)?, [""; 0]);
        write!(fs::File::options().append(true).open(&path)?, "ur\nfive\n")?;
        assert_eq!(texts(&mut tail)?, ["four", "five"]);
        fs::write(&path, "anew\n")?;
        assert_eq!(texts(&mut tail)?, ["anew"]);
        assert_eq!(last_lines(&path, 3), "anew");
        assert_eq!(last_lines(&directory.path().join("none"), 3), "");
        Ok(())
    }
}
