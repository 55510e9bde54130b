//! What a script of Apache's, or a Java class given to one, runs here.

use super::java::Java;
use super::{benchmark, nodes, quickstart};
use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult};
use crate::engine::util::nearest::nearest;

/// What runs.
#[derive(Clone, Copy)]
pub struct Program {
    /// Whether it is a server, which logs without being asked to.
    pub is_node: bool,
    /// Does it, with the words that are no options of a JVM.
    pub run: fn(&Cli, &Java, &[String]) -> CommandResult,
}

const NAMESRV: Program = Program { is_node: true, run: nodes::namesrv };
const BROKER: Program = Program { is_node: true, run: nodes::broker };
const MQADMIN: Program = Program { is_node: false, run: mqadmin };
const SHUTDOWN: Program = Program { is_node: false, run: nodes::shutdown };
const PRODUCER: Program = Program { is_node: false, run: benchmark::producer };
const BATCH_PRODUCER: Program = Program { is_node: false, run: benchmark::batch_producer };
const TRANSACTION_PRODUCER: Program =
    Program { is_node: false, run: benchmark::transaction_producer };
const CONSUMER: Program = Program { is_node: false, run: benchmark::consumer };
const FAST_TRY: Program = Program { is_node: false, run: nodes::fast_try };

/// What the name of a script stands for.
pub enum Named {
    /// Always the same.
    Program(Program),
    /// The class that its first word names, as of a JVM.
    Class,
}

/// A script of Apache's.
pub struct Script {
    /// Its path below `bin`, or below the folder beside it.
    pub path: &'static str,
    /// What it runs.
    pub named: Named,
    /// What it is for.
    pub about: &'static str,
}

const fn script(path: &'static str, program: Program, about: &'static str) -> Script {
    Script { path, named: Named::Program(program), about }
}

/// Every script.
#[rustfmt::skip]
pub static SCRIPTS: &[Script] = &[
    script("mqnamesrv", NAMESRV, "a name server in the foreground"),
    script("mqbroker", BROKER, "a broker in the foreground"),
    script("mqshutdown", SHUTDOWN, "stops the brokers or the name servers of this machine"),
    script("mqadmin", MQADMIN, "the commands of mqadmin"),
    Script { path: "tools.sh", named: Named::Class, about: "a Java class by its name" },
    Script { path: "runserver.sh", named: Named::Class, about: "a Java class by its name" },
    Script { path: "runbroker.sh", named: Named::Class, about: "a Java class by its name" },
    script("benchmark/producer.sh", PRODUCER, "a load of single messages"),
    script("benchmark/batchproducer.sh", BATCH_PRODUCER, "a load of batches"),
    script("benchmark/tproducer.sh", TRANSACTION_PRODUCER, "a load of transactions"),
    script("benchmark/consumer.sh", CONSUMER, "consumes a load"),
    script("dledger/fast-try.sh", FAST_TRY, "says what there is instead of DLedger"),
];

/// The Java classes that scripts name.
#[rustfmt::skip]
static CLASSES: &[(&str, Program)] = &[
    ("org.apache.rocketmq.example.quickstart.Producer", Program { is_node: false, run: quickstart::producer }),
    ("org.apache.rocketmq.example.quickstart.Consumer", Program { is_node: false, run: quickstart::consumer }),
    ("org.apache.rocketmq.example.benchmark.Producer", PRODUCER),
    ("org.apache.rocketmq.example.benchmark.BatchProducer", BATCH_PRODUCER),
    ("org.apache.rocketmq.example.benchmark.TransactionProducer", TRANSACTION_PRODUCER),
    ("org.apache.rocketmq.example.benchmark.Consumer", CONSUMER),
    ("org.apache.rocketmq.tools.command.MQAdminStartup", MQADMIN),
    ("org.apache.rocketmq.namesrv.NamesrvStartup", NAMESRV),
    ("org.apache.rocketmq.broker.BrokerStartup", BROKER),
];

impl Script {
    /// The name of its file, by which it is called.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

/// The script with this name.
pub fn script_named(name: &str) -> Option<&'static Script> {
    SCRIPTS.iter().find(|script| script.name() == name)
}

/// The program behind the class that the first of `words` names, and the words behind it.
pub fn class(words: &[String]) -> CommandResult<(Program, &[String])> {
    let hint = "org.apache.rocketmq.example.quickstart.Producer is one, .Consumer another";
    let [name, rest @ ..] = words else {
        return Err(CommandError::usage("the name of a class is missing").hint(hint));
    };
    if let Some((_, program)) = CLASSES.iter().find(|(class, _)| class == name) {
        return Ok((*program, rest));
    }
    let error = CommandError::not_found(format!("no class `{name}` here: no Java runs"));
    Err(match nearest(name, CLASSES.iter().map(|(class, _)| *class)) {
        Some(meant) => error.hint(format!("did you mean {meant}?")),
        None => error.hint(hint),
    })
}

fn mqadmin(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    crate::commands::mqadmin::run(words, cli)
}
