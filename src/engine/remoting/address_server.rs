//! The address server: a web server whose one page lists the name servers (`TopAddressing`).
//!
//! A GET over a connection of its own, bounded in time and size; no redirect is followed.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
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
const LONGEST: usize = 64 << 10;
/// Port of a domain that names none.
const DOMAIN_PORT: u16 = 8080;
/// Port of a whole address that names none.
const HTTP_PORT: u16 = 80;

/// Why no list of name servers was had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It cannot be reached, the connection broke, or it does not speak HTTP.
    #[error("the address server {url} cannot be read: {source}")]
    Unread {
        /// Which one.
        url: String,
        /// What happened.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It took too long.
    #[error("the address server {url} does not answer within {PATIENCE:?}")]
    Late {
        /// Which one.
        url: String,
    },
    /// What it answered is no list.
    #[error("the address server {url} answers {status}, expected 200 and a list of name servers")]
    NoList {
        /// Which one.
        url: String,
        /// The status of its answer.
        status: StatusCode,
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
        let (status, page) = match timeout(PATIENCE, self.get()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(source)) => return Err(FetchError::Unread { url, source }),
            Err(_) => return Err(FetchError::Late { url }),
        };
        let page = String::from_utf8_lossy(&page);
        let line = page.trim().lines().next().map(str::trim).unwrap_or_default();
        if status != StatusCode::OK || line.is_empty() {
            return Err(FetchError::NoList { url, status });
        }
        Ok(line.to_owned())
    }

    /// The status of the answer, and the page.
    async fn get(&self) -> Result<(StatusCode, Bytes), Box<dyn Error + Send + Sync>> {
        let stream = TcpStream::connect(&self.authority).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends with this call, whether it is through by then or not.
        let mut tasks = JoinSet::new();
        tasks.spawn(connection);
        let request = Request::get(&self.path)
            .header(HOST, &self.authority)
            .header(CONNECTION, "close")
            .body(Empty::<Bytes>::new())?;
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        Ok((status, Limited::new(answer.into_body(), LONGEST).collect().await?.to_bytes()))
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
        assert!(asked.starts_with("GET /rocketmq/nsaddr HTTP/1.1\r\nhost: 127.0.0.1:"), "{asked}");
    }

    #[tokio::test]
    async fn a_page_may_come_in_chunks() {
        let page = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            7\r\n10.0.0.\r\n6\r\n1:9876\r\n0\r\n\r\n";
        assert_eq!(served(page).await.0.expect("a list"), "10.0.0.1:9876");
    }

    #[tokio::test]
    async fn what_is_no_list_is_named() {
        for (answer, told) in [
            ("HTTP/1.1 404 Not Found\r\n\r\nsorry", "answers 404 Not Found"),
            ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "answers 302 Found"),
            ("HTTP/1.1 200 OK\r\n\r\n\n", "answers 200 OK"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n10.0", "cannot be read"),
            ("hello", "cannot be read"),
            ("", "cannot be read"),
        ] {
            let error = served(answer).await.0.expect_err("no list").to_string();
            assert!(error.contains("/rocketmq/nsaddr") && error.contains(told), "{error}");
        }
    }

    #[tokio::test]
    async fn an_endless_page_is_given_up() {
        let page: &str =
            Box::leak(format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000)).into());
        let error = served(page).await.0.expect_err("too long").to_string();
        assert!(error.contains("length limit exceeded"), "{error}");
    }
}
