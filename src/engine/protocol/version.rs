//! Protocol versions and languages as numbers on the wire (`remoting.md` 1.3).

/// The version rmq speaks and reports: V4_9_7.
pub const CURRENT_VERSION: i32 = 407;
/// Name of [`CURRENT_VERSION`] in `brokerVersionDesc`.
pub const CURRENT_VERSION_NAME: &str = "V4_9_7";

/// Names of the versions before the rows of [`SERIES`] begin.
const EARLY: [&str; 16] = [
    "V3_0_0_SNAPSHOT",
    "V3_0_0_ALPHA1",
    "V3_0_0_BETA1",
    "V3_0_0_BETA2",
    "V3_0_0_BETA3",
    "V3_0_0_BETA4",
    "V3_0_0_BETA5",
    "V3_0_0_BETA6_SNAPSHOT",
    "V3_0_0_BETA6",
    "V3_0_0_BETA7_SNAPSHOT",
    "V3_0_0_BETA7",
    "V3_0_0_BETA8_SNAPSHOT",
    "V3_0_0_BETA8",
    "V3_0_0_BETA9_SNAPSHOT",
    "V3_0_0_BETA9",
    "V3_0_0_FINAL",
];

/// First number, major, minor and first patch; each patch has a snapshot before
/// it (Apache's `MQVersion.Version`).
const SERIES: [(i32, i32, i32, i32); 11] = [
    (16, 3, 0, 1),
    (46, 3, 1, 0),
    (66, 3, 2, 0),
    (86, 3, 3, 1),
    (104, 3, 4, 1),
    (122, 3, 5, 1),
    (140, 3, 6, 1),
    (158, 3, 7, 1),
    (176, 3, 8, 1),
    (194, 3, 9, 1),
    (212, 4, 0, 0),
];
/// From here on every minor version has ten patches, up to [`HIGHER`].
const REGULAR: i32 = 232;
/// What is not lower has no name of its own.
const HIGHER: i32 = 612;

/// The name of version `number`, `V4_9_7` for example.
pub fn version_name(number: i32) -> String {
    if let Some(name) = usize::try_from(number).ok().and_then(|at| EARLY.get(at)) {
        return (*name).to_owned();
    }
    let (first, major, minor, patch) = match number {
        ..0 | HIGHER.. => return "HIGHER_VERSION".to_owned(),
        REGULAR.. => {
            let series = (number - REGULAR) / 20;
            // 4.1 to 4.9, then 5.0 to 5.9.
            let (major, minor) = ((series + 41) / 10, (series + 41) % 10);
            (REGULAR + series * 20, major, minor, 0)
        }
        _ => {
            let series = SERIES.iter().rev().find(|series| series.0 <= number);
            series.copied().unwrap_or(SERIES[0])
        }
    };
    let patch = patch + (number - first) / 2;
    let snapshot = if (number - first) % 2 == 0 { "_SNAPSHOT" } else { "" };
    format!("V{major}_{minor}_{patch}{snapshot}")
}

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

#[cfg(test)]
mod tests {
    #[test]
    fn versions_have_apaches_names() {
        for (number, name) in [
            (0, "V3_0_0_SNAPSHOT"),
            (15, "V3_0_0_FINAL"),
            (16, "V3_0_1_SNAPSHOT"),
            (45, "V3_0_15"),
            (65, "V3_1_9"),
            (86, "V3_3_1_SNAPSHOT"),
            (211, "V3_9_9"),
            (231, "V4_0_9"),
            (232, "V4_1_0_SNAPSHOT"),
            (313, "V4_5_0"),
            (407, "V4_9_7"),
            (412, "V5_0_0_SNAPSHOT"),
            (611, "V5_9_9"),
            (612, "HIGHER_VERSION"),
            (-1, "HIGHER_VERSION"),
        ] {
            assert_eq!(super::version_name(number), name);
        }
    }
}
