//! Namespaces: topics and groups of one tenant, told from those of others by what stands before
//! their names (`NamespaceUtil`): `NAMESPACE%NAME`, and `%RETRY%NAMESPACE%GROUP`.

use crate::engine::protocol::name_rules::{is_system_group, is_system_topic};
use crate::engine::protocol::names::{DEAD_LETTER_TOPIC_PREFIX, RETRY_TOPIC_PREFIX};

/// Stands behind the namespace.
const SEPARATOR: char = '%';

/// `name` as brokers know it. Names of the system, and those that are in the namespace already,
/// stay as they are.
pub fn with_namespace(namespace: Option<&str>, name: &str) -> String {
    let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) else {
        return name.to_owned();
    };
    let (prefix, rest) = split_prefix(name);
    if name.is_empty() || is_of_the_system(name) || own_name(namespace, rest).is_some() {
        return name.to_owned();
    }
    format!("{prefix}{namespace}{SEPARATOR}{rest}")
}

/// `name` as the application knows it. Names of other namespaces stay as they are.
pub fn without_namespace(namespace: Option<&str>, name: &str) -> String {
    let (prefix, rest) = split_prefix(name);
    match namespace.and_then(|namespace| own_name(namespace, rest)) {
        Some(own) if !is_of_the_system(name) => format!("{prefix}{own}"),
        _ => name.to_owned(),
    }
}

fn is_of_the_system(name: &str) -> bool {
    is_system_topic(name) || is_system_group(name)
}

/// What stands behind `namespace` in `name`.
fn own_name<'n>(namespace: &str, name: &'n str) -> Option<&'n str> {
    name.strip_prefix(namespace)?.strip_prefix(SEPARATOR)
}

fn split_prefix(name: &str) -> (&str, &str) {
    let prefixes = [RETRY_TOPIC_PREFIX, DEAD_LETTER_TOPIC_PREFIX];
    let split = |prefix: &&'static str| name.strip_prefix(*prefix).map(|rest| (*prefix, rest));
    prefixes.iter().find_map(split).unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::{with_namespace, without_namespace};

    /// Namespace, name, and what `NamespaceUtil.wrapNamespace` of 4.9.7 made of them.
    const BY_APACHE: [(&str, &str, &str); 9] = [
        ("MQ_INST_1", "Topic", "MQ_INST_1%Topic"),
        ("MQ_INST_1", "MQ_INST_1%Topic", "MQ_INST_1%Topic"),
        ("MQ_INST_1", "MQ_INST_2%Topic", "MQ_INST_1%MQ_INST_2%Topic"),
        ("MQ_INST_1", "%RETRY%GID", "%RETRY%MQ_INST_1%GID"),
        ("MQ_INST_1", "%RETRY%MQ_INST_1%GID", "%RETRY%MQ_INST_1%GID"),
        ("MQ_INST_1", "%DLQ%GID", "%DLQ%MQ_INST_1%GID"),
        ("MQ_INST_1", "TBW102", "TBW102"),
        ("MQ_INST_1", "rmq_sys_x", "rmq_sys_x"),
        ("", "Topic", "Topic"),
    ];

    #[test]
    fn names_are_wrapped_as_by_apache() {
        for (namespace, name, expected) in BY_APACHE {
            assert_eq!(with_namespace(Some(namespace), name), expected);
        }
        assert_eq!(with_namespace(None, "Topic"), "Topic");
    }

    #[test]
    fn names_are_unwrapped_again() {
        for (name, expected) in [
            ("N%Topic", "Topic"),
            ("%RETRY%N%GID", "%RETRY%GID"),
            ("%DLQ%N%GID", "%DLQ%GID"),
            ("M%Topic", "M%Topic"),
            ("NN%Topic", "NN%Topic"),
            ("Topic", "Topic"),
        ] {
            assert_eq!(without_namespace(Some("N"), name), expected);
        }
        assert_eq!(without_namespace(None, "N%Topic"), "N%Topic");
    }
}
