//! Live completion: names of topics, groups, brokers, clusters and contexts, as the cluster has them
//! at the moment.
//!
//! A shell runs `rmq` at the press of a key, so an answer takes [`PATIENCE`] at most, is kept for
//! [`FRESH`], and is nothing at all when the cluster is away. What is kept is derived and may be deleted.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

use clap::FromArgMatches;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::cli::Cli;
use super::common_args::GlobalArgs;
use super::context::Contexts;
use super::error::CommandResult;
use super::table;
use crate::engine::admin::Admin;
use crate::engine::protocol::name_rules::{is_system_topic, reply_topic};
use crate::engine::protocol::names::{DEAD_LETTER_TOPIC_PREFIX, RETRY_TOPIC_PREFIX, TopicName};
use crate::engine::util::text_file;

/// The variable by which a completion script asks for completions.
pub const VARIABLE: &str = "RMQ_COMPLETE";
/// How long the cluster has to answer.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long an answer is kept.
const FRESH: Duration = Duration::from_secs(5);

/// What an argument names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Topic,
    /// A topic that brokers do without.
    UserTopic,
    Group,
    Broker,
    Cluster,
    Context,
}

/// Answers a completion script, when one asks; whether it did.
pub fn answer(arguments: &[OsString]) -> bool {
    let here = std::env::current_dir().ok();
    let complete = clap_complete::CompleteEnv::with_factory(table::parser).var(VARIABLE);
    // A script that asks wrongly gets the error of an empty answer.
    complete.try_complete(arguments.iter().cloned(), here.as_deref()).unwrap_or(true)
}

/// `argument` of the command with words `path`, completed by what it names.
pub fn completed(path: &str, argument: clap::Arg) -> clap::Arg {
    match kind(path, argument.get_id().as_str()) {
        Some(kind) => argument.add(ArgValueCompleter::new(move |typed: &OsStr| names(kind, typed))),
        None => argument,
    }
}

fn kind(path: &str, id: &str) -> Option<Kind> {
    let is_local =
        ["up", "down", "ps", "logs", "kill", "start", "broker", "shutdown"].contains(&path);
    match id {
        "context" => Some(Kind::Context),
        "name" if path.starts_with("context ") && path != "context add" => Some(Kind::Context),
        _ if is_local => None,
        "topic" if path == "topic delete" => Some(Kind::UserTopic),
        "topic" | "topics" if path != "topic create" => Some(Kind::Topic),
        "named" if path == "doctor route" => Some(Kind::Topic),
        "to" if path == "message resend" => Some(Kind::Topic),
        "group" if path != "group create" && path != "broker producers" => Some(Kind::Group),
        "from" | "to" if path == "offset clone" => Some(Kind::Group),
        "broker" => Some(Kind::Broker),
        "cluster" => Some(Kind::Cluster),
        _ => None,
    }
}

fn names(kind: Kind, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let names = match kind {
        Kind::Context => Contexts::load().map(|c| c.contexts.into_keys().collect()),
        kind => of_cluster(kind),
    };
    let fitting = names.unwrap_or_default().into_iter().filter(|name| name.starts_with(&*typed));
    fitting.map(CompletionCandidate::new).collect()
}

/// The names the cluster has, which were kept or are asked for.
fn of_cluster(kind: Kind) -> CommandResult<Vec<String>> {
    let cli = Cli::new(typed_options());
    let servers = cli.name_servers()?;
    let kept = kept_in(&format!("{kind:?}-{servers}"));
    if let Some(names) = kept.as_ref().and_then(fresh) {
        return Ok(names);
    }
    let names = cli.with_admin(async |admin| {
        Ok(tokio::time::timeout(PATIENCE, ask(&admin, kind)).await.ok().transpose()?)
    })?;
    // What came too late is asked for again at the next key.
    let Some(names) = names else { return Ok(Vec::new()) };
    if let Some(path) = kept
        && path.parent().is_some_and(|parent| std::fs::create_dir_all(parent).is_ok())
    {
        // Without it the next key asks again.
        drop(text_file::replace(&path, &names.join("\n")));
    }
    Ok(names)
}

async fn ask(
    admin: &Admin,
    kind: Kind,
) -> Result<Vec<String>, crate::engine::client::error::ClientError> {
    let text = |topics: Vec<TopicName>| topics.into_iter().map(|topic| topic.to_string());
    let is_own = |topic: &String| {
        !topic.starts_with(RETRY_TOPIC_PREFIX) && !topic.starts_with(DEAD_LETTER_TOPIC_PREFIX)
    };
    Ok(match kind {
        Kind::Topic => text(admin.topic_names().await?).filter(is_own).collect(),
        Kind::UserTopic => {
            let (topics, info) = tokio::try_join!(admin.topic_names(), admin.cluster_info())?;
            let is_users = |topic: &String| {
                !is_system_topic(topic)
                    && !info.broker_addr_table.contains_key(topic.as_str())
                    && !info.cluster_addr_table.keys().any(|cluster| {
                        [cluster.as_str(), reply_topic(cluster).as_str()].contains(&topic.as_str())
                    })
            };
            text(topics).filter(is_own).filter(is_users).collect()
        }
        Kind::Group => text(admin.topic_names().await?)
            .filter_map(|topic| topic.strip_prefix(RETRY_TOPIC_PREFIX).map(str::to_owned))
            .collect(),
        Kind::Broker => {
            let brokers = admin.cluster_info().await?.broker_addr_table;
            brokers.into_keys().map(|name| name.to_string()).collect()
        }
        Kind::Cluster => {
            let clusters = admin.cluster_info().await?.cluster_addr_table;
            clusters.into_keys().map(|name| name.to_string()).collect()
        }
        Kind::Context => Vec::new(),
    })
}

/// The global options on the line that is being completed: behind the `--` of the script's call.
fn typed_options() -> GlobalArgs {
    let words: Vec<String> = std::env::args().skip_while(|word| word != "--").skip(2).collect();
    let wanted = ["-n", "--namesrv", "--context", "--access-key", "--secret-key"];
    let mut given = vec!["rmq".to_owned()];
    for (at, word) in words.iter().enumerate() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            _ => (word.as_str(), words.get(at + 1).map(String::as_str)),
        };
        if let (true, Some(value)) = (wanted.contains(&name), value) {
            given.extend([name.to_owned(), value.to_owned()]);
        }
    }
    let parser = <GlobalArgs as clap::Args>::augment_args(clap::Command::new("rmq"));
    let parse = |words: Vec<String>| {
        let matches = parser.clone().try_get_matches_from(words)?;
        GlobalArgs::from_arg_matches(&matches)
    };
    parse(given).unwrap_or_else(|_| GlobalArgs::default())
}

/// The file that keeps the names for `key`.
fn kept_in(key: &str) -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache = from("XDG_CACHE_HOME").or_else(|| from("HOME").map(|home| home.join(".cache")))?;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    Some(cache.join("rmq").join(key.chars().map(plain).collect::<String>()))
}

fn fresh(path: &PathBuf) -> Option<Vec<String>> {
    let age = std::fs::metadata(path).ok()?.modified().ok()?.elapsed().ok()?;
    if age > FRESH {
        return None;
    }
    Some(std::fs::read_to_string(path).ok()?.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind};

    #[test]
    fn names_that_do_not_exist_yet_are_not_completed() {
        assert_eq!(kind("topic route", "topic"), Some(Kind::Topic));
        assert_eq!(kind("topic delete", "topic"), Some(Kind::UserTopic));
        assert_eq!(kind("topic create", "topic"), None);
        assert_eq!(kind("topic create", "cluster"), Some(Kind::Cluster));
        assert_eq!(kind("context add", "name"), None);
        assert_eq!(kind("context use", "name"), Some(Kind::Context));
        assert_eq!(kind("up", "name"), None);
    }
}
