//! Which account signs: options, environment, the context, then Apache's `conf/tools.yml`.

use std::path::PathBuf;

use super::common_args::GlobalArgs;
use super::context::Context;
use super::error::{CommandError, CommandResult};
use crate::engine::protocol::signature::Credentials;
use crate::engine::util::yaml::scalar_text;

/// The account of a command; `None` when nobody named one.
pub fn credentials(
    given: &GlobalArgs,
    context: Option<&Context>,
) -> CommandResult<Option<Credentials>> {
    let environment = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let access = given.access_key.clone().or_else(|| environment("RMQ_ACCESS_KEY"));
    let secret = given.secret_key.clone().or_else(|| environment("RMQ_SECRET_KEY"));
    if let Some(found) = both(access, secret, "the options or the environment")? {
        return Ok(Some(found));
    }
    if let Some(Context { access_key, secret_key, .. }) = context
        && let Some(found) = both(access_key.clone(), secret_key.clone(), "the context")?
    {
        return Ok(Some(found));
    }
    from_tools_file()
}

fn both(
    access: Option<String>,
    secret: Option<String>,
    place: &str,
) -> CommandResult<Option<Credentials>> {
    match (access, secret) {
        (Some(access), Some(secret)) => Ok(Some(Credentials::new(access, secret))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(lonely("an access key", place, "secret key")),
        (None, Some(_)) => Err(lonely("a secret key", place, "access key")),
    }
}

fn lonely(there: &str, place: &str, missing: &str) -> CommandError {
    CommandError::usage(format!("{there} comes from {place}, but no {missing}"))
        .hint("give both: --access-key and --secret-key, or RMQ_ACCESS_KEY and RMQ_SECRET_KEY")
}

/// What Apache's tools sign with: keys in `conf/tools.yml` of `ROCKETMQ_HOME`. A file without both
/// is none, as for Apache.
fn from_tools_file() -> CommandResult<Option<Credentials>> {
    let Some(home) = std::env::var_os("ROCKETMQ_HOME").filter(|home| !home.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(home).join("conf/tools.yml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(CommandError::io(format!("reading {}", path.display()), &error));
        }
    };
    let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(&text)
        .map_err(|_| CommandError::failed(format!("{} is not YAML", path.display())))?;
    let key = |name| yaml.get(name).and_then(scalar_text).filter(|key| !key.trim().is_empty());
    Ok(key("accessKey").zip(key("secretKey")).map(|(a, s)| Credentials::new(a, s)))
}
