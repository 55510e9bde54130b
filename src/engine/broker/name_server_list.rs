//! Which name servers a broker registers with: those of `namesrvAddr`, or those that an address
//! server lists (`fetchNamesrvAddrByAddressServer`, or an `http://` address in place of a list).

use std::time::Duration;

use super::config::{BrokerConfig, addresses};
use crate::engine::remoting::address_server::{
    AddressServer, DEFAULT_DOMAIN, DEFAULT_SUBGROUP, REFRESH,
};

/// Pause before an address server is asked again that has never given a list.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// A list that may change.
pub(super) enum NameServerList {
    /// As the configuration says; `None` once it was handed out.
    Fixed(Option<Vec<String>>),
    /// As an address server says again and again.
    Fetched {
        server: AddressServer,
        /// What it said last; empty before that.
        known: Vec<String>,
        /// Before it is asked again.
        pause: Duration,
        /// The last failure that was told.
        told: Option<String>,
    },
}

impl NameServerList {
    pub(super) fn new(config: &BrokerConfig) -> Self {
        let domain = config.rmq_address_server_domain.as_deref().unwrap_or(DEFAULT_DOMAIN);
        let subgroup = config.rmq_address_server_sub_group.as_deref().unwrap_or(DEFAULT_SUBGROUP);
        let named = config.namesrv_addr.as_deref().map(str::trim).unwrap_or_default();
        let server = match named {
            url if url.starts_with("http://") => AddressServer::parse(url),
            "" if config.fetch_namesrv_addr_by_address_server => {
                AddressServer::of_domain(domain, subgroup)
            }
            list => return Self::Fixed(Some(addresses(list))),
        };
        match server {
            Some(server) => {
                Self::Fetched { server, known: Vec::new(), pause: Duration::ZERO, told: None }
            }
            None => {
                tracing::error!(named, domain, subgroup, "this is no address server");
                Self::Fixed(None)
            }
        }
    }

    /// The first list, and after that every other one than before; waits for it.
    pub(super) async fn next(&mut self) -> Vec<String> {
        let (server, known, pause, told) = match self {
            Self::Fixed(list) => match list.take() {
                Some(list) => return list,
                None => return std::future::pending().await,
            },
            Self::Fetched { server, known, pause, told } => (server, known, pause, told),
        };
        loop {
            tokio::time::sleep(*pause).await;
            *pause = REFRESH;
            let problem = match server.fetch().await.map(|text| addresses(&text)) {
                Ok(list) if list.is_empty() || list == *known => continue,
                Ok(list) => {
                    tracing::info!(%server, name_servers = list.join(";"), "name servers");
                    (*known, *told) = (list.clone(), None);
                    return list;
                }
                Err(error) => error.to_string(),
            };
            if known.is_empty() {
                *pause = FIRST_PAUSE;
            }
            if told.as_ref() != Some(&problem) {
                tracing::warn!(problem, "the list of name servers stays as it is");
                *told = Some(problem);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::NameServerList;
    use crate::engine::broker::config::BrokerConfig;

    fn list(settings: &[(&str, &str)]) -> NameServerList {
        let mut config = BrokerConfig::default();
        for (key, value) in settings {
            assert_eq!(config.set(key, value), Some(true), "{key}={value}");
        }
        NameServerList::new(&config)
    }

    #[tokio::test]
    async fn a_list_of_the_configuration_is_said_once() {
        let mut list =
            list(&[("namesrvAddr", "a:1;b:2, c:3"), ("fetchNamesrvAddrByAddressServer", "true")]);
        assert_eq!(list.next().await, ["a:1", "b:2", "c:3"]);
        let again = tokio::time::timeout(Duration::from_millis(1), list.next()).await;
        assert!(again.is_err());
    }

    #[tokio::test]
    async fn an_address_server_says_another_list_later() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let serving = tokio::spawn(async move {
            let mut requests = Vec::new();
            for page in ["a:1;b:2", "", "a:1;b:2", "b:2;c:3"] {
                let (mut stream, _) = listener.accept().await.expect("a client");
                let mut asked = vec![0; 1000];
                let len = stream.read(&mut asked).await.expect("a request");
                requests.push(String::from_utf8_lossy(&asked[..len]).into_owned());
                let answer = format!("HTTP/1.0 200 OK\r\n\r\n{page}\n");
                stream.write_all(answer.as_bytes()).await.expect("answered");
            }
            requests
        });
        let mut list = list(&[
            ("namesrvAddr", ""),
            ("fetchNamesrvAddrByAddressServer", "true"),
            ("rmqAddressServerDomain", &address.to_string()),
            ("rmqAddressServerSubGroup", "sub"),
        ]);
        assert_eq!(list.next().await, ["a:1", "b:2"]);
        let mut hurry = async || {
            loop {
                if let NameServerList::Fetched { pause, .. } = &mut list {
                    *pause = Duration::ZERO;
                }
                // What it already knows, and what is no list, leads to the next long pause.
                let asked = tokio::time::timeout(Duration::from_millis(200), list.next()).await;
                if let Ok(found) = asked {
                    return found;
                }
            }
        };
        assert_eq!(hurry().await, ["b:2", "c:3"]);
        for request in serving.await.expect("served") {
            assert!(request.starts_with("GET /rocketmq/sub HTTP/1.1\r\n"), "{request}");
        }
    }
}
