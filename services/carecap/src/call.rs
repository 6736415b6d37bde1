//! Any method of any contract from the command line, with JSON in and out.

use anyhow::{Context as _, Result, anyhow, bail};
use carecap_contracts::{Method, methods};
use carecap_service::Outgoing;
use prost::Message as _;
use prost_reflect::{
    DynamicMessage, MethodDescriptor, ReflectMessage as _, SerializeOptions, Value,
};
use serde_json::Value as Json;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Request, Status};
use tonic_types::StatusExt as _;

/// The method of a name: `RateCatalogueService/ResolveRate`, or just `ResolveRate`.
pub fn method_named(name: &str) -> Result<Method> {
    let fits = |method: &Method| {
        let path = method.path();
        path.ends_with(&format!("/{name}")) || path.ends_with(&format!(".{name}"))
    };
    let found = methods().find(|method| fits(method) && !method.descriptor().is_client_streaming());
    found.with_context(|| format!("no contract has a method `{name}` that takes one message"))
}

/// Calls a method. The council is filled in, and a request id made, where the JSON leaves them out.
pub async fn call(
    outgoing: Outgoing,
    method: &Method,
    json: &str,
    council: &str,
    request_id: String,
) -> Result<String> {
    let descriptor = method.descriptor();
    if descriptor.is_server_streaming() {
        bail!("{} answers with a stream: follow it with a gRPC client", descriptor.full_name());
    }
    let json: Json = serde_json::from_str(json).context("the request is no JSON")?;
    let mut request = DynamicMessage::deserialize(descriptor.input(), json)
        .with_context(|| format!("the request is no {}", descriptor.input().full_name()))?;
    fill_in(&mut request, "council_id", council.to_owned());
    fill_in(&mut request, "request_id", request_id);

    let path = method.path().parse().context("a method has a path")?;
    let mut client = tonic::client::Grpc::new(outgoing);
    client.ready().await.context("the service cannot be reached")?;
    let codec = Reflected(descriptor.clone());
    let answer = client.unary(Request::new(request), path, codec).await;
    let answer = answer.map_err(|status| anyhow!(refused(&status)))?.into_inner();
    let mut shown = Vec::new();
    let mut serializer = serde_json::Serializer::pretty(&mut shown);
    let options =
        SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    answer.serialize_with_options(&mut serializer, &options)?;
    Ok(String::from_utf8(shown)?)
}

/// A refusal with all that its details say: the reason, what the reason promises, and each field.
fn refused(status: &Status) -> String {
    let mut lines = vec![format!("refused: {}", status.message())];
    if let Some(info) = status.get_details_error_info() {
        let mut metadata: Vec<String> =
            info.metadata.iter().map(|(name, value)| format!("{name}={value}")).collect();
        metadata.sort();
        lines
            .push(format!("  reason {} {}", info.reason, metadata.join(" ")).trim_end().to_owned());
    }
    let named = status.get_details_bad_request();
    for fault in named.into_iter().flat_map(|request| request.field_violations) {
        lines.push(format!("  {}: {}", fault.field, fault.description));
    }
    lines.join("\n")
}

fn fill_in(request: &mut DynamicMessage, field: &str, value: String) {
    let Some(field) = request.descriptor().get_field_by_name(field) else {
        return;
    };
    if !request.has_field(&field) {
        request.set_field(&field, Value::String(value));
    }
}

/// Encodes and decodes by the descriptors instead of by generated code.
struct Reflected(MethodDescriptor);

impl Codec for Reflected {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = ReflectedEncoder;
    type Decoder = Reflected;

    fn encoder(&mut self) -> ReflectedEncoder {
        ReflectedEncoder
    }

    fn decoder(&mut self) -> Reflected {
        Reflected(self.0.clone())
    }
}

struct ReflectedEncoder;

impl Encoder for ReflectedEncoder {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(
        &mut self,
        message: DynamicMessage,
        buffer: &mut EncodeBuf<'_>,
    ) -> Result<(), Status> {
        message.encode(buffer).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Decoder for Reflected {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        DynamicMessage::decode(self.0.output(), buffer)
            .map(Some)
            .map_err(|error| Status::internal(error.to_string()))
    }
}
