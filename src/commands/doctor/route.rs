//! `rmq doctor route`: why a client gets no route of a topic.

use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::values::or_dash;
use crate::commands::view::{Column, View};
use crate::engine::client::error::ClientError;
use crate::engine::doctor::route::{Step, Verdict, walk, without_name_server};
use crate::engine::protocol::names::TopicName;

/// Find out why clients say `No route info of this topic`
///
/// Looks at the five causes one after the other: name servers, registered brokers, the topic and who
/// creates it, permissions, and whether its brokers answer at the addresses clients are given. Of what lies
/// behind a cause nothing can be told. Run it where the client runs: addresses are tried from here.
#[derive(Debug, clap::Args)]
pub struct DoctorRoute {
    /// The topic
    #[arg(required_unless_present = "named")]
    topic: Option<String>,
    /// The topic, as mqadmin has it
    #[arg(short = 't', long = "topic", value_name = "TOPIC", conflicts_with = "topic")]
    named: Option<String>,
}

impl Command for DoctorRoute {
    const EXAMPLES: &'static [&'static str] =
        &["rmq doctor route TopicTest", "rmq doctor route -t TopicTest -o json"];
    const EXITS: &'static [Kind] = &[Kind::Failed, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<Step>("")];
    const MORE_HELP: &'static str =
        "The exit code is 0 when there is no cause, 5 when no name server answers, else 1.";

    fn run(self, cli: &Cli) -> CommandResult {
        let topic = TopicName::from(self.topic.or(self.named).unwrap_or_default());
        let walked = cli.with_admin(async |admin| Ok(walk(&admin, &topic).await))?;
        let (steps, kind) = match walked {
            Ok(steps) => (steps, Kind::Failed),
            Err(error @ ClientError::NoNameServer { .. }) => {
                (without_name_server(&error), Kind::Unreachable)
            }
            Err(error) => return Err(error.into()),
        };
        cli.out.list(&steps)?;
        match steps.iter().find(|step| step.verdict == Verdict::Cause) {
            None => {
                cli.out.note(&format!("clients get a route of {topic}"));
                Ok(())
            }
            Some(cause) => {
                let headline =
                    format!("topic {topic} cannot be used: it does not hold that {}", cause.check);
                let error = CommandError::new(kind, headline).because(&cause.found);
                Err(match &cause.fix {
                    Some(fix) => error.hint(fix),
                    None => error,
                })
            }
        }
    }
}

impl View for Step {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::text("CHECK", |s: &Self| s.check.to_owned()),
            Column::text("VERDICT", |s| {
                let verdict = match s.verdict {
                    Verdict::Ok => "ok",
                    Verdict::Cause => "CAUSE",
                    Verdict::Unknown => "?",
                };
                verdict.to_owned()
            }),
            Column::text("FOUND", |s| or_dash(Some(&s.found).filter(|text| !text.is_empty()))),
            Column::text("FIX", |s| or_dash(s.fix.as_ref())),
        ]
    }

    fn name(&self) -> String {
        self.check.to_owned()
    }
}
