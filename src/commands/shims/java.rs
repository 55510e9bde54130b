//! What was said to a JVM that is not there: options, and system properties that still count.

use crate::commands::common_args::GlobalArgs;
use crate::commands::error::{CommandError, CommandResult};
use crate::commands::output::Printer;
use crate::engine::node::java_properties::Pairs;

/// Environment variables whose words Apache's scripts hand to the JVM.
const VARIABLES: [&str; 2] = ["JAVA_OPT", "JAVA_OPT_EXT"];
/// Options of a JVM whose value is the next word.
const WITH_VALUE: [&str; 3] = ["-cp", "-classpath", "-jar"];
/// Other options of a JVM that begin with none of [`PREFIXES`].
const WORDS: [&str; 4] = ["-server", "-client", "-ea", "-esa"];
/// Beginnings of options of a JVM.
const PREFIXES: [&str; 7] =
    ["-X", "-D", "-verbose:", "-ea:", "-javaagent:", "-agentlib:", "--add-"];

/// Options of a JVM, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Java {
    /// `-Dname=value`, in the order in which they were given.
    properties: Vec<(String, String)>,
    /// Everything else.
    others: Vec<String>,
}

impl Java {
    /// Those of the environment.
    pub fn from_environment() -> Self {
        let mut java = Self::default();
        for variable in VARIABLES {
            let text = std::env::var(variable).unwrap_or_default();
            text.split_whitespace().for_each(|word| java.take(word));
        }
        java
    }

    /// Takes those at the front of `words`, as in `tools.sh -Xmx1g CLASS`; gives what is left.
    pub fn take_leading<'w>(&mut self, mut words: &'w [String]) -> &'w [String] {
        while let [word, rest @ ..] = words
            && is_for_a_jvm(word)
        {
            self.take(word);
            words = match rest {
                [value, rest @ ..] if WITH_VALUE.contains(&word.as_str()) => {
                    self.take(value);
                    rest
                }
                rest => rest,
            };
        }
        words
    }

    /// Takes those anywhere among `words`, none of which is the value of an option before it; gives
    /// what is left.
    pub fn take_all(&mut self, words: &[String]) -> Vec<String> {
        let (taken, left): (Vec<&String>, Vec<&String>) =
            words.iter().partition(|word| is_for_a_jvm(word));
        taken.into_iter().for_each(|word| self.take(word));
        left.into_iter().cloned().collect()
    }

    fn take(&mut self, word: &str) {
        match word.strip_prefix("-D").and_then(|property| property.split_once('=')) {
            Some((name, value)) => self.properties.push((name.to_owned(), value.to_owned())),
            None => self.others.push(word.to_owned()),
        }
    }

    /// The value of a system property, the last one if it is repeated.
    fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The keys that the properties give to a node, translated by `keys`; tells what is left.
    pub fn settings(&self, out: &Printer, keys: fn(&str, &str) -> Option<Pairs>) -> Pairs {
        let mut settings = Vec::new();
        let mut ineffective = Vec::new();
        for (name, value) in &self.properties {
            match keys(name, value) {
                Some(pairs) => settings.extend(pairs),
                None => ineffective.push(format!("-D{name}={value}")),
            }
        }
        self.tell(out, &ineffective);
        settings
    }

    /// The global options that the properties give to a client; an option that was given wins.
    pub fn apply_to_client(&self, global: &mut GlobalArgs) -> CommandResult {
        if global.namesrv.is_none() {
            global.namesrv = self.property("rocketmq.namesrv.addr").map(str::to_owned);
        }
        let is = |name: &str| self.property(name).is_some_and(|v| v.eq_ignore_ascii_case("true"));
        if is("tls.enable") {
            // Java's clients believe any server unless told otherwise.
            match (is("tls.client.authServer"), self.property("tls.client.trustCertPath")) {
                (true, Some(path)) => global.ca = Some(path.into()),
                (true, None) => {
                    return Err(CommandError::usage(
                        "tls.client.authServer=true needs tls.client.trustCertPath",
                    ));
                }
                (false, _) => global.insecure = true,
            }
        }
        Ok(())
    }

    /// Tells what has no effect on a client.
    pub fn tell_client(&self, out: &Printer) {
        const COUNT: [&str; 4] = [
            "rocketmq.namesrv.addr",
            "tls.enable",
            "tls.client.authServer",
            "tls.client.trustCertPath",
        ];
        let left = self.properties.iter().filter(|(name, _)| !COUNT.contains(&name.as_str()));
        let left: Vec<String> = left.map(|(name, value)| format!("-D{name}={value}")).collect();
        self.tell(out, &left);
    }

    fn tell(&self, out: &Printer, properties: &[String]) {
        let words: Vec<&str> = self.others.iter().chain(properties).map(String::as_str).collect();
        if !words.is_empty() {
            out.note(&format!("no JVM runs here; without effect: {}", words.join(" ")));
        }
    }
}

fn is_for_a_jvm(word: &str) -> bool {
    WITH_VALUE.contains(&word)
        || WORDS.contains(&word)
        || PREFIXES.iter().any(|prefix| word.len() > prefix.len() && word.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::Java;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_is_for_the_jvm_is_taken_and_the_rest_left() {
        let mut java = Java::default();
        let line = words("-Xmx1g -cp a:b -Drocketmq.namesrv.addr=h:1 Class -Xnot-mine -n x");
        assert_eq!(java.take_leading(&line), words("Class -Xnot-mine -n x"));
        assert_eq!(java.property("rocketmq.namesrv.addr"), Some("h:1"));
        assert_eq!(java.others, words("-Xmx1g -cp a:b"));
        let left = java.take_all(&words("-n h:1 -Xms2g -c f -XX:+UseG1GC -p"));
        assert_eq!(left, words("-n h:1 -c f -p"));
        assert_eq!(java.others, words("-Xmx1g -cp a:b -Xms2g -XX:+UseG1GC"));
    }
}
