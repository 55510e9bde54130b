//! Body of REGISTER_BROKER (103), plain and compressed (`remoting.md` 4.2).
//!
//! The plain form is JSON. The compressed one is a zlib stream of counted texts:
//!
//! | bytes | content |
//! |---|---|
//! | 4 + n | data version, JSON |
//! | 4 | number of topics |
//! | 4 + n each | `name read write perm filterType` |
//! | 4 + n | filter servers, JSON array |

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

use super::data_version::DataVersion;
use super::fastjson::{Form, write};
use super::topic_config::{TopicConfig, TopicConfigTable, TopicFilterType};
use super::{Body, BodyError};
use crate::engine::protocol::names::TopicName;
use crate::engine::util::cursor::Cursor;

/// Longest text a compressed body may inflate to: four of the longest frames.
const MAX_INFLATED_LEN: u64 = 64 * 1024 * 1024;

/// What a broker tells a name server about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RegisterBrokerBody {
    /// Filter servers; gone since 4.9, always empty.
    pub filter_server_list: Vec<String>,
    /// The broker's topics, all or only those that changed.
    pub topic_config_serialize_wrapper: TopicConfigTable,
}

impl Body for RegisterBrokerBody {}

impl RegisterBrokerBody {
    /// The compressed form. `topic_sys_flag` and `order` of the topics are lost in it.
    pub fn encode_compressed(&self) -> Vec<u8> {
        let table = &self.topic_config_serialize_wrapper;
        let mut plain = Vec::new();
        push_counted(&mut plain, &table.data_version.encode());
        plain.extend_from_slice(&(table.topic_config_table.len() as i32).to_be_bytes());
        for topic in table.topic_config_table.values() {
            push_counted(&mut plain, topic_text(topic).as_bytes());
        }
        let servers = write(&self.filter_server_list, Form::Compact).unwrap_or_default();
        push_counted(&mut plain, &servers);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        // Writing to a Vec does not fail.
        let _ = zlib.write_all(&plain);
        zlib.finish().unwrap_or_default()
    }

    /// Reads the compressed form.
    pub fn decode_compressed(bytes: &[u8]) -> Result<Self, BodyError> {
        let mut plain = Vec::new();
        ZlibDecoder::new(bytes)
            .take(MAX_INFLATED_LEN + 1)
            .read_to_end(&mut plain)
            .map_err(|error| unreadable(format!("not a zlib stream: {error}")))?;
        if plain.len() as u64 > MAX_INFLATED_LEN {
            return Err(unreadable(format!("inflates to more than {MAX_INFLATED_LEN} bytes")));
        }
        let mut cursor = Cursor::new(&plain);
        let data_version = DataVersion::decode(counted(&mut cursor)?)?;
        let count = cursor.i32().map_err(unreadable)?;
        let mut topic_config_table = BTreeMap::new();
        for _ in 0..count {
            if let Some(topic) = parse_topic(counted(&mut cursor)?)? {
                topic_config_table.insert(topic.topic_name.clone(), topic);
            }
        }
        let servers = counted(&mut cursor)?;
        let filter_server_list = serde_json::from_slice(servers).map_err(unreadable)?;
        let topic_config_serialize_wrapper = TopicConfigTable { data_version, topic_config_table };
        Ok(Self { filter_server_list, topic_config_serialize_wrapper })
    }
}

fn unreadable(reason: impl std::fmt::Display) -> BodyError {
    BodyError::new::<RegisterBrokerBody>(reason)
}

fn push_counted(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(&(text.len() as i32).to_be_bytes());
    out.extend_from_slice(text);
}

fn counted<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], BodyError> {
    let length = cursor.i32().map_err(unreadable)?;
    let length = usize::try_from(length)
        .map_err(|_| unreadable(format!("negative length {length} at {}", cursor.position())))?;
    cursor.take(length).map_err(unreadable)
}

fn topic_text(topic: &TopicConfig) -> String {
    format!(
        "{} {} {} {} {}",
        topic.topic_name,
        topic.read_queue_nums,
        topic.write_queue_nums,
        topic.perm,
        topic.topic_filter_type.name()
    )
}

/// A text without exactly five words is passed over, as Apache's `TopicConfig.decode` leaves it.
fn parse_topic(text: &[u8]) -> Result<Option<TopicConfig>, BodyError> {
    let text = std::str::from_utf8(text).map_err(unreadable)?;
    let words: Vec<&str> = text.split(' ').collect();
    let &[name, read, write, perm, filter] = words.as_slice() else { return Ok(None) };
    let number = |word: &str| {
        word.parse::<i32>().map_err(|_| unreadable(format!("`{word}` in `{text}` is no number")))
    };
    let topic_filter_type = TopicFilterType::from_name(filter)
        .ok_or_else(|| unreadable(format!("unknown filter type `{filter}`")))?;
    Ok(Some(TopicConfig {
        topic_name: TopicName::from(name),
        read_queue_nums: number(read)?,
        write_queue_nums: number(write)?,
        perm: number(perm)?,
        topic_filter_type,
        ..TopicConfig::default()
    }))
}
