//! The frame: one request or answer on the wire (`remoting.md` 1). Sans-IO.
//!
//! | bytes | content |
//! |---|---|
//! | 4 | length of all that follows |
//! | 1 | header form: 0 JSON, 1 binary |
//! | 3 | header length |
//! | n | header |
//! | rest | body |

use std::borrow::Cow;
use std::ops::Range;

use bytes::{Buf, Bytes, BytesMut};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::engine::protocol::ext::{FieldError, FieldList, FieldSink, Fields, Header, Spelling};
use crate::engine::protocol::json_text::{Escapes, push_string};
use crate::engine::protocol::requests::RequestCode;
use crate::engine::protocol::responses::ResponseCode;
use crate::engine::protocol::version::{CURRENT_VERSION, Language};
use crate::engine::util::cursor::{Cursor, OutOfBytes};

/// Longest frame that is accepted, counted as its length word counts (16 MiB).
pub const MAX_FRAME_LEN: usize = 16 * 1024 * 1024;
/// Bytes of the length word.
const LENGTH_LEN: usize = 4;
/// Bytes of the form and header length word.
const MARK_LEN: usize = 4;
/// Flag bit: an answer.
pub const FLAG_RESPONSE: i32 = 1;
/// Flag bit: a request that wants no answer.
const FLAG_ONEWAY: i32 = 2;

/// How the header of a frame is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HeaderForm {
    /// A JSON object.
    #[default]
    Json,
    /// The `ROCKETMQ` binary form.
    Binary,
}

/// What makes bytes unreadable as a frame. The connection is closed.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The length word is negative or over [`MAX_FRAME_LEN`].
    #[error("frame length {0} is outside 4..={MAX_FRAME_LEN}")]
    Length(i32),
    /// The header length goes past the frame.
    #[error("header length {header} does not fit a frame of {frame} bytes")]
    HeaderLength {
        /// As declared.
        header: usize,
        /// As declared.
        frame: usize,
    },
    /// The header form is neither JSON nor binary.
    #[error("unknown header form {0}")]
    Form(u8),
    /// The header is not JSON, or lacks what every header has.
    #[error("the header is not valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The binary header ends too early.
    #[error("the binary header is cut short: {0}")]
    Short(#[from] OutOfBytes),
    /// A length inside the binary header is negative.
    #[error("negative length in the binary header")]
    NegativeLength,
    /// The remark is not UTF-8.
    #[error("the header is not UTF-8")]
    Text(#[from] std::str::Utf8Error),
}

/// One decoded frame. Header fields and body are slices of the bytes that came in.
#[derive(Clone, Debug)]
pub struct Frame {
    bytes: Bytes,
    fields: Range<usize>,
    /// Number of bytes before the body.
    body_at: usize,
    /// How the header was written.
    pub form: HeaderForm,
    /// Request or response code.
    pub code: i32,
    /// Language of the sender.
    pub language: Language,
    /// Protocol version of the sender.
    pub version: i32,
    /// Number that ties an answer to its request.
    pub opaque: i32,
    /// Flag bits.
    pub flag: i32,
    /// Text of an answer that says more than its code.
    pub remark: Option<String>,
}

#[derive(Deserialize)]
struct JsonHeader<'a> {
    #[serde(default)]
    code: i32,
    #[serde(default, borrow, rename = "extFields")]
    fields: Option<&'a RawValue>,
    #[serde(default)]
    flag: i32,
    #[serde(default, borrow)]
    language: Option<Cow<'a, str>>,
    #[serde(default)]
    opaque: i32,
    #[serde(default)]
    remark: Option<String>,
    #[serde(default)]
    version: i32,
}

impl Frame {
    /// Takes one whole frame off the front of `buffer`, or `None` when it is not complete.
    pub fn take(buffer: &mut BytesMut) -> Result<Option<Self>, FrameError> {
        let Some(declared) = buffer.first_chunk::<LENGTH_LEN>() else { return Ok(None) };
        let declared = i32::from_be_bytes(*declared);
        let length = usize::try_from(declared)
            .ok()
            .filter(|n| (MARK_LEN..=MAX_FRAME_LEN).contains(n))
            .ok_or(FrameError::Length(declared))?;
        if buffer.len() < LENGTH_LEN + length {
            return Ok(None);
        }
        buffer.advance(LENGTH_LEN);
        Self::decode(buffer.split_to(length).freeze()).map(Some)
    }

    /// How many more bytes the frame at the front of `buffer` needs, at least 1.
    pub fn missing(buffer: &BytesMut) -> usize {
        let Some(declared) = buffer.first_chunk::<LENGTH_LEN>() else { return LENGTH_LEN };
        let length = usize::try_from(i32::from_be_bytes(*declared)).unwrap_or(0).min(MAX_FRAME_LEN);
        (LENGTH_LEN + length).saturating_sub(buffer.len()).max(1)
    }

    /// Decodes the bytes after the length word.
    pub fn decode(bytes: Bytes) -> Result<Self, FrameError> {
        let mut cursor = Cursor::new(&bytes);
        let mark = cursor.array::<MARK_LEN>()?;
        let header_len = u32::from_be_bytes([0, mark[1], mark[2], mark[3]]) as usize;
        let header = cursor
            .take(header_len)
            .map_err(|_| FrameError::HeaderLength { header: header_len, frame: bytes.len() })?;
        match mark[0] {
            0 => Self::decode_json(&bytes, header),
            1 => Self::decode_binary(&bytes, header),
            form => Err(FrameError::Form(form)),
        }
    }

    fn decode_json(bytes: &Bytes, header: &[u8]) -> Result<Self, FrameError> {
        let json: JsonHeader<'_> = serde_json::from_str(std::str::from_utf8(header)?)?;
        let fields = match json.fields.map(RawValue::get) {
            None | Some("null") => 0..0,
            Some(text) => slice_range(bytes, text.as_bytes()),
        };
        Ok(Self {
            bytes: bytes.clone(),
            fields,
            body_at: MARK_LEN + header.len(),
            form: HeaderForm::Json,
            code: json.code,
            language: json.language.map_or(Language::Other, |name| Language::from_name(&name)),
            version: json.version,
            opaque: json.opaque,
            flag: json.flag,
            remark: json.remark,
        })
    }

    fn decode_binary(bytes: &Bytes, header: &[u8]) -> Result<Self, FrameError> {
        let mut cursor = Cursor::new(header);
        let code = i32::from(cursor.i16()?);
        let language = Language::from_code(cursor.array::<1>()?[0]);
        let version = i32::from(cursor.i16()?);
        let opaque = cursor.i32()?;
        let flag = cursor.i32()?;
        let remark_len = cursor.i32()?;
        let remark_len = usize::try_from(remark_len).map_err(|_| FrameError::NegativeLength)?;
        let remark = std::str::from_utf8(cursor.take(remark_len)?)?;
        let remark = (!remark.is_empty()).then(|| remark.to_owned());
        let fields_len = cursor.i32()?;
        let fields_len = usize::try_from(fields_len).map_err(|_| FrameError::NegativeLength)?;
        let fields = slice_range(bytes, cursor.take(fields_len)?);
        let body_at = MARK_LEN + header.len();
        let form = HeaderForm::Binary;
        let bytes = bytes.clone();
        Ok(Self { bytes, fields, body_at, form, code, language, version, opaque, flag, remark })
    }

    /// The same frame in memory of its own. A frame that is kept would otherwise keep all that
    /// was read together with it.
    pub fn detached(&self) -> Self {
        Self { bytes: Bytes::copy_from_slice(&self.bytes), ..self.clone() }
    }

    /// Whether this is an answer.
    pub fn is_response(&self) -> bool {
        self.flag & FLAG_RESPONSE != 0
    }

    /// Whether no answer is wanted.
    pub fn is_oneway(&self) -> bool {
        self.flag & FLAG_ONEWAY != 0
    }

    /// The code of a request.
    pub fn request_code(&self) -> RequestCode {
        RequestCode::from(self.code)
    }

    /// The code of an answer.
    pub fn response_code(&self) -> ResponseCode {
        ResponseCode::from(self.code)
    }

    /// The undecoded header fields.
    pub fn fields(&self) -> Fields<'_> {
        let bytes = &self.bytes[self.fields.clone()];
        match self.form {
            _ if bytes.is_empty() => Fields::None,
            // The header was parsed as JSON text, so its parts are UTF-8.
            HeaderForm::Json => std::str::from_utf8(bytes).map_or(Fields::None, Fields::Json),
            HeaderForm::Binary => Fields::Binary(bytes),
        }
    }

    /// The typed header.
    pub fn header<'a, H: Header<'a>>(&'a self) -> Result<H, FieldError> {
        self.fields().decode()
    }

    /// The body; empty when there is none.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.body_at..]
    }

    /// The body as a shared slice.
    pub fn body_bytes(&self) -> Bytes {
        self.bytes.slice(self.body_at..)
    }

    /// All bytes after the length word.
    pub fn wire_len(&self) -> usize {
        self.bytes.len()
    }
}

/// Where `part`, a subslice of `whole`, stands in it.
fn slice_range(whole: &Bytes, part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}

/// Writes the fields of a header; `None` leaves `extFields` out.
pub type WriteFields<'f> = Option<&'f dyn Fn(&mut dyn FieldSink)>;

/// Everything of a header but its fields.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// How to write it.
    pub form: HeaderForm,
    /// Request or response code.
    pub code: i32,
    /// Number that ties an answer to its request.
    pub opaque: i32,
    /// Flag bits.
    pub flag: i32,
    /// Remark of an answer.
    pub remark: Option<&'a str>,
    /// Language of the sender.
    pub language: Language,
}

impl<'a> Head<'a> {
    /// Head of the answer to `request`, in the request's form.
    pub fn answer(request: &Frame, code: ResponseCode, remark: Option<&'a str>) -> Self {
        let (form, opaque) = (request.form, request.opaque);
        let (code, language) = (code.code(), Language::Java);
        Self { form, code, opaque, flag: FLAG_RESPONSE, remark, language }
    }

    /// Appends length word, mark and header to `out`; `body_len` bytes of body must follow.
    /// `fields` is called when the header has fields, also when it writes none.
    pub fn write(&self, out: &mut Vec<u8>, fields: WriteFields<'_>, body_len: usize) {
        let start = out.len();
        out.extend_from_slice(&[0; LENGTH_LEN + MARK_LEN]);
        match self.form {
            HeaderForm::Json => self.write_json(out, fields),
            HeaderForm::Binary => self.write_binary(out, fields),
        }
        let header_len = (out.len() - start - LENGTH_LEN - MARK_LEN) as u32;
        let total = MARK_LEN as u32 + header_len + body_len as u32;
        let mark = header_len | (self.form as u32) << 24;
        out[start..start + LENGTH_LEN].copy_from_slice(&total.to_be_bytes());
        out[start + LENGTH_LEN..start + LENGTH_LEN + MARK_LEN].copy_from_slice(&mark.to_be_bytes());
    }

    fn write_json(&self, out: &mut Vec<u8>, fields: WriteFields<'_>) {
        out.extend_from_slice(b"{\"code\":");
        push_number(out, i64::from(self.code));
        if let Some(fields) = fields {
            out.extend_from_slice(b",\"extFields\":{");
            let before = out.len();
            fields(&mut JsonSink { out: &mut *out });
            if out.len() > before {
                out.pop();
            }
            out.push(b'}');
        }
        out.extend_from_slice(b",\"flag\":");
        push_number(out, i64::from(self.flag));
        out.extend_from_slice(b",\"language\":\"");
        out.extend_from_slice(self.language.name().as_bytes());
        out.extend_from_slice(b"\",\"opaque\":");
        push_number(out, i64::from(self.opaque));
        if let Some(remark) = self.remark {
            out.extend_from_slice(b",\"remark\":");
            push_string(out, remark, Escapes::Few);
        }
        out.extend_from_slice(b",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":");
        push_number(out, i64::from(CURRENT_VERSION));
        out.push(b'}');
    }

    fn write_binary(&self, out: &mut Vec<u8>, fields: WriteFields<'_>) {
        out.extend_from_slice(&(self.code as i16).to_be_bytes());
        out.push(self.language as u8);
        out.extend_from_slice(&(CURRENT_VERSION as i16).to_be_bytes());
        out.extend_from_slice(&self.opaque.to_be_bytes());
        out.extend_from_slice(&self.flag.to_be_bytes());
        let remark = self.remark.unwrap_or_default();
        out.extend_from_slice(&(remark.len() as i32).to_be_bytes());
        out.extend_from_slice(remark.as_bytes());
        let at = out.len();
        out.extend_from_slice(&[0; 4]);
        if let Some(fields) = fields {
            fields(&mut BinarySink { out: &mut *out });
        }
        let len = (out.len() - at - 4) as i32;
        out[at..at + 4].copy_from_slice(&len.to_be_bytes());
    }
}

struct JsonSink<'o> {
    out: &'o mut Vec<u8>,
}

impl JsonSink<'_> {
    fn key(&mut self, key: &str) {
        push_string(self.out, key, Escapes::Few);
        self.out.push(b':');
    }
}

impl FieldSink for JsonSink<'_> {
    fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        push_string(self.out, value, Escapes::Few);
        self.out.push(b',');
    }

    fn number(&mut self, key: &str, value: i64) {
        self.key(key);
        self.out.push(b'"');
        push_number(self.out, value);
        self.out.extend_from_slice(b"\",");
    }
}

struct BinarySink<'o> {
    out: &'o mut Vec<u8>,
}

impl FieldSink for BinarySink<'_> {
    fn text(&mut self, key: &str, value: &str) {
        self.out.extend_from_slice(&(key.len() as i16).to_be_bytes());
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(&(value.len() as i32).to_be_bytes());
        self.out.extend_from_slice(value.as_bytes());
    }

    fn number(&mut self, key: &str, value: i64) {
        let mut digits = Vec::with_capacity(20);
        push_number(&mut digits, value);
        self.out.extend_from_slice(&(key.len() as i16).to_be_bytes());
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(&(digits.len() as i32).to_be_bytes());
        self.out.extend_from_slice(&digits);
    }
}

fn push_number(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is asked for.
    pub code: RequestCode,
    /// Header fields.
    pub fields: FieldList,
    /// Body; empty for none.
    pub body: Bytes,
    /// Language the sender names; rmq speaks as Java clients do unless told otherwise.
    pub language: Language,
}

impl Request {
    /// A request with a typed header and no body.
    pub fn new<'a>(code: RequestCode, header: &impl Header<'a>) -> Self {
        Self { fields: header.to_list(), ..Self::bare(code) }
    }

    /// A request whose header goes by the short names (310, 320).
    pub fn short<'a>(code: RequestCode, header: &impl Header<'a>) -> Self {
        let mut fields = FieldList::default();
        header.write(Spelling::Short, &mut fields);
        Self { fields, ..Self::bare(code) }
    }

    /// A request without header fields.
    pub fn bare(code: RequestCode) -> Self {
        Self { code, fields: FieldList::default(), body: Bytes::new(), language: Language::Java }
    }

    /// This request with a body.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// The whole frame, under `opaque`.
    pub fn encode(&self, opaque: i32, oneway: bool) -> Vec<u8> {
        let mut out = Vec::with_capacity(256 + self.body.len());
        let flag = if oneway { FLAG_ONEWAY } else { 0 };
        let head = Head {
            form: HeaderForm::Json,
            code: self.code.code(),
            opaque,
            flag,
            remark: None,
            language: self.language,
        };
        let fields: WriteFields<'_> =
            if self.fields.0.is_empty() { None } else { Some(&|sink| self.fields.write(sink)) };
        head.write(&mut out, fields, self.body.len());
        out.extend_from_slice(&self.body);
        out
    }
}

/// An answer to a request, as a handler gives it.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Response code.
    pub code: ResponseCode,
    /// Remark.
    pub remark: Option<Cow<'static, str>>,
    /// Header fields; `None` leaves `extFields` out, an empty list writes `{}`.
    pub fields: Option<FieldList>,
    /// Body; empty for none.
    pub body: Bytes,
    /// Answer in JSON even when the request was binary, where Apache does so.
    pub always_json: bool,
}

impl Reply {
    /// Code 0 without fields or body.
    pub fn success() -> Self {
        Self::refuse_quietly(ResponseCode::Success)
    }

    /// Code 0 with a typed header.
    pub fn with_header<'a>(header: &impl Header<'a>) -> Self {
        Self { fields: Some(header.to_list()), ..Self::success() }
    }

    /// Code 0 with a body.
    pub fn with_body(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::success() }
    }

    /// A refusal with its reason.
    pub fn refuse(code: ResponseCode, remark: impl Into<Cow<'static, str>>) -> Self {
        Self { remark: Some(remark.into()), ..Self::refuse_quietly(code) }
    }

    fn refuse_quietly(code: ResponseCode) -> Self {
        Self { code, remark: None, fields: None, body: Bytes::new(), always_json: false }
    }

    /// This answer with (also empty) header fields.
    pub fn and_fields(mut self, fields: FieldList) -> Self {
        self.fields = Some(fields);
        self
    }

    /// This answer in JSON whatever the request's form.
    pub fn in_json(mut self) -> Self {
        self.always_json = true;
        self
    }

    /// Code 3, in the words of Apache's `NettyRemotingAbstract`.
    pub fn not_supported(code: i32) -> Self {
        let remark = format!(" request type {code} not supported");
        Self::refuse(ResponseCode::RequestCodeNotSupported, remark).in_json()
    }

    /// Appends the whole frame that answers `request` to `out`, body included.
    pub fn encode(&self, request: &Frame, out: &mut Vec<u8>) {
        let form = if self.always_json { HeaderForm::Json } else { request.form };
        self.encode_for(form, request.opaque, out);
    }

    /// Appends the whole frame that answers request `opaque` to `out`, body included.
    pub fn encode_for(&self, form: HeaderForm, opaque: i32, out: &mut Vec<u8>) {
        let (code, remark) = (self.code.code(), self.remark.as_deref());
        let (flag, language) = (FLAG_RESPONSE, Language::Java);
        let head = Head { form, code, opaque, flag, remark, language };
        let write = |sink: &mut dyn FieldSink| {
            if let Some(fields) = &self.fields {
                fields.write(sink);
            }
        };
        let fields: WriteFields<'_> = if self.fields.is_some() { Some(&write) } else { None };
        head.write(out, fields, self.body.len());
        out.extend_from_slice(&self.body);
    }
}

impl From<FieldError> for Reply {
    fn from(error: FieldError) -> Self {
        Self::refuse(ResponseCode::SystemError, error.to_string())
    }
}
