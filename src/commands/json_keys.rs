//! The JSON that commands print: which keys there are, of which types, and what they mean. It is all
//! read off the types that are printed; `docs/json.md` is the page made of it.

use std::fmt::Write;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use super::table::COMMANDS;

/// One kind of JSON that a command prints.
pub struct JsonForm {
    /// When it is this kind; empty for the plain command.
    pub when: &'static str,
    /// Whether it is an array of such values.
    pub is_list: bool,
    schema: fn() -> Schema,
}

impl JsonForm {
    /// An array of `T`.
    pub const fn rows<T: JsonSchema>(when: &'static str) -> Self {
        Self { when, is_list: true, schema: schema::<T> }
    }

    /// One `T`.
    pub const fn one<T: JsonSchema>(when: &'static str) -> Self {
        Self { when, is_list: false, schema: schema::<T> }
    }

    /// JSON Schema of one such value.
    pub fn schema(&self) -> Value {
        (self.schema)().to_value()
    }
}

fn schema<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let settings = settings.with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

/// The page of every key.
pub fn page() -> String {
    let mut page = String::from(
        "# JSON keys\n\n\
         What `-o json` prints, command by command. `-o jsonl` prints the rows of an array on a line \
         each, `-o yaml` the same keys, `-o csv` those of the first level. Keys do not change their \
         names or types; new ones may come. Times are milliseconds since 1970 in UTC. A key in dots \
         stands inside another one; `[]` is each element of an array, `*` any name.\n\n\
         This page is made from the types that are printed (`just gen`); a test compares them with \
         what the commands print.\n",
    );
    for row in COMMANDS {
        for shown in row.json() {
            let when = if shown.when.is_empty() { "" } else { ", " };
            let form = if shown.is_list { "An array" } else { "One object" };
            // Writing to a String cannot fail.
            let _ = write!(page, "\n## rmq {}{when}{}\n\n{form}.\n\n", row.path, shown.when);
            page.push_str("| key | type | |\n|---|---|---|\n");
            let schema = shown.schema();
            for (key, value) in properties(&schema) {
                describe(&mut page, key, value);
            }
        }
    }
    page
}

/// The keys of an object.
pub fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

fn describe(page: &mut String, key: &str, schema: &Value) {
    let text = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
    let text = text.replace('|', "\\|");
    let _ = writeln!(page, "| `{key}` | {} | {text} |", type_name(schema));
    for part in parts(schema) {
        let (inside, path) = match (part.get("items"), values_of_any_key(part)) {
            (Some(items), _) => (items, format!("{key}[]")),
            (_, Some(values)) => (values, format!("{key}.*")),
            _ => (part, key.to_owned()),
        };
        for (name, value) in properties(inside) {
            describe(page, &format!("{path}.{name}"), value);
        }
    }
}

/// What the values of a map follow, whose keys are not known beforehand: any text, or numbers.
fn values_of_any_key(schema: &Value) -> Option<&Value> {
    let of_text = schema.get("additionalProperties").filter(|values| values.is_object());
    of_text.or_else(|| schema["patternProperties"].as_object()?.values().next())
}

/// The schemas a value may follow: several where it may also be null.
pub fn parts(schema: &Value) -> Vec<&Value> {
    match schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        Some(parts) => parts.iter().flat_map(parts_of).collect(),
        None => vec![schema],
    }
}

fn parts_of(schema: &Value) -> Vec<&Value> {
    parts(schema)
}

fn type_name(schema: &Value) -> String {
    let mut names: Vec<String> = Vec::new();
    for part in parts(schema) {
        let values = part["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
        let quoted = |value: &Value| match value {
            Value::Null => "null".to_owned(),
            value => format!("`{}`", value.to_string().trim_matches('"')),
        };
        names.extend(values.iter().map(quoted));
        names.extend(part.get("const").map(quoted));
        if !values.is_empty() || part.get("const").is_some() {
            continue;
        }
        match &part["type"] {
            Value::String(name) if name == "array" => {
                names.push(format!("array of {}", type_name(&part["items"])));
            }
            Value::String(name) => names.push(name.clone()),
            Value::Array(several) => {
                names.extend(several.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            _ => names.push("any".to_owned()),
        }
    }
    names.dedup();
    names.join(" or ")
}

/// Where `value` is not what `schema` says; keys that only one of the two has among it.
pub fn differences(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let tried: Vec<Vec<String>> =
        parts(schema).into_iter().map(|part| against(part, value, at)).collect();
    tried.into_iter().min_by_key(Vec::len).unwrap_or_default()
}

fn against(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(only) = schema.get("const") {
        return if only == value { Vec::new() } else { vec![format!("{at}: {value}, not {only}")] };
    }
    if let Some(values) = schema["enum"].as_array() {
        let is_one = values.contains(value);
        return if is_one { Vec::new() } else { vec![format!("{at}: {value} is not listed")] };
    }
    let is_of = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    let fits = match &schema["type"] {
        Value::String(name) => is_of(name),
        Value::Array(several) => several.iter().filter_map(Value::as_str).any(is_of),
        _ => true,
    };
    if !fits {
        return vec![format!("{at}: {value} is no {}", schema["type"])];
    }
    match value {
        Value::Array(elements) => {
            let each = elements.iter().flat_map(|element| match schema.get("items") {
                Some(items) => differences(items, element, &format!("{at}[]")),
                None => Vec::new(),
            });
            each.collect()
        }
        Value::Object(fields) => of_fields(schema, fields, at),
        _ => Vec::new(),
    }
}

fn of_fields(schema: &Value, fields: &Map<String, Value>, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in fields {
        let at = format!("{at}.{key}");
        match schema["properties"].get(key).or_else(|| values_of_any_key(schema)) {
            Some(known) => found.extend(differences(known, value, &at)),
            None => found.push(format!("{at} is not documented")),
        }
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let missing = required.filter(|key| !fields.contains_key(*key));
    found.extend(missing.map(|key| format!("{at}.{key} is missing")));
    found
}

#[cfg(test)]
mod tests {
    use super::{JsonForm, differences, page};
    use schemars::JsonSchema;
    use serde::Serialize;
    use serde_json::json;

    /// A pet.
    #[derive(JsonSchema, Serialize)]
    struct Pet {
        /// What it is called.
        name: String,
        age: Option<u32>,
        friends: Vec<Pal>,
    }

    #[derive(JsonSchema, Serialize)]
    struct Pal {
        legs: i32,
    }

    #[test]
    fn what_differs_is_found() {
        let schema = JsonForm::one::<Pet>("").schema();
        let good = json!({"name": "a", "age": null, "friends": [{"legs": 4}]});
        assert_eq!(differences(&schema, &good, ""), Vec::<String>::new());
        for (bad, told) in [
            (json!({"name": "a", "friends": []}), ".age is missing"),
            (json!({"name": 1, "age": 2, "friends": []}), ".name: 1 is no \"string\""),
            (json!({"name": "a", "age": "2", "friends": []}), ".age: \"2\" is no"),
            (json!({"name": "a", "age": 2, "friends": [], "fur": 1}), ".fur is not documented"),
            (json!({"name": "a", "age": 2, "friends": [{"arms": 1}]}), "[].arms is not"),
        ] {
            let found = differences(&schema, &bad, "").join("; ");
            assert!(found.contains(told), "{bad}: {found}");
        }
    }

    #[test]
    fn every_key_has_a_meaning() {
        let page = page();
        let bare: Vec<&str> = page.lines().filter(|line| line.ends_with("|  |")).collect();
        assert!(bare.is_empty(), "{}", bare.join("\n"));
    }
}
