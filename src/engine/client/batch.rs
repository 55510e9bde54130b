//! The body of a batch: messages one after another (`remoting.md` 3.5).

use super::outgoing::Message;

/// Encodes `messages` as the body of SEND_BATCH_MESSAGE (320). The broker fills in what is 0.
pub fn encode(messages: &[Message]) -> Vec<u8> {
    let mut out = Vec::with_capacity(messages.iter().map(|m| m.body.len() + 128).sum());
    for message in messages {
        let start = out.len();
        out.extend_from_slice(&[0; 4]); // total size, known at the end
        out.extend_from_slice(&[0; 4]); // magic
        out.extend_from_slice(&[0; 4]); // body CRC
        out.extend_from_slice(&message.flag.to_be_bytes());
        out.extend_from_slice(&(message.body.len() as u32).to_be_bytes());
        out.extend_from_slice(&message.body);
        let properties = message.properties_text();
        out.extend_from_slice(&(properties.len() as u16).to_be_bytes());
        out.extend_from_slice(properties.as_bytes());
        let total = (out.len() - start) as u32;
        out[start..start + 4].copy_from_slice(&total.to_be_bytes());
    }
    out
}
