//! `rmq acl set`: make an account, or change it.

use super::{account, conclude_asked, named_right, right, summary};
use crate::commands::changes::{ChangeRow, Way, carry_out};
use crate::commands::cli::Cli;
use crate::commands::command::{Command, JsonForm};
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::target::TargetArgs;
use crate::engine::admin::servers::Target;
use crate::engine::protocol::bodies::acl::PlainAccessConfig;

/// Stands for a secret that is read from standard input.
const FROM_INPUT: &str = "-";

/// Make an account, or change what it may do
///
/// What is not given stays as it is; of a new account it is DENY. A right is DENY, PUB, SUB or
/// PUB|SUB. Names and secrets are longer than 6 characters.
#[derive(Debug, clap::Args)]
pub struct AclSet {
    /// The account (its access key)
    account: String,
    /// Its secret; others on this machine can see options, so better `-`: a line of standard input
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
    /// Whether it may change the cluster
    #[arg(long, value_name = "true|false")]
    admin: Option<bool>,
    /// Its right in topics that it has no right of its own in
    #[arg(long, value_name = "RIGHT", value_parser = right)]
    default_topic: Option<String>,
    /// Its right in groups that it has no right of its own in
    #[arg(long, value_name = "RIGHT", value_parser = right)]
    default_group: Option<String>,
    /// Its right in a topic; can be repeated
    #[arg(long = "topic", value_name = "NAME=RIGHT", value_parser = named_right)]
    topic_rights: Vec<String>,
    /// Its right in a group; can be repeated
    #[arg(long = "group", value_name = "NAME=RIGHT", value_parser = named_right)]
    group_rights: Vec<String>,
    /// Addresses from which it needs no signature, for example 192.168.0.*
    #[arg(long, value_name = "ADDRESSES")]
    unsigned_from: Option<String>,
    #[command(flatten)]
    target: TargetArgs,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Command for AclSet {
    const EXAMPLES: &'static [&'static str] = &[
        "rmq acl set my-account --secret my-secret --default-group SUB --topic TopicTest=PUB|SUB --dry-run",
        "echo my-secret | rmq acl set my-account --secret - --topic TopicTest=SUB",
        "rmq acl set my-account --admin true",
    ];
    const EXITS: &'static [Kind] =
        &[Kind::Failed, Kind::NotFound, Kind::Partial, Kind::Unreachable, Kind::Refused];
    const JSON: &'static [JsonForm] = &[JsonForm::rows::<ChangeRow>("")];

    fn run(mut self, cli: &Cli) -> CommandResult {
        if self.secret.as_deref() == Some(FROM_INPUT) {
            self.secret = Some(first_line()?);
        }
        cli.with_admin(async |admin| {
            let brokers = admin.acl_configs_of(self.target.brokers(&admin).await?).await;
            conclude_asked(&brokers)?;
            let (mut plan, mut wanted) = (Vec::new(), Vec::new());
            for row in &brokers {
                let old = account(row, &self.account);
                let new = self.applied_to(old)?;
                let has_new_secret = old.is_some_and(|old| old.secret_key != new.secret_key);
                let after = match has_new_secret {
                    true => format!("{} with another secret", summary(&new)),
                    false => summary(&new),
                };
                let (name, address) = (&row.broker.name, row.broker.address.as_str());
                plan.push(ChangeRow::planned(name, address, old.map(summary), Some(after)));
                wanted.push((Target::Broker(address.to_owned()), new));
            }
            let way = Way { dry_run: self.dry_run, question: None };
            carry_out(cli, plan, way, async {
                let mut outcomes = Vec::new();
                for (broker, account) in &wanted {
                    outcomes.extend(admin.acl_account_put(broker, account).await?);
                }
                Ok(outcomes)
            })
            .await
        })
    }
}

impl AclSet {
    /// The account as it shall be where it is `old` now.
    fn applied_to(&self, old: Option<&PlainAccessConfig>) -> CommandResult<PlainAccessConfig> {
        let mut new = old.cloned().unwrap_or_default();
        new.access_key = Some(self.account.clone());
        new.secret_key = self.secret.clone().or(new.secret_key);
        if new.secret_key.is_none() {
            let headline = format!("account {} is new and has no secret", self.account);
            return Err(CommandError::usage(headline).hint("add --secret"));
        }
        new.admin = self.admin.unwrap_or(new.admin);
        new.default_topic_perm = self.default_topic.clone().or(new.default_topic_perm);
        new.default_group_perm = self.default_group.clone().or(new.default_group_perm);
        new.white_remote_address = self.unsigned_from.clone().or(new.white_remote_address);
        put_rights(&mut new.topic_perms, &self.topic_rights);
        put_rights(&mut new.group_perms, &self.group_rights);
        Ok(new)
    }
}

/// A line of standard input.
fn first_line() -> CommandResult<String> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| CommandError::io("reading standard input", &error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Puts `NAME=RIGHT`s among those there are, each in the place of the one for that name.
fn put_rights(there: &mut Option<Vec<String>>, wanted: &[String]) {
    let name = |right: &str| right.split('=').next().unwrap_or_default().trim().to_owned();
    for right in wanted {
        let rights = there.get_or_insert_default();
        match rights.iter_mut().find(|old| name(old) == name(right)) {
            Some(old) => old.clone_from(right),
            None => rights.push(right.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::put_rights;

    #[test]
    fn a_right_takes_the_place_of_the_one_for_its_name() {
        let mut rights = Some(vec!["A=PUB".to_owned(), "B=SUB".to_owned()]);
        put_rights(&mut rights, &["B=DENY".to_owned(), "C=PUB|SUB".to_owned()]);
        let expected = ["A=PUB", "B=DENY", "C=PUB|SUB"].map(str::to_owned).to_vec();
        assert_eq!(rights, Some(expected));
        let mut none = None;
        put_rights(&mut none, &[]);
        assert_eq!(none, None);
    }
}
