//! THE command table: one row per command. The parser, dispatch, completions, man pages and the
//! checks in `tests/` are all made from it.

use clap::{ArgMatches, Args, FromArgMatches};

use super::cli::Cli;
use super::command::{Command, JsonForm};
use super::common_args::GlobalArgs;
use super::error::{CommandResult, Kind};
use super::live;
use super::selection::ViewArgs;

/// One row of the table.
pub struct Row {
    /// The words to type.
    pub path: &'static str,
    /// Another spelling at the top level, or nothing.
    pub also: &'static str,
    /// The command of Apache's mqadmin that does the same, or nothing.
    pub mqadmin: &'static str,
    /// Whether it is a server.
    pub is_node: bool,
    /// Whether it shows a view and changes nothing, so that it can be watched.
    pub is_view: bool,
    examples: &'static [&'static str],
    exits: &'static [Kind],
    json: &'static [JsonForm],
    more_help: &'static str,
    augment: fn(clap::Command) -> clap::Command,
    run: fn(&ArgMatches, &Cli) -> CommandResult,
}

const fn row<C: Command>(path: &'static str, also: &'static str, mqadmin: &'static str) -> Row {
    Row {
        path,
        also,
        mqadmin,
        is_node: C::IS_NODE,
        is_view: false,
        examples: C::EXAMPLES,
        exits: C::EXITS,
        json: C::JSON,
        more_help: C::MORE_HELP,
        augment: C::augment_args,
        run: run::<C>,
    }
}

const fn view<C: Command>(path: &'static str, also: &'static str, mqadmin: &'static str) -> Row {
    Row { is_view: true, ..row::<C>(path, also, mqadmin) }
}

/// Every command, in the order in which help lists them.
#[rustfmt::skip]
pub static COMMANDS: &[Row] = &[
    //   type                              path             also            mqadmin
    row::<super::up::Up>(                  "up",            "",             ""),
    row::<super::down::Down>(              "down",          "",             ""),
    view::<super::ps::Ps>(                  "ps",            "",             ""),
    row::<super::logs::Logs>(              "logs",          "",             ""),
    row::<super::kill::Kill>(              "kill",          "",             ""),
    row::<super::start::Start>(            "start",         "",             ""),
    row::<super::namesrv::Namesrv>(        "namesrv",       "",             ""),
    row::<super::broker::Broker>(          "broker",        "",             ""),
    row::<super::shutdown::Shutdown>(      "shutdown",      "",             ""),
    row::<super::produce::Produce>(        "produce",       "",             "sendMessage"),
    row::<super::consume::Consume>(        "consume",       "",             "consumeMessage"),
    row::<super::bench::produce::BenchProduce>("bench produce", "",         "sendMsgStatus, checkMsgSendRT"),
    row::<super::bench::consume::BenchConsume>("bench consume", "",         ""),
    row::<super::bench::latency::BenchLatency>("bench latency", "",         "clusterRT"),
    view::<super::cluster::list::ClusterList>("cluster list", "cluster-list", "clusterList"),
    view::<super::cluster::health::ClusterHealth>("cluster health", "",      ""),
    row::<super::topic::create::TopicCreate>("topic create", "",             "updateTopic"),
    view::<super::topic::list::TopicList>(  "topic list",    "",             "topicList"),
    view::<super::topic::route::TopicRoute>("topic route",   "",             "topicRoute"),
    view::<super::topic::status::TopicStatus>("topic status", "",            "topicStatus"),
    view::<super::topic::describe::TopicDescribe>("topic describe", "",      ""),
    view::<super::topic::clusters::TopicClusters>("topic clusters", "",      "topicClusterList"),
    row::<super::topic::update::TopicUpdate>("topic update", "",            "updateTopic"),
    row::<super::topic::perm::TopicPerm>(  "topic perm",    "",             "updateTopicPerm"),
    row::<super::topic::order::TopicOrder>("topic order",   "",             "updateOrderConf"),
    row::<super::topic::delete::TopicDelete>("topic delete", "",            "deleteTopic"),
    view::<super::group::list::GroupList>(  "group list",    "",             ""),
    view::<super::group::describe::GroupDescribe>("group describe", "",      "getConsumerConfig"),
    view::<super::group::progress::GroupProgress>("group progress", "",      "consumerProgress"),
    view::<super::group::clients::GroupClients>("group clients", "",         "consumerConnection"),
    view::<super::group::running_info::GroupRunningInfo>("group running-info", "", "consumerStatus"),
    row::<super::group::create::GroupCreate>("group create", "",            "updateSubGroup"),
    row::<super::group::delete::GroupDelete>("group delete", "",            "deleteSubGroup"),
    view::<super::offset::show::OffsetShow>("offset show",   "",             ""),
    row::<super::offset::reset::OffsetReset>("offset reset", "",            "resetOffsetByTime"),
    row::<super::offset::skip::OffsetSkip>("offset skip",   "",             "skipAccumulatedMessage"),
    row::<super::offset::clone::OffsetClone>("offset clone", "",            "cloneGroupOffset"),
    view::<super::broker::list::BrokerList>("broker list",   "",             ""),
    view::<super::broker::status::BrokerStatus>("broker status", "",         "brokerStatus"),
    view::<super::broker::config_get::BrokerConfigGet>("broker config get", "", "getBrokerConfig"),
    row::<super::broker::config_set::BrokerConfigSet>("broker config set", "", "updateBrokerConfig"),
    view::<super::broker::consume_stats::BrokerConsumeStats>("broker consume-stats", "", "brokerConsumeStats"),
    view::<super::broker::producers::BrokerProducers>("broker producers", "", "producer, producerConnection"),
    row::<super::broker::write_perm::WipeWrite>("broker wipe-write", "",    "wipeWritePerm"),
    row::<super::broker::write_perm::AddWrite>("broker add-write", "",      "addWritePerm"),
    row::<super::broker::clean::BrokerClean>("broker clean", "",            "cleanExpiredCQ, deleteExpiredCommitLog, cleanUnusedTopic"),
    view::<super::namesrv_config::get::NamesrvConfigGet>("namesrv-config get", "", "getNamesrvConfig"),
    row::<super::namesrv_config::set::NamesrvConfigSet>("namesrv-config set", "", "updateNamesrvConfig"),
    view::<super::kv::list::KvList>(        "kv list",       "",             ""),
    view::<super::kv::get::KvGet>(          "kv get",        "",             ""),
    row::<super::kv::put::KvPut>(          "kv put",        "",             "updateKvConfig"),
    row::<super::kv::delete::KvDelete>(    "kv delete",     "",             "deleteKvConfig"),
    view::<super::message::get::MessageGet>("message get",   "",             "queryMsgById, queryMsgByUniqueKey"),
    view::<super::message::by_key::MessageByKey>("message by-key", "",       "queryMsgByKey"),
    view::<super::message::by_offset::MessageByOffset>("message by-offset", "", "queryMsgByOffset"),
    view::<super::message::list::MessageList>("message list", "",            "printMsg, printMsgByQueue"),
    row::<super::message::resend::MessageResend>("message resend", "",      "queryMsgById"),
    row::<super::message::consume_directly::MessageConsumeDirectly>("message consume-directly", "", "queryMsgById"),
    view::<super::message::trace::MessageTrace>("message trace", "",         "queryMsgTraceById"),
    view::<super::dlq::list::DlqList>(      "dlq list",      "",             ""),
    row::<super::dlq::resend::DlqResend>(  "dlq resend",    "",             ""),
    row::<super::dlq::export::DlqExport>(  "dlq export",    "",             ""),
    view::<super::acl::list::AclList>(      "acl list",      "",             "getAclConfig"),
    view::<super::acl::show::AclShow>(      "acl show",      "",             "getAclConfig"),
    row::<super::acl::set::AclSet>(        "acl set",       "",             "updateAclConfig"),
    row::<super::acl::delete::AclDelete>(  "acl delete",    "",             "deleteAclConfig"),
    view::<super::acl::white_list::get::WhiteListGet>("acl white-list get", "", "getAclConfig"),
    row::<super::acl::white_list::set::WhiteListSet>("acl white-list set", "", "updateGlobalWhiteAddr"),
    view::<super::acl::versions::AclVersions>("acl versions", "",            "clusterAclConfigVersion"),
    view::<super::stats::Stats>(            "stats",         "",             "statsAll"),
    row::<super::export::metadata::ExportMetadata>("export metadata", "",   "exportMetadata"),
    row::<super::export::configs::ExportConfigs>("export configs", "",      "exportConfigs"),
    row::<super::export::metrics::ExportMetrics>("export metrics", "",      "exportMetrics"),
    view::<super::context::list::ContextList>("context list", "",            ""),
    view::<super::context::show::ContextShow>("context show", "",            ""),
    row::<super::context::add::ContextAdd>("context add",   "",             ""),
    row::<super::context::switch::ContextUse>("context use", "",            ""),
    row::<super::context::remove::ContextRemove>("context remove", "",      ""),
    view::<super::doctor::Doctor>(          "doctor",        "",             ""),
    view::<super::doctor::route::DoctorRoute>("doctor route", "",            ""),
    row::<super::doctor::config::DoctorConfig>("doctor config", "",          ""),
    view::<super::explain::Explain>(        "explain",       "",             ""),
    row::<super::mqadmin::Mqadmin>(        "mqadmin",       "",             ""),
    row::<super::shims::Shims>(            "shims",         "",             ""),
    row::<super::store::verify::StoreVerify>("store verify", "",            ""),
    row::<super::store::dump::StoreDump>(  "store dump",    "",             ""),
    row::<super::store::repair::StoreRepair>("store repair", "",            ""),
    row::<super::store::rebuild::StoreRebuild>("store rebuild", "",         ""),
    row::<super::completions::Completions>("completions",   "",             ""),
    row::<super::man::Man>(                "man",           "",             ""),
];

/// The commands of mqadmin that no row stands for, each with the reason.
pub const ONLY_IN_MQADMIN: &[(&str, &str)] = &[
    ("startMonitoring", "it only writes a log; a view with --watch shows the same figures"),
    ("allocateMQ", "it reckons for imagined consumers; group clients shows who has which queue"),
    ("queryCq", "raw entries of a queue; store dump shows them with the messages they lead to"),
];

/// Words that stand before others without being a command, with what they are about.
const NOUNS: &[(&str, &str)] = &[
    ("acl", "Look at accounts and what they may do, make, change and delete them"),
    ("acl white-list", "Look at the addresses that need no account, and set them"),
    ("bench", "Put a load on a cluster, and measure what it makes of it"),
    ("export", "Write down what a cluster has, in one document"),
    ("cluster", "Look at the brokers of a cluster"),
    ("broker config", "Look at the settings of running brokers, and change them"),
    ("context", "Name clusters, and choose the one that commands go to"),
    ("dlq", "Look at messages that consumer groups have given up, and let them try again"),
    ("message", "Find messages, look at them, send and consume them again"),
    ("kv", "Look at the key-value configuration of the name servers, and change it"),
    ("namesrv-config", "Look at the settings of running name servers, and change them"),
    ("group", "Look at consumer groups, make, change and delete them"),
    ("offset", "Look at how far consumer groups are, and let them go on elsewhere"),
    ("store", "Check a store directory, look into it and put it right, without a broker"),
    ("topic", "Create, list, look at, change and delete topics"),
];

fn run<C: Command>(matches: &ArgMatches, cli: &Cli) -> CommandResult {
    C::from_arg_matches(matches)
        .map_err(|error| super::error::CommandError::usage(error.to_string()))?
        .run(cli)
}

impl Row {
    /// Its words.
    pub fn words(&self) -> impl DoubleEndedIterator<Item = &'static str> {
        self.path.split(' ')
    }

    /// How its view is to be shown.
    pub fn view_args(&self, matches: &ArgMatches) -> ViewArgs {
        if !self.is_view {
            return ViewArgs::default();
        }
        ViewArgs::from_arg_matches(matches).unwrap_or_default()
    }

    /// The command lines its help shows.
    pub fn examples(&self) -> &'static [&'static str] {
        self.examples
    }

    /// How it can end, besides well and with wrong usage.
    pub fn exits(&self) -> &'static [Kind] {
        self.exits
    }

    /// What `-o json` prints.
    pub fn json(&self) -> &'static [JsonForm] {
        self.json
    }

    fn parser(&self, name: &'static str) -> clap::Command {
        let mut parser = (self.augment)(clap::Command::new(name));
        let mut tail = description(&parser);
        if !self.more_help.is_empty() {
            tail.push_str(self.more_help);
            tail.push_str("\n\n");
        }
        tail.push_str("Examples:\n");
        for example in self.examples {
            tail.push_str(&format!("  {example}\n"));
        }
        tail.push_str(&format!("\nExit codes: {}", exit_codes(self.exits)));
        if !self.mqadmin.is_empty() {
            tail.push_str(&format!("\nIn mqadmin: {}", self.mqadmin));
        }
        if self.is_view {
            // These options bring a text of their own.
            let about = parser.get_about().cloned().unwrap_or_default();
            parser = ViewArgs::augment_args(parser).about(about);
        }
        parser = parser.mut_args(|argument| live::completed(self.path, argument));
        // Without a long text of its own, --help is as compact as -h.
        parser.long_about(None).after_help(tail)
    }
}

/// What the doc comment of a command says after its first line.
fn description(parser: &clap::Command) -> String {
    let long = parser.get_long_about().map(ToString::to_string).unwrap_or_default();
    long.split_once("\n\n").map_or_else(String::new, |(_, rest)| format!("{rest}\n\n"))
}

fn exit_codes(exits: &[Kind]) -> String {
    let mut codes = vec!["0 done".to_owned(), "2 wrong usage".to_owned()];
    codes.extend(exits.iter().map(|kind| format!("{} {}", kind.exit_code(), kind.meaning())));
    codes.sort_by_key(|text| text.split(' ').next().and_then(|code| code.parse::<u8>().ok()));
    codes.join(", ")
}

/// The parser of the whole command line.
pub fn parser() -> clap::Command {
    let root = clap::Command::new("rmq")
        .version(env!("CARGO_PKG_VERSION"))
        .arg_required_else_help(true)
        .subcommand_required(true)
        .max_term_width(100)
        .disable_help_subcommand(true)
        .after_help(
            "Start here:\n  rmq up\n  rmq produce TopicTest hello\n  rmq consume TopicTest --from first --exit-at-end",
        );
    // The global options bring a text of their own.
    let mut root =
        GlobalArgs::augment_args(root).mut_args(|argument| live::completed("", argument)).about(
            "Apache RocketMQ 4.9 as one small, fast binary: servers, clients and admin commands",
        );
    for row in COMMANDS {
        root = with_row(root, row, row.path, "");
        if !row.also.is_empty() {
            root = root.subcommand(row.parser(row.also));
        }
    }
    root
}

/// `parser` with `row` in it, of whose path `words` are left behind `before`.
fn with_row(parser: clap::Command, row: &Row, words: &'static str, before: &str) -> clap::Command {
    let Some((noun, rest)) = words.split_once(' ') else {
        return parser.subcommand(row.parser(words));
    };
    let path = format!("{before} {noun}");
    let parser = match parser.find_subcommand(noun) {
        // A command may have others behind its word; its own options do not go with them.
        Some(inner) if !inner.is_subcommand_required_set() => parser
            .mut_subcommand(noun, |inner| {
                inner.args_conflicts_with_subcommands(true).disable_help_subcommand(true)
            }),
        Some(_) => parser,
        None => parser.subcommand(noun_parser(noun, path.trim())),
    };
    parser.mut_subcommand(noun, |inner| with_row(inner, row, rest, &path))
}

fn noun_parser(noun: &'static str, path: &str) -> clap::Command {
    let about = NOUNS.iter().find(|(name, _)| *name == path).map_or("", |(_, about)| about);
    clap::Command::new(noun)
        .about(about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
}

/// The row and the arguments that parsed command line `matches` chooses.
pub fn chosen(matches: &ArgMatches) -> Option<(&'static Row, &ArgMatches)> {
    let mut typed = Vec::new();
    let mut inner = matches;
    while let Some((word, next)) = inner.subcommand() {
        typed.push(word);
        inner = next;
    }
    let row = COMMANDS.iter().find(|row| {
        row.words().eq(typed.iter().copied())
            || (typed.as_slice() == [row.also] && !row.also.is_empty())
    })?;
    Some((row, inner))
}

impl Row {
    /// Does what the row's command does.
    pub fn dispatch(&self, matches: &ArgMatches, cli: &Cli) -> CommandResult {
        (self.run)(matches, cli)
    }
}

/// Every parser of the tree that a person can ask for help, with its words.
pub fn all_parsers() -> Vec<(Vec<String>, clap::Command)> {
    fn walk(
        words: &[String],
        parser: &clap::Command,
        found: &mut Vec<(Vec<String>, clap::Command)>,
    ) {
        found.push((words.to_vec(), parser.clone()));
        for inner in parser.get_subcommands() {
            let mut longer = words.to_vec();
            longer.push(inner.get_name().to_owned());
            walk(&longer, inner, found);
        }
    }
    let mut found = Vec::new();
    walk(&[], &parser(), &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, NOUNS, ONLY_IN_MQADMIN, chosen, parser};

    #[test]
    fn the_parser_is_sound() {
        parser().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        for row in COMMANDS {
            let examples = row.examples();
            assert!(
                (2..=3).contains(&examples.len()),
                "{} has {} examples",
                row.path,
                examples.len()
            );
        }
    }

    #[test]
    fn every_example_parses_and_leads_to_its_row() {
        for row in COMMANDS {
            for example in row.examples() {
                // An example may be a pipeline; every rmq in it is tried.
                let mut found = Vec::new();
                for part in example.split(" | ").filter(|p| p.starts_with("rmq ")) {
                    let matches = parser().try_get_matches_from(shell_words(part));
                    let matches = matches.unwrap_or_else(|e| panic!("`{part}`: {e}"));
                    found.extend(chosen(&matches).map(|(row, _)| row.path));
                }
                assert!(found.contains(&row.path), "`{example}` is no example of {}", row.path);
            }
        }
    }

    #[test]
    fn every_command_of_mqadmin_has_a_row_or_a_reason() {
        let rows = COMMANDS.iter().flat_map(|row| row.mqadmin.split(", "));
        let mut named: Vec<&str> = rows.filter(|name| !name.is_empty()).collect();
        let apart = ONLY_IN_MQADMIN.iter().map(|(name, _)| *name);
        for name in apart.clone() {
            assert!(!named.contains(&name), "{name} has both");
        }
        named.extend(apart);
        named.sort_unstable();
        named.dedup();
        let all = super::super::mqadmin::table::COMMANDS;
        let mut all: Vec<&str> = all.iter().map(|spec| spec.name).collect();
        all.sort_unstable();
        assert_eq!(named, all);
    }

    #[test]
    fn every_noun_is_used() {
        for (noun, _) in NOUNS {
            let behind =
                |row: &super::Row| row.path.strip_prefix(noun).is_some_and(|r| r.starts_with(' '));
            assert!(COMMANDS.iter().any(behind), "{noun}");
        }
    }

    /// Splits at blanks outside quotes, and drops a redirection.
    fn shell_words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut word = String::new();
        let mut quote = None;
        for c in line.trim().chars() {
            match (quote, c) {
                (None, '\'' | '"') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (None, ' ') => {
                    words.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty()))
                }
                (_, c) => word.push(c),
            }
        }
        words.extend(Some(word).filter(|w| !w.is_empty()));
        let end = words.iter().position(|w| w == ">" || w == "<").unwrap_or(words.len());
        words.truncate(end);
        words
    }
}
