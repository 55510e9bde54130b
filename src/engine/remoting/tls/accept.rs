//! The server's side: what its first byte makes of a connection, and the handshake.
//!
//! State is derived from the settings and the files they name. Invariants: what is in force comes
//! from files that fit together; files that changed are read again, and ones that cannot be used
//! leave in force what was. Nothing happens for TLS before the first client that speaks it, except
//! that the files are read once at the start.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;
use rustls::crypto::CryptoProvider;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ClientHello, NoClientAuth, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::settings::{ClientAuth, Files, Mode, TlsSettings};
use super::trust::Anyone;
use super::{HANDSHAKE, TlsError, pem, provider, test_certificate};

/// How long a handshake may take (Netty's `SslHandler`).
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the files are looked at, while clients come (`FileWatchService`).
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// A connection that may go on.
pub enum Accepted {
    /// It speaks frames at once.
    Plain(TcpStream),
    /// It speaks frames within TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

/// Why a connection may not go on.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The peer went before it said anything.
    #[error("closed by the peer")]
    Gone,
    /// The peer said nothing for too long.
    #[error("nothing came within {0:?}")]
    Silent(Duration),
    /// TLS is off.
    #[error("the peer speaks TLS, and tls.server.mode is disabled")]
    Tls,
    /// TLS is a must.
    #[error("the peer does not speak TLS, and tls.server.mode is enforcing")]
    Plain,
    /// The two did not come to terms.
    #[error("TLS handshake failed: {0}")]
    Handshake(io::Error),
    /// There is no certificate to show.
    #[error(transparent)]
    Setup(#[from] TlsError),
}

/// How a server treats what comes in.
pub struct ServerTls {
    mode: Mode,
    settings: TlsSettings,
    state: Mutex<State>,
}

struct State {
    in_force: Option<Arc<ServerConfig>>,
    /// The files as they were when they were last read.
    seen: Vec<Stamp>,
    look_at: Instant,
}

/// What tells one state of a file from another.
type Stamp = (PathBuf, Option<(SystemTime, u64)>);

/// Shows one certificate to everyone.
#[derive(Debug)]
struct Only(Arc<CertifiedKey>);

impl ResolvesServerCert for Only {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

impl ServerTls {
    /// A server that takes no TLS.
    pub fn disabled() -> Arc<Self> {
        Arc::new(Self::new(Mode::Disabled, TlsSettings::default(), None))
    }

    /// What `settings` say (see [`TlsSettings::with_file`]). The files they name are read.
    pub fn open(settings: TlsSettings) -> Result<Arc<Self>, TlsError> {
        let mode = settings.mode();
        if mode == Mode::Disabled {
            return Ok(Self::disabled());
        }
        let files = settings.server_files();
        if settings.is_test_mode() {
            if let Some(unused) = files.certificates.or(files.key) {
                tracing::warn!(
                    "{} has no effect while tls.test.mode.enable is true: clients see a \
                     certificate that is made at the start",
                    unused.key
                );
            }
            return Ok(Arc::new(Self::new(mode, settings, None)));
        }
        let server = Self::new(mode, settings, None);
        let config = server.build()?;
        server.state.lock().in_force = Some(config);
        Ok(Arc::new(server))
    }

    fn new(mode: Mode, settings: TlsSettings, in_force: Option<Arc<ServerConfig>>) -> Self {
        let seen = stamps(&settings.server_files());
        let look_at = Instant::now() + LOOK_AGAIN;
        Self { mode, settings, state: Mutex::new(State { in_force, seen, look_at }) }
    }

    /// Looks at the first byte, and shakes hands if that is what it asks for.
    pub async fn accept(
        self: &Arc<Self>,
        stream: TcpStream,
        patience: Duration,
    ) -> Result<Accepted, Refusal> {
        let mut first = [0];
        let peeked = tokio::time::timeout(patience, stream.peek(&mut first)).await;
        match peeked.map_err(|_| Refusal::Silent(patience))? {
            Ok(0) | Err(_) => return Err(Refusal::Gone),
            Ok(_) => {}
        }
        match (first == [HANDSHAKE], self.mode) {
            (false, Mode::Enforcing) => Err(Refusal::Plain),
            (true, Mode::Disabled) => Err(Refusal::Tls),
            (false, _) => Ok(Accepted::Plain(stream)),
            (true, _) => {
                let acceptor = TlsAcceptor::from(self.config().await?);
                // In a box: the many connections without it need no room for it.
                let shake = Box::pin(acceptor.accept(stream));
                let shaken = tokio::time::timeout(HANDSHAKE_TIMEOUT, shake).await;
                let shaken = shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
                shaken.map(|tls| Accepted::Tls(Box::new(tls))).map_err(Refusal::Handshake)
            }
        }
    }

    /// What is in force, after a look at the files if the last one is a while ago.
    async fn config(self: &Arc<Self>) -> Result<Arc<ServerConfig>, TlsError> {
        {
            let mut state = self.state.lock();
            let now = Instant::now();
            if let Some(config) = &state.in_force
                && (now < state.look_at || self.settings.is_test_mode())
            {
                return Ok(config.clone());
            }
            state.look_at = now + LOOK_AGAIN;
        }
        let server = self.clone();
        let looked = tokio::task::spawn_blocking(move || server.refresh()).await;
        looked.unwrap_or_else(|panic| Err(TlsError::TestCertificate(panic.to_string())))
    }

    /// Reads the files again if one of them changed.
    fn refresh(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let now = stamps(&self.settings.server_files());
        {
            let mut state = self.state.lock();
            let same = state.seen == now;
            state.seen = now;
            if let Some(config) = state.in_force.as_ref().filter(|_| same) {
                return Ok(config.clone());
            }
        }
        let built = self.build();
        let mut state = self.state.lock();
        match (built, &state.in_force) {
            (Ok(config), before) => {
                if before.is_some() {
                    tracing::info!("TLS key and certificates were read again");
                }
                state.in_force = Some(config.clone());
                Ok(config)
            }
            (Err(error), Some(before)) => {
                tracing::error!(%error, "TLS key and certificates stay as they were");
                Ok(before.clone())
            }
            (Err(error), None) => Err(error),
        }
    }

    fn build(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let provider = provider()?;
        let (pair, clients) = if self.settings.is_test_mode() {
            let clients: Arc<dyn ClientCertVerifier> = Arc::new(NoClientAuth);
            (test_certificate::make(&provider)?, clients)
        } else {
            let files = self.settings.server_files();
            let (Some(key), Some(certificates)) = (&files.key, &files.certificates) else {
                let key =
                    if files.key.is_none() { "tls.server.keyPath" } else { "tls.server.certPath" };
                return Err(TlsError::Missing { key, because: "tls.test.mode.enable=false" });
            };
            let pair = pem::certified_key(&files, key, certificates, &provider)?;
            (pair, self.clients(&files, &provider)?)
        };
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(clients)
            .with_cert_resolver(Arc::new(Only(pair)));
        Ok(Arc::new(config))
    }

    /// What clients have to show.
    fn clients(
        &self,
        files: &Files,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
        let auth = self.settings.client_auth();
        let required = auth == ClientAuth::Require;
        if auth == ClientAuth::None {
            return Ok(Arc::new(NoClientAuth));
        }
        if !self.settings.checks_clients() {
            return Ok(Anyone::new(required, provider));
        }
        let trust = files.trust.as_ref().ok_or(TlsError::Missing {
            key: "tls.server.trustCertPath",
            because: "tls.server.authClient=true",
        })?;
        let mut roots = RootCertStore::empty();
        let unusable =
            |problem: String| TlsError::File { key: trust.key, path: trust.path.clone(), problem };
        for certificate in pem::certificates(trust)? {
            roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
        }
        let builder =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let builder = if required { builder } else { builder.allow_unauthenticated() };
        builder.build().map_err(|error| unusable(error.to_string()))
    }
}

fn stamps(files: &Files) -> Vec<Stamp> {
    let named = [&files.key, &files.certificates, &files.trust].into_iter().flatten();
    named
        .map(|file| {
            let stamp = fs::metadata(&file.path).and_then(|m| Ok((m.modified()?, m.len())));
            (file.path.clone(), stamp.ok())
        })
        .collect()
}
