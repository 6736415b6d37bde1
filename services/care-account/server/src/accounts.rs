use care_account_rules::projection;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Caller, Fields, Page, Refusal};
use carecap_store::Tx;
use uuid::Uuid;

use crate::store::accounts::{self, Head};
use crate::store::entries;
use crate::{convert, refusals};

pub(crate) async fn get_account(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetAccountRequest,
) -> Result<proto::GetAccountResponse, Refusal> {
    let mut fields = Fields::new();
    let account_id = fields.optional_id("account_id", &request.account_id);
    let person_id = match account_id {
        Some(_) => None,
        None => Some(fields.id("person_id", &request.person_id)),
    };
    fields.finish()?;
    let head = match (account_id, person_id) {
        (Some(account_id), _) => head_of(tx, &caller, account_id).await?,
        (None, person_id) => {
            let person_id = person_id.unwrap_or_default();
            caller.must_be_entitled_to(person_id)?;
            let found = accounts::of_person(tx, person_id).await?;
            found.ok_or_else(|| Refusal::not_found("account", person_id))?
        }
    };
    let account = convert::account(&head.account);
    Ok(proto::GetAccountResponse { account: Some(account) })
}

/// The head of an account that the caller may see.
pub(crate) async fn head_of(
    tx: &mut Tx,
    caller: &Caller,
    account_id: Uuid,
) -> Result<Head, Refusal> {
    let found = accounts::of(tx, account_id).await?;
    let head = found.ok_or_else(|| Refusal::not_found("account", account_id))?;
    caller.must_be_entitled_to(head.person_id)?;
    Ok(head)
}

pub(crate) async fn list_accounts(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListAccountsRequest,
) -> Result<proto::ListAccountsResponse, Refusal> {
    let page = Page::of(&request)?;
    let person_id = caller.narrowed_to(None)?;
    let after = page.after.as_ref().map_or(Uuid::nil(), |(_, id)| *id);
    let heads = accounts::page_after(tx, after, person_id, page.limit()).await?;
    let place = |head: &Head| (String::new(), head.account_id);
    let (heads, next_page_token) = page.cut(heads, place);
    let accounts = heads.iter().map(|head| convert::account(&head.account));
    Ok(proto::ListAccountsResponse { accounts: accounts.collect(), next_page_token })
}

pub(crate) async fn list_entries(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListEntriesRequest,
) -> Result<proto::ListEntriesResponse, Refusal> {
    let page = Page::of(&request)?;
    let mut fields = Fields::new();
    let account_id = fields.id("account_id", &request.account_id);
    fields.finish()?;
    head_of(tx, &caller, account_id).await?;
    let after = page.after.as_ref().map_or(Ok(0), |(number, _)| number.parse());
    let after = after.map_err(|_| {
        Refusal::new(
            ErrorReason::PageTokenInvalid,
            "the page token is not one that this method gave for this request",
        )
    })?;
    let rows = entries::stored_after(tx, account_id, after, page.limit()).await?;
    let (rows, next_page_token) = page.cut(rows, |row| (row.entry.number.to_string(), account_id));
    let entries = rows.into_iter().map(convert::entry);
    Ok(proto::ListEntriesResponse { entries: entries.collect(), next_page_token })
}

pub(crate) async fn project_account(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ProjectAccountRequest,
) -> Result<proto::ProjectAccountResponse, Refusal> {
    let mut fields = Fields::new();
    let account_id = fields.id("account_id", &request.account_id);
    fields.finish()?;
    let head = head_of(tx, &caller, account_id).await?;
    let reached_on = projection::project_account(&head.account)
        .map_err(|error| refusals::broken_ledger(&error.into()))?;
    Ok(convert::projection(&head.account, reached_on))
}
