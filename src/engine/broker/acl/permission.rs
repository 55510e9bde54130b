//! What an account may do with a topic or group (Apache's `Permission`).

/// Bits of rights; a denial outweighs the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Permission(u8);

impl Permission {
    pub(super) const DENY: Self = Self(1);
    pub(super) const PUB: Self = Self(4);
    pub(super) const SUB: Self = Self(8);

    /// Reads `PUB`, `SUB`, `PUB|SUB`, `SUB|PUB` or `DENY`; `None` for another text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "PUB" => Some(Self::PUB),
            "SUB" => Some(Self::SUB),
            "PUB|SUB" | "SUB|PUB" => Some(Self(Self::PUB.0 | Self::SUB.0)),
            "DENY" => Some(Self::DENY),
            _ => None,
        }
    }

    /// The same for a file, where everything else denies.
    pub(super) fn of(text: Option<&str>) -> Self {
        text.and_then(Self::parse).unwrap_or(Self::DENY)
    }

    /// Whether it holds the right `needed`.
    pub(super) fn allows(self, needed: Self) -> bool {
        self.0 & Self::DENY.0 == 0 && self.0 & needed.0 != 0
    }
}

/// Splits `name=PERM`; `None` when it is not of that form.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let mut parts = text.split('=').filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(permission), None) => Some((name.trim(), permission.trim())),
        _ => None,
    }
}

/// Whether every `name=PERM` of a request is well-formed; the error is Apache's.
pub(super) fn check_all(texts: &[String]) -> Result<(), String> {
    for text in texts {
        let Some((_, permission)) = split(text) else {
            return Err(format!(
                "Parse Resource format error for {text}.\n\
                 The expected resource format is 'Res=Perm'. For example: topicA=SUB"
            ));
        };
        if Permission::parse(permission).is_none() {
            return Err(format!(
                "Parse resource permission error for {text}.\n\
                 The expected permissions are 'SUB' or 'PUB' or 'SUB|PUB' or 'PUB|SUB'."
            ));
        }
    }
    Ok(())
}
