//! The help of a command in mqadmin's form: Commons CLI's `HelpFormatter`, 110 columns wide.

use super::options::{Need, Opt};

const WIDTH: usize = 110;
const GAP: usize = 3;
/// Continued usage lines stand below the first word after `usage:`.
const USAGE_INDENT: usize = "usage: ".len();

/// `usage: mqadmin NAME ...` and a line, or several, for each of `options` (see
/// [`super::options::all`]).
pub fn text(name: &str, options: &[Opt]) -> String {
    of_program(&format!("mqadmin {name}"), options)
}

/// The same for a program that is not mqadmin.
pub fn of_program(program: &str, options: &[Opt]) -> String {
    let mut lines = Vec::new();
    wrap(&usage(program, options), USAGE_INDENT, &mut lines);
    let heads: Vec<String> = options.iter().map(head).collect();
    let widest = heads.iter().map(|head| head.chars().count()).max().unwrap_or(0);
    for (option, head) in options.iter().zip(heads) {
        let line = format!("{head:widest$}{:GAP$}{}", "", option.about);
        wrap(&line, widest + GAP, &mut lines);
    }
    lines.join("\n")
}

fn usage(program: &str, options: &[Opt]) -> String {
    let mut text = format!("usage: {program}");
    let mut group: Vec<String> =
        options.iter().filter(|o| o.need == Need::OneOf).map(synopsis).collect();
    for option in options {
        match option.need {
            // A group stands where its first member would, with a blank of its own behind it.
            Need::OneOf if group.is_empty() => {}
            Need::OneOf => text.push_str(&format!(" {} ", std::mem::take(&mut group).join(" | "))),
            Need::Required => text.push_str(&format!(" {}", synopsis(option))),
            Need::Optional => text.push_str(&format!(" [{}]", synopsis(option))),
        }
    }
    text
}

fn synopsis(option: &Opt) -> String {
    let value = if option.takes_value { " <arg>" } else { "" };
    format!("-{}{value}", option.short)
}

fn head(option: &Opt) -> String {
    let value = if option.takes_value { " <arg>" } else { "" };
    format!(" -{},--{}{value}", option.short, option.long)
}

/// Breaks `line` at blanks; lines after the first are indented.
fn wrap(line: &str, indent: usize, lines: &mut Vec<String>) {
    let mut line = line.to_owned();
    loop {
        let chars: Vec<char> = line.chars().collect();
        if chars.len() <= WIDTH {
            lines.push(line.trim_end().to_owned());
            return;
        }
        let is_blank = |at: &usize| chars[*at] == ' ';
        let at = (indent..=WIDTH).rev().find(is_blank);
        let at = at.or_else(|| (WIDTH..chars.len()).find(is_blank)).unwrap_or(chars.len());
        let (first, rest): (String, String) =
            (chars[..at].iter().collect(), chars[at..].iter().collect());
        lines.push(first.trim_end().to_owned());
        if rest.trim().is_empty() {
            return;
        }
        line = format!("{:indent$}{}", "", rest.trim());
    }
}
