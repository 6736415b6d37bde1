//! What both services are called with: messages that are bytes already, so that the caller does the
//! same work whoever answers.

use bytes::{Buf as _, BufMut as _, Bytes};
use tonic::Status;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};

/// Sends bytes, and says how many came back.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted;

/// Sends bytes, and keeps those that came back.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kept;

macro_rules! bytewise {
    ($codec:ident, $decoded:ty, |$buffer:ident| $decode:expr) => {
        impl Codec for $codec {
            type Encode = Bytes;
            type Decode = $decoded;
            type Encoder = $codec;
            type Decoder = $codec;

            fn encoder(&mut self) -> $codec {
                $codec
            }

            fn decoder(&mut self) -> $codec {
                $codec
            }
        }

        impl Encoder for $codec {
            type Item = Bytes;
            type Error = Status;

            fn encode(&mut self, message: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
                into.put(message);
                Ok(())
            }
        }

        impl Decoder for $codec {
            type Item = $decoded;
            type Error = Status;

            fn decode(&mut self, $buffer: &mut DecodeBuf<'_>) -> Result<Option<$decoded>, Status> {
                Ok(Some($decode))
            }
        }
    };
}

bytewise!(Counted, usize, |from| {
    let length = from.remaining();
    from.advance(length);
    length
});

bytewise!(Kept, Bytes, |from| from.copy_to_bytes(from.remaining()));
