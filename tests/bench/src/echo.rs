//! What a call costs before anybody thinks: a stock tonic server with one unary method that reads a
//! message of bytes and answers with one.

use std::convert::Infallible;
use std::task::{Context, Poll};

use anyhow::Result;
use http::{Request, Response};
use prost::Message;
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Status, codegen::BoxFuture};
use tonic_prost::ProstCodec;

/// The path of its method.
pub const PATH: &str = "/carecap.bench.Echo/Echo";

/// The message, asked and answered.
#[derive(Clone, PartialEq, Message)]
pub struct Load {
    /// So many bytes.
    #[prost(bytes = "vec", tag = "1")]
    bytes: Vec<u8>,
}

impl Load {
    /// A message that is so many bytes long once it is encoded.
    pub fn of_encoded_length(length: usize) -> Load {
        let mut load = Load { bytes: vec![7; length] };
        while load.encoded_len() > length && load.bytes.pop().is_some() {}
        load
    }
}

/// Serves in this process until it is killed, with the runtime that the program itself uses.
pub fn serve(answer_bytes: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let echo = Echo { answer: Load::of_encoded_length(answer_bytes) };
        // As where a server is given an address alone: small answers do not wait for one another.
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        Server::builder().add_service(echo).serve_with_incoming(incoming).await?;
        Ok(())
    })
}

/// The service, as generated code would have it.
#[derive(Clone)]
struct Echo {
    answer: Load,
}

impl NamedService for Echo {
    const NAME: &'static str = "carecap.bench.Echo";
}

impl UnaryService<Load> for Echo {
    type Response = Load;
    type Future = BoxFuture<tonic::Response<Load>, Status>;

    fn call(&mut self, asked: tonic::Request<Load>) -> Self::Future {
        let answer = self.answer.clone();
        Box::pin(async move {
            drop(asked);
            Ok(tonic::Response::new(answer))
        })
    }
}

impl tower::Service<Request<Body>> for Echo {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Response<Body>, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let echo = self.clone();
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::<Load, Load>::default());
            Ok(grpc.unary(echo, request).await)
        })
    }
}
