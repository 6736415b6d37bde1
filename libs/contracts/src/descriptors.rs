use std::collections::BTreeMap;
use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, MessageDescriptor, MethodDescriptor, Value};

/// Every contract, its options and comments included, as a `google.protobuf.FileDescriptorSet`.
pub static FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/carecap.bin"));

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap_or_default());

static ACTIONS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    methods().filter_map(|method| Some((method.path(), method.action()?))).collect()
});

/// A method of one of our contracts.
pub struct Method(MethodDescriptor);

impl Method {
    /// The descriptor, for whoever needs its messages.
    pub fn descriptor(&self) -> &MethodDescriptor {
        &self.0
    }

    /// The HTTP path, for instance `/carecap.rates.v1.RateCatalogueService/GetRate`.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.0.parent_service().full_name(), self.0.name())
    }

    /// The action that a caller needs; none where the contract forgot to say.
    pub fn action(&self) -> Option<String> {
        let extension = POOL.get_extension_by_name("carecap.common.v1.action")?;
        match self.0.options().get_extension(&extension).as_ref() {
            Value::String(action) if !action.is_empty() => Some(action.clone()),
            _ => None,
        }
    }

    /// Whether the method changes something: its request, or the header of its stream, has an id.
    pub fn changes(&self) -> bool {
        let has_one =
            |message: &MessageDescriptor| message.get_field_by_name("request_id").is_some();
        let input = self.0.input();
        let header = input.get_field_by_name("header").map(|header| header.kind());
        let header = header.and_then(|kind| kind.as_message().cloned());
        has_one(&input) || header.as_ref().is_some_and(has_one)
    }
}

/// The pool of all descriptors.
pub fn pool() -> &'static DescriptorPool {
    &POOL
}

/// Every method of our contracts.
pub fn methods() -> impl Iterator<Item = Method> {
    POOL.services()
        .filter(|service| service.full_name().starts_with("carecap."))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .map(Method)
}

/// The action that the contract names for a path. None: no method of ours.
pub fn action_of(path: &str) -> Option<&'static str> {
    ACTIONS.get(path).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_names_the_action_that_it_needs() {
        let nameless: Vec<_> =
            methods().filter(|m| m.action().is_none()).map(|m| m.path()).collect();
        assert!(nameless.is_empty(), "without an action: {nameless:?}");
        assert!(methods().count() > 30);
    }

    #[test]
    fn every_change_can_be_tried_and_repeated() {
        for method in methods().filter(Method::changes) {
            let input = method.descriptor().input();
            let unary = !method.descriptor().is_client_streaming();
            for field in ["council_id", "request_id", "validate_only"] {
                let has = input.get_field_by_name(field).is_some();
                assert!(has || !unary, "{} lacks {field}", input.full_name());
            }
        }
    }

    #[test]
    fn no_message_holds_a_map_so_its_bytes_are_canonical() {
        for message in pool().all_messages().filter(|m| m.full_name().starts_with("carecap.")) {
            assert!(message.fields().all(|field| !field.is_map()), "{}", message.full_name());
        }
    }

    #[test]
    fn every_service_method_message_field_and_value_is_documented() {
        let undocumented = undocumented();
        assert!(undocumented.is_empty(), "without a comment: {undocumented:#?}");
    }

    fn undocumented() -> Vec<String> {
        let mut found = Vec::new();
        for file in pool().files().filter(|file| file.name().starts_with("carecap/")) {
            let proto = file.file_descriptor_proto();
            let commented: std::collections::BTreeSet<Vec<i32>> = proto
                .source_code_info
                .iter()
                .flat_map(|info| &info.location)
                .filter(|location| !location.leading_comments().trim().is_empty())
                .map(|location| location.path.clone())
                .collect();
            for message in file.messages() {
                for path in message
                    .fields()
                    .map(|field| field.path().to_vec())
                    .chain([message.path().to_vec()])
                {
                    if !commented.contains(&path) {
                        found.push(format!("{} {path:?}", message.full_name()));
                    }
                }
            }
            for list in file.enums() {
                for path in
                    list.values().map(|value| value.path().to_vec()).chain([list.path().to_vec()])
                {
                    if !commented.contains(&path) {
                        found.push(format!("{} {path:?}", list.full_name()));
                    }
                }
            }
            for service in file.services() {
                for path in service
                    .methods()
                    .map(|method| method.path().to_vec())
                    .chain([service.path().to_vec()])
                {
                    if !commented.contains(&path) {
                        found.push(format!("{} {path:?}", service.full_name()));
                    }
                }
            }
        }
        found
    }
}
