//! The certificate of the test mode: made by the server for itself, trusted by nobody
//! (Netty's `SelfSignedCertificate`, which Apache uses).

use std::sync::Arc;

use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{P256, SigningKey};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, PKCS_ECDSA_P256_SHA256, PublicKeyData,
    SerialNumber, SignatureAlgorithm,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::sign::CertifiedKey;

use super::TlsError;

/// Room for the key or a signature in DER form, which take at most 138 bytes.
const DER_ROOM: usize = 256;
/// Bytes of a point on P-256, uncompressed: how the public key's DER form ends.
const POINT_LEN: usize = 65;

/// A key that signs its own certificate.
struct Own {
    key: SigningKey<P256>,
    point: Vec<u8>,
}

impl PublicKeyData for Own {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for Own {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let mut room = [0; DER_ROOM];
        let signature = self.key.sign_asn1::<Sha256>(&[message], &mut room);
        signature.map(<[u8]>::to_vec).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// A new key pair and a certificate that it signed itself, for the names of this machine.
pub fn make(provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, TlsError> {
    let failed = |error: &dyn std::fmt::Debug| TlsError::TestCertificate(format!("{error:?}"));
    let key = SigningKey::<P256>::generate().map_err(|error| failed(&error))?;
    let mut room = [0; DER_ROOM];
    let spki = key.to_spki_der(&mut room).map_err(|error| failed(&error))?;
    let point = spki.last_chunk::<POINT_LEN>().map(|point| point.to_vec()).unwrap_or_default();
    let mut room = [0; DER_ROOM];
    let pkcs8 = key.to_pkcs8_der(&mut room).map_err(|error| failed(&error))?;
    let private = PrivatePkcs8KeyDer::from(pkcs8.to_vec());

    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let mut params = CertificateParams::new(names).map_err(|error| failed(&error))?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "rmq test mode");
    params.serial_number = Some(SerialNumber::from(rand::random::<u64>() >> 1));
    let certificate = params.self_signed(&Own { key, point }).map_err(|error| failed(&error))?;
    let private = provider.key_provider.load_private_key(private.into())?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], private)))
}
