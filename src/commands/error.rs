//! What a command answers when it fails: headline, cause, hint, and a fixed exit code.

use std::fmt;

/// Why a command did not do what was asked; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whoever read standard output has gone (`rmq ... | head`); not an error.
    OutputClosed,
    /// It failed.
    Failed,
    /// The command line was wrong.
    Usage,
    /// What was named does not exist.
    NotFound,
    /// Some servers did it and some did not.
    Partial,
    /// No connection, or no answer in time.
    Unreachable,
    /// The server refused it: ACL or permission.
    Refused,
    /// Ctrl-C came first.
    Interrupted,
}

impl Kind {
    /// The exit code of the process.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Partial => 4,
            Self::Unreachable => 5,
            Self::Refused => 6,
            Self::Interrupted => 130,
        }
    }

    /// What the exit code means, as help texts say it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::OutputClosed => "done",
            Self::Failed => "failed",
            Self::Usage => "wrong usage",
            Self::NotFound => "not found",
            Self::Partial => "partly done",
            Self::Unreachable => "server not reached",
            Self::Refused => "refused by ACL or permission",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A failed command, told to a person.
#[derive(Debug)]
pub struct CommandError {
    /// Decides the exit code.
    pub kind: Kind,
    /// What could not be done, with the names and addresses concerned.
    pub headline: String,
    /// Why.
    pub cause: Option<String>,
    /// What to type next.
    pub hint: Option<String>,
}

/// What every command returns.
pub type CommandResult<T = ()> = Result<T, CommandError>;

impl CommandError {
    /// An error of `kind`.
    pub fn new(kind: Kind, headline: impl Into<String>) -> Self {
        Self { kind, headline: headline.into(), cause: None, hint: None }
    }

    /// A failure that the results have told already; only the exit code is left to say.
    pub fn told(kind: Kind) -> Self {
        Self::new(kind, "")
    }

    /// A plain failure.
    pub fn failed(headline: impl Into<String>) -> Self {
        Self::new(Kind::Failed, headline)
    }

    /// A wrong command line.
    pub fn usage(headline: impl Into<String>) -> Self {
        Self::new(Kind::Usage, headline)
    }

    /// Something that does not exist.
    pub fn not_found(headline: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, headline)
    }

    /// The same error with its cause.
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// The same error with the next thing to try.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A failure to read or write `what`.
    pub fn io(what: impl fmt::Display, error: &std::io::Error) -> Self {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => Kind::NotFound,
            std::io::ErrorKind::BrokenPipe => Kind::OutputClosed,
            _ => Kind::Failed,
        };
        Self::new(kind, format!("{what} failed")).because(error)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)?;
        if let Some(cause) = &self.cause {
            write!(f, "\n  {}", cause.replace('\n', "\n  "))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CommandError {}
