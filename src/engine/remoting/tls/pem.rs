//! Keys and certificates out of PEM files.

use std::sync::Arc;

use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};

use super::TlsError;
use super::settings::{Files, Named, Secret};

/// First line of an encrypted key; rustls knows no such section.
const SEALED_BEGIN: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
/// Its last line.
const SEALED_END: &str = "-----END ENCRYPTED PRIVATE KEY-----";
/// Which encrypted keys can be read.
const READABLE: &str = "keys sealed as `openssl pkcs8 -topk8 -v2 aes-256-cbc` does it can be read";

/// The certificates of a file; at least one.
pub fn certificates(file: &Named) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let bytes = read(file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match found {
        Ok(found) if found.is_empty() => {
            Err(unusable(file, "it holds no `BEGIN CERTIFICATE` in PEM form"))
        }
        Ok(found) => Ok(found),
        Err(error) => Err(unusable(file, error)),
    }
}

/// Certificates and private key of one end, which belong together.
pub fn certified_key(
    files: &Files,
    key_file: &Named,
    certificate_file: &Named,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, TlsError> {
    let chain = certificates(certificate_file)?;
    let key = private_key(key_file, files.password.as_ref())?;
    let key = provider.key_provider.load_private_key(key).map_err(|e| unusable(key_file, e))?;
    let pair = CertifiedKey::new(chain, key);
    match pair.keys_match() {
        Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => Err(TlsError::Pair {
            key: key_file.path.clone(),
            certificate: certificate_file.path.clone(),
        }),
        // An old certificate (X.509 v1) cannot be looked into; it can be shown all the same.
        _ => Ok(Arc::new(pair)),
    }
}

fn private_key(
    file: &Named,
    password: Option<&Secret>,
) -> Result<PrivateKeyDer<'static>, TlsError> {
    let bytes = read(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let Some(at) = text.find(SEALED_BEGIN) else {
        return PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| unusable(file, error));
    };
    let sealed = &text[at..];
    let end = sealed.find(SEALED_END).map_or(sealed.len(), |end| end + SEALED_END.len());
    let password =
        password.ok_or_else(|| unusable(file, "it is encrypted and needs a password"))?;
    let (_, sealed) =
        SecretDocument::from_pem(&sealed[..end]).map_err(|error| unusable(file, error))?;
    let opened = EncryptedPrivateKeyInfoRef::try_from(sealed.as_bytes())
        .map_err(|error| unusable(file, format!("{error}; {READABLE}")))?
        .decrypt(&password.0)
        .map_err(|error| unusable(file, format!("it cannot be decrypted: {error}; {READABLE}")))?;
    Ok(PrivatePkcs8KeyDer::from(opened.as_bytes().to_vec()).into())
}

fn read(file: &Named) -> Result<Vec<u8>, TlsError> {
    std::fs::read(&file.path).map_err(|source| TlsError::Read {
        key: file.key,
        path: file.path.clone(),
        source,
    })
}

fn unusable(file: &Named, problem: impl std::fmt::Display) -> TlsError {
    TlsError::File { key: file.key, path: file.path.clone(), problem: problem.to_string() }
}
