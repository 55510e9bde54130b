//! Protocol versions and languages as numbers on the wire (`remoting.md` 1.3).

/// The version rmq speaks and reports: V4_9_7.
pub const CURRENT_VERSION: i32 = 407;
/// Name of [`CURRENT_VERSION`] in `brokerVersionDesc`.
pub const CURRENT_VERSION_NAME: &str = "V4_9_7";

/// The language a peer says it is written in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(into = "&'static str", from = "std::borrow::Cow<'_, str>")]
pub enum Language {
    /// Java, and every client that imitates it.
    #[default]
    Java = 0,
    /// C++.
    Cpp = 1,
    /// .NET.
    Dotnet = 2,
    /// Python.
    Python = 3,
    /// Delphi.
    Delphi = 4,
    /// Erlang.
    Erlang = 5,
    /// Ruby.
    Ruby = 6,
    /// Anything else.
    Other = 7,
    /// HTTP gateways.
    Http = 8,
    /// Go.
    Go = 9,
    /// PHP.
    Php = 10,
    /// OpenMessaging.
    Oms = 11,
    /// Rust.
    Rust = 12,
}

/// Every language in wire order, with its name in JSON headers.
const LANGUAGES: [(Language, &str); 13] = [
    (Language::Java, "JAVA"),
    (Language::Cpp, "CPP"),
    (Language::Dotnet, "DOTNET"),
    (Language::Python, "PYTHON"),
    (Language::Delphi, "DELPHI"),
    (Language::Erlang, "ERLANG"),
    (Language::Ruby, "RUBY"),
    (Language::Other, "OTHER"),
    (Language::Http, "HTTP"),
    (Language::Go, "GO"),
    (Language::Php, "PHP"),
    (Language::Oms, "OMS"),
    (Language::Rust, "RUST"),
];

impl Language {
    /// The name used in JSON headers.
    pub fn name(self) -> &'static str {
        LANGUAGES[self as usize].1
    }

    /// The language named `name`; an unknown name is `Other`.
    pub fn from_name(name: &str) -> Self {
        LANGUAGES.iter().find(|(_, n)| *n == name).map_or(Self::Other, |(l, _)| *l)
    }

    /// The language with the binary code `code`; an unknown code is `Other`.
    pub fn from_code(code: u8) -> Self {
        LANGUAGES.get(usize::from(code)).map_or(Self::Other, |(l, _)| *l)
    }
}

impl From<Language> for &'static str {
    fn from(language: Language) -> Self {
        language.name()
    }
}

impl From<std::borrow::Cow<'_, str>> for Language {
    fn from(name: std::borrow::Cow<'_, str>) -> Self {
        Self::from_name(&name)
    }
}
