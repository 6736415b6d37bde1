use carecap_contracts::Listing;
use carecap_contracts::common::v1::ErrorReason;
use carecap_store::{Document, Filter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Refusal;

const DEFAULT_SIZE: i64 = 100;
const LARGEST_SIZE: i32 = 1_000;

/// Where a page begins and how long it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The place of the last one seen: its sort key and id.
    pub after: Option<(String, Uuid)>,
    /// At most so many.
    pub size: i64,
    asked: String,
}

impl Page {
    /// Reads the page that a list request asks for. A token holds a digest of the rest of the request,
    /// so that it cannot be used for another question.
    pub fn of<Q: Listing>(request: &Q) -> Result<Page, Refusal> {
        let (size, token) = (request.page_size(), request.page_token());
        if !(0..=LARGEST_SIZE).contains(&size) {
            return Err(Refusal::invalid(
                "page_size",
                format!("is not between 0 and {LARGEST_SIZE}"),
            ));
        }
        let digest = Sha256::new()
            .chain_update(std::any::type_name::<Q>())
            .chain_update(request.question().encode_to_vec())
            .finalize();
        let asked = hex::encode(&digest[..8]);
        let size = if size == 0 { DEFAULT_SIZE } else { i64::from(size) };
        let after = if token.is_empty() { None } else { Some(place(token, &asked)?) };
        Ok(Page { after, size, asked })
    }

    /// How many rows to read: one more than the page holds tells whether there is another.
    pub fn limit(&self) -> i64 {
        self.size + 1
    }

    /// The filter that reads the page from documents.
    pub fn filter(&self, person_id: Option<Uuid>, state: Option<String>) -> Filter {
        Filter { person_id, state, after: self.after.clone(), limit: self.limit() }
    }

    /// Cuts the extra row off and makes the token of the next page, where there is one.
    pub fn cut<T>(
        &self,
        mut rows: Vec<T>,
        place: impl Fn(&T) -> (String, Uuid),
    ) -> (Vec<T>, String) {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        if rows.len() <= size {
            return (rows, String::new());
        }
        rows.truncate(size);
        let token = rows.last().map(place).map(|(key, id)| self.token(&key, id));
        (rows, token.unwrap_or_default())
    }

    /// The same for documents, whose place is their sort key and id.
    pub fn cut_documents<T>(&self, rows: Vec<Document<T>>) -> (Vec<Document<T>>, String) {
        self.cut(rows, |document| (document.sort_key.clone(), document.id))
    }

    fn token(&self, sort_key: &str, id: Uuid) -> String {
        hex::encode(format!("{}|{id}|{sort_key}", self.asked))
    }
}

fn place(token: &str, asked: &str) -> Result<(String, Uuid), Refusal> {
    let read = || {
        let text = String::from_utf8(hex::decode(token).ok()?).ok()?;
        let mut parts = text.splitn(3, '|');
        (parts.next()? == asked).then_some(())?;
        let id = Uuid::try_parse(parts.next()?).ok()?;
        Some((parts.next()?.to_owned(), id))
    };
    read().ok_or_else(|| {
        Refusal::new(
            ErrorReason::PageTokenInvalid,
            "the page token is not one that this method gave for this request",
        )
    })
}
