//! Filters over message properties: SQL92 expressions and the groups that use them.
//!
//! From the text to the answer: `lexer.rs` (words), `parser.rs` (tree), `expression.rs` (value),
//! `java_number.rs` (texts as numbers). Around it: `filters.rs` (what every group asked for, over
//! restarts), `bloom.rs` (the bits of a group), `message_filter.rs` (what one pull wants).

pub mod filters;

pub mod message_filter;

mod bloom;

mod expression;

mod java_number;

mod lexer;

mod parser;

use self::expression::Node;
pub use self::parser::SyntaxError;
use super::config::BrokerConfig;

/// Bits of the bit maps of filter results, which `bitMapLengthConsumeQueueExt` always is.
pub fn bit_map_len(config: &BrokerConfig) -> i32 {
    bloom::Bloom::new(config).bits
}

/// A compiled condition over message properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    root: Node,
}

impl Expression {
    /// Compiles SQL92.
    pub fn compile(text: &str) -> Result<Self, SyntaxError> {
        parser::parse(text).map(|root| Self { root })
    }

    /// Whether a message with these properties (in stored form) is selected. What cannot be
    /// decided, for a missing property or a text that is no number, is not.
    pub fn selects(&self, properties: &str) -> bool {
        self.root.truth(properties) == Ok(Some(true))
    }
}
