//! A compiled SQL92 expression and its value for a message (`broker.md` 5.10).
//!
//! The values are those of Java: a comparison converts the text of a property to the class of the
//! other side, and a text that does not convert fails the whole expression, whatever stands beside
//! it. Nothing is allocated while evaluating.

use std::cmp::Ordering;

use super::java_number::java_double;
use crate::engine::protocol::message::property_value;

/// A value, named after its Java class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'v> {
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Double(f64),
    Text(&'v str),
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Double(f64),
    Text(Box<str>),
}

/// How two values are compared by size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A part of an expression. The parser makes only such as Apache's parser accepts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Constant(Constant),
    Property(Box<str>),
    Negate(Box<Node>),
    Not(Box<Node>),
    /// A property where a condition is wanted: never true, as its value is a text.
    Condition(Box<Node>),
    Equal(Box<(Node, Node)>),
    Compare(Order, Box<(Node, Node)>),
    /// Value, low and high.
    Between(Box<(Node, Node, Node)>),
    /// Value, low and high.
    NotBetween(Box<(Node, Node, Node)>),
    In {
        property: Box<str>,
        /// Sorted.
        list: Box<[Box<str>]>,
        negated: bool,
    },
    IsNull(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// Two values do not compare, or a text is no number; Java throws there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incomparable;

impl Constant {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(*value),
            Self::Integer(value) => Value::Integer(*value),
            Self::Long(value) => Value::Long(*value),
            Self::Double(value) => Value::Double(*value),
            Self::Text(text) => Value::Text(text),
        }
    }
}

impl Node {
    /// Whether it is a `BooleanExpression` in Apache's tree.
    pub(super) fn is_condition(&self) -> bool {
        match self {
            Self::Constant(constant) => matches!(constant, Constant::Null | Constant::Boolean(_)),
            Self::Property(_) | Self::Negate(_) => false,
            _ => true,
        }
    }

    /// Its value for a message with these properties (in stored form).
    pub(super) fn value<'v>(&'v self, properties: &'v str) -> Result<Value<'v>, Incomparable> {
        let of = |node: &'v Self| node.value(properties);
        let truth = match self {
            Self::Constant(constant) => return Ok(constant.value()),
            Self::Property(name) => {
                return Ok(property_value(properties, name).map_or(Value::Null, Value::Text));
            }
            Self::Negate(node) => return Ok(of(node)?.negated()),
            Self::Not(node) => node.truth(properties)?.map(|truth| !truth),
            Self::Condition(node) => match of(node)? {
                Value::Null => None,
                value => Some(value == Value::Boolean(true)),
            },
            Self::Equal(sides) => equal(of(&sides.0)?, || of(&sides.1))?,
            Self::Compare(order, sides) => order.holds(of(&sides.0)?, || of(&sides.1))?,
            Self::Between(parts) => {
                let value = of(&parts.0)?;
                let low = Order::GreaterOrEqual.holds(value, || of(&parts.1))?;
                if low == Some(false) {
                    low
                } else {
                    all(low, Order::LessOrEqual.holds(value, || of(&parts.2))?)
                }
            }
            Self::NotBetween(parts) => {
                let value = of(&parts.0)?;
                let low = Order::Less.holds(value, || of(&parts.1))?;
                if low == Some(true) {
                    low
                } else {
                    any(low, Order::Greater.holds(value, || of(&parts.2))?)
                }
            }
            Self::In { property, list, negated } => property_value(properties, property)
                .map(|value| list.binary_search_by(|entry| (**entry).cmp(value)).is_ok() ^ negated),
            Self::IsNull(node) => Some(of(node)? == Value::Null),
            Self::All(nodes) => return gather(nodes, properties, false),
            Self::Any(nodes) => return gather(nodes, properties, true),
        };
        Ok(truth.map_or(Value::Null, Value::Boolean))
    }

    /// Its value where a condition is wanted; `None` is neither true nor false.
    pub(super) fn truth(&self, properties: &str) -> Result<Option<bool>, Incomparable> {
        match self.value(properties)? {
            Value::Boolean(truth) => Ok(Some(truth)),
            _ => Ok(None),
        }
    }
}

/// Conditions from left to right, up to the first that decides by being `decisive`.
fn gather<'v>(nodes: &[Node], properties: &str, decisive: bool) -> Result<Value<'v>, Incomparable> {
    let mut is_known = true;
    for node in nodes {
        match node.truth(properties)? {
            Some(truth) if truth == decisive => return Ok(Value::Boolean(decisive)),
            Some(_) => {}
            None => is_known = false,
        }
    }
    Ok(if is_known { Value::Boolean(!decisive) } else { Value::Null })
}

fn all(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if b == Some(false) { b } else { Some(a? && b?) }
}

fn any(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if b == Some(true) { b } else { Some(a? || b?) }
}

fn equal<'v>(
    left: Value<'v>,
    right: impl FnOnce() -> Result<Value<'v>, Incomparable>,
) -> Result<Option<bool>, Incomparable> {
    match (left, right()?) {
        (Value::Null, Value::Null) => Ok(Some(true)),
        (Value::Null, _) => Ok(None),
        (_, Value::Null) => Ok(Some(false)),
        (left, right) => Ok(Some(compare(left, right)? == Ordering::Equal)),
    }
}

impl Order {
    fn holds<'v>(
        self,
        left: Value<'v>,
        right: impl FnOnce() -> Result<Value<'v>, Incomparable>,
    ) -> Result<Option<bool>, Incomparable> {
        if left == Value::Null {
            return Ok(None);
        }
        let ordering = match (left, right()?) {
            (_, Value::Null) => return Ok(None),
            (Value::Text(left), Value::Text(right)) => {
                compare_doubles(double(left)?, double(right)?)
            }
            (left, right) => compare(left, right)?,
        };
        Ok(Some(match self {
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }))
    }
}

impl Value<'_> {
    /// Only numbers have an opposite; everything else becomes nothing.
    fn negated(self) -> Self {
        match self {
            Self::Integer(value) => Self::Integer(value.wrapping_neg()),
            Self::Long(value) => Self::Long(value.wrapping_neg()),
            Self::Double(value) => Self::Double(-value),
            Self::Null | Self::Boolean(_) | Self::Text(_) => Self::Null,
        }
    }
}

/// `ComparisonExpression.__compare`. Classes that do not go together are "less".
pub(super) fn compare(left: Value<'_>, right: Value<'_>) -> Result<Ordering, Incomparable> {
    use Value::{Boolean, Double, Integer, Long, Text};
    Ok(match (left, right) {
        (Boolean(left), Boolean(right)) => left.cmp(&right),
        // Java casts the truth value to a text there.
        (Boolean(_), Text(_)) => return Err(Incomparable),
        (Text(left), Boolean(right)) => left.eq_ignore_ascii_case("true").cmp(&right),
        (Integer(left), Integer(right)) => left.cmp(&right),
        (Integer(left), Long(right)) => i64::from(left).cmp(&right),
        (Long(left), Integer(right)) => left.cmp(&i64::from(right)),
        (Long(left), Long(right)) => left.cmp(&right),
        (Integer(left), Text(right)) => left.cmp(&whole(right)?),
        (Text(left), Integer(right)) => whole::<i32>(left)?.cmp(&right),
        (Long(left), Text(right)) => left.cmp(&whole(right)?),
        (Text(left), Long(right)) => whole::<i64>(left)?.cmp(&right),
        (Integer(left), Double(right)) => compare_doubles(left.into(), right),
        (Double(left), Integer(right)) => compare_doubles(left, right.into()),
        (Long(left), Double(right)) => compare_doubles(left as f64, right),
        (Double(left), Long(right)) => compare_doubles(left, right as f64),
        (Double(left), Double(right)) => compare_doubles(left, right),
        (Double(left), Text(right)) => compare_doubles(left, double(right)?),
        (Text(left), Double(right)) => compare_doubles(double(left)?, right),
        (Text(left), Text(right)) => left.cmp(right),
        _ => Ordering::Less,
    })
}

/// `Integer.valueOf` and `Long.valueOf`: a sign, then digits only.
fn whole<N: std::str::FromStr>(text: &str) -> Result<N, Incomparable> {
    text.parse().map_err(|_| Incomparable)
}

fn double(text: &str) -> Result<f64, Incomparable> {
    java_double(text).ok_or(Incomparable)
}

/// `Double.compareTo`: -0.0 is below 0.0, and all NaN are one, above everything.
fn compare_doubles(left: f64, right: f64) -> Ordering {
    match (left.is_nan(), right.is_nan()) {
        (false, false) => left.total_cmp(&right),
        (left, right) => left.cmp(&right),
    }
}
