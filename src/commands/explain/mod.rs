//! `rmq explain`: what a code, a rule of the doctor or the text of an error means, and what to do.

mod codes;
mod texts;

use serde::Serialize;

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::error::{CommandError, CommandResult, Kind};
use super::values::or_dash;
use super::view::{Column, View};
use crate::engine::doctor::rules::RULES;
use crate::engine::protocol::requests::RequestCode;

/// Tell what a response code or the text of an error means, and what to do
///
/// Takes a number, a name such as TOPIC_NOT_EXIST, a rule of rmq doctor, or any part of an error as a
/// client, a broker or a tool printed it. Without arguments everything known is listed.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The code or the text
    #[arg(value_name = "CODE|TEXT")]
    words: Vec<String>,
}

impl Command for Explain {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq explain 14",
        "rmq explain No route info of this topic",
        "rmq explain 'CODE: 2  DESC: [TIMEOUT_CLEAN_QUEUE]broker busy, start flow control for a while'",
    ];
    const EXITS: &'static [Kind] = &[Kind::NotFound];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<Explanation>("")];

    fn run(self, cli: &Cli) -> CommandResult {
        let asked = self.words.join(" ");
        if asked.trim().is_empty() {
            return cli.out.list(&every().collect::<Vec<_>>());
        }
        let found = find(asked.trim());
        if found.is_empty() {
            return Err(unknown(asked.trim()));
        }
        if !cli.out.is_table() {
            return cli.out.list(&found);
        }
        let texts: Vec<String> = found.iter().map(Explanation::text).collect();
        cli.out.text(&texts.join("\n\n"))
    }
}

/// What a code or a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Explanation {
    /// The response code; null for texts that come without one.
    code: Option<i32>,
    /// The code's name, or what the text has in it.
    what: &'static str,
    /// What happened.
    meaning: &'static str,
    /// Why, most often.
    cause: &'static str,
    /// What to do.
    fix: &'static str,
}

impl Explanation {
    fn text(&self) -> String {
        let head = match self.code {
            Some(code) => format!("{code} {}", self.what),
            None => format!("\"{}\"", self.what),
        };
        let Self { meaning, cause, fix, .. } = self;
        format!("{head}\n  {meaning}\n  Cause: {cause}\n  Fix:   {fix}")
    }
}

impl View for Explanation {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::number("CODE", |e: &Self| or_dash(e.code)),
            Column::text("WHAT", |e| e.what.to_owned()),
            Column::text("MEANING", |e| e.meaning.to_owned()),
        ]
    }

    fn name(&self) -> String {
        self.what.to_owned()
    }
}

fn every() -> impl Iterator<Item = Explanation> {
    let of_doctor = RULES.iter().map(|rule| Explanation {
        code: None,
        what: rule.code,
        meaning: rule.title,
        cause: rule.cause,
        fix: rule.fix,
    });
    codes::CODES.iter().chain(texts::TEXTS).copied().chain(of_doctor)
}

/// What fits `asked`: a number or a name exactly, else the texts it has in it with the code it names,
/// else what has it in it.
fn find(asked: &str) -> Vec<Explanation> {
    let asked = asked.to_lowercase();
    if let Ok(code) = asked.parse::<i32>() {
        return codes::CODES.iter().filter(|e| e.code == Some(code)).copied().collect();
    }
    let named: Vec<Explanation> = every().filter(|e| e.what.to_lowercase() == asked).collect();
    if !named.is_empty() {
        return named;
    }
    let has = |e: &Explanation| asked.contains(&e.what.to_lowercase());
    let mut found: Vec<Explanation> = texts::TEXTS.iter().filter(|e| has(e)).copied().collect();
    let code = code_in(&asked);
    let coded = |e: &&Explanation| has(e) || code.is_some_and(|code| e.code == Some(code));
    found.extend(codes::CODES.iter().filter(coded));
    if found.is_empty() {
        let within = |text: &str| text.to_lowercase().contains(&asked);
        found =
            every().filter(|e| within(e.what) || within(e.meaning) || within(e.cause)).collect();
    }
    found
}

/// The code that a client's exception names as `CODE: 14`.
fn code_in(text: &str) -> Option<i32> {
    let (_, rest) = text.split_once("code:")?;
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn unknown(asked: &str) -> CommandError {
    let error = CommandError::not_found(format!("nothing is known about `{asked}`"));
    match asked.parse::<i32>().map(RequestCode::from) {
        Ok(RequestCode::Unknown(_)) | Err(_) => {
            error.hint("try fewer words, or rmq explain to list all")
        }
        Ok(request) => error.because(format!(
            "{asked} is no response code; as a request code it is {}",
            request.name()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{codes, find, texts};
    use crate::engine::protocol::responses::ResponseCode;

    #[test]
    fn every_response_code_is_explained_under_its_name() {
        for code in -10..1000 {
            let known = ResponseCode::from(code);
            let explained = codes::CODES.iter().find(|e| e.code == Some(code)).map(|e| e.what);
            match known {
                ResponseCode::Unknown(_) => assert_eq!(explained, None, "{code}"),
                known => assert_eq!(explained, Some(known.name())),
            }
        }
    }

    #[test]
    fn what_users_paste_is_found() {
        let first = |text: &str| find(text).first().map(|e| e.what);
        let busy =
            "CODE: 2  DESC: [TIMEOUT_CLEAN_QUEUE]broker busy, start flow control for a while";
        assert_eq!(first(busy), Some("[TIMEOUT_CLEAN_QUEUE]"));
        assert!(find(busy).iter().any(|e| e.what == "SYSTEM_BUSY"), "the code counts too");
        let route = "org.apache.rocketmq.client.exception.MQClientException: \
                     No route info of this topic: TopicTest";
        assert_eq!(first(route), Some("No route info of this topic"));
        assert_eq!(first("topic_not_exist"), Some("TOPIC_NOT_EXIST"));
        assert_eq!(first("14"), Some("SERVICE_NOT_AVAILABLE"));
        assert!(find("no such thing at all").is_empty());
    }

    #[test]
    fn every_text_finds_itself() {
        for text in texts::TEXTS {
            let found = find(&format!("a line with {} in it", text.what));
            assert!(found.contains(text), "{}", text.what);
        }
    }
}
