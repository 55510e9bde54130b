//! Options as mqadmin's commands declare them, and the parser its command lines were written for:
//! Apache Commons CLI 1.2 with its `PosixParser`.
//!
//! What counts as the same: values joined to their letter (`-bHOST`), letters in a bunch (`-lm`),
//! long names with one hyphen or two, `--name=value`, quotes around a value dropped, the first of
//! repeated values.

use std::collections::HashMap;

/// One option of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opt {
    /// Its letter.
    pub short: char,
    /// Its long name; some of Apache's end in a blank.
    pub long: &'static str,
    /// Whether a value follows.
    pub takes_value: bool,
    /// Whether the command line must have it.
    pub need: Need,
    /// What it is for.
    pub about: &'static str,
}

/// Whether an option has to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be left out.
    Optional,
    /// It must be there.
    Required,
    /// Exactly one of those marked so must be there.
    OneOf,
}

/// An option with a value.
pub const fn value(short: char, long: &'static str, about: &'static str) -> Opt {
    Opt { short, long, takes_value: true, need: Need::Optional, about }
}

/// An option without one.
pub const fn flag(short: char, long: &'static str, about: &'static str) -> Opt {
    Opt { short, long, takes_value: false, need: Need::Optional, about }
}

impl Opt {
    /// The same, required.
    pub const fn required(mut self) -> Self {
        self.need = Need::Required;
        self
    }

    /// The same, of which one is required.
    pub const fn one_of(mut self) -> Self {
        self.need = Need::OneOf;
        self
    }
}

/// Options every command has besides its own.
const COMMON: [Opt; 2] = [
    flag('h', "help", "Show this help"),
    value('n', "namesrvAddr", "Name servers, for example 'localhost:9876;192.168.0.2:9876'"),
];

/// The options of a command, its own and the common ones, in the order in which help lists them.
pub fn all(own: &[Opt]) -> Vec<Opt> {
    let mut options: Vec<Opt> = own.to_vec();
    options.extend(COMMON.iter().filter(|common| own.iter().all(|o| o.short != common.short)));
    options.sort_by_key(|option| option.short.to_ascii_lowercase());
    options
}

/// A parsed command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    values: HashMap<char, Vec<String>>,
    words: Vec<String>,
}

/// What is wrong with a command line, in the words of Commons CLI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// An option the command does not have.
    #[error("Unrecognized option: {0}")]
    Unrecognized(String),
    /// An option without its value.
    #[error("Missing argument for option: {0}")]
    MissingValue(char),
    /// Options that must be there.
    #[error("Missing required option{}: {}", if .0.len() == 1 { "" } else { "s" }, .0.join(", "))]
    MissingOptions(Vec<String>),
    /// Two options that exclude each other.
    #[error(
        "The option '{second}' was specified but an option from this group has already been selected: '{first}'"
    )]
    Both {
        /// The one that came first.
        first: char,
        /// The other.
        second: char,
    },
}

impl Given {
    /// Reads `words` as a command line of a command with `options` (see [`all`]).
    pub fn parse(options: &[Opt], words: &[String]) -> Result<Self, ParseError> {
        let tokens = flatten(options, words);
        let mut given = Self::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.as_str() {
                "--" => break,
                // Words that belong to no option are passed over, as by Apache's commands.
                word if !word.starts_with('-') || word == "-" => {
                    given.words.push(token.clone());
                    continue;
                }
                _ => {}
            }
            let option =
                find(options, token).ok_or_else(|| ParseError::Unrecognized(token.clone()))?;
            given.exclude(options, option)?;
            let values = given.values.entry(option.short).or_default();
            if !option.takes_value {
                continue;
            }
            match tokens.get(at).filter(|next| !is_option(options, next)) {
                Some(next) => values.push(unquoted(next).to_owned()),
                None => return Err(ParseError::MissingValue(option.short)),
            }
            at += 1;
        }
        Ok(given)
    }

    /// Whether all that must be there is there.
    pub fn complete(&self, options: &[Opt]) -> Result<(), ParseError> {
        let mut missing: Vec<String> = options
            .iter()
            .filter(|option| option.need == Need::Required && !self.has(option.short))
            .map(|option| option.short.to_string())
            .collect();
        let group: Vec<&Opt> = options.iter().filter(|o| o.need == Need::OneOf).collect();
        if !group.is_empty() && !group.iter().any(|option| self.has(option.short)) {
            let letters: Vec<String> = group.iter().map(|o| format!("-{}", o.short)).collect();
            missing.push(format!("[{}]", letters.join(" | ")));
        }
        if missing.is_empty() { Ok(()) } else { Err(ParseError::MissingOptions(missing)) }
    }

    /// The words that belong to no option.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether the option is there.
    pub fn has(&self, short: char) -> bool {
        self.values.contains_key(&short)
    }

    /// The first value of the option, without blanks around it.
    pub fn get(&self, short: char) -> Option<&str> {
        self.values.get(&short)?.first().map(|value| value.trim())
    }

    fn exclude(&self, options: &[Opt], option: &Opt) -> Result<(), ParseError> {
        if option.need != Need::OneOf {
            return Ok(());
        }
        let other = options
            .iter()
            .find(|o| o.need == Need::OneOf && o.short != option.short && self.has(o.short));
        match other {
            Some(first) => Err(ParseError::Both { first: first.short, second: option.short }),
            None => Ok(()),
        }
    }
}

/// The option `token` names: by letter or long name, with one hyphen or two.
fn find<'o>(options: &'o [Opt], token: &str) -> Option<&'o Opt> {
    let name = token.strip_prefix("--").or_else(|| token.strip_prefix('-')).unwrap_or(token);
    let mut letters = name.chars();
    let letter = letters.next().filter(|_| letters.as_str().is_empty());
    options.iter().find(|option| {
        letter == Some(option.short) || option.long == name || option.long.trim_end() == name
    })
}

fn is_option(options: &[Opt], token: &str) -> bool {
    token.starts_with('-') && find(options, token).is_some()
}

fn unquoted(text: &str) -> &str {
    let text = text.strip_prefix('"').unwrap_or(text);
    text.strip_suffix('"').unwrap_or(text)
}

/// Takes joined options and values apart (`PosixParser.flatten`).
fn flatten(options: &[Opt], words: &[String]) -> Vec<String> {
    let mut tokens = Vec::new();
    for word in words {
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            match long.split_once('=') {
                Some((name, value)) if find(options, name).is_some() => {
                    tokens.extend([format!("--{name}"), value.to_owned()]);
                }
                _ => tokens.push(word.clone()),
            }
        } else if word.starts_with('-') && word.chars().count() > 2 && find(options, word).is_none()
        {
            burst(options, word, &mut tokens);
        } else {
            tokens.push(word.clone());
        }
    }
    tokens
}

/// `-lm` is `-l -m`, `-tTopic` is `-t Topic`.
fn burst(options: &[Opt], word: &str, tokens: &mut Vec<String>) {
    for (at, letter) in word.char_indices().skip(1) {
        let Some(option) = options.iter().find(|option| option.short == letter) else {
            tokens.push(word.to_owned());
            return;
        };
        tokens.push(format!("-{letter}"));
        let rest = &word[at + letter.len_utf8()..];
        if option.takes_value && !rest.is_empty() {
            tokens.push(rest.to_owned());
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, Opt, ParseError, all, flag, value};

    fn options() -> Vec<Opt> {
        all(&[
            value('b', "brokerAddr", "").one_of(),
            value('c', "clusterName", "").one_of(),
            value('t', "topic", "").required(),
            value('s', "beginTimestamp ", ""),
            flag('l', "list", ""),
            flag('m', "more", ""),
        ])
    }

    fn parse(line: &str) -> Result<Given, ParseError> {
        let words: Vec<String> = line.split('|').map(str::to_owned).collect();
        let given = Given::parse(&options(), &words)?;
        given.complete(&options()).map(|()| given)
    }

    #[test]
    fn joined_split_and_long_forms_are_the_same() -> Result<(), ParseError> {
        for line in [
            "-b|host:1|-t|T|-l|-m",
            "-bhost:1|-tT|-lm",
            "--brokerAddr|host:1|--topic=T|-ml",
            "-brokerAddr|host:1|-topic|T|-list|-more",
            "-b|\"host:1\"|-t| T |-lm|-t|ignored|word",
        ] {
            let given = parse(line)?;
            assert_eq!((given.get('b'), given.get('t')), (Some("host:1"), Some("T")), "{line}");
            assert!(given.has('l') && given.has('m') && !given.has('c'), "{line}");
        }
        Ok(())
    }

    #[test]
    fn a_value_may_look_like_an_option_that_there_is_not() -> Result<(), ParseError> {
        let given = parse("-b|x|-t|T|-s|-1")?;
        assert_eq!(given.get('s'), Some("-1"));
        let given = parse("-b|x|-t|T|--beginTimestamp|5")?;
        assert_eq!(given.get('s'), Some("5"));
        Ok(())
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, words) in [
            ("-b|x", "Missing required option: t"),
            ("-l", "Missing required options: t, [-b | -c]"),
            ("-t|T|-b|x|-z", "Unrecognized option: -z"),
            ("-t|T|-b|x|-lz", "Unrecognized option: -lz"),
            ("-b|x|-t", "Missing argument for option: t"),
            ("-b|x|-t|-l", "Missing argument for option: t"),
            (
                "-t|T|-b|x|-c|y",
                "The option 'c' was specified but an option from this group has already been selected: 'b'",
            ),
        ] {
            let error = parse(line).map(|_| ()).unwrap_err();
            assert_eq!(error.to_string(), words, "{line}");
        }
    }
}
