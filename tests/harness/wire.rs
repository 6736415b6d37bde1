use std::collections::BTreeMap;
use std::time::Duration;

use bytes::{Buf as _, BufMut as _};
use carecap_service::Peer;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::codegen::tokio_stream;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

use crate::Bench;

/// Calls any method of the contracts with messages as bytes, and answers as bytes: what a test sees
/// through it is what another program would see.
pub struct Wire {
    channels: BTreeMap<Peer, Channel>,
}

impl Wire {
    /// Ways to the five contexts of a bench.
    pub fn to(bench: &Bench) -> Wire {
        let connect = |context: Peer| {
            let endpoint = Endpoint::from_shared(bench.address(context)).expect("an address");
            (context, endpoint.timeout(Duration::from_secs(60)).connect_lazy())
        };
        Wire { channels: Peer::ALL.into_iter().map(connect).collect() }
    }

    /// Calls a method. A call of one message and a stream of one look alike on the wire, so this
    /// does for both.
    pub async fn call(
        &self,
        path: &str,
        token: Option<&str>,
        messages: Vec<Vec<u8>>,
    ) -> Result<Vec<u8>, Status> {
        let mut request = Request::new(tokio_stream::iter(messages));
        if let Some(token) = token {
            let header = format!("Bearer {token}").parse().expect("a token is a header's value");
            request.metadata_mut().insert("authorization", header);
        }
        let path: PathAndQuery = path.parse().expect("a method has a path");
        let mut client = Grpc::new(self.channels[&context_of(path.as_str())].clone());
        client.ready().await.expect("the context listens");
        Ok(client.client_streaming(request, path, Bytewise).await?.into_inner())
    }
}

/// Who serves a method.
fn context_of(path: &str) -> Peer {
    match path.split('.').nth(1) {
        Some("assessment") => Peer::AssessmentIntake,
        Some("rates") => Peer::RateCatalogue,
        Some("budget") => Peer::BudgetCalculation,
        Some("account") => Peer::CareAccount,
        Some("risk") => Peer::RiskFlagging,
        _ => panic!("nobody serves {path}"),
    }
}

/// Messages as they are.
#[derive(Debug, Clone, Copy)]
struct Bytewise;

impl Codec for Bytewise {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Bytewise;
    type Decoder = Bytewise;

    fn encoder(&mut self) -> Bytewise {
        Bytewise
    }

    fn decoder(&mut self) -> Bytewise {
        Bytewise
    }
}

impl Encoder for Bytewise {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Bytewise {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut message = vec![0; from.remaining()];
        from.copy_to_slice(&mut message);
        Ok(Some(message))
    }
}
