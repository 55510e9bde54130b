//! Words of an SQL92 expression (`broker.md` 5.10; the tokens of Apache's `SelectorParser`).

/// A keyword, whatever its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Not,
    And,
    Or,
    Between,
    In,
    True,
    False,
    Null,
    Is,
}

const KEYWORDS: [(&str, Keyword); 9] = [
    ("NOT", Keyword::Not),
    ("AND", Keyword::And),
    ("OR", Keyword::Or),
    ("BETWEEN", Keyword::Between),
    ("IN", Keyword::In),
    ("TRUE", Keyword::True),
    ("FALSE", Keyword::False),
    ("NULL", Keyword::Null),
    ("IS", Keyword::Is),
];

/// One word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A keyword.
    Keyword(Keyword),
    /// The name of a property.
    Name(&'t str),
    /// Digits, without the `L` that may follow.
    Decimal(&'t str),
    /// A number with a point or an exponent.
    Float(&'t str),
    /// What stands between the quotes; a quote within is still doubled.
    Text(&'t str),
    /// An operator, a parenthesis or a comma.
    Symbol(&'static str),
    /// Nothing is left.
    End,
}

/// Longer ones first: the longest that fits counts.
const SYMBOLS: [&str; 10] = ["<>", "<=", ">=", "<", ">", "=", "(", ")", ",", "+"];

/// Cuts a text into words.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next word and where it starts, in bytes; an error is the place of what is no word.
    pub(super) fn next(&mut self) -> Result<(usize, Token<'t>), usize> {
        self.skip_blanks();
        let (start, rest) = (self.at, self.rest());
        let Some(first) = rest.chars().next() else { return Ok((start, Token::End)) };
        let (len, token) = match first {
            '\'' => text(rest).ok_or(start)?,
            '0'..='9' | '.' => number(rest).ok_or(start)?,
            '-' => (1, Token::Symbol("-")),
            _ if is_name_start(first) => word(rest),
            _ => {
                let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol));
                symbol.map(|symbol| (symbol.len(), Token::Symbol(symbol))).ok_or(start)?
            }
        };
        self.at += len;
        Ok((start, token))
    }

    /// Passes over white space and comments. A line comment is one only if its line ends, and a
    /// block comment only if it does.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let skipped = if rest.starts_with([' ', '\t', '\n', '\r', '\x0c']) {
                Some(1)
            } else if rest.starts_with("--") {
                rest.find(['\n', '\r']).map(|end| end + 1)
            } else {
                let inner = rest.strip_prefix("/*");
                inner.and_then(|inner| inner.find("*/")).map(|end| end + "/**/".len())
            };
            let Some(skipped) = skipped else { return };
            self.at += skipped;
        }
    }
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '$')
}

fn word(rest: &str) -> (usize, Token<'_>) {
    let is_part = |c: char| is_name_start(c) || c.is_ascii_digit();
    let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let word = &rest[..len];
    let keyword = KEYWORDS.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
    (len, keyword.map_or(Token::Name(word), |(_, keyword)| Token::Keyword(keyword)))
}

/// A text ends at a quote that no quote follows; where there is none, at the last quote.
fn text(rest: &str) -> Option<(usize, Token<'_>)> {
    let bytes = rest.as_bytes();
    let mut end = None;
    let mut at = 1;
    while let Some(found) = rest.get(at..)?.find('\'') {
        let quote = at + found;
        end = Some(quote);
        if bytes.get(quote + 1) != Some(&b'\'') {
            break;
        }
        at = quote + 2;
    }
    let end = end?;
    Some((end + 1, Token::Text(rest.get(1..end)?)))
}

fn digits(bytes: &[u8], from: usize) -> usize {
    bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count()
}

/// Bytes of an exponent at `from`; 0 when there is none.
fn exponent(bytes: &[u8], from: usize) -> usize {
    if !matches!(bytes.get(from), Some(b'e' | b'E')) {
        return 0;
    }
    let sign = usize::from(matches!(bytes.get(from + 1), Some(b'+' | b'-')));
    match digits(bytes, from + 1 + sign) {
        0 => 0,
        digits => 1 + sign + digits,
    }
}

fn number(rest: &str) -> Option<(usize, Token<'_>)> {
    let bytes = rest.as_bytes();
    let whole = digits(bytes, 0);
    if bytes.get(whole) == Some(&b'.') {
        let fraction = digits(bytes, whole + 1);
        if whole + fraction == 0 {
            return None;
        }
        let len = whole + 1 + fraction;
        let len = len + exponent(bytes, len);
        return Some((len, Token::Float(rest.get(..len)?)));
    }
    match exponent(bytes, whole) {
        0 => {}
        exponent => {
            let len = whole + exponent;
            return Some((len, Token::Float(rest.get(..len)?)));
        }
    }
    // A whole number has no leading zero: `007` is three words.
    if bytes.first() == Some(&b'0') {
        return Some((1, Token::Decimal(rest.get(..1)?)));
    }
    let suffix = usize::from(matches!(bytes.get(whole), Some(b'l' | b'L')));
    Some((whole + suffix, Token::Decimal(rest.get(..whole)?)))
}
