//! TLS as Apache does it: a server tells by a connection's first byte, a client is told to.
//!
//! Keys and certificates are PEM files, named by Apache's keys (`remoting.md` 1.4,
//! `TlsSystemConfig`). Records are made by rustls over graviola, which needs no C compiler.

mod accept;
mod dial;
mod pem;
mod settings;
mod test_certificate;
mod trust;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;

pub use accept::{Accepted, Refusal, ServerTls};
pub use dial::{ClientTls, Dialling};
pub use pem::certificates;
pub use settings::{Files, Mode, Named, Secret, TlsSettings};
pub use trust::ServerTrust;

/// First byte of every TLS connection: the type of a handshake record.
pub const HANDSHAKE: u8 = 0x16;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {path} ({key}): {source}")]
    Read {
        /// The key that names it.
        key: &'static str,
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("cannot use {path} ({key}): {problem}")]
    File {
        /// The key that names it.
        key: &'static str,
        /// Which one.
        path: PathBuf,
        /// What is wrong; holds no secret.
        problem: String,
    },
    /// A key that has to be set is not.
    #[error("{because} needs {key}")]
    Missing {
        /// The key.
        key: &'static str,
        /// What needs it.
        because: &'static str,
    },
    /// The private key and the certificate are not of one pair.
    #[error("the key {key} does not belong to the certificate {certificate}")]
    Pair {
        /// File of the private key.
        key: PathBuf,
        /// File of the certificate.
        certificate: PathBuf,
    },
    /// The processor lacks instructions that the ciphers are written in.
    #[error("TLS needs a processor with {0}")]
    Processor(&'static str),
    /// A setting of the file named by `tls.config.file` cannot be used.
    #[error("{path} line {line}: {key} must be {expected}")]
    Setting {
        /// The file.
        path: PathBuf,
        /// Line of the file, from 1.
        line: usize,
        /// The key.
        key: String,
        /// What it takes.
        expected: &'static str,
    },
    /// The certificate of the test mode could not be made.
    #[error("no certificate for the test mode could be made: {0}")]
    TestCertificate(String),
    /// What rustls makes of it all.
    #[error(transparent)]
    Rustls(#[from] rustls::Error),
}

/// The ciphers, if this processor can run them.
fn provider() -> Result<Arc<CryptoProvider>, TlsError> {
    #[cfg(target_arch = "x86_64")]
    let (able, needed) = (
        std::is_x86_feature_detected!("aes")
            && std::is_x86_feature_detected!("pclmulqdq")
            && std::is_x86_feature_detected!("ssse3")
            && std::is_x86_feature_detected!("bmi1")
            && std::is_x86_feature_detected!("bmi2")
            && std::is_x86_feature_detected!("adx")
            && std::is_x86_feature_detected!("avx")
            && std::is_x86_feature_detected!("avx2"),
        "AES, PCLMULQDQ, SSSE3, BMI1, BMI2, ADX and AVX2",
    );
    #[cfg(target_arch = "aarch64")]
    let (able, needed) = (
        std::arch::is_aarch64_feature_detected!("neon")
            && std::arch::is_aarch64_feature_detected!("aes")
            && std::arch::is_aarch64_feature_detected!("pmull")
            && std::arch::is_aarch64_feature_detected!("sha2"),
        "NEON, AES, PMULL and SHA2",
    );
    if able {
        Ok(Arc::new(rustls_graviola::default_provider()))
    } else {
        Err(TlsError::Processor(needed))
    }
}
