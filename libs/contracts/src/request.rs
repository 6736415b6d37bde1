use prost::Message;

/// A request, or the header of a stream, that names its council.
pub trait Scoped {
    /// The GSS code that the request names.
    fn council_id(&self) -> &str;
}

/// A request that changes something.
pub trait Change: Scoped + Message + Clone + Default {
    /// The UUID that the caller made for it.
    fn request_id(&self) -> &str;
    /// Whether every check is run and nothing stored.
    fn validate_only(&self) -> bool;
    /// The same request without its id and without `validate_only`: what its digest is taken over.
    fn substance(&self) -> Self;
}

/// What a changing method answers with.
pub trait Answer: Message + Default {
    /// The answer to a trial run: without the id and etag of what was not made.
    fn without_ids(self) -> Self;
}

macro_rules! scoped {
    ($request:path) => {
        impl Scoped for $request {
            fn council_id(&self) -> &str {
                &self.council_id
            }
        }
    };
}

macro_rules! change {
    ($request:path) => {
        impl Change for $request {
            fn request_id(&self) -> &str {
                &self.request_id
            }

            fn validate_only(&self) -> bool {
                self.validate_only
            }

            fn substance(&self) -> Self {
                Self {
                    request_id: String::new(),
                    validate_only: false,
                    ..self.clone()
                }
            }
        }
    };
}

macro_rules! answer {
    ($answer:path, $field:ident, |$resource:ident| $clear:block) => {
        impl Answer for $answer {
            fn without_ids(mut self) -> Self {
                if let Some($resource) = &mut self.$field {
                    $clear
                }
                self
            }
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/requests.rs"));
