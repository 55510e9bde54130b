//! Whether and how connections are encrypted: options, then the context.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::common_args::GlobalArgs;
use super::context::Context;
use super::error::{CommandError, CommandResult};
use crate::engine::client::tls::{
    self, ClientTls, Dialling, Files, Named, Secret, ServerTrust, TlsError,
};

/// Environment variable with the password of an encrypted `--cert-key`.
const PASSWORD: &str = "RMQ_CERT_KEY_PASSWORD";

/// How a command calls servers; `None` for in plain.
pub fn encryption(
    given: &GlobalArgs,
    context: Option<&Context>,
) -> CommandResult<Option<Arc<ClientTls>>> {
    let none = Context::default();
    let context = context.unwrap_or(&none);
    let ca = given.ca.as_ref().or(context.ca.as_ref());
    // An authority that is named beats an `insecure` that only the context says.
    let insecure = given.insecure || (context.insecure && given.ca.is_none());
    let certificate = given.cert.as_ref().or(context.cert.as_ref());
    let key = given.cert_key.as_ref().or(context.cert_key.as_ref());
    let asked = given.tls || context.tls || insecure;
    if !asked && ca.is_none() && certificate.is_none() && key.is_none() {
        return Ok(None);
    }
    let trust = match ca {
        _ if insecure => ServerTrust::Everyone,
        None => ServerTrust::System,
        Some(path) => ServerTrust::These {
            certificates: tls::certificates(&named("--ca", path)).map_err(explain)?,
            names: true,
        },
    };
    let password = std::env::var(PASSWORD).ok().filter(|text| !text.is_empty()).map(Secret);
    let own = Files {
        key: key.map(|path| named("--cert-key", path)),
        password,
        certificates: certificate.map(|path| named("--cert", path)),
        trust: None,
    };
    ClientTls::new(&Dialling { trust, own }).map(Some).map_err(explain)
}

fn named(key: &'static str, path: &Path) -> Named {
    Named { key, path: PathBuf::from(path) }
}

fn explain(error: TlsError) -> CommandError {
    let told = match &error {
        TlsError::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            CommandError::not_found(error.to_string())
        }
        TlsError::Missing { .. } => CommandError::usage(error.to_string()),
        _ => CommandError::failed(error.to_string()),
    };
    match error {
        TlsError::File { key: "--cert-key", .. } => {
            told.hint(format!("{PASSWORD} holds the password of an encrypted key"))
        }
        _ => told,
    }
}
