//! One message, with a line for each of its fields and what became of it.

use std::fmt::Display;
use std::path::PathBuf;

use crate::commands::error::{CommandError, CommandResult};
use crate::commands::mqadmin::call::Call;
use crate::commands::mqadmin::text::{ends_of_queue, file_name, object, properties, time_ms};
use crate::engine::admin::Admin;
use crate::engine::client::pull::PullResult;
use crate::engine::protocol::bodies::running_info::DirectConsumeResult;
use crate::engine::protocol::received::ReceivedMessage;

/// Where bodies are put, as by mqadmin.
const BODIES: &str = "/tmp/rocketmq/msgbodys";

/// How a message is shown.
#[derive(Default)]
pub struct Shown<'p> {
    /// Headed by the id of its place.
    pub with_offset_id: bool,
    /// Tells its body's file from that of another message with the same id.
    pub suffix: String,
    /// The pull that brought it, whose ends of the queue are among its properties.
    pub pulled: Option<&'p PullResult>,
}

/// Shows `message`.
pub async fn show(
    call: &Call<'_>,
    admin: &Admin,
    message: &ReceivedMessage,
    shown: Shown<'_>,
) -> CommandResult {
    let body = keep_body(message, &shown.suffix)?;
    let row = |name: &str, value: &dyn Display| call.line(format_args!("{name:<20} {value}"));
    if shown.with_offset_id {
        row("OffsetID:", &message.offset_message_id());
    }
    let keys = message.property("KEYS").unwrap_or("null");
    row("Topic:", &message.topic);
    row("Tags:", &format!("[{}]", message.tags().unwrap_or("null")));
    row("Keys:", &format!("[{keys}]"));
    row("Queue ID:", &message.queue_id);
    row("Queue Offset:", &message.queue_offset);
    row("CommitLog Offset:", &message.physical_offset);
    row("Reconsume Times:", &message.reconsume_times);
    row("Born Timestamp:", &time_ms(message.born_timestamp));
    row("Store Timestamp:", &time_ms(message.store_timestamp));
    row("Born Host:", &message.born_host);
    row("Store Host:", &message.store_host);
    row("System Flag:", &message.sys_flag);
    let added = shown.pulled.map(|pulled| ends_of_queue(pulled.min_offset, pulled.max_offset));
    let added = added.as_ref().map_or_else(Default::default, |added| &added[..]);
    row("Properties:", &properties(message, added));
    row("Message Body Path:", &body.display());
    let tracks = admin.message_tracks(message).await?;
    if tracks.is_empty() {
        call.print(format_args!("\n\nWARN: No Consumer"));
        return Ok(());
    }
    call.print(format_args!("\n\n"));
    for track in &tracks {
        let remark = track.remark.as_deref().unwrap_or("null");
        call.print(format_args!(
            "MessageTrack [consumerGroup={}, trackType={}, exceptionDesc={remark}]",
            track.group,
            track.track.name()
        ));
    }
    Ok(())
}

/// Puts the body into a file.
fn keep_body(message: &ReceivedMessage, suffix: &str) -> CommandResult<PathBuf> {
    let name = file_name(&message.message_id());
    let path = PathBuf::from(BODIES).join(format!("{name}{suffix}"));
    std::fs::create_dir_all(BODIES)
        .and_then(|()| std::fs::write(&path, &message.body))
        .map_err(|error| CommandError::io(format!("writing {}", path.display()), &error))?;
    Ok(path)
}

/// What a client made of a message it was told to consume.
pub fn direct_result(result: &DirectConsumeResult) -> String {
    let outcome = result.consume_result.map_or("null", |outcome| outcome.name());
    object(
        "ConsumeMessageDirectlyResult",
        &[
            ("order", &result.order),
            ("autoCommit", &result.auto_commit),
            ("consumeResult", &outcome),
            ("remark", &result.remark.as_deref().unwrap_or("null")),
            ("spentTimeMills", &result.spent_time_mills),
        ],
    )
}
