//! The spans of one trace, and what holds of them.

use std::collections::{BTreeMap, BTreeSet};

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;

use super::receiver::{Sent, text};

/// A trace: its spans by their id.
pub(crate) struct Tree(BTreeMap<Vec<u8>, Sent>);

impl Tree {
    /// The trace of an id, of all that was sent.
    pub(crate) fn of(trace_id: &[u8], sent: &[Sent]) -> Tree {
        let own = sent.iter().filter(|sent| sent.span.trace_id == trace_id);
        Tree(own.map(|sent| (sent.span.span_id.clone(), sent.clone())).collect())
    }

    pub(crate) fn holds(&self, span_id: &[u8]) -> bool {
        self.0.contains_key(span_id)
    }

    /// Holds the trace to be one tree under this root: no other span lacks a parent, and no parent
    /// is missing.
    pub(crate) fn is_one_tree_under(&self, root: &Sent) {
        for Sent { service, span } in self.0.values() {
            let is_root = span.span_id == root.span.span_id;
            assert_eq!(span.parent_span_id.is_empty(), is_root, "{service}: {}", span.name);
            let parent = &span.parent_span_id;
            assert!(is_root || self.holds(parent), "{service}: {} lost its parent", span.name);
        }
    }

    /// The services that its spans come from.
    pub(crate) fn services(&self) -> BTreeSet<&str> {
        self.0.values().map(|sent| sent.service.as_str()).collect()
    }

    /// The services that applied events in it, each with the context that told of them.
    pub(crate) fn followed(&self) -> BTreeSet<(&str, &str)> {
        let consumers = self.0.values().filter(|sent| sent.span.kind() == SpanKind::Consumer);
        consumers.map(|sent| (sent.service.as_str(), sent.span.name.as_str())).collect()
    }

    /// Holds each call to be seen from both ends, alike: under every client span there is the one
    /// server span of its method, in another process, and no server span stands elsewhere.
    pub(crate) fn calls_pair_up(&self) {
        let of_kind = |kind| self.0.values().filter(move |sent| sent.span.kind() == kind);
        let mut answered = BTreeMap::new();
        for server in of_kind(SpanKind::Server) {
            let client = &self.0[&server.span.parent_span_id];
            assert_eq!(client.span.kind(), SpanKind::Client, "{}", client.span.name);
            assert_eq!(method(client), method(server));
            assert_ne!(client.service, server.service);
            let before = answered.insert(client.span.span_id.clone(), ());
            assert!(before.is_none(), "{} was answered twice", client.span.name);
        }
        for client in of_kind(SpanKind::Client) {
            let found = answered.contains_key(&client.span.span_id);
            assert!(found, "{}: nobody saw {} arrive", client.service, client.span.name);
        }
        assert!(!answered.is_empty());
    }
}

fn method(sent: &Sent) -> (Option<String>, Option<String>) {
    let attributes = &sent.span.attributes;
    (text(attributes, "rpc.service"), text(attributes, "rpc.method"))
}
