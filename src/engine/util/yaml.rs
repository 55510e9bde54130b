//! Values of YAML files that Java programs read as text, whatever they look like.

use serde_yaml_ng::Value;

/// A text, number or truth value as text: `secretKey: 12345678` is a text for Java too.
pub fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
