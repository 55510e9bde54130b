//! Java's system properties (`-Dname=value`) that mean something to a node, as keys of its file.

use crate::engine::remoting::tls::TlsSettings;

/// Keys and values.
pub type Pairs = Vec<(String, String)>;

/// What `-Dname=value` says to a broker; `None` when it says nothing to it. The file and options
/// win, as over the defaults that Apache's `BrokerConfig` takes from these properties.
pub fn for_broker(name: &str, value: &str) -> Option<Pairs> {
    let one = |key: &str, value: String| Some(vec![(key.to_owned(), value)]);
    match name {
        "rocketmq.namesrv.addr" => one("namesrvAddr", value.to_owned()),
        "rocketmq.home.dir" => one("rocketmqHome", value.to_owned()),
        "user.home" => one("storePathRootDir", format!("{value}/store")),
        "rocketmq.broker.diskSpaceWarningLevelRatio" => {
            one("diskSpaceWarningLevelRatio", percent(value)?)
        }
        "rocketmq.broker.diskSpaceCleanForciblyRatio" => {
            one("diskSpaceCleanForciblyRatio", percent(value)?)
        }
        _ => encryption(name, value),
    }
}

/// What `-Dname=value` says to a name server; `None` when it says nothing to it.
pub fn for_namesrv(name: &str, value: &str) -> Option<Pairs> {
    match name {
        "user.home" => Some(vec![
            ("kvConfigPath".to_owned(), format!("{value}/namesrv/kvConfig.json")),
            ("configStorePath".to_owned(), format!("{value}/namesrv/namesrv.properties")),
        ]),
        _ => encryption(name, value),
    }
}

fn encryption(name: &str, value: &str) -> Option<Pairs> {
    TlsSettings::known(name).map(|(key, _)| vec![(key.to_owned(), value.to_owned())])
}

/// `0.85` as `85`.
fn percent(share: &str) -> Option<String> {
    let share: f64 = share.trim().parse().ok()?;
    (0.0..=1.0).contains(&share).then(|| format!("{:.0}", share * 100.0))
}

#[cfg(test)]
mod tests {
    use super::{for_broker, for_namesrv};

    #[test]
    fn what_a_jvm_was_told_becomes_keys() {
        let broker = |name, value| for_broker(name, value).map(|pairs| pairs[0].clone());
        let pair = |key: &str, value: &str| Some((key.to_owned(), value.to_owned()));
        assert_eq!(broker("rocketmq.namesrv.addr", "a:1;b:2"), pair("namesrvAddr", "a:1;b:2"));
        assert_eq!(broker("user.home", "/d"), pair("storePathRootDir", "/d/store"));
        let ratio = "rocketmq.broker.diskSpaceWarningLevelRatio";
        assert_eq!(broker(ratio, "0.95"), pair("diskSpaceWarningLevelRatio", "95"));
        assert_eq!(broker(ratio, "95"), None);
        assert_eq!(broker("tls.server.mode", "enforcing"), pair("tls.server.mode", "enforcing"));
        assert_eq!(broker("file.encoding", "UTF-8"), None);
        assert_eq!(for_namesrv("rocketmq.namesrv.addr", "a:1"), None);
        assert_eq!(for_namesrv("user.home", "/d").map(|pairs| pairs.len()), Some(2));
    }
}
