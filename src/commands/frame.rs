//! What is shown again and again: one frame at a time, drawn over the one before it.

use std::time::Duration;

use super::values::local_time;
use crate::engine::util::clock::TimestampMs;

const TO_THE_TOP: &str = "\x1b[H";
const CLEAR_LINE: &str = "\x1b[K";
const CLEAR_BELOW: &str = "\x1b[J";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// The frame being made, and the one on the screen.
#[derive(Debug, Default)]
pub struct Frame {
    /// Results so far; nothing when results go out at once.
    pub text: Option<Vec<u8>>,
    shown: Option<Vec<String>>,
}

impl Frame {
    /// Whether none was drawn yet.
    pub fn is_first(&self) -> bool {
        self.shown.is_none()
    }

    /// The frame's text for a screen with so many lines, over the frame before it. Lines that have
    /// changed are bold when `coloured`.
    pub fn drawn(&mut self, every: Duration, lines: usize, coloured: bool) -> String {
        let text = String::from_utf8_lossy(&self.text.take().unwrap_or_default()).into_owned();
        let now: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut drawn = String::from(TO_THE_TOP);
        let head = format!("every {every:?}, {}", local_time(TimestampMs::now()));
        drawn.push_str(&format!("{head}{CLEAR_LINE}\n{CLEAR_LINE}\n"));
        let room = lines.saturating_sub(3).max(1);
        for (at, line) in now.iter().enumerate().take(room) {
            let before = self.shown.as_ref().map(|shown| shown.get(at));
            let changed = before.is_some_and(|before| before != Some(line));
            match changed && coloured {
                true => drawn.push_str(&format!("{BOLD}{line}{PLAIN}{CLEAR_LINE}\n")),
                false => drawn.push_str(&format!("{line}{CLEAR_LINE}\n")),
            }
        }
        if let Some(hidden) = now.len().checked_sub(room).filter(|hidden| *hidden > 0) {
            drawn.push_str(&format!("... {hidden} more lines{CLEAR_LINE}"));
        }
        drawn.push_str(CLEAR_BELOW);
        self.shown = Some(now);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;
    use std::time::Duration;

    fn drawn(frame: &mut Frame, text: &str, lines: usize) -> String {
        frame.text = Some(text.as_bytes().to_vec());
        frame.drawn(Duration::from_secs(2), lines, true)
    }

    #[test]
    fn what_changed_is_bold_and_what_does_not_fit_is_counted() {
        let mut frame = Frame::default();
        assert!(!drawn(&mut frame, "a 1\nb 1\n", 24).contains("\x1b[1m"));
        let second = drawn(&mut frame, "a 1\nb 2\n", 24);
        assert!(second.starts_with("\x1b[Hevery 2s, "));
        assert!(second.contains("\na 1\x1b[K\n\x1b[1mb 2\x1b[0m\x1b[K\n"), "{second:?}");
        assert!(drawn(&mut frame, "1\n2\n3\n4\n", 5).ends_with("... 2 more lines\x1b[K\x1b[J"));
    }
}
