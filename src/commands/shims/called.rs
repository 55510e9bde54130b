//! This binary, called by the name of one of Apache's scripts.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use super::java::Java;
use super::program::{self, Named, Script};
use crate::commands::cli::Cli;
use crate::commands::common_args::GlobalArgs;
use crate::commands::error::CommandResult;
use crate::commands::{begin, conclude};

/// The option by which the scripts of `rmq shims` say what they are.
pub const OPTION: &str = "--as";

/// A call by the name of a script.
pub struct Called {
    script: &'static Script,
    words: Vec<String>,
}

impl Called {
    /// The script that `arguments` are for: the program's name says so, or [`OPTION`] behind it.
    pub fn by(arguments: &[OsString]) -> Option<Self> {
        let text = |word: &OsString| word.to_string_lossy().into_owned();
        let own_name = Path::new(arguments.first()?).file_name()?.to_str()?;
        if let Some(script) = program::script_named(own_name) {
            return Some(Self { script, words: arguments.iter().skip(1).map(text).collect() });
        }
        let (option, name) = (arguments.get(1)?.to_str()?, arguments.get(2)?.to_str()?);
        let script = program::script_named(name).filter(|_| option == OPTION)?;
        Some(Self { script, words: arguments.iter().skip(3).map(text).collect() })
    }

    /// Does what the script does.
    pub fn main(&self) -> ExitCode {
        let mut java = Java::from_environment();
        let mut global = GlobalArgs::without_options();
        let prepared = self.prepare(&mut java, &mut global);
        let cli = Cli::new(global);
        let outcome = prepared.and_then(|(program, words)| {
            begin(&cli, program.is_node)?;
            (program.run)(&cli, &java, &words)
        });
        conclude(&cli, outcome)
    }

    fn prepare(
        &self,
        java: &mut Java,
        global: &mut GlobalArgs,
    ) -> CommandResult<(program::Program, Vec<String>)> {
        let words = java.take_leading(&self.words);
        let (program, words) = match &self.script.named {
            Named::Program(program) => (*program, words),
            Named::Class => program::class(words)?,
        };
        // No value of a node's option looks like an option of a JVM.
        let words = if program.is_node { java.take_all(words) } else { words.to_vec() };
        if !program.is_node {
            java.apply_to_client(global)?;
        }
        Ok((program, words))
    }
}

#[cfg(test)]
mod tests {
    use super::Called;

    #[test]
    fn the_name_of_the_program_says_what_it_is() {
        let called = |line: &str| {
            let words: Vec<_> = line.split(' ').map(Into::into).collect();
            Called::by(&words).map(|called| (called.script.path, called.words.join(" ")))
        };
        assert_eq!(called("/opt/bin/mqbroker -n a:1"), Some(("mqbroker", "-n a:1".to_owned())));
        assert_eq!(
            called("rmq --as fast-try.sh start"),
            Some(("dledger/fast-try.sh", "start".to_owned()))
        );
        assert_eq!(called("rmq broker -n a:1"), None);
        assert_eq!(called("rmq --as something"), None);
    }
}
