//! TLS: what servers take, whom clients believe, and which files can be used.
//!
//! Keys and certificates are made by openssl (`certificates/make`).

mod files;
mod modes;
mod trust;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rmq::engine::remoting::client::Client;
use rmq::engine::remoting::connection::CallError;
use rmq::engine::remoting::frame::Request;
use rmq::engine::remoting::server::Server;
use rmq::engine::remoting::tls::{
    ClientTls, Dialling, Files, Named, ServerTls, ServerTrust, TlsError, TlsSettings, certificates,
};

use crate::peer::{ECHO, Echo, EchoRouter, NO_LIMIT, SOON};

/// A file of `certificates/`.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remoting/certificates").join(name)
}

fn named(name: &str) -> Named {
    Named { key: "a test", path: file(name) }
}

/// Settings by key and value; `@NAME` is a file of `certificates/`.
fn settings(lines: &[(&str, &str)]) -> TlsSettings {
    let mut settings = TlsSettings::default();
    for (key, value) in lines {
        let value = match value.strip_prefix('@') {
            Some(name) => file(name).display().to_string(),
            None => (*value).to_owned(),
        };
        assert_eq!(settings.set(key, &value), Some(true), "{key}={value}");
    }
    settings
}

/// Settings of a server that shows `NAME.pem`.
fn showing(name: &str, more: &[(&str, &str)]) -> TlsSettings {
    let (key, certificate) = (format!("@{name}.key"), format!("@{name}.pem"));
    let mut lines = vec![
        ("tls.test.mode.enable", "false"),
        ("tls.server.keyPath", key.as_str()),
        ("tls.server.certPath", certificate.as_str()),
    ];
    lines.extend_from_slice(more);
    settings(&lines)
}

async fn serve(settings: TlsSettings) -> Server {
    let tls = ServerTls::open(settings).unwrap();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let router = Arc::new(EchoRouter(Arc::new(Echo::default())));
    Server::bind_with(any, router, NO_LIMIT, tls).await.unwrap()
}

fn router() -> Arc<EchoRouter> {
    Arc::new(EchoRouter(Arc::new(Echo::default())))
}

fn plain() -> Arc<Client> {
    Client::new(router())
}

fn calling(tls: Result<Arc<ClientTls>, TlsError>) -> Arc<Client> {
    Client::secured(router(), None, Some(tls.unwrap()))
}

/// A client that believes everyone.
fn believing() -> Arc<Client> {
    trusting(ServerTrust::Everyone)
}

fn trusting(trust: ServerTrust) -> Arc<Client> {
    calling(ClientTls::new(&Dialling { trust, own: Files::default() }))
}

/// A client that believes what `NAME.pem` signed or is.
fn trusting_file(name: &str) -> Arc<Client> {
    let certificates = certificates(&named(name)).unwrap();
    trusting(ServerTrust::These { certificates, names: true })
}

/// A client that believes everyone and shows `NAME.pem`.
fn with_own(name: &str) -> Arc<Client> {
    let own = Files {
        key: Some(named(&format!("{name}.key"))),
        certificates: Some(named(&format!("{name}.pem"))),
        ..Files::default()
    };
    calling(ClientTls::new(&Dialling { trust: ServerTrust::Everyone, own }))
}

/// Calls `server` and has it echo `body`.
async fn echo(client: &Client, server: &Server, body: &str) -> Result<(), CallError> {
    let request = Request::bare(ECHO).with_body(body.to_owned());
    let answer = client.call(&server.local_addr().to_string(), &request, SOON).await?;
    assert!(answer.body() == body.as_bytes(), "another body than the one sent");
    Ok(())
}
