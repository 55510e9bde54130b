//! The client's side of a handshake.

use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{IpAddr, Ipv4Addr, ServerName};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::settings::{Files, Named, TlsSettings};
use super::trust::{Anyone, Authorities, ServerTrust};
use super::{TlsError, pem, provider};

/// What a client shows and believes.
#[derive(Clone, Debug)]
pub struct Dialling {
    /// Which servers it believes.
    pub trust: ServerTrust,
    /// Files of its own certificate and key, with the key's password.
    pub own: Files,
}

/// How a client makes its connections.
pub struct ClientTls {
    connector: TlsConnector,
    /// Whether names that no certificate can have may be dialled.
    any_name: bool,
}

impl std::fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientTls").field("any_name", &self.any_name).finish_non_exhaustive()
    }
}

/// Shows one certificate to whoever asks.
#[derive(Debug)]
struct Only(Arc<CertifiedKey>);

impl ResolvesClientCert for Only {
    fn resolve(
        &self,
        _: &[&[u8]],
        schemes: &[rustls::SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.0.key.choose_scheme(schemes).map(|_| self.0.clone())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl ClientTls {
    /// What the keys `tls.client.` of `settings` say (see [`TlsSettings::with_file`]).
    pub fn open(settings: &TlsSettings) -> Result<Arc<Self>, TlsError> {
        let own = settings.client_files();
        if settings.is_test_mode() {
            let own = Files::default();
            return Self::new(&Dialling { trust: ServerTrust::Everyone, own });
        }
        let trust = match (settings.checks_servers(), &own.trust) {
            (false, _) => ServerTrust::Everyone,
            (true, Some(file)) => {
                ServerTrust::These { certificates: pem::certificates(file)?, names: false }
            }
            (true, None) => ServerTrust::System,
        };
        Self::new(&Dialling { trust, own })
    }

    /// A client as `dialling` says.
    pub fn new(dialling: &Dialling) -> Result<Arc<Self>, TlsError> {
        let provider = provider()?;
        let check = Authorities::of(&dialling.trust, &provider)?;
        let any_name = check.is_none();
        let check = check.unwrap_or_else(|| Anyone::new(false, &provider));
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(check);
        let config = match own_pair(&dialling.own, &provider)? {
            Some(pair) => builder.with_client_cert_resolver(Arc::new(Only(pair))),
            None => builder.with_no_client_auth(),
        };
        Ok(Arc::new(Self { connector: TlsConnector::from(Arc::new(config)), any_name }))
    }

    /// Shakes hands with the server at `address` (`host:port`).
    pub async fn connect(
        &self,
        address: &str,
        stream: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = match ServerName::try_from(host.to_owned()) {
            Ok(name) => name,
            // Nobody looks at it.
            Err(_) if self.any_name => {
                ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([127, 0, 0, 1])))
            }
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidInput, error)),
        };
        self.connector.connect(name, stream).await
    }
}

fn own_pair(
    files: &Files,
    provider: &CryptoProvider,
) -> Result<Option<Arc<CertifiedKey>>, TlsError> {
    let missing = |there: &Named, key| Err(TlsError::Missing { key, because: there.key });
    match (&files.key, &files.certificates) {
        (None, None) => Ok(None),
        (Some(key), Some(chain)) => pem::certified_key(files, key, chain, provider).map(Some),
        (Some(key), None) => missing(key, "a certificate"),
        (None, Some(chain)) => missing(chain, "a private key"),
    }
}
