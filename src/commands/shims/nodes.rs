//! Apache's scripts for nodes: `mqnamesrv`, `mqbroker`, `mqshutdown` and `fast-try.sh`.

use super::command_line;
use super::java::Java;
use crate::commands::cli::Cli;
use crate::commands::error::{CommandError, CommandResult, Kind};
use crate::commands::mqadmin::options::{Given, Opt, flag, value};
use crate::commands::shutdown::{self, Nodes};
use crate::commands::{broker as broker_command, namesrv as namesrv_command};
use crate::engine::node::{BrokerOptions, NamesrvOptions, java_properties};

const CONFIG: Opt = value('c', "configFile", "Apache's .properties file");
const PRINT: Opt = flag('p', "printConfigItem", "Print the whole configuration and exit");
const PRINT_IMPORTANT: Opt =
    flag('m', "printImportantConfig", "Print the important part of the configuration and exit");

/// The options of a node's script that were given; none when its help was asked for, and shown.
fn given(cli: &Cli, name: &str, own: &[Opt], words: &[String]) -> CommandResult<Option<Given>> {
    let given = command_line::given(cli, name, own, words)?;
    for word in given.iter().flat_map(Given::words) {
        cli.out.warn(&format!(
            "`{word}` has no effect here, as with Apache's {name}; keys belong into the file of -c"
        ));
    }
    Ok(given)
}

/// `mqbroker`.
pub fn broker(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    let defaults = java.settings(&cli.out, java_properties::for_broker);
    let own = [CONFIG, PRINT, PRINT_IMPORTANT];
    let Some(given) = given(cli, "mqbroker", &own, words)? else { return Ok(()) };
    let options = BrokerOptions {
        defaults,
        config: given.get('c').map(Into::into),
        namesrv: given.get('n').map(|text| text.replace(',', ";")),
        ..BrokerOptions::default()
    };
    if given.has('p') || given.has('m') {
        return broker_command::print(cli, &options, !given.has('p'));
    }
    broker_command::serve(cli, &options)
}

/// `mqnamesrv`.
pub fn namesrv(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    let defaults = java.settings(&cli.out, java_properties::for_namesrv);
    let Some(given) = given(cli, "mqnamesrv", &[CONFIG, PRINT], words)? else { return Ok(()) };
    let options = NamesrvOptions {
        defaults,
        config: given.get('c').map(Into::into),
        ..NamesrvOptions::default()
    };
    if given.has('p') {
        return namesrv_command::print(cli, &options);
    }
    namesrv_command::serve(cli, &options)
}

/// `mqshutdown broker|namesrv`.
pub fn shutdown(cli: &Cli, java: &Java, words: &[String]) -> CommandResult {
    java.tell_client(&cli.out);
    match words.first().map(String::as_str) {
        Some("broker") => shutdown::stop_all(cli, Nodes::Broker),
        Some("namesrv") => shutdown::stop_all(cli, Nodes::Namesrv),
        _ => {
            cli.out.text("Useage: mqshutdown broker | namesrv")?;
            Err(CommandError::told(Kind::Usage))
        }
    }
}

/// `dledger/fast-try.sh start|stop`.
pub fn fast_try(_: &Cli, _: &Java, words: &[String]) -> CommandResult {
    let stops = words.first().is_some_and(|word| word == "stop");
    let (what, instead) = match stops {
        true => ("stopped", "rmq down stops a local cluster"),
        false => (
            "started",
            "rmq up --topology 2m-2s-sync starts masters with slaves that have every message",
        ),
    };
    Err(CommandError::failed(format!("no DLedger cluster can be {what}: quorums come later"))
        .because(
            "replication is from a master to its slaves, and no slave becomes a master by itself",
        )
        .hint(instead))
}
