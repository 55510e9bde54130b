//! The address server: a web server whose one page lists the name servers (`TopAddressing`).
//!
//! A GET of HTTP/1.0 over one connection, bounded in time and size; nothing else of HTTP is
//! needed, and no redirect is followed.

use std::fmt;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The domain that is asked when none is named (`rocketmq.namesrv.domain`).
pub const DEFAULT_DOMAIN: &str = "jmenv.tbsite.net";
/// The last part of the page's path when none is named (`rocketmq.namesrv.domain.subgroup`).
pub const DEFAULT_SUBGROUP: &str = "nsaddr";
/// How often the page is read again (`MQClientInstance`, `BrokerController`).
pub const REFRESH: Duration = Duration::from_secs(120);
/// Patience with one reading (`TopAddressing.fetchNSAddr`).
const PATIENCE: Duration = Duration::from_secs(3);
/// Longest answer that is read, bytes.
const LONGEST: u64 = 64 << 10;
/// Port of a domain that names none.
const DOMAIN_PORT: u16 = 8080;
/// Port of a whole address that names none.
const HTTP_PORT: u16 = 80;

/// Why no list of name servers was had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It cannot be reached, or the connection broke.
    #[error("the address server {url} does not answer: {source}")]
    Io {
        /// Which one.
        url: String,
        /// What happened.
        source: std::io::Error,
    },
    /// It took too long.
    #[error("the address server {url} does not answer within {PATIENCE:?}")]
    Late {
        /// Which one.
        url: String,
    },
    /// What it answered is no list.
    #[error("the address server {url} answers {found:?}, expected 200 and a list of name servers")]
    NoList {
        /// Which one.
        url: String,
        /// The first line of its answer.
        found: String,
    },
}

/// Where the page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressServer {
    /// `host:port`.
    authority: String,
    /// Beginning with `/`.
    path: String,
}

impl fmt::Display for AddressServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority, self.path)
    }
}

impl AddressServer {
    /// Reads `http://host:port/path`. Without a path it is a domain with Apache's port and path.
    /// `None` when that is not what it is.
    pub fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://")?;
        match rest.split_once('/') {
            None | Some((_, "")) => Self::of_domain(rest.trim_end_matches('/'), DEFAULT_SUBGROUP),
            Some((authority, path)) => Self::new(authority, HTTP_PORT, format!("/{path}")),
        }
    }

    /// The page of a domain, with or without a port, as `MixAll.getWSAddr` makes it.
    pub fn of_domain(domain: &str, subgroup: &str) -> Option<Self> {
        Self::new(domain, DOMAIN_PORT, format!("/rocketmq/{subgroup}"))
    }

    fn new(authority: &str, port: u16, path: String) -> Option<Self> {
        let is_odd = |text: &str| text.is_empty() || text.contains(|c: char| c <= ' ' || c == '@');
        if is_odd(authority) || is_odd(&path) {
            return None;
        }
        let names_port = authority.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'));
        let authority =
            if names_port { authority.to_owned() } else { format!("{authority}:{port}") };
        Some(Self { authority, path })
    }

    /// The list as it stands there: its first line.
    pub async fn fetch(&self) -> Result<String, FetchError> {
        let url = self.to_string();
        let answer = match timeout(PATIENCE, self.get()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(source)) => return Err(FetchError::Io { url, source }),
            Err(_) => return Err(FetchError::Late { url }),
        };
        let no_list = || {
            let found = answer.lines().next().unwrap_or_default().to_owned();
            FetchError::NoList { url: url.clone(), found }
        };
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(no_list)?;
        let mut status = head.lines().next().unwrap_or_default().split(' ');
        if !status.next().is_some_and(|word| word.starts_with("HTTP/1."))
            || status.next() != Some("200")
        {
            return Err(no_list());
        }
        let line = body.trim().lines().next().map(str::trim).unwrap_or_default();
        if line.is_empty() { Err(no_list()) } else { Ok(line.to_owned()) }
    }

    /// The whole answer, head and body.
    async fn get(&self) -> std::io::Result<String> {
        let Self { authority, path } = self;
        let mut stream = TcpStream::connect(authority).await?;
        let request =
            format!("GET {path} HTTP/1.0\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(LONGEST).read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::AddressServer;

    #[test]
    fn an_address_is_whole_or_a_domain() {
        let read = |url| AddressServer::parse(url).map(|server| server.to_string());
        for (url, expected) in [
            ("http://ns.example", Some("http://ns.example:8080/rocketmq/nsaddr")),
            ("http://ns.example/", Some("http://ns.example:8080/rocketmq/nsaddr")),
            ("http://ns.example:9000", Some("http://ns.example:9000/rocketmq/nsaddr")),
            ("http://ns.example/list?x=1", Some("http://ns.example:80/list?x=1")),
            ("http://[::1]/list", Some("http://[::1]:80/list")),
            ("http://[::1]:7/list", Some("http://[::1]:7/list")),
            ("https://ns.example/list", None),
            ("http://", None),
            ("http://a b/list", None),
            ("http://a/li\r\nst", None),
            ("ns.example:9876", None),
        ] {
            assert_eq!(read(url).as_deref(), expected, "{url}");
        }
    }

    /// Answers one request with `answer`; what was asked.
    async fn served(answer: &'static str) -> (Result<String, super::FetchError>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let mut asked = vec![0; 1000];
            let len = stream.read(&mut asked).await.expect("a request");
            stream.write_all(answer.as_bytes()).await.expect("answered");
            String::from_utf8_lossy(&asked[..len]).into_owned()
        });
        let server = AddressServer::parse(&format!("http://{address}/rocketmq/nsaddr"));
        let fetched = server.expect("an address").fetch().await;
        (fetched, serving.await.expect("served"))
    }

    #[tokio::test]
    async fn the_first_line_of_the_page_counts() {
        let page = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n 10.0.0.1:9876;10.0.0.2:9876 \r\nmore\n";
        let (fetched, asked) = served(page).await;
        assert_eq!(fetched.expect("a list"), "10.0.0.1:9876;10.0.0.2:9876");
        assert!(asked.starts_with("GET /rocketmq/nsaddr HTTP/1.0\r\nHost: 127.0.0.1:"), "{asked}");
    }

    #[tokio::test]
    async fn what_is_no_list_is_named() {
        for answer in
            ["HTTP/1.1 404 Not Found\r\n\r\nsorry", "HTTP/1.1 200 OK\r\n\r\n\n", "hello", ""]
        {
            let error = served(answer).await.0.expect_err("no list").to_string();
            let first = answer.lines().next().unwrap_or_default();
            assert!(error.contains("/rocketmq/nsaddr") && error.contains(first), "{error}");
        }
    }
}
