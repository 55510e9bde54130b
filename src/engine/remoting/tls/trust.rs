//! Whose certificates are taken.
//!
//! Names are checked as far as a certificate has any: those made after Apache's instructions name
//! no host, and Apache's clients never look.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore,
    SignatureScheme,
};

/// Which servers a client believes.
#[derive(Clone, Debug)]
pub enum ServerTrust {
    /// Those whose certificate an authority of this machine signed for the name that was dialled.
    System,
    /// Those whose certificate one of these signed, or is one of these; and for the name that was
    /// dialled where `names` says so and the certificate has names.
    These {
        /// The authorities.
        certificates: Vec<CertificateDer<'static>>,
        /// Whether names count.
        names: bool,
    },
    /// All: the connection is encrypted, and who is at its other end is not known.
    Everyone,
}

/// Checks a server against authorities.
#[derive(Debug)]
pub struct Authorities {
    roots: RootCertStore,
    /// Certificates that count as they are: a server's own may be given instead of an authority's.
    pinned: Vec<CertificateDer<'static>>,
    names: bool,
    /// Whether a certificate without any name passes.
    nameless: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Authorities {
    /// The check that `trust` asks for; `None` when it asks for none.
    pub fn of(
        trust: &ServerTrust,
        provider: &CryptoProvider,
    ) -> Result<Option<Arc<dyn ServerCertVerifier>>, Error> {
        let algorithms = provider.signature_verification_algorithms;
        let mut roots = RootCertStore::empty();
        let (pinned, names, nameless) = match trust {
            ServerTrust::Everyone => return Ok(None),
            ServerTrust::System => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                (Vec::new(), true, false)
            }
            ServerTrust::These { certificates, names } => {
                roots.add_parsable_certificates(certificates.iter().cloned());
                (certificates.clone(), *names, true)
            }
        };
        Ok(Some(Arc::new(Self { roots, pinned, names, nameless, algorithms })))
    }

    fn check_name(
        &self,
        certificate: &ParsedCertificate<'_>,
        name: &ServerName<'_>,
    ) -> Result<(), Error> {
        match verify_server_name(certificate, name) {
            Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext {
                presented,
                ..
            })) if self.nameless && presented.is_empty() => Ok(()),
            checked => checked,
        }
    }
}

impl ServerCertVerifier for Authorities {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.pinned.iter().any(|pinned| pinned == certificate) {
            return Ok(ServerCertVerified::assertion());
        }
        let parsed = ParsedCertificate::try_from(certificate)?;
        let algorithms = self.algorithms.all;
        verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, chain, now, algorithms)?;
        if self.names {
            self.check_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Takes whatever certificate the other end shows. What it signs proves nothing then, so that is
/// not looked at either: certificates too old to be read pass.
#[derive(Debug)]
pub struct Anyone {
    /// Whether a client has to show one at all.
    pub required: bool,
    /// Signatures the other end may use.
    pub schemes: Vec<SignatureScheme>,
}

impl Anyone {
    /// With the signatures that `provider` knows.
    pub fn new(required: bool, provider: &CryptoProvider) -> Arc<Self> {
        let schemes = provider.signature_verification_algorithms.supported_schemes();
        Arc::new(Self { required, schemes })
    }
}

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

impl ClientCertVerifier for Anyone {
    fn client_auth_mandatory(&self) -> bool {
        self.required
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}
