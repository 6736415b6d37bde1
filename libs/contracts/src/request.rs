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

/// A request for one page of a list.
pub trait Listing: Message + Clone {
    /// At most so many; 0 for the usual number.
    fn page_size(&self) -> i32;
    /// From the answer before; empty for the first page.
    fn page_token(&self) -> &str;
    /// The same request without its page: what a page token is good for.
    fn question(&self) -> Self;
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
                Self { request_id: String::new(), validate_only: false, ..self.clone() }
            }
        }
    };
}

macro_rules! listing {
    ($request:path) => {
        impl Listing for $request {
            fn page_size(&self) -> i32 {
                self.page_size
            }

            fn page_token(&self) -> &str {
                &self.page_token
            }

            fn question(&self) -> Self {
                Self { page_size: 0, page_token: String::new(), ..self.clone() }
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
