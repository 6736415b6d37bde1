//! What one changing method must do, told over bytes and descriptors alone.

use std::collections::{BTreeMap, BTreeSet};

use carecap_contracts::Method;
use carecap_tests::{Bench, Census, Wire, new_request_id};
use futures::future::join_all;
use prost::Message as _;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, Value};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::prepared::{Ask, Prepared};

/// A prepared request of a method, and ways to vary it.
pub struct Trial<'w> {
    bench: &'w Bench,
    wire: Wire,
    name: String,
    path: String,
    input: MessageDescriptor,
    output: MessageDescriptor,
    token: String,
    prepared: Prepared,
}

/// What the first call did.
pub struct First {
    answer: Vec<u8>,
    /// By how many rows each table grew, once everything had followed.
    growth: BTreeMap<String, i64>,
}

impl<'w> Trial<'w> {
    /// A trial of a method, by somebody who may.
    pub fn of(bench: &'w Bench, method: &Method, prepared: Prepared) -> Trial<'w> {
        Trial {
            bench,
            wire: Wire::to(bench),
            name: format!("{:?} {}", bench.engine, method.path()),
            path: method.path(),
            input: method.descriptor().input(),
            output: method.descriptor().output(),
            token: bench.token(&prepared.council, &prepared.actor),
            prepared,
        }
    }

    /// The request as it was prepared, with some fields as given.
    fn with(&self, fields: &[(&str, Value)]) -> Ask {
        let mut message = self.read(&self.prepared.asked);
        for (name, value) in fields {
            message.set_field_by_name(name, value.clone());
        }
        Ask { message: message.encode_to_vec(), ..self.prepared.asked.clone() }
    }

    fn read(&self, ask: &Ask) -> DynamicMessage {
        DynamicMessage::decode(self.asked(), ask.message.as_slice()).expect("the request reads")
    }

    /// What holds the request id: the request, or the header of a stream.
    fn asked(&self) -> MessageDescriptor {
        match self.input.get_field_by_name("header").map(|header| header.kind()) {
            Some(Kind::Message(header)) => header,
            _ => self.input.clone(),
        }
    }

    async fn call(&self, ask: &Ask) -> Result<Vec<u8>, Status> {
        self.wire.call(&self.path, Some(&self.token), self.messages(ask)).await
    }

    fn messages(&self, ask: &Ask) -> Vec<Vec<u8>> {
        if self.input == self.asked() {
            return vec![ask.message.clone()];
        }
        let part = |name: &str, value: Value| {
            let mut part = DynamicMessage::new(self.input.clone());
            part.set_field_by_name(name, value);
            part.encode_to_vec()
        };
        let header = part("header", Value::Message(self.read(ask)));
        let chunks =
            ask.chunks.iter().map(|chunk| part("chunk", Value::Bytes(chunk.clone().into())));
        std::iter::once(header).chain(chunks).collect()
    }

    /// A call that must not change anything in any store, whatever it answers.
    async fn without_effect(&self, ask: &Ask) -> Result<Vec<u8>, Status> {
        let before = Census::of_settled(self.bench).await;
        let answer = self.call(ask).await;
        let differ = before.differences(&Census::of(self.bench).await);
        assert!(differ.is_empty(), "{}: changed {differ:?}", self.name);
        answer
    }

    fn made(&self, answer: Result<Vec<u8>, Status>) -> Vec<u8> {
        answer.unwrap_or_else(|status| panic!("{}: {status:?}", self.name))
    }

    /// Every check is run, nothing is stored, and the answer has no id or etag of what was not
    /// made.
    pub async fn a_trial_run_stores_nothing_and_answers_without_ids(&self) {
        let ask = self.with(&[("validate_only", Value::Bool(true))]);
        let tried = self.made(self.without_effect(&ask).await);
        let resource = self.resource(&tried);
        let descriptor = resource.descriptor();
        let own_id = descriptor.get_field(1).filter(|id| id.name() != "council_id");
        for field in own_id.into_iter().chain(descriptor.get_field_by_name("etag")) {
            assert!(!resource.has_field(&field), "{}: answers {}", self.name, field.name());
        }
        // An id that was given out in a trial run is given out to nobody else, so a second trial
        // run would show another.
        let again = self.made(self.without_effect(&ask).await);
        assert_eq!(uuids(&tried), uuids(&again), "{}: an id of what was not made", self.name);
    }

    /// The resource that an answer holds.
    fn resource(&self, answer: &[u8]) -> DynamicMessage {
        let read = DynamicMessage::decode(self.output.clone(), answer).expect("the answer reads");
        let field = self.output.fields().next().expect("an answer holds its resource");
        match read.get_field(&field).into_owned() {
            Value::Message(resource) => resource,
            other => panic!("{}: answers {other:?}", self.name),
        }
    }

    /// The call that everything after is held against.
    pub async fn the_first_call_takes_effect(&self) -> First {
        let before = Census::of_settled(self.bench).await;
        let answer = self.made(self.call(&self.prepared.asked).await);
        let growth = before.growth(&Census::of_settled(self.bench).await);
        assert!(!growth.is_empty(), "{}: stored nothing", self.name);
        First { answer, growth }
    }

    /// Whatever the etag or the state is by now.
    pub async fn a_repetition_gives_the_same_bytes(&self, first: &First) {
        let again = self.made(self.without_effect(&self.prepared.asked).await);
        assert_eq!(again, first.answer, "{}: answers otherwise", self.name);
    }

    /// The same id with another body is refused.
    pub async fn the_id_stands_for_this_request_alone(&self) {
        let mut message = self.read(&self.prepared.altered);
        let id = self
            .read(&self.prepared.asked)
            .get_field_by_name("request_id")
            .expect("an id")
            .into_owned();
        message.set_field_by_name("request_id", id);
        let altered = Ask { message: message.encode_to_vec(), ..self.prepared.altered.clone() };
        assert!(altered != self.prepared.asked, "{}: nothing is altered", self.name);
        let refused = self.without_effect(&altered).await;
        self.is_refused(refused, Code::FailedPrecondition, "IDEMPOTENCY_MISMATCH");
    }

    /// A new id with the etag of before the first call. Methods that take no etag pass over it.
    pub async fn a_stale_etag_is_refused(&self) {
        if self.asked().get_field_by_name("etag").is_none() {
            return;
        }
        let ask = self.with(&[("request_id", Value::String(new_request_id()))]);
        let refused = self.without_effect(&ask).await;
        self.is_refused(refused, Code::Aborted, "STALE_ETAG");
    }

    fn is_refused(&self, answer: Result<Vec<u8>, Status>, code: Code, reason: &str) {
        let status = answer.expect_err(&self.name);
        let info = status.get_details_error_info().expect("a refusal says why");
        let told = (status.code(), info.domain.as_str(), info.reason.as_str());
        assert_eq!(told, (code, "carecap", reason), "{}: {}", self.name, status.message());
    }

    /// All are answered alike, and what is stored is what one call stores.
    pub async fn of_eight_calls_at_once_one_takes_effect(&self, first: &First) {
        let before = Census::of_settled(self.bench).await;
        let calls = (0..8).map(|_| self.call(&self.prepared.asked));
        let answers: BTreeSet<Vec<u8>> =
            join_all(calls).await.into_iter().map(|answer| self.made(answer)).collect();
        assert_eq!(answers.len(), 1, "{}: eight calls, several answers", self.name);
        assert!(!answers.contains(&first.answer), "{}: a fresh request was due", self.name);
        let growth = before.growth(&Census::of_settled(self.bench).await);
        assert_eq!(growth, first.growth, "{}: eight calls store otherwise than one", self.name);
    }
}

/// Every UUID that is written somewhere in an answer, however deep.
fn uuids(answer: &[u8]) -> BTreeSet<String> {
    let is_uuid = |text: &&[u8]| {
        text.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    let found = answer.windows(36).filter(is_uuid);
    found.map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}
