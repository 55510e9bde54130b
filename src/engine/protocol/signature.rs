//! Signatures of requests: HMAC-SHA1 over the values of all header fields, sorted by their names,
//! and the body (`broker.md` 5.11; Apache's `AclClientRPCHook`).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Field with the name of the account.
pub const ACCESS_KEY: &str = "AccessKey";
/// Field with the signature.
pub const SIGNATURE: &str = "Signature";
/// Field with a token of the account; only signed along.
pub const SECURITY_TOKEN: &str = "SecurityToken";

/// An account and its secret. Printing it does not show the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Name of the account.
    pub access_key: String,
    secret_key: String,
}

impl Credentials {
    /// The account `access_key`.
    pub fn new(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self { access_key: access_key.into(), secret_key: secret_key.into() }
    }

    /// The signature of a request with these fields, the account's among them, and this body.
    pub fn sign<'f>(
        &self,
        fields: impl Iterator<Item = (&'f str, &'f str)>,
        body: &[u8],
    ) -> String {
        let code = mac(fields, body, &self.secret_key).map(|mac| mac.finalize().into_bytes());
        code.map(|code| STANDARD.encode(code)).unwrap_or_default()
    }

    /// Whether `signature` is that of a request with these fields and this body. Takes as long for
    /// a signature that is nearly right as for one that is not at all.
    pub fn verify<'f>(
        &self,
        fields: impl Iterator<Item = (&'f str, &'f str)>,
        body: &[u8],
        signature: &str,
    ) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        mac(fields, body, &self.secret_key).is_some_and(|mac| mac.verify_slice(&signature).is_ok())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// The code of what is signed. Of a field that is there twice the last counts, as in a Java map;
/// Java sorts names by their UTF-16 units.
fn mac<'f>(
    fields: impl Iterator<Item = (&'f str, &'f str)>,
    body: &[u8],
    secret_key: &str,
) -> Option<Hmac<Sha1>> {
    let mut fields: Vec<_> = fields.filter(|(name, _)| *name != SIGNATURE).collect();
    fields.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    let mut mac = Hmac::<Sha1>::new_from_slice(secret_key.as_bytes()).ok()?;
    for (at, (name, value)) in fields.iter().enumerate() {
        if fields.get(at + 1).is_none_or(|(next, _)| next != name) {
            mac.update(value.as_bytes());
        }
    }
    mac.update(body);
    Some(mac)
}
