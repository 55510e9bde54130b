//! Frames out of a stream.

use std::io::Read;

use rmq::engine::remoting::frame::Frame;

/// The next frame, whole.
pub fn read_frame(stream: &mut impl Read) -> std::io::Result<Frame> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut bytes)?;
    Ok(Frame::decode(bytes.into()).unwrap())
}
