//! From the text of an SQL92 expression to its tree (`broker.md` 5.10, Apache's `SelectorParser`).
//!
//! What stands behind a whole expression is not looked at, apart from the next word, which must be
//! one: `a = 1 b` is `a = 1`. Apache's grammar has no end either.

use std::cmp::Ordering;

use super::expression::{Constant, Node, Order, compare};
use super::lexer::{Keyword, Lexer, Token};

/// Longest expression, in bytes.
const MAX_LEN: usize = 64 * 1024;
/// How deep parentheses and signs may nest, and how many comparisons may hang on each other.
const MAX_DEPTH: usize = 100;

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {problem}")]
pub struct SyntaxError {
    /// Which character it is about, from 1.
    pub at: usize,
    /// What is wrong there.
    pub problem: String,
}

/// The condition written as `text`.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let failed = |at, problem| Err(SyntaxError { at, problem });
    if text.len() > MAX_LEN {
        let problem = format!("expected at most {MAX_LEN} bytes, found {}", text.len());
        return failed(1, problem);
    }
    let mut parser =
        Parser { lexer: Lexer::new(text), at: 0, next: Token::End, depth: 0, links: 0 };
    let parsed = parser.advance().and_then(|_| {
        let node = parser.any()?;
        parser.condition(node)
    });
    parsed.or_else(|Problem { at, problem }| {
        failed(text.get(..at).map_or(at, |before| before.chars().count()) + 1, problem)
    })
}

/// What is wrong at which byte.
struct Problem {
    at: usize,
    problem: String,
}

type Parsed<T = Node> = Result<T, Problem>;

struct Parser<'t> {
    lexer: Lexer<'t>,
    /// Where `next` starts.
    at: usize,
    next: Token<'t>,
    depth: usize,
    /// Comparisons whose left side is a comparison.
    links: usize,
}

impl<'t> Parser<'t> {
    fn problem<T>(&self, problem: impl Into<String>) -> Parsed<T> {
        Err(Problem { at: self.at, problem: problem.into() })
    }

    fn unexpected<T>(&self, expected: &str) -> Parsed<T> {
        self.problem(format!("expected {expected}, found {}", describe(self.next)))
    }

    /// Takes the next word.
    fn advance(&mut self) -> Parsed<Token<'t>> {
        let (at, next) = self.lexer.next().map_err(|at| Problem {
            at,
            problem: "expected a word, a number, a text in quotes or an operator".to_owned(),
        })?;
        self.at = at;
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// Takes the next word if it is this one.
    fn take(&mut self, token: Token<'_>) -> Parsed<bool> {
        let is_next = self.next == token;
        if is_next {
            self.advance()?;
        }
        Ok(is_next)
    }

    fn take_keyword(&mut self, keyword: Keyword) -> Parsed<bool> {
        self.take(Token::Keyword(keyword))
    }

    fn expect(&mut self, token: Token<'_>) -> Parsed<()> {
        if self.take(token)? { Ok(()) } else { self.unexpected(&describe(token)) }
    }

    fn any(&mut self) -> Parsed {
        self.sequence(Keyword::Or, Self::all, Node::Any)
    }

    fn all(&mut self) -> Parsed {
        self.sequence(Keyword::And, Self::equality, Node::All)
    }

    fn sequence(
        &mut self,
        keyword: Keyword,
        part: fn(&mut Self) -> Parsed,
        join: fn(Vec<Node>) -> Node,
    ) -> Parsed {
        let first = part(self)?;
        if self.next != Token::Keyword(keyword) {
            return Ok(first);
        }
        let mut parts = vec![self.condition(first)?];
        while self.take_keyword(keyword)? {
            let next = part(self)?;
            parts.push(self.condition(next)?);
        }
        Ok(join(parts))
    }

    fn equality(&mut self) -> Parsed {
        let mut left = self.comparison()?;
        let mut is_linked = false;
        loop {
            let negated = match self.next {
                Token::Symbol("=") => false,
                Token::Symbol("<>") => true,
                Token::Keyword(Keyword::Is) => {
                    self.link(&mut is_linked)?;
                    self.advance()?;
                    let negated = self.take_keyword(Keyword::Not)?;
                    self.expect(Token::Keyword(Keyword::Null))?;
                    left = negate_if(negated, Node::IsNull(Box::new(left)));
                    continue;
                }
                _ => return Ok(left),
            };
            self.link(&mut is_linked)?;
            self.advance()?;
            let right = self.comparison()?;
            if [&left, &right].contains(&&Node::Constant(Constant::Null)) {
                return self.problem("NULL equals nothing; write IS NULL or IS NOT NULL");
            }
            if let (Node::Constant(Constant::Boolean(_)), Node::Constant(right)) = (&left, &right)
                && !matches!(right, Constant::Boolean(_))
            {
                return self.problem("TRUE and FALSE can be compared with each other only");
            }
            left = negate_if(negated, Node::Equal(Box::new((left, right))));
        }
    }

    fn comparison(&mut self) -> Parsed {
        let mut left = self.unary()?;
        let mut is_linked = false;
        loop {
            let order = match self.next {
                Token::Symbol(">") => Order::Greater,
                Token::Symbol(">=") => Order::GreaterOrEqual,
                Token::Symbol("<") => Order::Less,
                Token::Symbol("<=") => Order::LessOrEqual,
                Token::Keyword(Keyword::Not | Keyword::Between | Keyword::In) => {
                    self.link(&mut is_linked)?;
                    left = self.between_or_in(left)?;
                    continue;
                }
                _ => return Ok(left),
            };
            self.link(&mut is_linked)?;
            self.advance()?;
            let right = self.unary()?;
            self.check_ordered(&left)?;
            self.check_ordered(&right)?;
            left = Node::Compare(order, Box::new((left, right)));
        }
    }

    fn between_or_in(&mut self, left: Node) -> Parsed {
        let negated = self.take_keyword(Keyword::Not)?;
        if self.take_keyword(Keyword::In)? {
            return self.list(left, negated);
        }
        if !self.take_keyword(Keyword::Between)? {
            return self.unexpected("BETWEEN or IN");
        }
        let low = self.unary()?;
        self.expect(Token::Keyword(Keyword::And))?;
        let high = self.unary()?;
        if !negated && let (Node::Constant(low), Node::Constant(high)) = (&low, &high) {
            let falls = compare(high.value(), low.value()).is_ok_and(Ordering::is_lt);
            if falls {
                return self.problem("the first bound of BETWEEN is above the second");
            }
        }
        for part in [&left, &low, &high] {
            self.check_ordered(part)?;
        }
        let parts = Box::new((left, low, high));
        Ok(if negated { Node::NotBetween(parts) } else { Node::Between(parts) })
    }

    fn list(&mut self, left: Node, negated: bool) -> Parsed {
        self.expect(Token::Symbol("("))?;
        let mut list = vec![self.text()?];
        while self.take(Token::Symbol(","))? {
            list.push(self.text()?);
        }
        self.expect(Token::Symbol(")"))?;
        let Node::Property(property) = left else {
            return self.problem("IN needs the name of a property on its left");
        };
        list.sort_unstable();
        list.dedup();
        Ok(Node::In { property, list: list.into(), negated })
    }

    fn text(&mut self) -> Parsed<Box<str>> {
        match self.next {
            Token::Text(text) => {
                self.advance()?;
                Ok(text.replace("''", "'").into())
            }
            _ => self.unexpected("a text in quotes"),
        }
    }

    fn unary(&mut self) -> Parsed {
        if self.depth == MAX_DEPTH {
            return self.problem(format!("nested deeper than {MAX_DEPTH}"));
        }
        self.depth += 1;
        let node = match self.next {
            Token::Symbol("+") => {
                self.advance()?;
                self.unary()?
            }
            Token::Symbol("-") => {
                self.advance()?;
                Node::Negate(Box::new(self.unary()?))
            }
            Token::Keyword(Keyword::Not) => {
                self.advance()?;
                let node = self.unary()?;
                Node::Not(Box::new(self.condition(node)?))
            }
            _ => self.primary()?,
        };
        self.depth -= 1;
        Ok(node)
    }

    fn primary(&mut self) -> Parsed {
        let constant = match self.next {
            Token::Symbol("(") => {
                self.advance()?;
                let node = self.any()?;
                self.expect(Token::Symbol(")"))?;
                return Ok(node);
            }
            Token::Name(name) => {
                self.advance()?;
                return Ok(Node::Property(name.into()));
            }
            Token::Text(_) => return Ok(Node::Constant(Constant::Text(self.text()?))),
            Token::Decimal(digits) => match digits.parse::<i64>() {
                Ok(value) => i32::try_from(value).map_or(Constant::Long(value), Constant::Integer),
                Err(_) => return self.problem("the number does not fit 64 bits"),
            },
            Token::Float(digits) => match digits.parse::<f64>() {
                Ok(value) if value > 0.0 && value.is_finite() => Constant::Double(value),
                _ => return self.problem("the number is not above 0 or too large"),
            },
            Token::Keyword(Keyword::True) => Constant::Boolean(true),
            Token::Keyword(Keyword::False) => Constant::Boolean(false),
            Token::Keyword(Keyword::Null) => Constant::Null,
            _ => return self.unexpected("a value"),
        };
        self.advance()?;
        Ok(Node::Constant(constant))
    }

    /// Counts a comparison; the second of a chain has the first inside.
    fn link(&mut self, is_linked: &mut bool) -> Parsed<()> {
        self.links += usize::from(std::mem::replace(is_linked, true));
        if self.links > MAX_DEPTH {
            return self.problem(format!("more than {MAX_DEPTH} comparisons hang on others"));
        }
        Ok(())
    }

    /// `node` where a condition is wanted.
    fn condition(&self, node: Node) -> Parsed {
        match node {
            Node::Property(_) => Ok(Node::Condition(Box::new(node))),
            node if node.is_condition() => Ok(node),
            _ => self.problem("expected a condition before this, found a value"),
        }
    }

    /// Only numbers and properties have an order; what a sign stands before is a number, perhaps.
    fn check_ordered(&self, node: &Node) -> Parsed<()> {
        let is_text = matches!(node, Node::Constant(Constant::Text(_)));
        if is_text || node.is_condition() {
            return self.problem("only numbers can be compared by size");
        }
        Ok(())
    }
}

fn negate_if(negated: bool, node: Node) -> Node {
    if negated { Node::Not(Box::new(node)) } else { node }
}

fn describe(token: Token<'_>) -> String {
    match token {
        Token::Keyword(keyword) => format!("{keyword:?}").to_uppercase(),
        Token::Name(text) | Token::Decimal(text) | Token::Float(text) => {
            format!("`{}`", text.chars().take(40).collect::<String>())
        }
        Token::Text(text) => format!("'{}'", text.chars().take(40).collect::<String>()),
        Token::Symbol(symbol) => format!("`{symbol}`"),
        Token::End => "the end".to_owned(),
    }
}
