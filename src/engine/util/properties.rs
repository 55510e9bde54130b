//! Java `.properties` text: what `-c` files hold and what 25, 26, 318 and 319 carry.

/// One `key=value` of a file, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The key.
    pub key: String,
    /// The value, without blanks around it.
    pub value: String,
    /// Number of its line, from 1.
    pub line: usize,
}

/// Reads `.properties` text as `java.util.Properties.load` does: `#` and `!` comments, `=`, `:`
/// or a blank after the key, lines continued by a backslash, `\uXXXX` escapes. Blanks after a
/// value are dropped too, which Java keeps. Order and repeated keys are kept.
pub fn parse(text: &str) -> Vec<Property> {
    let mut properties = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, first)) = lines.next() {
        let first = first.trim_start();
        if first.is_empty() || first.starts_with(['#', '!']) {
            continue;
        }
        let mut logical = first.to_owned();
        while ends_in_continuation(&logical) {
            logical.pop();
            match lines.next() {
                Some((_, next)) => logical.push_str(next.trim_start()),
                None => break,
            }
        }
        let (key, value) = split(&logical);
        properties.push(Property {
            key: unescape(key),
            value: unescape(value).trim().to_owned(),
            line: number + 1,
        });
    }
    properties
}

/// The value of `key`; the last one counts when it is repeated.
pub fn value<'p>(properties: &'p [Property], key: &str) -> Option<&'p str> {
    properties.iter().rev().find(|p| p.key == key).map(|p| p.value.as_str())
}

/// `text` with every key of `changes` set to its value, and everything else, comments and order
/// too, as it was. A key that is repeated keeps its last line only; a new one comes at the end.
pub fn with_values(text: &str, changes: &[(String, String)]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::new();
    let mut done = 0;
    let properties = parse(text);
    for (at, property) in properties.iter().enumerate() {
        let first = property.line - 1;
        let change = changes.iter().rev().find(|(key, _)| *key == property.key);
        let Some((key, value)) = change else { continue };
        out.extend(lines[done..first].iter().map(|line| (*line).to_owned()));
        let repeated = properties[at + 1..].iter().any(|later| later.key == *key);
        if !repeated {
            out.push(line(key, value));
        }
        done = first + lines_of_one(&lines[first..]);
    }
    out.extend(lines[done..].iter().map(|line| (*line).to_owned()));
    // A backslash at the very end would swallow the first new line.
    let reaches_end = |last: &Property| {
        let first = last.line - 1;
        first >= done && first + lines_of_one(&lines[first..]) == lines.len()
    };
    if properties.last().is_some_and(reaches_end)
        && lines.last().is_some_and(|last| ends_in_continuation(last))
    {
        out.push(String::new());
    }
    for (key, value) in changes {
        let known = properties.iter().any(|property| property.key == *key);
        if !known && !out.contains(&line(key, value)) {
            out.push(line(key, value));
        }
    }
    let mut text = out.join("\n");
    text.push('\n');
    text
}

/// `key=value` as [`parse`] reads it.
pub fn line(key: &str, value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            c => escaped.push(c),
        }
    }
    format!("{key}={escaped}")
}

/// How many lines the property at the start of `lines` takes.
fn lines_of_one(lines: &[&str]) -> usize {
    let continued = lines.iter().take_while(|line| ends_in_continuation(line)).count();
    (continued + 1).min(lines.len())
}

fn ends_in_continuation(line: &str) -> bool {
    line.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// Splits a logical line at the first separator that is not escaped.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if matches!(c, '=' | ':') || c.is_ascii_whitespace() {
            let rest = line[at..].trim_start();
            let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
            return (&line[..at], rest.trim_start());
        }
    }
    (line, "")
}

fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    let push = |units: &mut Vec<u16>, c: char| {
        units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    };
    while let Some(c) = chars.next() {
        if c != '\\' {
            push(&mut units, c);
            continue;
        }
        match chars.next() {
            Some('t') => push(&mut units, '\t'),
            Some('n') => push(&mut units, '\n'),
            Some('r') => push(&mut units, '\r'),
            Some('f') => push(&mut units, '\u{c}'),
            Some('u') => {
                let digits: String = chars.clone().take(4).collect();
                match u16::from_str_radix(&digits, 16) {
                    Ok(unit) if digits.len() == 4 => {
                        units.push(unit);
                        chars.by_ref().take(4).for_each(drop);
                    }
                    _ => push(&mut units, 'u'),
                }
            }
            Some(other) => push(&mut units, other),
            None => {}
        }
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::{parse, value, with_values};

    #[test]
    fn changes_touch_their_lines_only() {
        let text = "# head\na=1\n\n! b\nb = 2\\\n  3\nc=4\nc=5\nd:6\n";
        let change = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let changes = [change("b", "x\\y"), change("c", "7"), change("new", "8")];
        assert_eq!(with_values(text, &changes), "# head\na=1\n\n! b\nb=x\\\\y\nc=7\nd:6\nnew=8\n");
        assert_eq!(with_values("", &[change("a", "1")]), "a=1\n");
        let ends_badly = with_values("b=2\\", &[change("a", "1")]);
        assert_eq!(value(&parse(&ends_badly), "a"), Some("1"));
    }

    #[test]
    fn reads_what_java_reads() {
        let text = "# comment\n! too\n  a = 1  \nb:2\nc 3\nlong=x\\\n   y\npath=C\\:\\\\tmp\nu=\\u4E2D\nempty=\n\na=4\n";
        let properties = parse(text);
        assert_eq!(value(&properties, "a"), Some("4"));
        assert_eq!(value(&properties, "b"), Some("2"));
        assert_eq!(value(&properties, "c"), Some("3"));
        assert_eq!(value(&properties, "long"), Some("xy"));
        assert_eq!(value(&properties, "path"), Some("C:\\tmp"));
        assert_eq!(value(&properties, "u"), Some("中"));
        assert_eq!(value(&properties, "empty"), Some(""));
        assert_eq!(properties[3].line, 6);
    }
}
